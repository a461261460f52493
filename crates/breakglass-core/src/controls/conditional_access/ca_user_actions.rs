//! No policy on user actions traps enrolment.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Judgement, Severity};

use super::super::{Control, sources};
use super::reach;
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-user-actions",
    title: "No policy on security info or device registration traps the accounts",
    severity: Severity::High,
    why: "A policy on registering security information refuses the new key when the old one is lost.",
    fix: "Exclude the emergency group from the policy.",
    sources: &[sources::STRENGTHS, sources::REPORT_ONLY],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let is_about_actions = |policy: &Policy| policy.is_enforced() && !policy.conditions.applications.user_actions.is_empty();
    reach::refusing(evidence, is_about_actions, "the registration of security info or devices")
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::GrantControl;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{add_policy, check};
    use super::*;

    fn action(controls: Vec<GrantControl>) -> impl Fn(&mut Policy) {
        move |policy| {
            policy.conditions.applications.include.clear();
            policy.conditions.applications.user_actions = vec!["urn:user:registersecurityinfo".into()];
            policy.grant.as_mut().unwrap().controls = controls.clone();
        }
    }

    #[test]
    fn none_passes_a_block_fails_what_a_key_meets_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, add_policy(action(vec![GrantControl::Block])), Verdict::Fail);
        check(&CONTROL, add_policy(action(vec![GrantControl::CompliantDevice])), Verdict::Fail);
        check(&CONTROL, add_policy(action(vec![GrantControl::Mfa])), Verdict::Pass);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
