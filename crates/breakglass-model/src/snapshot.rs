//! A snapshot: the raw Graph bodies of one tenant per collection, with a word for each on how far it was read.
//!
//! Whatever the source (live tenant, export, saved file), judgement starts from this value, so that unknown fields
//! survive and an emulator can serve what was read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Cloud, Collection, Missing, ObjectId, Reason};

/// The name and version of the file format.
pub const SCHEMA: &str = "breakglass.snapshot/1";

/// Everything that was read of one tenant at one time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// When reading ended.
    pub taken_at: Timestamp,
    /// Which cloud the tenant lives in.
    pub cloud: Cloud,
    /// The Graph endpoint that was asked, or `export`.
    pub endpoint: String,
    /// Whether the endpoint is outside the clouds' fixed table, which every report shows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsafe_endpoint: bool,
    /// The tenant's id, where known.
    pub tenant_id: Option<ObjectId>,
    /// The manifest and the bodies.
    pub reads: Vec<Read>,
    /// What was offered but not taken, with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

/// One read: a collection, or one object's part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Read {
    /// What was read.
    pub collection: Collection,
    /// Whose part of it (an object id; a role or principal for role assignments), or none for the whole collection.
    #[serde(default)]
    pub of: Option<ObjectId>,
    /// How far the read got.
    #[serde(flatten)]
    pub state: ReadState,
    /// When it was read, for live reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// From when on it was asked for, for logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// The raw bodies: pages with `value`, or single objects.
    #[serde(default)]
    pub bodies: Vec<Body>,
}

/// How far a read got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ReadState {
    /// Read to the end.
    Complete,
    /// Read in part.
    Partial {
        /// What is missing.
        reason: String,
    },
    /// Refused for lack of a permission.
    Denied {
        /// Status and error code.
        reason: String,
    },
    /// Refused for lack of a licence.
    Unlicensed {
        /// Status and error code.
        reason: String,
    },
    /// The cloud does not have it.
    Unavailable {
        /// The cloud, with the status of its answer.
        reason: String,
    },
    /// The read failed.
    Failed {
        /// How.
        reason: String,
    },
    /// The object that was asked for does not exist.
    Absent,
}

/// One raw body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The file that it came from, relative to the export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The JSON as it came.
    pub json: Value,
}

/// A file or an object that was offered but not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Where it lies, relative to the export.
    pub path: String,
    /// Why it was not taken, in words safe to show.
    pub reason: String,
    /// The collection that it would have belonged to, where that can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection: Option<Collection>,
}

impl Snapshot {
    /// An empty snapshot: nothing was asked.
    pub fn new(taken_at: Timestamp, cloud: Cloud, endpoint: impl Into<String>) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            taken_at,
            cloud,
            endpoint: endpoint.into(),
            unsafe_endpoint: false,
            tenant_id: None,
            reads: Vec::new(),
            skipped: Vec::new(),
        }
    }
}

impl ReadState {
    /// Why the read is no full answer, or `Ok` where it is one.
    pub fn completeness(&self, collection: Collection, of: Option<&ObjectId>) -> Result<(), Missing> {
        let reason = match self {
            Self::Complete | Self::Absent => return Ok(()),
            Self::Partial { reason } => Reason::Partial(reason.clone()),
            Self::Denied { reason } => Reason::Denied(reason.clone()),
            Self::Unlicensed { reason } => Reason::Unlicensed(reason.clone()),
            Self::Unavailable { reason } => Reason::NotAvailable(reason.clone()),
            Self::Failed { reason } => Reason::Failed(reason.clone()),
        };
        Err(Missing { collection, object: of.cloned(), reason, leaves_open: None })
    }

    /// The word for it in reports.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial { .. } => "partial",
            Self::Denied { .. } => "denied",
            Self::Unlicensed { .. } => "unlicensed",
            Self::Unavailable { .. } => "unavailable",
            Self::Failed { .. } => "failed",
            Self::Absent => "absent",
        }
    }
}
