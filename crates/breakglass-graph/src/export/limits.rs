//! How large an export may be.

/// Bounds on an export, whoever made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all files together, unpacked.
    pub total_bytes: u64,
    /// Bytes of one file, unpacked.
    pub file_bytes: u64,
    /// Files, or entries of a zip.
    pub files: usize,
    /// Depth of folders.
    pub folder_depth: usize,
    /// Objects in all files together.
    pub objects: usize,
    /// How many times larger an entry of a zip may be than its packed form.
    pub zip_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            total_bytes: 1024 * 1024 * 1024,
            file_bytes: 256 * 1024 * 1024,
            files: 200_000,
            folder_depth: 32,
            objects: 1_000_000,
            zip_ratio: 100,
        }
    }
}
