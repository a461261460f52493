//! No enforced policy can refuse an emergency account, with any of its keys, in any sign-in that matters: the proof's answer.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Judgement, Severity};

use super::super::{Control, sources};
use super::reach;
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-not-blocked",
    title: "No enforced policy can refuse an emergency account",
    severity: Severity::Critical,
    why: "One policy that applies and cannot be satisfied ends the sign-in, whatever all others say.",
    fix: "Exclude the emergency group from the policy.",
    sources: &[sources::EMERGENCY_ACCESS, sources::CONDITIONAL_ACCESS_USERS],
    needs: &[
        Collection::Users,
        Collection::ConditionalAccessPolicies,
        Collection::AuthenticationMethods,
        Collection::AuthenticationMethodsPolicy,
        Collection::AuthenticationStrengths,
    ],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    reach::refusing(evidence, Policy::is_enforced, "sign-ins")
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{CombinationConfiguration, GrantControl, PolicyState};
    use breakglass_model::{Reason, Tenant, Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    /// Only the ordinary policy, blocking and without its exclusion.
    fn block(change: impl Fn(&mut Policy)) -> impl Fn(&mut Tenant) {
        move |tenant| {
            let policies = tenant.policies.as_mut().unwrap();
            policies.remove(0);
            policies[0].conditions.users.as_mut().unwrap().exclude_groups.clear();
            policies[0].grant.as_mut().unwrap().controls = vec![GrantControl::Block];
            change(&mut policies[0]);
        }
    }

    #[test]
    fn nothing_in_scope_passes() {
        check(&CONTROL, |tenant| drop(tenant.policies.as_mut().unwrap().remove(0)), Verdict::Pass);
    }

    #[test]
    fn a_block_in_scope_fails_unless_it_is_not_enforced() {
        check(&CONTROL, block(|_| {}), Verdict::Fail);
        check(&CONTROL, block(|policy| policy.state = PolicyState::ReportOnly), Verdict::Pass);
    }

    #[test]
    fn a_device_that_nobody_prepared_fails() {
        let device = |policy: &mut Policy| policy.grant.as_mut().unwrap().controls = vec![GrantControl::CompliantDevice];
        let judgement = check(&CONTROL, block(device), Verdict::Fail);
        assert!(judgement.findings[0].saw.contains("demands a device marked compliant"), "{:?}", judgement.findings);
    }

    #[test]
    fn what_each_key_meets_passes_and_what_refuses_by_design_is_no_fault() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, block(|policy| policy.conditions.client_app_types = vec!["other".into()]), Verdict::Pass);
        check(&CONTROL, block(|policy| policy.conditions.authentication_flows = vec!["deviceCodeFlow".into()]), Verdict::Pass);
    }

    #[test]
    fn one_key_that_a_policy_refuses_fails() {
        let second_only = |tenant: &mut Tenant| {
            let strength = &mut tenant.strengths.as_mut().unwrap()[0];
            strength.configurations = vec![CombinationConfiguration::Fido2 {
                applies_to: vec![vec!["fido2".into()]],
                allowed_aaguids: vec![build::OTHER_AAGUID.into()],
            }];
        };
        let judgement = check(&CONTROL, second_only, Verdict::Fail);
        assert!(judgement.findings[0].saw.contains("an authentication strength that what is held does not satisfy"), "{judgement:?}");
    }

    #[test]
    fn what_was_not_read_and_what_no_document_settles_is_unknown() {
        let unread = |policy: &mut Policy| policy.unread = vec!["conditions.times".into()];
        let judgement = check(&CONTROL, block(unread), Verdict::Unknown);
        assert!(matches!(&judgement.missing[0].reason, Reason::NotUnderstood(text) if text.starts_with("lockout:Q22")), "{judgement:?}");
    }
}
