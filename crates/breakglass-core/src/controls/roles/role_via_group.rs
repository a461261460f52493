//! The role comes through the emergency group.

use breakglass_model::{Collection, Finding, GLOBAL_ADMINISTRATOR, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::{Evidence, RoleBy};

pub(super) const CONTROL: Control = Control {
    id: "role-via-group",
    title: "Global Administrator is assigned to the emergency group",
    severity: Severity::Low,
    why: "With the role on the group, membership alone makes an account complete, and one list shows who holds what.",
    fix: "Assign Global Administrator to the role-assignable emergency group; drop the direct assignments later.",
    sources: &[sources::ROLE_ASSIGNABLE_GROUPS],
    needs: &[Collection::Users, Collection::RoleAssignments],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if evidence.profile.role_by != RoleBy::Group {
        return Judgement::not_applicable("the profile leaves open how the role is given");
    }
    Judgement::for_each(evidence.accounts(), |account| {
        account.user()?;
        let assignments = evidence.tenant.role_assignments.get(&GLOBAL_ADMINISTRATOR.into())?;
        let by_group = assignments.iter().any(|it| it.is_tenant_wide() && Some(&it.principal) == evidence.group_id());
        Ok(match by_group {
            true => Outcome::good(),
            false => Outcome::bad(Finding::new(
                account.object.clone(),
                "Global Administrator is not assigned to the emergency group",
                "the role assigned to the emergency group",
            )),
        })
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::Scoped;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_profile};
    use super::*;

    fn direct(tenant: &mut breakglass_model::Tenant) {
        tenant.role_assignments = Scoped::unread(Collection::RoleAssignments);
        let assignments = [build::FIRST, build::SECOND].map(|id| build::assignment(GLOBAL_ADMINISTRATOR, id));
        tenant.role_assignments.add(GLOBAL_ADMINISTRATOR.into(), assignments, Ok(()));
    }

    #[test]
    fn through_the_group_passes_directly_fails_where_the_profile_minds() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, direct, Verdict::Fail);
        check_profile(&CONTROL, "microsoft-2026", direct, Verdict::NotApplicable);
    }

    #[test]
    fn unread_assignments_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::RoleAssignments), Verdict::Unknown);
    }
}
