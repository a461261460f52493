//! No enforced policy can refuse an emergency account.
//!
//! The full answer is a proof. Until it exists, this control says only what assignments and certain refusals settle (`reach.rs`);
//! everything else is unknown, and no second semantics is written here.

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
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    reach::refusing(evidence, Policy::is_enforced, "sign-ins")
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{GrantControl, PolicyState};
    use breakglass_model::{Reason, Tenant, Verdict};

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
        assert!(judgement.findings[0].saw.contains("a compliant device, which no key gives"), "{:?}", judgement.findings);
    }

    #[test]
    fn what_only_a_proof_can_settle_is_unknown() {
        let judgement = check(&CONTROL, |_| {}, Verdict::Unknown);
        assert_eq!(judgement.missing[0].reason, Reason::NotBuilt("proof"));
        check(&CONTROL, block(|policy| policy.conditions.client_app_types = vec!["other".into()]), Verdict::Unknown);
        check(&CONTROL, block(|policy| policy.conditions.authentication_flows = vec!["deviceCodeFlow".into()]), Verdict::Unknown);
    }
}
