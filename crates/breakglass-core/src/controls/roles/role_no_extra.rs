//! The accounts hold no other role than designed.

use breakglass_model::{Collection, Finding, GLOBAL_ADMINISTRATOR, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "role-no-extra",
    title: "The accounts hold no role besides Global Administrator",
    severity: Severity::Medium,
    why: "Global Administrator is enough; every further role is a path that nobody watches.",
    fix: "Remove the other role assignments.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::RoleAssignments],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let mut found = evidence.tenant.role_assignments.get(&user.id)?.to_vec();
        if let Some(group) = evidence.group_id() {
            found.extend(evidence.tenant.role_assignments.known(group).iter().cloned());
        }
        found.retain(|it| it.role.raw() != GLOBAL_ADMINISTRATOR);
        let findings = found.iter().map(|it| {
            let scope = it.scope.as_ref().map_or_else(|| "an unread scope".to_owned(), |scope| scope.quoted());
            let saw = format!("role {} over {scope}", it.role.shown());
            Finding::new(account.object.clone(), saw, "Global Administrator and no other role")
        });
        Ok(Outcome::from_findings(findings.collect()))
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
    fn unread_assignments_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::RoleAssignments), Verdict::Unknown);
    }
}
