//! The emergency accounts are in no other group that adds rights, licences or policies.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectId, Outcome, Reason, Severity};
use breakglass_prover::access::is_member;

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "group-not-nested",
    title: "The emergency accounts are in no other group that matters",
    severity: Severity::Medium,
    why: "Through another group the accounts get policies, licences or roles that nobody thinks of when that group changes.",
    fix: "Take the account or the group out of the other group.",
    sources: &[sources::ROLE_ASSIGNABLE_GROUPS],
    needs: &[Collection::Users, Collection::UserGroupMemberships, Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let policies = evidence.policies()?;
        let others: Vec<&ObjectId> =
            evidence.tenant.user_groups.get(&user.id)?.iter().filter(|group| Some(*group) != evidence.group_id()).collect();
        let unread = others.iter().filter(|group| evidence.tenant.groups.find(group).is_none());
        let mut missing: Vec<Missing> = unread.map(|group| Missing::for_object(Collection::Groups, group, Reason::NotAsked)).collect();
        if !others.is_empty() {
            missing.extend(evidence.tenant.policies_incomplete.clone());
        }
        let findings = others.into_iter().filter_map(|group| {
            let effects = effects(evidence, policies, group);
            let name = evidence.tenant.group_name(group).map_or_else(|| group.shown(), |name| name.quoted());
            let path = is_member(evidence.tenant, account, group).ok().flatten().unwrap_or_default();
            let saw = format!("it is in {name}, which {}", effects.join(" and "));
            (!effects.is_empty()).then(|| Finding::new(account.object.clone(), saw, "membership of the emergency group alone").path(path))
        });
        Ok(Outcome { missing, ..Outcome::from_findings(findings.collect()) })
    })
}

/// What a group brings to its members.
fn effects(evidence: &Evidence<'_>, policies: &[Policy], group: &ObjectId) -> Vec<String> {
    let conditions = policies.iter().filter_map(|policy| policy.conditions.users.as_ref());
    let including = conditions.filter(|users| users.include_groups.contains(group)).count();
    let mut effects = Vec::new();
    if including > 0 {
        effects.push(format!("{including} policies include"));
    }
    let read = evidence.tenant.groups.find(group);
    if read.and_then(|group| group.licences.as_ref()).is_some_and(|licences| !licences.is_empty()) {
        effects.push("assigns licences".to_owned());
    }
    if read.is_some_and(|group| group.role_assignable() == Ok(true)) {
        effects.push("can hold roles".to_owned());
    }
    effects
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn join(tenant: &mut breakglass_model::Tenant) {
        tenant.user_groups.add(build::FIRST.into(), ["other".into()], Ok(()));
        let mut group = build::group("other");
        group.is_role_assignable = Some(Some(false));
        tenant.groups.insert("other".into(), Ok(Some(group)));
    }

    #[test]
    fn a_group_that_was_not_read_or_policies_read_in_part_are_unknown() {
        let unread = |tenant: &mut breakglass_model::Tenant| tenant.user_groups.add(build::FIRST.into(), ["other".into()], Ok(()));
        check(&CONTROL, unread, Verdict::Unknown);
        let partial = |tenant: &mut breakglass_model::Tenant| {
            join(tenant);
            tenant.policies_incomplete = Some(Missing::of(Collection::ConditionalAccessPolicies, Reason::Partial("page 2".into())));
        };
        check(&CONTROL, partial, Verdict::Unknown);
    }

    #[test]
    fn the_group_alone_or_a_harmless_one_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, join, Verdict::Pass);
    }

    #[test]
    fn a_group_that_a_policy_includes_or_that_holds_roles_fails() {
        let included = |tenant: &mut breakglass_model::Tenant| {
            join(tenant);
            tenant.policies.as_mut().unwrap()[1].conditions.users.as_mut().unwrap().include_groups.push("other".into());
        };
        check(&CONTROL, included, Verdict::Fail);
        let privileged = |tenant: &mut breakglass_model::Tenant| {
            join(tenant);
            tenant.groups.insert("other".into(), Ok(Some(build::group("other"))));
        };
        check(&CONTROL, privileged, Verdict::Fail);
    }

    #[test]
    fn unread_memberships_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::UserGroupMemberships), Verdict::Unknown);
    }
}
