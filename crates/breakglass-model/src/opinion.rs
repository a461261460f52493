//! What Microsoft's own what-if says of a policy, beside which ours is held.

use crate::{ObjectId, Untrusted};

/// What Microsoft says of one policy and one sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// The policy.
    pub policy: ObjectId,
    /// What it is called.
    pub name: Untrusted,
    /// Whether it applies.
    pub applies: bool,
    /// Why it does not, as Microsoft's words are; empty where it does.
    pub reasons: Vec<Untrusted>,
}

impl Opinion {
    /// Whether Microsoft was told too little to decide. `applies` is false then and means nothing.
    ///
    /// Source: <https://learn.microsoft.com/en-us/graph/api/conditionalaccessroot-evaluate> (read 2026-11-25): conditions of which the
    /// question says nothing are not evaluated.
    pub fn is_undecided(&self) -> bool {
        !self.applies && self.reasons.iter().any(|word| word.raw().eq_ignore_ascii_case("notEnoughInformation"))
    }
}
