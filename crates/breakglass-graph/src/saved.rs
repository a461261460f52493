//! Our own snapshot files: raw answers of a tenant, so private, and read as strictly as anybody else's.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::Path;

use breakglass_model::{ReadState, SNAPSHOT_SCHEMA, Snapshot};
use thiserror::Error;

use crate::wire::json;

/// Largest snapshot that is read, in bytes.
const LARGEST: u64 = 1024 * 1024 * 1024;

/// Why a snapshot file cannot be read or written.
#[derive(Debug, Error)]
pub enum SavedError {
    /// The file cannot be opened, read or made.
    #[error("`{path}`: {cause}")]
    File {
        /// Which.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// It is no JSON, or hostile.
    #[error("`{path}` is no snapshot: {why}")]
    NotJson {
        /// Which.
        path: String,
        /// Why.
        why: String,
    },
    /// It is JSON of another kind.
    #[error(
        "`{path}` is no snapshot of this program: its schema is {schema}, wanted is `{SNAPSHOT_SCHEMA}`; other people's files are read with --export"
    )]
    OtherSchema {
        /// Which.
        path: String,
        /// What it says of itself.
        schema: String,
    },
}

/// Reads a snapshot.
///
/// # Errors
/// The file cannot be read, is no JSON, or is of another kind.
pub fn read(path: &Path) -> Result<Snapshot, SavedError> {
    let shown = || breakglass_model::visible(&path.display().to_string());
    let failed = |cause| SavedError::File { path: shown(), cause };
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(failed)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(SavedError::NotJson { path: shown(), why: format!("it is larger than {LARGEST} bytes") });
    }
    let value =
        json::parse(&bytes).map_err(|error| SavedError::NotJson { path: shown(), why: breakglass_model::visible(&error.to_string()) })?;
    let schema = value.get("schema").and_then(serde_json::Value::as_str);
    if schema != Some(SNAPSHOT_SCHEMA) {
        let schema = schema.map_or_else(|| "not given".to_owned(), |schema| breakglass_model::Untrusted::from(schema).quoted());
        return Err(SavedError::OtherSchema { path: shown(), schema });
    }
    let mut snapshot: Snapshot = serde_json::from_value(value)
        .map_err(|error| SavedError::NotJson { path: shown(), why: breakglass_model::visible(&error.to_string()) })?;
    hush(&mut snapshot);
    Ok(snapshot)
}

/// Reasons are ours, and shown as they are; in a file they are whatever somebody wrote. What we wrote ourselves stays as it is.
fn hush(snapshot: &mut Snapshot) {
    let of_reads = snapshot.reads.iter_mut().filter_map(|read| match &mut read.state {
        ReadState::Partial { reason }
        | ReadState::Denied { reason }
        | ReadState::Unlicensed { reason }
        | ReadState::Unavailable { reason }
        | ReadState::Failed { reason } => Some(reason),
        ReadState::Complete | ReadState::Absent => None,
    });
    for reason in of_reads.chain(snapshot.skipped.iter_mut().map(|skipped| &mut skipped.reason)) {
        let acts = |it: char| breakglass_model::visible(it.encode_utf8(&mut [0; 4])).chars().ne([it]);
        if reason.chars().any(acts) {
            *reason = breakglass_model::visible(reason);
        }
    }
}

/// Writes a snapshot: to a new file beside the old one, mode 600, which then takes its place.
///
/// # Errors
/// The folder does not exist or is not writable, or a folder, a device or a pipe stands there.
pub fn write(path: &Path, snapshot: &Snapshot) -> Result<(), SavedError> {
    let failed = |cause| SavedError::File { path: breakglass_model::visible(&path.display().to_string()), cause };
    if std::fs::metadata(path).is_ok_and(|target| !target.is_file()) {
        // As the system's administrator one would replace /dev/null for everybody.
        return Err(failed(std::io::Error::new(std::io::ErrorKind::InvalidInput, "is no file, and is not replaced")));
    }
    let mut text = serde_json::to_vec_pretty(snapshot).map_err(|error| failed(error.into()))?;
    text.push(b'\n');
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let temporary = path.with_file_name(name);
    let _ = std::fs::remove_file(&temporary);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary).map_err(failed)?;
    file.write_all(&text).and_then(|()| file.sync_all()).map_err(failed)?;
    std::fs::rename(&temporary, path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Cloud, Collection};
    use proptest::prelude::*;

    use super::*;
    use crate::export::tests::any_json;

    #[test]
    fn a_snapshot_comes_back_as_it_went_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("snapshot.json");
        let mut snapshot = Snapshot::new(jiff::Timestamp::UNIX_EPOCH, Cloud::China, "https://example");
        let state = ReadState::Denied { reason: "403 x".into() };
        snapshot.reads.push(breakglass_model::Read {
            collection: Collection::Users,
            of: Some("a".into()),
            state,
            at: None,
            since: None,
            bodies: vec![],
        });
        write(&path, &snapshot).unwrap();
        write(&path, &snapshot).unwrap();
        assert_eq!(read(&path).unwrap(), snapshot);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(32), ..ProptestConfig::default() })]

        #[test]
        fn any_snapshot_comes_back_as_it_went_and_is_no_different_from_itself(json in any_json(), path in "\\PC{0,8}", reason in "[a-z0-9 \\\\{}]{0,8}") {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("snapshot.json");
            let mut snapshot = Snapshot::new(jiff::Timestamp::UNIX_EPOCH, Cloud::Global, path.clone());
            for &collection in Collection::ALL {
                let bodies = vec![breakglass_model::Body { path: Some(path.clone()), json: json.clone() }];
                let state = ReadState::Complete;
                snapshot.reads.push(breakglass_model::Read { collection, of: None, state, at: None, since: None, bodies });
            }
            snapshot.reads[0].state = ReadState::Partial { reason };
            write(&file, &snapshot).unwrap();
            let back = read(&file).unwrap();
            prop_assert_eq!(&back, &snapshot);
            prop_assert!(breakglass_model::Difference::between(&snapshot, &back).is_empty());
            let anonymiser = crate::anonymise::Anonymiser::new(b"key");
            prop_assert_eq!(anonymiser.snapshot(&snapshot), anonymiser.snapshot(&back));
        }

        #[test]
        fn any_bytes_never_panic(start in prop::sample::select(vec!["", "{\"schema\":\"breakglass.snapshot/1\","]), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("snapshot.json");
            std::fs::write(&file, start.bytes().chain(bytes).collect::<Vec<u8>>()).unwrap();
            let _ = read(&file);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("device");
        std::os::unix::fs::symlink("/dev/null", &link).unwrap();
        let error = write(&link, &Snapshot::new(jiff::Timestamp::UNIX_EPOCH, Cloud::Global, "x")).unwrap_err();
        assert!(error.to_string().contains("is no file"), "{error}");
        assert_eq!(std::fs::read_link(&link).unwrap(), Path::new("/dev/null"));
        assert!(!folder.path().join("device.new").exists());
    }

    #[test]
    fn other_files_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        for (text, word) in [("{\"schema\":\"else/1\"}", "schema"), ("[", "no snapshot"), ("{\"schema\":1,\"schema\":2}", "twice")] {
            std::fs::write(&path, text).unwrap();
            let error = read(&path).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
