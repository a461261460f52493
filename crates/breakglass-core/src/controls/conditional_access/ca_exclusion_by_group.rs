//! Exclusions go through the protected group.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-exclusion-by-group",
    title: "Exclusions go through the emergency group, not through single users",
    severity: Severity::Medium,
    why: "An exclusion by user is forgotten when an account is replaced, and anybody who edits a policy can add one unseen; the group is protected and listed once.",
    fix: "Add the emergency group to the policy's excluded groups, then remove the single users.",
    sources: &[sources::EMERGENCY_ACCESS, sources::ROLE_ASSIGNABLE_GROUPS],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        account.user().map(|_| ()).or_else(|missing| if account.is_supposed() { Ok(()) } else { Err(missing) })?;
        let policies = evidence.policies()?.iter().filter(|policy| policy.is_enforced());
        let findings = policies.filter_map(|policy| {
            let users = policy.conditions.users.as_ref()?;
            let by_user = users.exclude_users.contains(&account.object.id);
            let by_group = evidence.group_id().is_some_and(|group| users.exclude_groups.contains(group));
            let saw = format!("excludes {} by name only", account.object.quoted());
            (by_user && !by_group).then(|| Finding::new(Evidence::policy_ref(policy), saw, "an exclusion of the emergency group"))
        });
        let mut outcome = Outcome::from_findings(findings.collect());
        outcome.missing.extend(evidence.tenant.policies_incomplete.clone());
        Ok(outcome)
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{Policy, UserConditions};
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
    fn through_the_group_passes_by_name_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let by_name = |policy: &mut Policy| policy.conditions.users.as_mut().unwrap().exclude_users = vec![build::FIRST.into()];
        check(&CONTROL, add(by_name), Verdict::Fail);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
