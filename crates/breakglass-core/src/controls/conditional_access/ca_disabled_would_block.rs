//! No disabled policy would block the accounts when it is switched on.

use breakglass_model::tenant::PolicyState;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use super::reach;
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-disabled-would-block",
    title: "No disabled policy would block the accounts once it is switched on",
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
    reach::each_policy(
        evidence,
        |policy| policy.state == PolicyState::Disabled && policy.blocks(),
        |policy, account, through| {
            let saw = format!("disabled: would block {}", account.object.quoted());
            let finding = Finding::new(Evidence::policy_ref(policy), saw, "an exclusion of the emergency accounts");
            Outcome::bad(finding.path(through.to_vec()))
        },
    )
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{GrantControl, Policy, UserConditions};
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn add(change: impl Fn(&mut Policy)) -> impl Fn(&mut breakglass_model::Tenant) {
        move |tenant| {
            let users = UserConditions { include_users: vec!["All".into()], ..UserConditions::default() };
            let mut policy = build::policy("c0000000-0000-4000-8000-000000000009", users);
            change(&mut policy);
            tenant.policies.as_mut().unwrap().push(policy);
        }
    }

    #[test]
    fn only_a_disabled_block_without_the_exclusion_fails() {
        let off = |controls: Vec<GrantControl>| {
            move |policy: &mut Policy| {
                policy.state = PolicyState::Disabled;
                policy.grant.as_mut().unwrap().controls = controls.clone();
            }
        };
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, add(off(vec![GrantControl::Mfa])), Verdict::Pass);
        check(&CONTROL, add(off(vec![GrantControl::Block])), Verdict::Fail);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
