//! Folders and files, in sorted order; symbolic links are never followed.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::gather::Gatherer;
use super::{ExportError, Limits, hostile};

/// Hands every file of a folder to the gatherer.
pub(super) fn folder(root: &Path, limits: &Limits, gatherer: &mut Gatherer<'_>) -> Result<(), ExportError> {
    let (mut files, mut total) = (0, 0);
    let mut waiting = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        if depth > limits.folder_depth {
            return Err(hostile(&relative(root, &folder), format!("folders nested deeper than {}", limits.folder_depth)));
        }
        let mut below = Vec::new();
        for path in sorted(root, &folder)? {
            let name = relative(root, &path);
            let kind = std::fs::symlink_metadata(&path).map_err(|cause| unreadable(&name, cause))?.file_type();
            if kind.is_symlink() {
                gatherer.skip(&name, "a symbolic link, not followed");
            } else if kind.is_dir() {
                below.push((path, depth + 1));
            } else if kind.is_file() {
                files += 1;
                if files > limits.files {
                    return Err(hostile(&name, format!("more than {} files", limits.files)));
                }
                if !gatherer.wants(&name) {
                    continue;
                }
                let bytes = file(&path, &name, limits)?;
                total += bytes.len() as u64;
                if total > limits.total_bytes {
                    return Err(hostile(&name, format!("more than {} bytes in all", limits.total_bytes)));
                }
                gatherer.file(&name, &bytes)?;
            } else {
                gatherer.skip(&name, "no ordinary file");
            }
        }
        waiting.extend(below.into_iter().rev());
    }
    Ok(())
}

/// Reads one file up to the bound.
pub(super) fn file(path: &Path, name: &str, limits: &Limits) -> Result<Vec<u8>, ExportError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|cause| unreadable(name, cause))?;
    file.take(limits.file_bytes + 1).read_to_end(&mut bytes).map_err(|cause| unreadable(name, cause))?;
    if bytes.len() as u64 > limits.file_bytes {
        return Err(hostile(name, format!("more than {} bytes in one file", limits.file_bytes)));
    }
    Ok(bytes)
}

fn sorted(root: &Path, folder: &Path) -> Result<Vec<PathBuf>, ExportError> {
    let failed = |cause| unreadable(&relative(root, folder), cause);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// A path inside the export, with slashes on every system.
fn relative(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn unreadable(name: &str, cause: std::io::Error) -> ExportError {
    ExportError::Unreadable { path: breakglass_model::visible(name), cause }
}
