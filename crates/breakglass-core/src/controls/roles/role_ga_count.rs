//! Few others are Global Administrators.

use breakglass_model::tenant::RoleAssignment;
use breakglass_model::{Collection, Finding, GLOBAL_ADMINISTRATOR, Judgement, ObjectKind, ObjectRef, Outcome, Severity};

use super::super::{Compliance, Control, Framework, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "role-ga-count",
    title: "At most five others are permanent Global Administrators, and no application",
    severity: Severity::Medium,
    why: "Every other Global Administrator can change or disable the emergency accounts; an application does so without a person.",
    fix: "Give people the narrower role they need, eligible instead of permanent; take the role from applications.",
    sources: &[sources::CIS, sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::RoleAssignments],
    compliance: &[Compliance { framework: Framework::CisM365, reference: "1.1.3" }],
    since: "0.2",
    judge,
};

/// Permanent Global Administrators besides the emergency accounts that need no explanation.
const MOST: usize = 5;

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let accounts = evidence.accounts()?;
        if let Some(unread) = accounts.iter().find_map(|account| account.user().err()) {
            return Err(unread);
        }
        let assignments = evidence.tenant.role_assignments.get(&GLOBAL_ADMINISTRATOR.into())?;
        let is_ours = |it: &&RoleAssignment| {
            Some(&it.principal) == evidence.group_id() || accounts.iter().any(|account| account.object.id == it.principal)
        };
        let others: Vec<&RoleAssignment> = assignments.iter().filter(|it| it.is_tenant_wide() && !is_ours(it)).collect();
        let is_application = |it: &&&RoleAssignment| it.principal_kind.as_ref().is_some_and(|kind| kind.raw() == "servicePrincipal");
        let mut outcome = Outcome::default();
        for it in others.iter().filter(is_application) {
            let object = ObjectRef::new(ObjectKind::Application, it.principal.clone(), it.principal_name.clone());
            outcome.bad.push(Finding::new(object, "an application holds Global Administrator", "no application with the role"));
        }
        if others.len() > MOST {
            let names: Vec<String> =
                others.iter().map(|it| it.principal_name.as_ref().map_or_else(|| it.principal.shown(), |name| name.quoted())).collect();
            let saw = format!("{} others hold the role permanently: {}", others.len(), names.join(", "));
            outcome.bad.push(Finding::new(evidence.tenant_ref(), saw, format!("at most {MOST}")));
        }
        Ok(outcome)
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn others(count: usize, kind: &'static str) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| {
            let assignments = (0..count).map(|index| {
                let mut assignment = build::assignment(GLOBAL_ADMINISTRATOR, &format!("other-{index}"));
                assignment.principal_kind = Some(kind.into());
                assignment
            });
            tenant.role_assignments.add(GLOBAL_ADMINISTRATOR.into(), assignments, Ok(()));
        }
    }

    #[test]
    fn a_few_people_pass_many_people_or_one_application_fail() {
        check(&CONTROL, others(5, "user"), Verdict::Pass);
        check(&CONTROL, others(6, "user"), Verdict::Fail);
        check(&CONTROL, others(1, "servicePrincipal"), Verdict::Fail);
    }

    #[test]
    fn unread_assignments_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::RoleAssignments), Verdict::Unknown);
    }
}
