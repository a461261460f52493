//! Zips, read in memory: nothing is written to disk, and every number that an archive claims is checked against what comes out.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::gather::Gatherer;
use super::{ExportError, Limits, hostile};

/// Packed entries below this size may be of any ratio: small texts of blanks pack well.
const SMALL: u64 = 64 * 1024;

/// Hands every entry to the gatherer, in sorted order.
pub(super) fn entries(name: &str, bytes: Vec<u8>, limits: &Limits, gatherer: &mut Gatherer<'_>) -> Result<(), ExportError> {
    let broken = |error: zip::result::ZipError| ExportError::Archive {
        path: breakglass_model::visible(name),
        why: breakglass_model::visible(&error.to_string()),
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > limits.files {
        return Err(hostile(name, format!("more than {} entries", limits.files)));
    }
    let mut order = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(broken)?;
        let path = entry.name().map_err(broken)?.into_owned();
        check_path(&path, limits)?;
        if entry.is_dir() {
            continue;
        }
        if entry.encrypted() {
            gatherer.skip(&path, "encrypted");
        } else if entry.is_symlink() {
            gatherer.skip(&path, "a symbolic link, not followed");
        } else if gatherer.wants(&path) {
            order.push((path, index));
        }
    }
    order.sort();
    let mut total = 0;
    for (path, index) in order {
        let entry = archive.by_index(index).map_err(broken)?;
        let bound = bound(entry.compressed_size(), limits);
        let mut content = Vec::new();
        if let Err(error) = entry.take(bound + 1).read_to_end(&mut content) {
            gatherer.broken(&path, &format!("the entry cannot be unpacked: {}", breakglass_model::visible(&error.to_string())));
            continue;
        }
        total += content.len() as u64;
        if content.len() as u64 > bound {
            return Err(hostile(&path, format!("unpacks to more than {bound} bytes (limit {} times its packed size)", limits.zip_ratio)));
        }
        if total > limits.total_bytes {
            return Err(hostile(&path, format!("more than {} bytes in all", limits.total_bytes)));
        }
        gatherer.file(&path, &content)?;
    }
    Ok(())
}

/// How large an entry may become.
fn bound(packed: u64, limits: &Limits) -> u64 {
    packed.max(SMALL).saturating_mul(limits.zip_ratio).min(limits.file_bytes)
}

/// Only plain relative paths: anything that climbs, starts at a root or names a drive is no export.
fn check_path(path: &str, limits: &Limits) -> Result<(), ExportError> {
    let climbs = path.split(['/', '\\']).any(|part| part == "..");
    let is_rooted = path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':');
    if climbs || is_rooted || path.contains('\0') {
        return Err(hostile(path, "a path that leaves the archive"));
    }
    if path.split('/').count() > limits.folder_depth {
        return Err(hostile(path, format!("folders nested deeper than {}", limits.folder_depth)));
    }
    Ok(())
}
