//! Bounds on everything that a cloud could make endless.

use std::time::Duration;

/// How much is asked and read at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests in one run, retries included.
    pub requests: usize,
    /// Pages of one collection.
    pub pages: usize,
    /// Bytes of one answer, unpacked.
    pub body_bytes: usize,
    /// Tries after the first for one request.
    pub retries: u32,
    /// Longest wait for one request, all its pauses together.
    pub patience: Duration,
    /// Requests under way at once.
    pub concurrency: usize,
    /// Requests that look up the names of objects in policies, for each kind.
    pub reference_requests: usize,
    /// Accounts that are taken from the designated group where none is named.
    pub accounts: usize,
    /// Groups of accounts whose parents and roles are read.
    pub groups: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: 2_000,
            pages: 50,
            body_bytes: 64 * 1024 * 1024,
            retries: 6,
            patience: Duration::from_secs(120),
            concurrency: 4,
            reference_requests: 20,
            accounts: 20,
            groups: 40,
        }
    }
}
