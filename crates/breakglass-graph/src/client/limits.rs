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
    /// Holders of roles that reach the emergency accounts whose bodies are read.
    pub administrators: usize,
    /// Other administrators whose authentication methods are read, to compare with.
    pub compared_administrators: usize,
    /// Groups holding such roles whose members are read.
    pub holder_groups: usize,
    /// Pages of one read of the sign-in log.
    pub sign_in_pages: usize,
    /// Days of the sign-in log that are asked for.
    pub sign_in_days: i64,
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
            administrators: 150,
            compared_administrators: 10,
            holder_groups: 10,
            sign_in_pages: 3,
            sign_in_days: 7,
        }
    }
}
