//! The accounts hold no other role than designed.

use std::collections::BTreeSet;

use breakglass_model::{Collection, Finding, GLOBAL_ADMINISTRATOR, Judgement, Missing, ObjectId, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "role-no-extra",
    title: "The accounts hold no role besides Global Administrator",
    severity: Severity::Medium,
    why: "Global Administrator is enough; every further role is a path that nobody watches.",
    fix: "Remove the other role assignments.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::UserGroupMemberships, Collection::RoleAssignments, Collection::RoleEligibilitySchedules],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let tenant = evidence.tenant;
        let mut outcome = Outcome::default();
        outcome.missing.extend(tenant.user_groups.get(&user.id).err());
        let groups: BTreeSet<&ObjectId> = tenant.user_groups.known(&user.id).iter().chain(evidence.group_id()).collect();
        // A group that is not role-assignable holds no role.
        let can_hold = |group: &ObjectId| tenant.groups.find(group).is_none_or(|group| group.role_assignable() != Ok(false));
        let holders = std::iter::once(&user.id).chain(groups.into_iter().filter(|group| can_hold(group)));
        for holder in holders {
            let path = (holder != &user.id).then(|| tenant.group_name(holder).map_or_else(|| holder.shown(), |name| name.quoted()));
            let path: Vec<String> = path.map(|group| format!("through group {group}")).into_iter().collect();
            let active = tenant.role_assignments.known(holder).iter().filter(|it| it.principal == *holder);
            let active = active.map(|it| (&it.role, it.scope.as_ref(), "role"));
            let eligible = tenant.role_eligibilities.known(holder).iter().filter(|it| it.principal == *holder);
            let eligible = eligible.map(|it| (&it.role, it.scope.as_ref(), "can activate the role"));
            for (role, scope, verb) in active.chain(eligible).filter(|(role, ..)| role.raw() != GLOBAL_ADMINISTRATOR) {
                let scope = scope.map_or_else(|| "an unread scope".to_owned(), |scope| scope.quoted());
                let saw = format!("{verb} {} over {scope}", role.shown());
                let finding = Finding::new(account.object.clone(), saw, "Global Administrator and no other role");
                outcome.bad.push(finding.path(path.clone()));
            }
            outcome.missing.extend(tenant.role_assignments.get(holder).err());
            match tenant.role_eligibilities.get(holder) {
                // Without the licence for Privileged Identity Management nobody is eligible.
                Ok(_) | Err(Missing { reason: Reason::Unlicensed(_), .. }) => {}
                Err(missing) => outcome.missing.push(missing),
            }
        }
        Ok(outcome)
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn the_one_role_passes_and_another_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let extra = |tenant: &mut breakglass_model::Tenant| {
            tenant.role_assignments.add(build::FIRST.into(), [build::assignment("other-role", build::FIRST)], Ok(()));
        };
        check(&CONTROL, extra, Verdict::Fail);
    }

    #[test]
    fn roles_that_are_eligible_or_held_by_another_group_fail() {
        let eligible = |tenant: &mut breakglass_model::Tenant| {
            tenant.role_eligibilities.add(build::FIRST.into(), [build::schedule("other-role", build::FIRST)], Ok(()));
        };
        check(&CONTROL, eligible, Verdict::Fail);
        let by_group = |tenant: &mut breakglass_model::Tenant| {
            tenant.user_groups.add(build::FIRST.into(), ["other".into()], Ok(()));
            tenant.role_assignments.add("other".into(), [build::assignment("other-role", "other")], Ok(()));
            tenant.role_eligibilities.add("other".into(), [], Ok(()));
        };
        let judgement = check(&CONTROL, by_group, Verdict::Fail);
        assert!(judgement.findings[0].path[0].contains("other"), "{judgement:?}");
    }

    #[test]
    fn roles_of_a_group_that_were_not_read_are_unknown() {
        let joined = |tenant: &mut breakglass_model::Tenant| tenant.user_groups.add(build::FIRST.into(), ["other".into()], Ok(()));
        check(&CONTROL, joined, Verdict::Unknown);
        let plain = |tenant: &mut breakglass_model::Tenant| {
            tenant.user_groups.add(build::FIRST.into(), ["other".into()], Ok(()));
            let mut group = build::group("other");
            group.is_role_assignable = Some(Some(false));
            tenant.groups.insert("other".into(), Ok(Some(group)));
        };
        check(&CONTROL, plain, Verdict::Pass);
    }

    #[test]
    fn unread_assignments_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::RoleAssignments), Verdict::Unknown);
    }
}
