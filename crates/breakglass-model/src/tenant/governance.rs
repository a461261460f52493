//! What else happens to accounts: deletion, risk, workflows, reviews, protected actions.

use jiff::Timestamp;

use crate::{ObjectId, Untrusted};

/// An object in the recycle bin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedObject {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: Untrusted,
    /// When it was deleted; it can be restored for 30 days.
    pub deleted: Option<Timestamp>,
}

/// What Identity Protection holds against a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRisk {
    /// `none`, `confirmedSafe`, `remediated`, `dismissed`, `atRisk`, `confirmedCompromised`, …
    pub state: Untrusted,
    /// `low`, `medium`, `high`, `hidden`, `none`, where given.
    pub level: Option<Untrusted>,
}

/// A lifecycle workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleWorkflow {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: Untrusted,
    /// `joiner`, `mover` or `leaver`.
    pub category: Option<Untrusted>,
    /// Whether it may run at all.
    pub is_enabled: Option<bool>,
    /// Whether it runs by itself.
    pub is_scheduled: Option<bool>,
    /// The rule that says for whom it runs, where the body holds it.
    pub scope: Option<Untrusted>,
}

/// A definition of access reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessReview {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: Untrusted,
    /// `NotStarted`, `InProgress`, `Completed`, …
    pub status: Option<Untrusted>,
    /// The queries that say what is reviewed and who, as Graph paths.
    pub queries: Vec<Untrusted>,
    /// Whether decisions are carried out without anybody's hand; none where the body does not say.
    pub is_applied_automatically: Option<bool>,
    /// What happens to those whom nobody reviewed: `None`, `Approve`, `Deny`, `Recommendation`.
    pub default_decision: Option<Untrusted>,
}

/// A permission that demands an authentication context before it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedAction {
    /// `microsoft.directory/conditionalAccessPolicies/delete`, …
    pub name: Untrusted,
    /// The authentication context, `c1` to `c99`; none where the action is not protected.
    pub context: Option<Untrusted>,
}
