//! Verdicts and how they follow from what was seen of each object.

use serde::Serialize;

use crate::{Missing, ObjectId, Untrusted};

/// The answer of one control. Unknown is never pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// At least one object is wrong.
    Fail,
    /// Holds today, ends by a known date or by one named switch.
    Warn,
    /// Evidence that is needed was not read.
    Unknown,
    /// Needs a record that is not kept yet.
    Manual,
    /// Every object examined is right.
    Pass,
    /// The licence, the profile or the lack of objects makes the question empty.
    NotApplicable,
}

/// How much it matters when a control fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Can lock everybody out or hand the tenant over.
    Critical,
    /// Weakens a promise that others rest on.
    High,
    /// Should be mended.
    Medium,
    /// Good practice.
    Low,
    /// Worth knowing.
    Info,
}

/// The kinds of objects that findings name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectKind {
    /// A user.
    User,
    /// A group.
    Group,
    /// A Conditional Access policy.
    Policy,
    /// An authentication strength.
    Strength,
    /// The authentication methods policy, or one method's configuration.
    MethodsPolicy,
    /// A directory role.
    Role,
    /// An application or service principal.
    Application,
    /// A named location.
    NamedLocation,
    /// A lifecycle workflow.
    LifecycleWorkflow,
    /// An access review.
    AccessReview,
    /// An administrative unit.
    AdministrativeUnit,
    /// The tenant as a whole.
    Tenant,
    /// What the operator declared.
    Declaration,
}

/// An object as findings name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ObjectRef {
    /// Its kind.
    pub kind: ObjectKind,
    /// Its id, or the text by which it was designated.
    pub id: ObjectId,
    /// Its display name, where known.
    pub name: Option<Untrusted>,
}

/// One thing that is wrong, or will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The object that has to change or is in danger.
    pub object: ObjectRef,
    /// What was seen.
    pub saw: String,
    /// What should be there instead.
    pub wanted: String,
    /// What to do, where it is more exact than the control's own fix.
    pub fix: Option<String>,
    /// How the object is reached: user, group, nested group, role.
    pub path: Vec<String>,
}

/// What a control says of one object.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// What is wrong.
    pub bad: Vec<Finding>,
    /// What holds today but ends by a known date or one switch.
    pub soon: Vec<Finding>,
    /// What could not be read.
    pub missing: Vec<Missing>,
    /// Whether the question does not arise for this object.
    pub skipped: bool,
}

/// What a control says of all its objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The answer.
    pub verdict: Verdict,
    /// How many objects were examined to the end.
    pub examined: usize,
    /// What is wrong, or will be: for `Fail` the bad, then the soon; for `Warn` the soon.
    pub findings: Vec<Finding>,
    /// What was not read.
    pub missing: Vec<Missing>,
    /// One sentence where the verdict needs one (why it does not apply).
    pub note: Option<String>,
}

impl Outcome {
    /// Nothing wrong.
    pub fn good() -> Self {
        Self::default()
    }

    /// The question does not arise for this object.
    pub fn skip() -> Self {
        Self { skipped: true, ..Self::default() }
    }

    /// One thing wrong.
    pub fn bad(finding: Finding) -> Self {
        Self { bad: vec![finding], ..Self::default() }
    }

    /// Right today, and how it ends.
    pub fn soon(finding: Finding) -> Self {
        Self { soon: vec![finding], ..Self::default() }
    }

    /// Adds what was found elsewhere of the same object.
    pub fn join(&mut self, other: Self) {
        self.bad.extend(other.bad);
        self.soon.extend(other.soon);
        self.missing.extend(other.missing);
    }

    /// Good where nothing was collected, bad otherwise.
    pub fn from_findings(bad: Vec<Finding>) -> Self {
        Self { bad, ..Self::default() }
    }
}

impl Finding {
    /// A finding about an object: what was seen, what should be there.
    pub fn new(object: ObjectRef, saw: impl Into<String>, wanted: impl Into<String>) -> Self {
        Self { object, saw: saw.into(), wanted: wanted.into(), fix: None, path: Vec::new() }
    }

    /// With a fix for exactly this object.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// With the way by which the object is reached.
    #[must_use]
    pub fn path(mut self, path: Vec<String>) -> Self {
        self.path = path;
        self
    }
}

impl ObjectRef {
    /// Names an object.
    pub fn new(kind: ObjectKind, id: impl Into<ObjectId>, name: Option<Untrusted>) -> Self {
        Self { kind, id: id.into(), name }
    }

    /// The name, or else the id, in back-ticks for a sentence.
    pub fn quoted(&self) -> String {
        match &self.name {
            Some(name) if !name.is_blank() => name.quoted(),
            _ => Untrusted::new(self.id.raw()).quoted(),
        }
    }
}

