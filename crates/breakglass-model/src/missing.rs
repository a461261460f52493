//! What was not read, and why: the other half of every fact.

use crate::{Collection, ObjectId, ObjectRef};

/// A fact of a tenant, or the reason why nobody knows it.
pub type Fact<T> = Result<T, Missing>;

/// One fact that was not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Which collection holds the fact.
    pub collection: Collection,
    /// Whose fact it is, where reads are per object.
    pub object: Option<ObjectId>,
    /// Why it was not read.
    pub reason: Reason,
    /// What cannot be judged for lack of it, where that is one object of many: a policy.
    pub leaves_open: Option<ObjectRef>,
}

/// Why a fact was not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The source holds nothing of this kind: no file in the export, no request made.
    NotAsked,
    /// The cloud refused; the text is the status with the error code.
    Denied(String),
    /// The tenant's licence does not include it; the text is the status with the error code.
    Unlicensed(String),
    /// Only a part was read; the text says what is missing.
    Partial(String),
    /// The read failed; the text says how.
    Failed(String),
    /// A property that should be in the body is not: the named property.
    NoProperty(String),
    /// The object is supposed to exist; nothing but the listed suppositions is known of it.
    Supposed,
    /// Whether the supposed account is in that group; the text names it.
    Membership(String),
    /// This cloud does not have it; the text names the cloud, with the status of its answer.
    NotAvailable(String),
    /// A designated object was not found, so nothing can be known of it.
    Unresolved,
    /// Nobody has said which the emergency accounts are.
    NotDesignated,
    /// Nobody has said which the emergency group is.
    GroupNotDesignated,
    /// The judgement needs a part of this program that does not exist yet; the text names it.
    NotBuilt(&'static str),
    /// A value that this version cannot interpret; the text names it.
    NotUnderstood(String),
}

impl Missing {
    /// A whole collection that is missing.
    pub fn of(collection: Collection, reason: Reason) -> Self {
        Self { collection, object: None, reason, leaves_open: None }
    }

    /// One object's fact that is missing.
    pub fn for_object(collection: Collection, object: &ObjectId, reason: Reason) -> Self {
        Self { collection, object: Some(object.clone()), reason, leaves_open: None }
    }

    /// The same gap with the object that it leaves unjudged.
    #[must_use]
    pub fn leaving_open(self, object: ObjectRef) -> Self {
        Self { leaves_open: Some(object), ..self }
    }

    /// The application permission that would let the fact be read, where a permission is what is lacking.
    pub fn permission(&self) -> Option<&'static str> {
        match self.reason {
            Reason::Denied(_) | Reason::NotAsked | Reason::Partial(_) | Reason::Failed(_) => Some(self.collection.permission()),
            Reason::Unlicensed(_)
            | Reason::NoProperty(_)
            | Reason::Supposed
            | Reason::Membership(_)
            | Reason::Unresolved
            | Reason::NotDesignated
            | Reason::GroupNotDesignated
            | Reason::NotBuilt(_)
            | Reason::NotAvailable(_)
            | Reason::NotUnderstood(_) => None,
        }
    }
}

impl Reason {
    /// The reason in words, safe to show.
    pub fn text(&self) -> String {
        match self {
            Self::NotAsked => "not in this source".to_owned(),
            Self::Denied(code) => format!("refused: {code}"),
            Self::Unlicensed(code) => format!("not licensed: {code}"),
            Self::Partial(what) => format!("read in part: {what}"),
            Self::Failed(how) => format!("read failed: {how}"),
            Self::NoProperty(name) => format!("the body has no `{name}`"),
            Self::Supposed => "the account is supposed, not read".to_owned(),
            Self::Membership(group) => format!("whether an emergency account is also in {group} is not known"),
            Self::Unresolved => "the designated object was not found".to_owned(),
            Self::NotDesignated => "no emergency account is designated: name one with --account or in the declaration".to_owned(),
            Self::GroupNotDesignated => "no emergency group is designated: name it with --group or in the declaration".to_owned(),
            Self::NotAvailable(cloud) => format!("this cloud does not have it: {cloud}"),
            Self::NotBuilt(what) => format!("{what} not built yet"),
            Self::NotUnderstood(what) => format!("not understood: {what}"),
        }
    }
}
