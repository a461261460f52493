//! No disabled policy would refuse the accounts when it is switched on.

use breakglass_model::tenant::PolicyState;
use breakglass_model::{Collection, Judgement, Severity};

use super::super::{Control, sources};
use super::reach;
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-disabled-would-block",
    title: "No disabled policy would refuse the accounts once it is switched on",
    severity: Severity::Info,
    why: "One click on a forgotten policy is enough.",
    fix: "Exclude the emergency group from the policy, or delete it.",
    sources: &[sources::RESILIENT_CONTROLS],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    reach::refusing(evidence, |policy| policy.state == PolicyState::Disabled, "sign-ins, once it is switched on,")
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{GrantControl, Policy};
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{add_policy, check};
    use super::*;

    #[test]
    fn what_refuses_fails_and_what_a_key_meets_passes() {
        let off = |controls: Vec<GrantControl>| {
            move |policy: &mut Policy| {
                policy.state = PolicyState::Disabled;
                policy.grant.as_mut().unwrap().controls = controls.clone();
            }
        };
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, add_policy(off(vec![GrantControl::Block])), Verdict::Fail);
        check(&CONTROL, add_policy(off(vec![GrantControl::CompliantDevice])), Verdict::Fail);
        check(&CONTROL, add_policy(off(vec![GrantControl::Mfa])), Verdict::Pass);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
