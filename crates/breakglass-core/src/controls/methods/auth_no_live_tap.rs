//! No Temporary Access Pass is left.

use breakglass_model::tenant::{RegisteredMethod, TemporaryAccessPass};
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

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
    Judgement::for_each(evidence.accounts(), |account| {
        let findings = evidence.methods(account)?.iter().filter_map(|method| match method {
            RegisteredMethod::TemporaryAccessPass(pass) if is_live(pass, evidence.now) => {
                let start = pass.start.map_or_else(|| "an unread start".to_owned(), |start| start.to_string());
                let saw = format!(
                    "a pass that works from {start} for {} minutes",
                    pass.lifetime_minutes.map_or_else(|| "?".to_owned(), |it| it.to_string())
                );
                Some(Finding::new(account.object.clone(), saw, "no pass that works now or later"))
            }
            _ => None,
        });
        Ok(Outcome::from_findings(findings.collect()))
    })
}

/// Whether a pass works now or will: usable, not started yet, or not told.
fn is_live(pass: &TemporaryAccessPass, now: jiff::Timestamp) -> bool {
    let is_yet_to_come = pass.start.is_none_or(|start| start > now);
    pass.is_usable != Some(false) || is_yet_to_come
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn pass(is_usable: Option<bool>, start: &'static str) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| {
            let pass = TemporaryAccessPass {
                id: "pass".into(),
                start: Some(start.parse().unwrap()),
                lifetime_minutes: Some(60),
                is_usable_once: Some(true),
                is_usable,
            };
            tenant.methods.add(build::FIRST.into(), [RegisteredMethod::TemporaryAccessPass(pass)], Ok(()));
        }
    }

    #[test]
    fn none_or_an_expired_one_passes_a_usable_or_a_future_one_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, pass(Some(false), "1969-12-31T00:00:00Z"), Verdict::Pass);
        check(&CONTROL, pass(Some(true), "1969-12-31T00:00:00Z"), Verdict::Fail);
        check(&CONTROL, pass(Some(false), "1970-01-02T00:00:00Z"), Verdict::Fail);
        check(&CONTROL, pass(None, "1969-12-31T00:00:00Z"), Verdict::Fail);
    }

    #[test]
    fn unread_methods_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
