//! What the operator declared: which accounts and which group are the emergency ones.

use jiff::civil::Date;

use crate::{Arrangements, Judgement, ObjectId, Untrusted};

/// Whom to judge, as said by the operator. Detection only ever proposes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Designation {
    /// Object ids or user principal names.
    pub accounts: Vec<Untrusted>,
    /// Object id, placeholder or display name of the group.
    pub group: Option<Untrusted>,
    /// Groups that are read besides, to compare with; they designate nobody.
    pub also_read: Vec<Untrusted>,
    /// Suppositions that are switched off, by id.
    pub refused: Vec<String>,
    /// Why there are more accounts than the profile takes without a reason.
    pub reason_for_more_accounts: Option<String>,
    /// Directory ids of the people who keep the accounts: they may hold rights over them.
    pub custodians: Vec<ObjectId>,
    /// Findings that are accepted for a time.
    pub waivers: Vec<Waiver>,
    /// What is arranged around the accounts.
    pub arrangements: Arrangements,
}

/// A finding that somebody answers for, until a day: it is still shown, and changes no exit code while it lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The control's id.
    pub control: String,
    /// The objects that are let off, by id; all where none is named.
    pub objects: Vec<ObjectId>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds, by UTC.
    pub until: Date,
}

impl Waiver {
    /// Whether it lets off everything that a control found. Somebody who named one object has not accepted the next one.
    pub fn covers(&self, control: &str, judgement: &Judgement) -> bool {
        let is_named = |object: &ObjectId| self.objects.iter().any(|named| named == object);
        self.control == control && (self.objects.is_empty() || judgement.findings.iter().all(|finding| is_named(&finding.object.id)))
    }
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