impl Judgement {
    /// Judges each object by itself: one that cannot be read never hides what is wrong with another.
    ///
    /// Any bad object gives `Fail` with what was not read beside it; else anything not read gives `Unknown`; else anything that
    /// ends soon gives `Warn`; else `Pass`. No object examined gives `NotApplicable`. Objects that cannot even be listed give `Unknown`.
    pub fn for_each<T>(
        objects: Result<impl IntoIterator<Item = T>, Missing>,
        mut judge: impl FnMut(T) -> Result<Outcome, Missing>,
    ) -> Self {
        let objects = match objects {
            Ok(objects) => objects,
            Err(missing) => return Self::unknown(vec![missing]),
        };
        let (mut total, mut examined) = (0, 0);
        let mut all = Outcome::default();
        for object in objects {
            total += 1;
            match judge(object) {
                Ok(outcome) if outcome.skipped => total -= 1,
                Ok(outcome) => {
                    examined += usize::from(outcome.missing.is_empty());
                    all.bad.extend(outcome.bad);
                    all.soon.extend(outcome.soon);
                    all.missing.extend(outcome.missing);
                }
                Err(missing) => all.missing.push(missing),
            }
        }
        if total == 0 {
            return Self::not_applicable("there is nothing to examine");
        }
        Self::of(all, examined)
    }

    /// Judges the tenant as one object.
    pub fn once(judge: impl FnOnce() -> Result<Outcome, Missing>) -> Self {
        let mut judge = Some(judge);
        Self::for_each(Ok([()]), |()| judge.take().map_or_else(|| Ok(Outcome::skip()), |judge| judge()))
    }

    fn of(all: Outcome, examined: usize) -> Self {
        let verdict = match (all.bad.is_empty(), all.missing.is_empty(), all.soon.is_empty()) {
            (false, _, _) => Verdict::Fail,
            (true, false, _) => Verdict::Unknown,
            (true, true, false) => Verdict::Warn,
            (true, true, true) => Verdict::Pass,
        };
        let mut missing = all.missing;
        missing.sort();
        missing.dedup();
        let findings = all.bad.into_iter().chain(all.soon).collect();
        Self { verdict, examined, findings, missing, note: None }
    }

    /// The question does not arise, and why.
    pub fn not_applicable(why: impl Into<String>) -> Self {
        Self { verdict: Verdict::NotApplicable, examined: 0, findings: Vec::new(), missing: Vec::new(), note: Some(why.into()) }
    }

    /// Only a record that is not kept could answer, and what to do by hand until it is.
    pub fn manual(what_to_do: impl Into<String>) -> Self {
        Self { verdict: Verdict::Manual, examined: 0, findings: Vec::new(), missing: Vec::new(), note: Some(what_to_do.into()) }
    }

    /// Evidence is missing.
    pub fn unknown(missing: Vec<Missing>) -> Self {
        Self { verdict: Verdict::Unknown, examined: 0, findings: Vec::new(), missing, note: None }
    }

    /// The same with a sentence beside it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl Severity {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }

    /// One step less severe; `info` stays.
    pub fn lower(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium => Self::Low,
            Self::Low | Self::Info => Self::Info,
        }
    }
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Unknown => "unknown",
            Self::Manual => "manual",
            Self::Pass => "pass",
            Self::NotApplicable => "not-applicable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Collection, Reason};

    fn check(outcomes: Vec<Result<Outcome, Missing>>, expected: Verdict, examined: usize) {
        let judgement = Judgement::for_each(Ok(outcomes), |outcome| outcome);
        assert_eq!((judgement.verdict, judgement.examined), (expected, examined));
    }

    fn bad() -> Result<Outcome, Missing> {
        Ok(Outcome::bad(Finding::new(ObjectRef::new(ObjectKind::User, "a", None), "x", "y")))
    }

    fn soon() -> Result<Outcome, Missing> {
        Ok(Outcome::soon(Finding::new(ObjectRef::new(ObjectKind::User, "a", None), "x", "y")))
    }

    fn unread() -> Result<Outcome, Missing> {
        Err(Missing::of(Collection::Users, Reason::NotAsked))
    }

    #[test]
    fn a_bad_object_wins_over_one_not_read_and_that_over_a_good_one() {
        check(vec![unread(), bad(), Ok(Outcome::good())], Verdict::Fail, 2);
        check(vec![unread(), soon()], Verdict::Unknown, 1);
        check(vec![soon(), Ok(Outcome::good())], Verdict::Warn, 2);
        check(vec![Ok(Outcome::good())], Verdict::Pass, 1);
        check(vec![], Verdict::NotApplicable, 0);
        check(vec![Ok(Outcome::skip())], Verdict::NotApplicable, 0);
    }
}
