//! Each emergency account holds Global Administrator actively: an eligible role needs an activation that may need the broken part.

use breakglass_model::{Collection, Finding, GLOBAL_ADMINISTRATOR, Judgement, Outcome, Severity};
use breakglass_prover::access::active_role;

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "role-ga-active",
    title: "Each emergency account holds Global Administrator actively",
    severity: Severity::Critical,
    why: "Without the role the account signs in and can repair nothing.",
    fix: "Assign Global Administrator over the whole tenant to the role-assignable emergency group, or to the account itself.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::RoleAssignments],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        account.user()?;
        match active_role(evidence.tenant, account, &GLOBAL_ADMINISTRATOR.into())? {
            Some(_) => Ok(Outcome::good()),
            None => {
                let saw = "no active assignment of Global Administrator over the whole tenant, neither to the account nor to a group that it is in";
                Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "an active assignment with directory scope `/`")))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::Scoped;
    use breakglass_model::{Tenant, Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn assign(principals: &'static [&'static str], scope: &'static str) -> impl FnOnce(&mut Tenant) {
        move |tenant| {
            tenant.role_assignments = Scoped::unread(Collection::RoleAssignments);
            tenant.role_schedules = Scoped::unread(Collection::RoleAssignmentSchedules);
            let assignments = principals.iter().map(|principal| {
                let mut assignment = build::assignment(GLOBAL_ADMINISTRATOR, principal);
                assignment.scope = Some(scope.into());
                assignment
            });
            tenant.role_assignments.add(GLOBAL_ADMINISTRATOR.into(), assignments, Ok(()));
        }
    }

    #[test]
    fn the_role_counts_through_the_group_and_directly() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, assign(&[build::FIRST, build::SECOND], "/"), Verdict::Pass);
    }

    #[test]
    fn one_account_without_it_or_with_a_narrower_scope_fails() {
        let judgement = check(&CONTROL, assign(&[build::FIRST], "/"), Verdict::Fail);
        assert_eq!(judgement.findings[0].object.id, build::SECOND.into());
        check(&CONTROL, assign(&[build::GROUP], "/administrativeUnits/x"), Verdict::Fail);
    }

    #[test]
    fn unread_assignments_are_unknown() {
        let forget = |tenant: &mut Tenant| {
            build::forbid(tenant, Collection::RoleAssignments);
            build::forbid(tenant, Collection::RoleAssignmentSchedules);
        };
        check(&CONTROL, forget, Verdict::Unknown);
    }
}
