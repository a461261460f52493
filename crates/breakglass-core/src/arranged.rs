//! What was arranged around the accounts, judged as far as words go: a fault in the words is a finding; words without a fault are no deed.

use breakglass_model::{Finding, Judgement, ObjectKind, ObjectRef, Outcome, Periods, Person};

use crate::Evidence;

/// A recurring duty, and the longest period that the guidance gives it.
pub(crate) struct Duty {
    /// The key under `[periods]`.
    pub(crate) key: &'static str,
    /// What the declaration says.
    pub(crate) declared: fn(&Periods) -> Option<u16>,
    /// The longest period in days; none where the profile says it.
    pub(crate) longest: Option<u16>,
}

impl Duty {
    /// A finding where the declared period is too long; else what is to be noted by hand, with the period that holds.
    pub(crate) fn judge(&self, evidence: &Evidence<'_>, found: Vec<Finding>, by_hand: impl FnOnce(&str) -> String) -> Judgement {
        let longest = self.longest.unwrap_or(evidence.profile.review_days);
        let declared = (self.declared)(&evidence.designation.arrangements.periods);
        let too_long = declared.filter(|days| *days > longest).map(|days| {
            let saw = format!("every {days} days");
            Finding::new(section("periods"), saw, format!("every {longest} days or more often")).fix(format!("Lower `{}`.", self.key))
        });
        let period = match declared {
            Some(days) => format!("every {days} days, as declared"),
            None => format!("every {longest} days"),
        };
        or_by_hand(found.into_iter().chain(too_long).collect(), by_hand(&period))
    }
}

/// The findings, or what only a look by hand can answer.
pub(crate) fn or_by_hand(found: Vec<Finding>, by_hand: String) -> Judgement {
    match found.is_empty() {
        true => Judgement::manual(by_hand),
        false => Judgement::once(|| Ok(Outcome::from_findings(found))),
    }
}

/// A section of the declaration as findings name it.
pub(crate) fn section(name: &str) -> ObjectRef {
    ObjectRef::new(ObjectKind::Declaration, name, None)
}

/// A person as findings name them.
pub(crate) fn person_ref(person: &Person) -> ObjectRef {
    ObjectRef::new(ObjectKind::Declaration, person.id.as_str(), person.name.as_deref().map(Into::into))
}

/// Names for a sentence.
pub(crate) fn listed<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    ids.into_iter().map(breakglass_model::visible).collect::<Vec<_>>().join(", ")
}
