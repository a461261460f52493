//! Few others are Global Administrators.

use std::collections::BTreeMap;

use breakglass_model::tenant::{RoleAssignment, RoleSchedule};
use breakglass_model::{
    Collection, Finding, GLOBAL_ADMINISTRATOR, Judgement, ObjectId, ObjectKind, ObjectRef, Outcome, Severity, Untrusted,
};

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
        let holders = holders(evidence, &others, &mut outcome);
        if holders.len() > MOST {
            let names: Vec<&str> = holders.values().map(String::as_str).collect();
            let saw = format!("{} others hold the role permanently: {}", holders.len(), names.join(", "));
            outcome.bad.push(Finding::new(evidence.tenant_ref(), saw, format!("at most {MOST}")));
        }
        Ok(outcome)
    })
}

/// Who holds the role and has not just activated it, by id: members in place of groups.
fn holders<'t>(evidence: &Evidence<'t>, others: &[&'t RoleAssignment], outcome: &mut Outcome) -> BTreeMap<&'t ObjectId, String> {
    let tenant = evidence.tenant;
    let schedules = tenant.role_schedules.known(&GLOBAL_ADMINISTRATOR.into());
    let is_activated = |id: &ObjectId| {
        let mut of_principal = schedules.iter().filter(|it| &it.principal == id).peekable();
        of_principal.peek().is_some() && of_principal.all(RoleSchedule::is_activation)
    };
    let is_ours = |id: &ObjectId| evidence.accounts().is_ok_and(|accounts| accounts.iter().any(|account| &account.object.id == id));
    let named = |id: &ObjectId, name: Option<&Untrusted>| name.map_or_else(|| id.shown(), |name| name.quoted());
    let mut holders = BTreeMap::new();
    for it in others.iter().filter(|it| !is_activated(&it.principal)) {
        let is_group = it.principal_kind.as_ref().is_some_and(|kind| kind.raw() == "group");
        let members = tenant.group_members.known(&it.principal);
        if is_group {
            outcome.missing.extend(tenant.group_members.get(&it.principal).err());
        } else if members.is_empty() {
            holders.insert(&it.principal, named(&it.principal, it.principal_name.as_ref()));
        }
        let strangers = members.iter().filter(|member| !is_ours(&member.id));
        holders.extend(strangers.map(|member| (&member.id, named(&member.id, member.name.as_ref()))));
    }
    holders
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
    fn members_of_a_group_count_one_by_one_and_unread_ones_are_unknown() {
        check(&CONTROL, others(1, "group"), Verdict::Unknown);
        let full = |tenant: &mut breakglass_model::Tenant| {
            others(1, "group")(tenant);
            let members = (0..6).map(|index| build::member(&format!("member-{index}"), "user"));
            tenant.group_members.add("other-0".into(), members, Ok(()));
        };
        check(&CONTROL, full, Verdict::Fail);
    }

    #[test]
    fn an_activation_is_not_permanent() {
        let activated = |tenant: &mut breakglass_model::Tenant| {
            others(6, "user")(tenant);
            let mut schedule = build::schedule(GLOBAL_ADMINISTRATOR, "other-0");
            schedule.assignment_type = Some("Activated".into());
            tenant.role_schedules.add(GLOBAL_ADMINISTRATOR.into(), [schedule], Ok(()));
        };
        check(&CONTROL, activated, Verdict::Pass);
    }

    #[test]
    fn unread_assignments_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::RoleAssignments), Verdict::Unknown);
    }
}
