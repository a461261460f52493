//! Where output goes: standard output, or a file that only its owner may read.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where a command's result goes.
#[derive(Debug, Clone)]
pub enum Sink {
    /// Standard output.
    Standard,
    /// A file, made anew with mode 0600.
    File(PathBuf),
}

impl Sink {
    /// The file if one is named, else standard output.
    pub fn new(path: Option<&Path>) -> Self {
        path.map_or(Self::Standard, |path| Self::File(path.to_owned()))
    }

    /// Writes a whole result.
    ///
    /// # Errors
    /// The file cannot be made or written. A reader that went away is no error.
    pub fn write(&self, text: &str) -> io::Result<()> {
        match self {
            Self::Standard => forgive_closed_pipe(io::stdout().lock().write_all(text.as_bytes())),
            Self::File(path) => {
                let mut file = create_private(path)?;
                file.write_all(text.as_bytes())?;
                file.sync_all()
            }
        }
    }
}

/// Writes a whole result to a file that does not exist yet, mode 0600.
///
/// # Errors
/// The file exists, even if it came a moment ago, or cannot be made or written.
pub fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = open_new(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Makes a file that only its owner may read; an existing one is replaced, a symbolic link is never followed.
///
/// # Errors
/// What stands there is a folder, a device or a pipe, or a link to one: replacing `/dev/null` would break the machine.
fn create_private(path: &Path) -> io::Result<File> {
    if std::fs::metadata(path).is_ok_and(|target| !target.is_file()) {
        let why = "is no file, and is not replaced; without --output the result goes to standard output";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    if std::fs::symlink_metadata(path).is_ok() {
        std::fs::remove_file(path)?;
    }
    open_new(path)
}

fn open_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Says a line on standard output.
pub fn say(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

/// Says a line on standard error.
pub fn say_error(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

fn forgive_closed_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_result_file_is_private_even_where_a_public_one_stood() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        std::fs::write(&path, "old").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
        Sink::File(path.clone()).write("new").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn what_exists_is_not_replaced_where_something_new_is_meant() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("breakglass.toml");
        write_new(&path, "mine").unwrap();
        assert!(write_new(&path, "another").is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    }

    #[cfg(unix)]
    #[test]
    fn devices_pipes_folders_and_links_to_them_stay() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        std::os::unix::fs::symlink("/dev/null", at("device")).unwrap();
        std::os::unix::fs::symlink(at("pipe"), at("link")).unwrap();
        std::fs::create_dir(at("folder")).unwrap();
        for name in ["pipe", "device", "link", "folder"] {
            let before = std::fs::symlink_metadata(at(name)).unwrap().file_type();
            let error = Sink::File(at(name)).write("new").unwrap_err();
            assert!(error.to_string().contains("is no file"), "{name}: {error}");
            assert_eq!(std::fs::symlink_metadata(at(name)).unwrap().file_type(), before, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_is_replaced_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        std::fs::write(&target, "precious").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        Sink::File(link).write("new").unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "precious");
    }
}
