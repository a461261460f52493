//! Service credentials, named in the declaration and never written there: `file:`, `credential:` (systemd), `env:`.

use std::path::{Path, PathBuf};

use breakglass_graph::client::Secret;
use thiserror::Error;

/// Longest credential that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Why a credential could not be read.
#[derive(Debug, Error)]
pub enum CredentialError {
    /// The name has none of the known prefixes; it may be the secret itself, and is not repeated.
    #[error("no place is named: write `file:PATH`, `credential:NAME` or `env:NAME`")]
    NoPlace,
    /// The environment lacks it.
    #[error("the environment variable `{0}` is not set")]
    NotInEnvironment(String),
    /// systemd handed over no credentials.
    #[error("`credential:{0}` needs $CREDENTIALS_DIRECTORY, which systemd sets for services with LoadCredential=")]
    NoCredentialsDirectory(String),
    /// The file cannot be read.
    #[error("cannot read `{path}`: {cause}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// Others may read the file.
    #[error("`{path}` {why}: run chmod 600 on it and keep it your own")]
    NotPrivate {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Nothing is in it.
    #[error("`{0}` is empty")]
    Empty(String),
}

/// Reads the credential that a name stands for. A file is looked for beside the declaration.
///
/// # Errors
/// It does not exist, is empty, or others may read it.
pub fn read(name: &str, beside: &Path) -> Result<Secret, CredentialError> {
    let text = match name.split_once(':') {
        Some(("file", path)) => private_file(&beside.join(path))?,
        Some(("credential", credential)) => {
            let folder =
                std::env::var_os("CREDENTIALS_DIRECTORY").ok_or_else(|| CredentialError::NoCredentialsDirectory(credential.to_owned()))?;
            text_of(&PathBuf::from(folder).join(credential))?
        }
        Some(("env", variable)) => std::env::var(variable).map_err(|_| CredentialError::NotInEnvironment(variable.to_owned()))?,
        _ => return Err(CredentialError::NoPlace),
    };
    let trimmed = text.trim_end_matches(['\r', '\n']);
    if trimmed.is_empty() {
        return Err(CredentialError::Empty(name.to_owned()));
    }
    Ok(Secret::new(trimmed.to_owned()))
}

/// Reads a public file named `file:PATH`, such as a certificate.
///
/// # Errors
/// The name has no `file:`, or the file cannot be read.
pub fn read_public(name: &str, beside: &Path) -> Result<String, CredentialError> {
    match name.split_once(':') {
        Some(("file", path)) => text_of(&beside.join(path)),
        _ => Err(CredentialError::NoPlace),
    }
}

fn private_file(path: &Path) -> Result<String, CredentialError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let shown = || path.display().to_string();
        let metadata = std::fs::metadata(path).map_err(|cause| CredentialError::Unreadable { path: shown(), cause })?;
        if metadata.mode() & 0o077 != 0 {
            return Err(CredentialError::NotPrivate { path: shown(), why: "can be read by others" });
        }
        if metadata.uid() != rustix::process::geteuid().as_raw() {
            return Err(CredentialError::NotPrivate { path: shown(), why: "belongs to somebody else" });
        }
    }
    text_of(path)
}

fn text_of(path: &Path) -> Result<String, CredentialError> {
    use std::io::Read;
    let shown = || path.display().to_string();
    let unreadable = |cause| CredentialError::Unreadable { path: shown(), cause };
    let mut text = String::new();
    std::fs::File::open(path).map_err(unreadable)?.take(LONGEST + 1).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > LONGEST {
        return Err(unreadable(std::io::Error::new(std::io::ErrorKind::FileTooLarge, format!("it is longer than {LONGEST} bytes"))));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "hush\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(read("file:secret", folder.path()), Err(CredentialError::NotPrivate { .. })));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(read("file:secret", folder.path()).is_ok());
    }

    #[test]
    fn a_file_that_is_too_long_is_not_read_in_part() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("chain.pem"), "x".repeat(65 * 1024)).unwrap();
        let refused = read_public("file:chain.pem", folder.path());
        assert!(matches!(refused, Err(CredentialError::Unreadable { cause, .. }) if cause.to_string().contains("longer")));
    }

    #[test]
    fn a_bare_secret_is_no_name() {
        assert!(matches!(read("hunter2", Path::new(".")), Err(CredentialError::NoPlace)));
    }
}
