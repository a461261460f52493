//! Waivers that let nobody off: declared, and nothing that was found is theirs. A waiver nobody misses is a way to hide what comes later.

use breakglass_model::{Verdict, Waiver};

use crate::ControlResult;

/// How many objects a sentence names before it counts the rest.
const NAMED: usize = 3;

/// A waiver without an effect, and why it has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdleWaiver {
    /// The waiver.
    pub waiver: Waiver,
    /// Why it lets nobody off, as the end of a sentence.
    pub why: String,
}

/// The waivers that cover no answer. Where an answer is unknown nobody can say whether its waiver is needed: it is not listed.
pub(crate) fn idle(results: &[ControlResult], waivers: &[Waiver]) -> Vec<IdleWaiver> {
    let why = |waiver: &Waiver| match results.iter().find(|result| result.control.id == waiver.control) {
        Some(result) => without_effect(result, waiver),
        None => Some("no control has this id".to_owned()),
    };
    waivers.iter().filter_map(|waiver| Some(IdleWaiver { why: why(waiver)?, waiver: waiver.clone() })).collect()
}

fn without_effect(result: &ControlResult, waiver: &Waiver) -> Option<String> {
    let judgement = &result.judgement;
    match judgement.verdict {
        Verdict::Unknown => None,
        Verdict::Pass | Verdict::NotApplicable | Verdict::Manual => {
            Some(format!("the control answers {} and finds nothing that could be let off", judgement.verdict.word()))
        }
        Verdict::Fail | Verdict::Warn if waiver.covers(result.control.id, judgement) => None,
        Verdict::Fail | Verdict::Warn => {
            let is_named = |id| waiver.objects.iter().any(|named| named == id);
            let beyond: Vec<String> =
                judgement.findings.iter().filter(|finding| !is_named(&finding.object.id)).map(|finding| finding.object.quoted()).collect();
            let named = beyond.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            let rest = beyond.len().saturating_sub(NAMED);
            let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            Some(if beyond.len() == judgement.findings.len() {
                format!("nothing was found about the objects that it names, but about {named}{more}")
            } else {
                format!("it does not name everything that was found: {named}{more}")
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Designation, build};
    use jiff::Timestamp;

    use super::*;
    use crate::{Profile, assess};

    fn waiver(control: &str, objects: &[&str]) -> Waiver {
        let (reason, owner) = ("r".to_owned(), "Kim".to_owned());
        let objects = objects.iter().map(|id| (*id).into()).collect();
        Waiver { control: control.to_owned(), objects, reason, owner, until: jiff::civil::date(2999, 1, 1) }
    }

    /// Two accounts are disabled: `acct-enabled` finds both.
    fn check(waiver: Waiver, expected: Option<&str>) {
        let mut tenant = build::healthy();
        for id in [build::FIRST, build::SECOND] {
            let mut user = build::user(id);
            user.is_enabled = Some(false);
            tenant.users.insert(id.into(), Ok(Some(user)));
        }
        let designation = Designation { waivers: vec![waiver], ..build::designation() };
        let assessment = assess(&tenant, &designation, Profile::ALL[0], None, Timestamp::UNIX_EPOCH);
        let why = assessment.idle_waivers.first().map(|idle| idle.why.as_str());
        match (why, expected) {
            (None, None) => {}
            (Some(why), Some(expected)) => assert!(why.contains(expected), "{why}"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_waiver_is_idle_where_it_covers_no_answer() {
        check(waiver("acct-enabled", &[]), None);
        check(waiver("acct-enabled", &[build::FIRST, build::SECOND]), None);
        check(waiver("acct-enabled", &[build::FIRST]), Some("does not name everything that was found"));
        check(waiver("acct-enabled", &["somebody-else"]), Some("nothing was found about the objects that it names"));
        check(waiver("acct-cloud-only", &[]), Some("answers pass"));
        check(waiver("proc-training", &[]), Some("answers manual"));
        check(waiver("acct-of-old", &[]), Some("no control has this id"));
    }

    #[test]
    fn where_nothing_was_read_nobody_can_say_whether_a_waiver_is_needed() {
        let mut tenant = build::healthy();
        tenant.users = breakglass_model::tenant::Objects::unread(breakglass_model::Collection::Users);
        tenant.users.insert(
            build::FIRST.into(),
            Err(breakglass_model::Missing::of(breakglass_model::Collection::Users, breakglass_model::Reason::Denied("403".to_owned()))),
        );
        let designation = Designation { waivers: vec![waiver("acct-enabled", &[])], ..build::designation() };
        let assessment = assess(&tenant, &designation, Profile::ALL[0], None, Timestamp::UNIX_EPOCH);
        let result = assessment.results.iter().find(|it| it.control.id == "acct-enabled").unwrap();
        assert_eq!((result.judgement.verdict, assessment.idle_waivers.len()), (Verdict::Unknown, 0));
    }
}
