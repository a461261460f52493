//! For whom a report is made, and how what that reader must not see is left out without making an answer another one.
//!
//! The tenant is judged twice: as it was read, and with the words taken out that the audience must not see. Answers, counts and
//! waivers come from the first; every detail comes from the second. Where a control answers differently without those words, its
//! details are left out: an answer is never bent to what may be shown.

mod assessment;
mod proofs;

use breakglass_model::{Arrangements, Missing, ObjectId, ObjectRef, Reason, Waiver};

/// What stands where a detail is left out.
pub const LEFT_OUT: &str = "not shown to this audience";

/// For whom a report is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Audience {
    /// Anybody: nothing by which tenant, accounts, keys or policies could be recognised.
    Public,
    /// Those who mend: everything but what tells where the keys are and who keeps them.
    #[default]
    Internal,
    /// Those who keep the accounts: everything.
    Sealed,
}

/// What a second reading of the same tenant, with words taken out, may be used for.
pub struct Telling<'a> {
    /// For whom.
    pub audience: Audience,
    /// Controls that judge the very words that were taken out, by id.
    pub by_words: &'a [&'a str],
    /// What an id is called in the second reading.
    pub pseudonym: &'a dyn Fn(&ObjectId) -> ObjectId,
}

impl Audience {
    /// Every audience, the widest first.
    pub const ALL: [Self; 3] = [Self::Public, Self::Internal, Self::Sealed];

    /// The word in options and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Sealed => "sealed",
        }
    }

    /// What a report for it leaves out, in a sentence.
    pub fn described(self) -> &'static str {
        match self {
            Self::Public => "public: names, ids and addresses are pseudonyms of this report alone",
            Self::Internal => "internal: where the keys are and who keeps them is left out",
            Self::Sealed => "sealed: everything is shown; keep it as the accounts are kept",
        }
    }
}

impl Telling<'_> {
    /// A waiver without who and why, where those are words of the tenant's people.
    pub fn waiver(&self, waiver: &Waiver) -> Waiver {
        if self.audience != Audience::Public {
            return waiver.clone();
        }
        Waiver {
            objects: waiver.objects.iter().map(self.pseudonym).collect(),
            reason: LEFT_OUT.to_owned(),
            owner: LEFT_OUT.to_owned(),
            ..waiver.clone()
        }
    }

    /// People and channels without their words, as far as the audience must not see them: whom a route reaches is in no report, who keeps the
    /// accounts is known by the declaration's short names at most.
    pub fn arrangements(&self, arranged: &Arrangements) -> Arrangements {
        let mut told = arranged.clone();
        let short = |id: &str| match self.audience {
            Audience::Public => (self.pseudonym)(&ObjectId::new(id)).raw().to_owned(),
            Audience::Internal | Audience::Sealed => id.to_owned(),
        };
        if self.audience == Audience::Sealed {
            return told;
        }
        for person in &mut told.people {
            person.id = short(&person.id);
            person.name = None;
            if self.audience == Audience::Public {
                person.directory_id = person.directory_id.as_ref().map(self.pseudonym);
            }
            for route in &mut person.routes {
                route.channel = short(&route.channel);
            }
        }
        for channel in &mut told.channels {
            channel.id = short(&channel.id);
        }
        for step in &mut told.escalation {
            step.people = step.people.iter().map(|id| short(id)).collect();
        }
        told
    }

    /// An object without its name.
    pub fn object(&self, object: &ObjectRef) -> ObjectRef {
        ObjectRef::new(object.kind, (self.pseudonym)(&object.id), None)
    }

    /// The same gap, with nothing said of what it left open.
    pub fn missing(&self, missing: &Missing) -> Missing {
        let what = || LEFT_OUT.to_owned();
        let reason = match &missing.reason {
            Reason::Denied(_) => Reason::Denied(what()),
            Reason::Unlicensed(_) => Reason::Unlicensed(what()),
            Reason::Partial(_) => Reason::Partial(what()),
            Reason::Failed(_) => Reason::Failed(what()),
            Reason::NotUnderstood(_) => Reason::NotUnderstood(what()),
            Reason::Membership(_) => Reason::Membership(what()),
            Reason::NoProperty(_) => Reason::NoProperty(what()),
            other => other.clone(),
        };
        Missing {
            collection: missing.collection,
            object: missing.object.as_ref().map(self.pseudonym),
            reason,
            leaves_open: missing.leaves_open.as_ref().map(|it| self.object(it)),
        }
    }
}
