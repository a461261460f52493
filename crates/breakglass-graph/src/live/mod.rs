//! What is asked of a live tenant, and how the answers become a snapshot.
//!
//! Reads go by id, role, group or filter, so that their number does not grow with the users of the tenant. Every read
//! becomes an entry of the snapshot, whatever came of it; only a failed sign-in stops everything.

mod asks;
mod reader;
mod references;
mod surroundings;
mod what_if;

use std::collections::BTreeSet;

use breakglass_model::{Designation, Snapshot};
use jiff::Timestamp;
use thiserror::Error;

use crate::client::{Limits, Session, SessionError, Target, TokenError};
use crate::permissions::Scheme;

pub use what_if::{Evaluated, WHAT_IF_PERMISSIONS, what_if};

/// Who is told how reading goes on.
pub trait Progress: Send + Sync {
    /// How many reads are known of so far.
    fn planned(&self, total: usize);
    /// One of them ended.
    fn done(&self, what: &str);
}

/// Tells the time; the program supplies it.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Why a tenant could not be read at all.
#[derive(Debug, Error)]
pub enum LiveError {
    /// No token, or none that is used.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Nobody answers.
    #[error("cannot reach {endpoint}: {why}")]
    Unreachable {
        /// Whom.
        endpoint: String,
        /// Why.
        why: String,
    },
}

impl Progress for () {
    fn planned(&self, _total: usize) {}
    fn done(&self, _what: &str) {}
}

/// Reads a tenant.
///
/// # Errors
/// Sign-in was refused, the token may write, or nobody answers. A refused or failed read is no error but part of the snapshot.
pub async fn read(
    target: &Target,
    designation: &Designation,
    limits: &Limits,
    clock: &dyn Clock,
    progress: &dyn Progress,
) -> Result<Snapshot, LiveError> {
    let session = open(target, limits, clock).await?;
    reader::Reader::new(&session, limits, clock, progress).everything(target, designation).await
}

/// What a token holds, as far as it can be looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Application permissions, or the scopes that a person granted; none where the token cannot be looked into.
    pub permissions: Option<BTreeSet<String>>,
    /// Whose they are.
    pub scheme: Scheme,
    /// The application that the token was issued to.
    pub client: Option<String>,
    /// Template ids of the directory roles behind it.
    pub roles: Vec<String>,
}

/// Signs in and says what the token holds. Reads nothing of the tenant.
///
/// # Errors
/// Sign-in was refused, the token may do more than it should, or nobody answers.
pub async fn held(target: &Target, limits: &Limits, clock: &dyn Clock) -> Result<Held, LiveError> {
    Ok(open(target, limits, clock).await?.held().await)
}

async fn open<'a>(target: &'a Target, limits: &'a Limits, clock: &'a dyn Clock) -> Result<Session<'a>, LiveError> {
    Session::open(target, limits, clock).await.map_err(|error| match error {
        SessionError::Token(error) => LiveError::Token(error),
        other => LiveError::Unreachable { endpoint: target.endpoints.shown(), why: other.to_string() },
    })
}
