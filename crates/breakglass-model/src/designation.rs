//! What the operator declared: which accounts and which group are the emergency ones.

use crate::{ObjectId, Untrusted};

/// Whom to judge, as said by the operator. Detection only ever proposes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Designation {
    /// Object ids or user principal names.
    pub accounts: Vec<Untrusted>,
    /// Object id, placeholder or display name of the group.
    pub group: Option<Untrusted>,
    /// Suppositions that are switched off, by id.
    pub refused: Vec<String>,
    /// Why there are more accounts than the profile takes without a reason.
    pub reason_for_more_accounts: Option<String>,
    /// Directory ids of the people who keep the accounts: they may hold rights over them.
    pub custodians: Vec<ObjectId>,
}

/// Something that is supposed because nobody could read it; every report lists them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assumption {
    /// Permanent id, with the name of the paper where it is argued.
    pub id: &'static str,
    /// The supposition in one sentence.
    pub text: String,
}

impl Designation {
    /// Whether nobody was named.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.group.is_none()
    }
}
