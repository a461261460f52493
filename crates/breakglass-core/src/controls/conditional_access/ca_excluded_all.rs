//! Every policy for people lets the emergency accounts off, except the one of their own.

use breakglass_model::tenant::{Policy, PolicyState};
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};
use breakglass_prover::access::Subject;

use super::super::{Compliance, Control, Framework, sources};
use super::reach;
use crate::{Evidence, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "ca-excluded-all",
    title: "Emergency accounts are excluded from every policy but their own",
    severity: Severity::High,
    why: "A policy that bites an emergency account can refuse it on the worst day: a device that is not compliant, a network that is not known, a method that is down.",
    fix: "Exclude the emergency group from the policy.",
    sources: &[sources::EMERGENCY_ACCESS, sources::CONDITIONAL_ACCESS_USERS],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies, Collection::UserGroupMemberships],
    compliance: &[
        Compliance { framework: Framework::CisM365, reference: "1.1.2" },
        Compliance { framework: Framework::ZeroTrust, reference: "21835" },
    ],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let has_own = evidence.posture.has_dedicated_policy();
    let is_meant = |policy: &Policy| {
        let is_pending = policy.state == PolicyState::ReportOnly && evidence.profile.report_only_must_exclude;
        (policy.is_enforced() || is_pending) && !(has_own && dedicated::is_dedicated(evidence, policy))
    };
    let judgement = reach::each_exclusion(evidence, is_meant, |policy, account, through| {
        let finding = finding(evidence, policy, account, through);
        if policy.is_enforced() { Outcome::bad(finding) } else { Outcome::soon(finding) }
    });
    let examined = evidence.policies().map_or(0, <[Policy]>::len);
    judgement.note(format!("{examined} policies examined for each account"))
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

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::UserConditions;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{add_policy, check, check_posture};
    use super::*;
    use crate::Posture;

    #[test]
    fn excluded_everywhere_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
    }

    #[test]
    fn an_enforced_policy_without_the_exclusion_fails_and_is_named() {
        let judgement = check(&CONTROL, add_policy(|_| {}), Verdict::Fail);
        assert_eq!(judgement.findings[0].object.id, "c0000000-0000-4000-8000-000000000009".into());
        assert_eq!(judgement.findings[0].path, ["all users"]);
    }

    #[test]
    fn report_only_warns_disabled_and_workload_policies_do_not_count() {
        check(&CONTROL, add_policy(|policy| policy.state = PolicyState::ReportOnly), Verdict::Warn);
        check(&CONTROL, add_policy(|policy| policy.state = PolicyState::Disabled), Verdict::Pass);
        let agents = |policy: &mut Policy| {
            policy.conditions.users = Some(UserConditions { include_users: vec!["None".into()], ..UserConditions::default() });
            policy.conditions.names_agents = true;
        };
        check(&CONTROL, add_policy(agents), Verdict::Pass);
        check(&CONTROL, add_policy(|policy| policy.state = PolicyState::Other("partiallyEnabled".into())), Verdict::Fail);
    }

    #[test]
    fn the_posture_decides_whether_the_dedicated_policy_counts() {
        check_posture(&CONTROL, Posture::FullyExcluded, |_| {}, Verdict::Fail);
        let only_first = |policy: &mut Policy| {
            policy.conditions.users =
                Some(UserConditions { include_users: vec![build::FIRST.into(), "x".into()], ..UserConditions::default() });
        };
        check_posture(&CONTROL, Posture::Split, add_policy(only_first), Verdict::Pass);
        check_posture(&CONTROL, Posture::DedicatedPolicy, add_policy(only_first), Verdict::Fail);
    }

    #[test]
    fn policies_or_memberships_not_read_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
        let mut judgement = check(&CONTROL, |tenant| build::forbid(tenant, Collection::UserGroupMemberships), Verdict::Pass);
        assert_eq!(judgement.missing.pop(), None, "the group's own member list is the second way to the same answer");
    }
}
