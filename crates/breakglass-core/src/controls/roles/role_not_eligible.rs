//! Nothing about the accounts is only eligible.

use breakglass_model::{Collection, Finding, GLOBAL_ADMINISTRATOR, Judgement, Missing, ObjectId, Outcome, Reason, Severity};
use breakglass_prover::access::active_role;

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "role-not-eligible",
    title: "Neither the accounts nor their membership are only eligible",
    severity: Severity::High,
    why: "Activation needs multifactor authentication, an approval and a working Privileged Identity Management: all may be the broken part.",
    fix: "Make role and membership permanent and active, and remove the eligibility.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::RoleEligibilitySchedules, Collection::RoleAssignments, Collection::GroupEligibilities],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let role = ObjectId::from(GLOBAL_ADMINISTRATOR);
        let mut outcome = Outcome::default();
        let is_active = active_role(evidence.tenant, account, &role)?.is_some();
        match evidence.tenant.role_eligibilities.get(&role) {
            Ok(eligible) => {
                let groups = evidence.tenant.user_groups.known(&user.id);
                let reaches =
                    |principal: &ObjectId| *principal == user.id || Some(principal) == evidence.group_id() || groups.contains(principal);
                if !is_active && eligible.iter().any(|it| reaches(&it.principal)) {
                    let saw = "it is eligible for Global Administrator, and holds no active assignment";
                    outcome.bad.push(Finding::new(account.object.clone(), saw, "an active, permanent assignment"));
                }
            }
            Err(Missing { reason: Reason::Unlicensed(_), .. }) => {}
            Err(missing) => outcome.missing.push(missing),
        }
        if let Some(group) = evidence.group_id() {
            let is_in = evidence.tenant.user_groups.known(&user.id).contains(group);
            let eligible = evidence.tenant.group_eligibilities.known(group);
            match evidence.tenant.group_eligibilities.get(group) {
                Ok(_) | Err(Missing { reason: Reason::Unlicensed(_), .. }) => {}
                Err(missing) => outcome.missing.push(missing),
            }
            let is_eligible = eligible.iter().any(|it| it.principal == user.id && !it.is_owner());
            match (is_eligible, is_in) {
                (true, false) => {
                    let saw = "it is only an eligible member of the emergency group";
                    outcome.bad.push(Finding::new(account.object.clone(), saw, "a permanent membership"));
                }
                (true, true) => {
                    let saw = "it is an eligible member of the emergency group: that it is in it today may be an activation, which ends";
                    outcome.soon.push(Finding::new(account.object.clone(), saw, "a permanent membership and no eligible one"));
                }
                (false, _) => {}
            }
        }
        Ok(outcome)
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{GroupEligibility, Scoped};
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn eligible_only(tenant: &mut breakglass_model::Tenant) {
        tenant.role_assignments = Scoped::unread(Collection::RoleAssignments);
        tenant.role_schedules = Scoped::unread(Collection::RoleAssignmentSchedules);
        tenant.role_assignments.add(GLOBAL_ADMINISTRATOR.into(), [], Ok(()));
        tenant.role_eligibilities.add(GLOBAL_ADMINISTRATOR.into(), [build::schedule(GLOBAL_ADMINISTRATOR, build::GROUP)], Ok(()));
    }

    #[test]
    fn an_active_role_passes_and_an_eligibility_alone_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, eligible_only, Verdict::Fail);
    }

    #[test]
    fn a_membership_that_may_be_an_activation_warns() {
        let activated = |tenant: &mut breakglass_model::Tenant| {
            let eligibility = GroupEligibility { principal: build::FIRST.into(), access: Some("member".into()) };
            tenant.group_eligibilities.add(build::GROUP.into(), [eligibility], Ok(()));
        };
        check(&CONTROL, activated, Verdict::Warn);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::GroupEligibilities), Verdict::Unknown);
    }

    #[test]
    fn an_eligible_membership_fails_and_unread_eligibilities_are_unknown() {
        let member = |tenant: &mut breakglass_model::Tenant| {
            tenant.user_groups = Scoped::unread(Collection::UserGroupMemberships);
            for id in [build::FIRST, build::SECOND] {
                tenant.user_groups.add(id.into(), [], Ok(()));
            }
            tenant.role_assignments.add(
                GLOBAL_ADMINISTRATOR.into(),
                [build::FIRST, build::SECOND].map(|id| build::assignment(GLOBAL_ADMINISTRATOR, id)),
                Ok(()),
            );
            let eligibility = GroupEligibility { principal: build::FIRST.into(), access: Some("member".into()) };
            tenant.group_eligibilities.add(build::GROUP.into(), [eligibility], Ok(()));
        };
        check(&CONTROL, member, Verdict::Fail);
        let unread = |tenant: &mut breakglass_model::Tenant| {
            member(tenant);
            build::forbid(tenant, Collection::GroupEligibilities);
        };
        check(&CONTROL, unread, Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::RoleEligibilitySchedules), Verdict::Unknown);
    }
}
