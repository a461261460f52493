//! Nothing relies on custom controls for the second factor.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity, Verdict};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "mfa-legacy-custom-controls",
    title: "No enforced policy relies on custom controls of third parties",
    severity: Severity::Medium,
    why: "Custom controls do not satisfy mandatory multifactor authentication: whoever relies on them is asked again, for something they may not have.",
    fix: "Move to an external authentication method or to passkeys.",
    sources: &[sources::MANDATORY_MFA, sources::GRANT_CONTROLS],
    needs: &[Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let policies = evidence.policies().map(|policies| policies.iter().filter(|policy| policy.is_enforced()));
    let judgement = Judgement::for_each(policies, |policy| {
        let custom = policy.grant.as_ref().map(|grant| grant.custom.as_slice()).unwrap_or_default();
        let names: Vec<String> = custom.iter().map(breakglass_model::Untrusted::quoted).collect();
        let mut outcome = Outcome::default();
        if !names.is_empty() {
            let saw = format!("it demands the custom control {}", names.join(", "));
            outcome.bad.push(Finding::new(Evidence::policy_ref(policy), saw, "no customAuthenticationFactors"));
        }
        outcome.missing.extend(evidence.tenant.policies_incomplete.clone());
        Ok(outcome)
    });
    match judgement.verdict {
        Verdict::NotApplicable => Judgement::not_applicable("no policy is enforced"),
        _ => judgement,
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::build;

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn none_passes_one_fails_unread_is_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let custom = |tenant: &mut breakglass_model::Tenant| {
            tenant.policies.as_mut().unwrap()[1].grant.as_mut().unwrap().custom = vec![build::hostile_name()];
        };
        check(&CONTROL, custom, Verdict::Fail);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
