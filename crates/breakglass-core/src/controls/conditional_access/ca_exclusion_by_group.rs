//! Exclusions go through the protected group.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Fact, Finding, Judgement, Missing, ObjectId, Outcome, Severity};
use breakglass_prover::access::{Scope, Subject, is_member, scope};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-exclusion-by-group",
    title: "Exclusions go through the emergency group, not through single users or roles",
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
    let policies = match evidence.policies() {
        Ok(policies) => policies,
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    Judgement::for_each(evidence.accounts(), |account| {
        let mut outcome = Outcome::default();
        outcome.missing.extend(evidence.tenant.policies_incomplete.clone());
        if !account.is_supposed() {
            outcome.missing.extend(account.user().err());
        }
        for policy in policies.iter().filter(|policy| policy.is_enforced() && may_let_off_singly(evidence, policy, account)) {
            let open = |gap: Missing| gap.leaving_open(Evidence::policy_ref(policy));
            match scope(evidence.tenant, policy, account) {
                Scope::Excluded { by } => match is_by_group(evidence, policy, account) {
                    Ok(true) => {}
                    Ok(false) => outcome.bad.push(finding(evidence, policy, account, by)),
                    Err(gap) => outcome.missing.push(open(gap)),
                },
                Scope::Unknown { missing, .. } => outcome.missing.extend(missing.into_iter().map(open)),
                Scope::Applies { .. } | Scope::NotIncluded | Scope::OtherAudience(_) => {}
            }
        }
        Ok(outcome)
    })
}

/// Whether a policy names the account, a role or a kind of user among its exclusions, and not the emergency group.
fn may_let_off_singly(evidence: &Evidence<'_>, policy: &Policy, account: &Subject<'_>) -> bool {
    let Some(users) = &policy.conditions.users else {
        // Whom it lets off is not known at all.
        return true;
    };
    let is_single = |id: &ObjectId| id == &account.object.id || !id.is_guid();
    let names_group = users.exclude_groups.iter().any(|group| Some(group) == evidence.group_id());
    !names_group && (users.exclude_users.iter().any(is_single) || !users.exclude_roles.is_empty() || users.exclude_guests.is_some())
}

/// Whether some excluded group lets the account off; by what else it is let off does not matter then.
fn is_by_group(evidence: &Evidence<'_>, policy: &Policy, account: &Subject<'_>) -> Fact<bool> {
    let groups = policy.conditions.users.as_ref().map(|users| users.exclude_groups.as_slice()).unwrap_or_default();
    let mut missing = None;
    for group in groups {
        match is_member(evidence.tenant, account, group) {
            Ok(Some(_)) => return Ok(true),
            Ok(None) => {}
            Err(gap) => missing = Some(gap),
        }
    }
    missing.map_or(Ok(false), Err)
}

fn finding(evidence: &Evidence<'_>, policy: &Policy, account: &Subject<'_>, by: Vec<String>) -> Finding {
    let group = evidence.group_ref().map_or_else(|| "the emergency group".to_owned(), |group| group.quoted());
    let is_by_name = policy.conditions.users.as_ref().is_some_and(|users| users.exclude_users.contains(&account.object.id));
    let how = if is_by_name { "by name" } else { "by a role or kind" };
    let saw = format!("{}: lets off {} {how} only", policy.state.word(), account.object.quoted());
    Finding::new(Evidence::policy_ref(policy), saw, "an exclusion of the emergency group")
        .fix(format!("Add {group} to the policy's excluded groups, then remove the single exclusion."))
        .path(by)
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{add_policy, check};
    use super::*;

    #[test]
    fn through_the_group_passes_by_name_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let by_name = |policy: &mut Policy| policy.conditions.users.as_mut().unwrap().exclude_users = vec![build::FIRST.into()];
        check(&CONTROL, add_policy(by_name), Verdict::Fail);
        let by_both = |policy: &mut Policy| {
            by_name(policy);
            policy.conditions.users.as_mut().unwrap().exclude_groups = vec![build::GROUP.into()];
        };
        check(&CONTROL, add_policy(by_both), Verdict::Pass);
        check(&CONTROL, add_policy(|_| {}), Verdict::Pass);
    }

    #[test]
    fn by_a_role_alone_fails() {
        let by_role = |tenant: &mut breakglass_model::Tenant| {
            let role = breakglass_model::GLOBAL_ADMINISTRATOR;
            for id in [build::FIRST, build::SECOND] {
                tenant.role_assignments.add(role.into(), [build::assignment(role, id)], Ok(()));
            }
            add_policy(|policy| policy.conditions.users.as_mut().unwrap().exclude_roles = vec![role.into()])(tenant);
        };
        let judgement = check(&CONTROL, by_role, Verdict::Fail);
        assert!(judgement.findings[0].saw.contains("by a role or kind only"), "{:?}", judgement.findings);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
