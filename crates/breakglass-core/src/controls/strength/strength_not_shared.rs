//! No other policy stands on the accounts' strength.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::{Evidence, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "strength-not-shared",
    title: "The accounts' strength is used by no other policy",
    severity: Severity::Medium,
    why: "Somebody who widens the strength for the other policy opens the emergency accounts without knowing it; who narrows it locks them out.",
    fix: "Give the other policy a strength of its own.",
    sources: &[sources::STRENGTHS],
    needs: &[Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if !evidence.posture.has_dedicated_policy() {
        return Judgement::not_applicable("the posture has no policy of the accounts' own");
    }
    Judgement::for_each(dedicated::policies(evidence), |own| {
        let Some(strength) = own.grant.as_ref().and_then(|grant| grant.strength.as_ref()) else {
            return Ok(Outcome::skip());
        };
        let uses = |policy: &&Policy| policy.grant.as_ref().is_some_and(|grant| grant.strength.as_ref() == Some(strength));
        let others = evidence.policies()?.iter().filter(uses).filter(|policy| !dedicated::is_dedicated(evidence, policy));
        let findings = others.map(|policy| {
            let saw = format!("{}: it demands the same strength as {}", policy.state.word(), own.name.quoted());
            Finding::new(Evidence::policy_ref(policy), saw, "a strength of its own")
        });
        let mut outcome = Outcome::from_findings(findings.collect());
        outcome.missing.extend(evidence.tenant.policies_incomplete.clone());
        Ok(outcome)
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn a_strength_of_its_own_passes_a_shared_one_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let share = |tenant: &mut breakglass_model::Tenant| {
            tenant.policies.as_mut().unwrap()[1].grant.as_mut().unwrap().strength = Some(build::STRENGTH.into());
        };
        check(&CONTROL, share, Verdict::Fail);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
