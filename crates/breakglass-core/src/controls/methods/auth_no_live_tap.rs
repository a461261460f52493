//! No Temporary Access Pass is left.

use breakglass_model::tenant::{RegisteredMethod, TemporaryAccessPass};
use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};
use jiff::{SignedDuration, Timestamp};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-no-live-tap",
    title: "No emergency account has a live Temporary Access Pass",
    severity: Severity::High,
    why: "A pass is a password that works without a key; the one from the enrolment is written down somewhere.",
    fix: "Delete the pass.",
    sources: &[sources::TEMPORARY_ACCESS_PASS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let judgement = Judgement::for_each(evidence.accounts(), |account| {
        let mut outcome = Outcome::default();
        for method in evidence.methods(account)? {
            let RegisteredMethod::TemporaryAccessPass(pass) = method else { continue };
            match is_live(pass, evidence.now) {
                Some(false) => {}
                Some(true) => outcome.bad.push(Finding::new(account.object.clone(), described(pass), "no pass that works now or later")),
                None => {
                    let reason = Reason::NoProperty("isUsable".to_owned());
                    outcome.missing.push(Missing::for_object(Collection::AuthenticationMethods, &account.object.id, reason));
                }
            }
        }
        Ok(outcome)
    });
    judgement.note("a pass is meant to be there while keys are being enrolled, and at no other time")
}

/// Whether a pass works now or will, as of now; none where the body does not tell enough. The end by the clock is certain, whatever
/// the word on use said when it was read.
fn is_live(pass: &TemporaryAccessPass, now: Timestamp) -> Option<bool> {
    let end = pass.start.zip(pass.lifetime_minutes).and_then(|(start, minutes)| start.checked_add(SignedDuration::from_mins(minutes)).ok());
    match (pass.is_usable, pass.start, end) {
        (_, _, Some(end)) if end <= now => Some(false),
        (_, Some(start), _) if start > now => Some(true),
        (Some(true), _, _) => Some(true),
        // Used up, expired or forbidden by policy: not to come, since its start has passed.
        (Some(false), Some(_), _) => Some(false),
        (Some(false) | None, _, _) => None,
    }
}

fn described(pass: &TemporaryAccessPass) -> String {
    let start = pass.start.map_or_else(|| "an unread start".to_owned(), |start| start.to_string());
    let lifetime = pass.lifetime_minutes.map_or_else(|| "an unread time".to_owned(), |minutes| format!("{minutes} minutes"));
    let uses = match pass.is_usable_once {
        Some(true) => "once",
        Some(false) => "any number of times",
        None => "an unread number of times",
    };
    format!("pass {}: works from {start} for {lifetime}, {uses}", pass.id.quoted())
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn pass(is_usable: Option<bool>, start: Option<&'static str>) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| {
            let pass = TemporaryAccessPass {
                id: "pass".into(),
                start: start.map(|start| start.parse().unwrap()),
                lifetime_minutes: Some(60),
                is_usable_once: Some(true),
                is_usable,
            };
            tenant.methods.add(build::FIRST.into(), [RegisteredMethod::TemporaryAccessPass(pass)], Ok(()));
        }
    }

    const BEFORE: Option<&str> = Some("1969-12-31T23:30:00Z");
    const LONG_BEFORE: Option<&str> = Some("1969-12-31T00:00:00Z");
    const AFTER: Option<&str> = Some("1970-01-02T00:00:00Z");

    #[test]
    fn none_a_used_or_an_expired_one_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, pass(Some(false), BEFORE), Verdict::Pass);
        check(&CONTROL, pass(Some(true), LONG_BEFORE), Verdict::Pass);
        check(&CONTROL, pass(None, LONG_BEFORE), Verdict::Pass);
    }

    #[test]
    fn a_usable_or_a_future_one_fails_and_one_that_does_not_tell_is_unknown() {
        check(&CONTROL, pass(Some(true), BEFORE), Verdict::Fail);
        check(&CONTROL, pass(Some(true), None), Verdict::Fail);
        let judgement = check(&CONTROL, pass(Some(false), AFTER), Verdict::Fail);
        assert_eq!(judgement.findings[0].saw, "pass `pass`: works from 1970-01-02T00:00:00Z for 60 minutes, once");
        check(&CONTROL, pass(None, BEFORE), Verdict::Unknown);
        check(&CONTROL, pass(Some(false), None), Verdict::Unknown);
    }

    #[test]
    fn unread_methods_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
