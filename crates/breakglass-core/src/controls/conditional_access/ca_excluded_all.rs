//! Every policy for people lets the emergency accounts off, except the one of their own.

use breakglass_model::tenant::{Policy, PolicyState};
use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Severity};
use breakglass_prover::access::{Scope, Subject, scope};

use super::super::{Control, sources};
use crate::{Evidence, Posture, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "ca-excluded-all",
    title: "Emergency accounts are excluded from every policy but their own",
    severity: Severity::High,
    why: "A policy that bites an emergency account can refuse it on the worst day: a device that is not compliant, a network that is not known, a method that is down.",
    fix: "Exclude the emergency group from the policy.",
    sources: &[sources::EMERGENCY_ACCESS, sources::CONDITIONAL_ACCESS_USERS],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies, Collection::UserGroupMemberships],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let policies = match evidence.policies() {
        Ok(policies) => policies,
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    let judgement = match evidence.posture {
        Posture::Split => Judgement::once(|| one_account_is_enough(evidence, policies)),
        Posture::DedicatedPolicy | Posture::FullyExcluded => {
            Judgement::for_each(evidence.accounts(), |account| Ok(biting(evidence, policies, account)))
        }
    };
    judgement.note(format!("{} policies examined for each account", policies.len()))
}

/// What bites one account.
fn biting(evidence: &Evidence<'_>, policies: &[Policy], account: &Subject<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    outcome.missing.extend(evidence.tenant.policies_incomplete.clone());
    let has_own = evidence.posture.has_dedicated_policy();
    for policy in policies.iter().filter(|policy| !(has_own && dedicated::is_dedicated(evidence, policy))) {
        let is_pending = policy.state == PolicyState::ReportOnly && evidence.profile.report_only_must_exclude;
        if !policy.is_enforced() && !is_pending {
            continue;
        }
        match scope(evidence.tenant, policy, account) {
            Scope::Applies { through } => {
                let finding = finding(evidence, policy, account, &through);
                if policy.is_enforced() { outcome.bad.push(finding) } else { outcome.soon.push(finding) }
            }
            Scope::Unknown { missing, .. } => outcome.missing.extend(missing.into_iter().map(|gap| of_policy(policy, gap))),
            Scope::Excluded { .. } | Scope::NotIncluded | Scope::OtherAudience(_) => {}
        }
    }
    outcome
}

/// The gap with the policy that leaves it open, so that the report names both.
fn of_policy(policy: &Policy, gap: Missing) -> Missing {
    gap.leaving_open(Evidence::policy_ref(policy))
}

fn finding(evidence: &Evidence<'_>, policy: &Policy, account: &Subject<'_>, through: &[String]) -> Finding {
    let group = evidence.group_ref().map_or_else(|| "the emergency group".to_owned(), |group| group.quoted());
    let saw = match policy.is_enforced() {
        true => format!("{}: applies to {}, which nothing excludes", policy.state.word(), account.object.quoted()),
        false => format!("{}: would apply to {} once it is switched on", policy.state.word(), account.object.quoted()),
    };
    Finding::new(Evidence::policy_ref(policy), saw, "an exclusion of the emergency accounts")
        .fix(format!("Add {group} to the policy's excluded groups."))
        .path(through.to_vec())
}

/// Posture `split`: at least one account that nothing bites.
fn one_account_is_enough(evidence: &Evidence<'_>, policies: &[Policy]) -> Result<Outcome, Missing> {
    let outcomes: Vec<Outcome> = evidence.accounts()?.iter().map(|account| biting(evidence, policies, account)).collect();
    let is_clear = |outcome: &&Outcome| outcome.bad.is_empty() && outcome.missing.is_empty();
    if let Some(clear) = outcomes.iter().find(is_clear) {
        return Ok(clear.clone());
    }
    // Nobody is certainly clear: the account that comes closest is the one to mend.
    Ok(outcomes.into_iter().min_by_key(|outcome| (outcome.bad.len(), outcome.missing.len())).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::UserConditions;
    use breakglass_model::{Tenant, Verdict, build};

    use super::super::super::testing::{check, check_posture};
    use super::*;

    fn add(change: impl Fn(&mut Policy)) -> impl Fn(&mut Tenant) {
        move |tenant| {
            let users = UserConditions { include_users: vec!["All".into()], ..UserConditions::default() };
            let mut policy = build::policy("c0000000-0000-4000-8000-000000000009", users);
            change(&mut policy);
            tenant.policies.as_mut().unwrap().push(policy);
        }
    }

    #[test]
    fn excluded_everywhere_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
    }

    #[test]
    fn an_enforced_policy_without_the_exclusion_fails_and_is_named() {
        let judgement = check(&CONTROL, add(|_| {}), Verdict::Fail);
        assert_eq!(judgement.findings[0].object.id, "c0000000-0000-4000-8000-000000000009".into());
        assert_eq!(judgement.findings[0].path, ["all users"]);
    }

    #[test]
    fn report_only_warns_disabled_and_workload_policies_do_not_count() {
        check(&CONTROL, add(|policy| policy.state = PolicyState::ReportOnly), Verdict::Warn);
        check(&CONTROL, add(|policy| policy.state = PolicyState::Disabled), Verdict::Pass);
        let agents = |policy: &mut Policy| {
            policy.conditions.users = Some(UserConditions { include_users: vec!["None".into()], ..UserConditions::default() });
            policy.conditions.names_agents = true;
        };
        check(&CONTROL, add(agents), Verdict::Pass);
        check(&CONTROL, add(|policy| policy.state = PolicyState::Other("partiallyEnabled".into())), Verdict::Fail);
    }

    #[test]
    fn the_posture_decides_whether_the_dedicated_policy_counts() {
        check_posture(&CONTROL, Posture::FullyExcluded, |_| {}, Verdict::Fail);
        let only_first = |policy: &mut Policy| {
            policy.conditions.users =
                Some(UserConditions { include_users: vec![build::FIRST.into(), "x".into()], ..UserConditions::default() });
        };
        check_posture(&CONTROL, Posture::Split, add(only_first), Verdict::Pass);
        check_posture(&CONTROL, Posture::DedicatedPolicy, add(only_first), Verdict::Fail);
    }

    #[test]
    fn policies_or_memberships_not_read_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
        let mut judgement = check(&CONTROL, |tenant| build::forbid(tenant, Collection::UserGroupMemberships), Verdict::Pass);
        assert_eq!(judgement.missing.pop(), None, "the group's own member list is the second way to the same answer");
    }
}
