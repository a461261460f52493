//! Whoever is excluded from one policy is caught by another.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Finding, Judgement, ObjectId, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-exclusion-fallback",
    title: "Objects that a policy excludes are included by another one",
    severity: Severity::Low,
    why: "An exclusion that no other policy catches is a hole that ordinary accounts, not only the emergency ones, can slip through.",
    fix: "Include the excluded users, groups or roles in another enforced policy.",
    sources: &[sources::CONDITIONAL_ACCESS_USERS],
    needs: &[Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let enforced: Vec<&Policy> = match evidence.policies() {
        Ok(policies) => policies.iter().filter(|policy| policy.is_enforced()).collect(),
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    Judgement::for_each(Ok(enforced.clone()), |policy| {
        let Some(users) = &policy.conditions.users else {
            return Ok(Outcome::skip());
        };
        let excluded = users.exclude_users.iter().chain(&users.exclude_groups).chain(&users.exclude_roles);
        let open = excluded.filter(|id| id.is_guid() && !is_ours(evidence, id) && !is_caught(&enforced, policy, id));
        let findings = open.map(|id| {
            let tenant = evidence.tenant;
            let name = tenant.group_name(id).or_else(|| tenant.user_name(id)).map_or_else(|| id.shown(), |name| name.quoted());
            let saw = format!("excludes {name}, which no other enforced policy includes");
            Finding::new(Evidence::policy_ref(policy), saw, "another policy that includes what this one leaves out")
        });
        let mut outcome = Outcome::from_findings(findings.collect());
        outcome.missing.extend(evidence.tenant.policies_incomplete.clone());
        Ok(outcome)
    })
}

fn is_ours(evidence: &Evidence<'_>, id: &ObjectId) -> bool {
    evidence.group_id() == Some(id) || evidence.accounts().is_ok_and(|accounts| accounts.iter().any(|account| &account.object.id == id))
}

/// Whether another enforced policy includes the object, by name or with all users, without excluding it.
fn is_caught(enforced: &[&Policy], policy: &Policy, id: &ObjectId) -> bool {
    enforced.iter().filter(|other| other.id != policy.id).filter_map(|other| other.conditions.users.as_ref()).any(|users| {
        let is_all = users.include_users.iter().any(|it| it.raw().eq_ignore_ascii_case("All"));
        let includes = is_all || [&users.include_users, &users.include_groups, &users.include_roles].iter().any(|list| list.contains(id));
        includes && ![&users.exclude_users, &users.exclude_groups, &users.exclude_roles].iter().any(|list| list.contains(id))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::UserConditions;
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

    const SERVICE: &str = "b0000000-0000-4000-8000-000000000005";

    fn exclude(policy: &mut Policy) {
        policy.conditions.users.as_mut().unwrap().exclude_groups = vec![SERVICE.into(), build::GROUP.into()];
    }

    #[test]
    fn caught_elsewhere_passes_caught_nowhere_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, add(exclude), Verdict::Pass);
        let alone = |tenant: &mut breakglass_model::Tenant| {
            add(exclude)(tenant);
            tenant.policies.as_mut().unwrap().remove(1);
        };
        check(&CONTROL, alone, Verdict::Fail);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
