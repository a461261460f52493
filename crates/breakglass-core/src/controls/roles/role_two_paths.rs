//! The role survives the loss of the group.

use breakglass_model::{Collection, Finding, GLOBAL_ADMINISTRATOR, Judgement, Outcome, Severity};
use breakglass_prover::access::active_role;

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "role-two-paths",
    title: "The role of at least one account survives the deletion of the group",
    severity: Severity::Info,
    why: "If every account holds the role only through one group, deleting that group takes it from all of them at once.",
    fix: "Consider one direct assignment, and alert on the deletion of the group.",
    sources: &[sources::ROLE_ASSIGNABLE_GROUPS],
    needs: &[Collection::Users, Collection::RoleAssignments],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let accounts = evidence.accounts()?;
        let mut through_group = Vec::new();
        for account in accounts {
            account.user()?;
            match active_role(evidence.tenant, account, &GLOBAL_ADMINISTRATOR.into())? {
                Some(held) if held.is_direct => return Ok(Outcome::good()),
                Some(held) => through_group.push(held.path),
                None => {}
            }
        }
        let Some(path) = through_group.into_iter().next() else {
            return Ok(Outcome::skip());
        };
        let object = evidence.group_ref().unwrap_or_else(|| evidence.tenant_ref());
        let saw = "every account holds Global Administrator through one group alone";
        Ok(Outcome::bad(Finding::new(object, saw, "one account with a direct assignment besides").path(path)))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn one_direct(tenant: &mut breakglass_model::Tenant) {
        tenant.role_assignments.add(GLOBAL_ADMINISTRATOR.into(), [build::assignment(GLOBAL_ADMINISTRATOR, build::FIRST)], Ok(()));
    }

    #[test]
    fn one_direct_assignment_passes_and_the_group_alone_fails() {
        check(&CONTROL, one_direct, Verdict::Pass);
        check(&CONTROL, |_| {}, Verdict::Fail);
    }

    #[test]
    fn unread_assignments_are_unknown() {
        let forget = |tenant: &mut breakglass_model::Tenant| {
            build::forbid(tenant, Collection::RoleAssignments);
            build::forbid(tenant, Collection::RoleAssignmentSchedules);
        };
        check(&CONTROL, forget, Verdict::Unknown);
    }
}
