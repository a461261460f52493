//! The accounts' own policy demands a strength made for it.

use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::{Evidence, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "strength-exists",
    title: "The accounts' own policy demands a custom authentication strength",
    severity: Severity::Medium,
    why: "A built-in strength changes when Microsoft changes it, and cannot be narrowed to the accounts' own keys.",
    fix: "Create a custom authentication strength and demand it in the accounts' own policy.",
    sources: &[sources::STRENGTHS],
    needs: &[Collection::ConditionalAccessPolicies, Collection::AuthenticationStrengths],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if !evidence.posture.has_dedicated_policy() {
        return Judgement::not_applicable("the posture has no policy of the accounts' own");
    }
    Judgement::for_each(dedicated::policies(evidence), |policy| {
        let finding = |saw: String| Outcome::bad(Finding::new(Evidence::policy_ref(policy), saw, "a custom authentication strength"));
        let Some(strength) = dedicated::strength(evidence, policy)? else {
            return Ok(finding("the policy demands no authentication strength".to_owned()));
        };
        let gap = || Missing::for_object(Collection::AuthenticationStrengths, &strength.id, Reason::NoProperty("policyType".to_owned()));
        match strength.is_custom.ok_or_else(gap)? {
            true => Ok(Outcome::good()),
            false => Ok(finding(format!("it demands {}, which is built in", dedicated::named(&strength)))),
        }
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn demand(id: &'static str) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| tenant.policies.as_mut().unwrap()[0].grant.as_mut().unwrap().strength = Some(id.into())
    }

    #[test]
    fn a_custom_strength_passes_a_built_in_one_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, demand("00000000-0000-0000-0000-000000000004"), Verdict::Fail);
    }

    #[test]
    fn unread_strengths_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationStrengths), Verdict::Unknown);
    }
}
