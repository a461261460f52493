//! Exports of other tools: folders, files and zips of Graph JSON, read leniently in form and strictly in limits.
//!
//! What a file is follows from its `@odata.context`, its `@odata.type`, its folder, its shape, in this order. A collection of which no file exists
//! was not asked; an empty `value` is complete and empty. Nothing is dropped in silence: what is not taken is listed with its reason.

mod archive;
mod decode;
mod gather;
mod limits;
mod recognise;
mod walk;

use std::path::Path;

use breakglass_model::{Cloud, Snapshot};
use jiff::Timestamp;
use thiserror::Error;

pub use decode::text;
pub use limits::Limits;

use gather::Gatherer;

/// Why an export is not read at all. Bad single files are no such error: they are listed.
#[derive(Debug, Error)]
pub enum ExportError {
    /// Nothing is there, or it cannot be opened.
    #[error("cannot read `{path}`: {cause}")]
    Unreadable {
        /// What.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// A limit was met.
    #[error("the export is refused: {path}: {what}: split the export, or look at what is in that file")]
    Hostile {
        /// Where, relative to the export.
        path: String,
        /// What was met.
        what: String,
    },
    /// The zip is damaged.
    #[error("`{path}` is no zip that can be read: {why}: unpack it and name the folder")]
    Archive {
        /// What.
        path: String,
        /// Why.
        why: String,
    },
    /// There is nothing in it.
    #[error("`{path}` holds no JSON that is judged; {files} file(s) were looked at: {reasons}")]
    Empty {
        /// What.
        path: String,
        /// How many files were looked at.
        files: usize,
        /// Why the first of them were not taken.
        reasons: String,
    },
}

/// Reads an export.
///
/// # Errors
/// It cannot be opened, meets a limit of size, count, folders or packing, leaves its archive, or holds nothing that is judged. A single bad file
/// (no JSON, a key twice in one object, nested too deeply) is listed, and what lies beside it is no longer complete.
pub fn read(path: &Path, now: Timestamp, limits: &Limits) -> Result<Snapshot, ExportError> {
    let unreadable = |cause| ExportError::Unreadable { path: breakglass_model::visible(&path.display().to_string()), cause };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        let mut gatherer = Gatherer::new(limits);
        walk::folder(path, limits, &mut gatherer)?;
        return gathered(gatherer, &path.display().to_string(), now);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = walk::file(path, &name, limits)?;
    single(&name, bytes, &path.display().to_string(), now, limits)
}

/// Reads an export that is one file, from its bytes: a zip or a document, as its content tells.
///
/// # Errors
/// As [`read`], without those of opening.
pub fn read_bytes(name: &str, bytes: Vec<u8>, now: Timestamp, limits: &Limits) -> Result<Snapshot, ExportError> {
    single(name, bytes, name, now, limits)
}

fn single(name: &str, bytes: Vec<u8>, path: &str, now: Timestamp, limits: &Limits) -> Result<Snapshot, ExportError> {
    let mut gatherer = Gatherer::new(limits);
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        archive::entries(name, bytes, limits, &mut gatherer)?;
    } else {
        gatherer.file(name, &bytes)?;
    }
    gathered(gatherer, path, now)
}

fn gathered(gatherer: Gatherer<'_>, path: &str, now: Timestamp) -> Result<Snapshot, ExportError> {
    let mut snapshot = Snapshot::new(now, Cloud::Global, "export");
    let files = gatherer.finish(&mut snapshot);
    if snapshot.reads.is_empty() {
        let reason =
            |it: &breakglass_model::Skipped| format!("{}: {}", breakglass_model::Untrusted::new(it.path.as_str()).quoted(), it.reason);
        let mut reasons: Vec<String> = snapshot.skipped.iter().take(5).map(reason).collect();
        if snapshot.skipped.len() > reasons.len() {
            reasons.push(format!("and {} more", snapshot.skipped.len() - reasons.len()));
        }
        return Err(ExportError::Empty { path: breakglass_model::visible(path), files, reasons: reasons.join("; ") });
    }
    Ok(snapshot)
}

/// A limit that was met, in one sentence.
fn hostile(path: &str, what: impl Into<String>) -> ExportError {
    ExportError::Hostile { path: breakglass_model::Untrusted::new(path).quoted(), what: what.into() }
}

#[cfg(test)]
pub(crate) mod tests;
