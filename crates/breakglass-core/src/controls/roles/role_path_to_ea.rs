//! Nobody unexpected can reset or alter the emergency accounts.

use breakglass_model::{
    Collection, Finding, GLOBAL_ADMINISTRATOR, Judgement, Missing, ObjectId, ObjectKind, ObjectRef, Outcome,
    PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR, Reason, Severity,
};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "role-path-to-ea",
    title: "Nobody but custodians can reset or alter the emergency accounts",
    severity: Severity::High,
    why: "Whoever can reset an account, remove its keys or change the policies that let it in holds the emergency access, too, whatever lies in the safe.",
    fix: "Reduce these roles and permissions, or name the people as custodians in the declaration ([[people]] with their directory id).",
    sources: &[sources::EMERGENCY_ACCESS, sources::ROLE_ASSIGNABLE_GROUPS],
    needs: &[
        Collection::RoleAssignments,
        Collection::RoleEligibilitySchedules,
        Collection::GraphAppRoles,
        Collection::GraphAppRoleAssignments,
    ],
    compliance: &[],
    since: "0.2",
    judge,
};

/// Roles of the control plane (tier 0), and what each does to an emergency account.
const ROLES: [(&str, &str, &str); 3] = [
    (GLOBAL_ADMINISTRATOR, "Global Administrator", "can reset, disable and delete the accounts, and change every policy"),
    (PRIVILEGED_ROLE_ADMINISTRATOR, "Privileged Role Administrator", "can take the accounts' role and change the role-assignable group"),
    (
        PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
        "Privileged Authentication Administrator",
        "can reset the accounts' passwords and delete their keys",
    ),
];

/// Application permissions of the control plane (tier 0), and what each does. A prefix ends with `*`.
///
/// Source: <https://learn.microsoft.com/en-us/graph/permissions-reference> (read 2026-11-25).
const PERMISSIONS: [(&str, &str); 8] = [
    ("RoleManagement.ReadWrite.Directory", "can give itself Global Administrator"),
    ("AppRoleAssignment.ReadWrite.All", "can give itself every permission"),
    ("Application.ReadWrite.All", "can add a credential to an application that holds more"),
    ("UserAuthenticationMethod.ReadWrite.All", "can add and delete the accounts' methods"),
    ("UserAuthMethod-*", "can add or delete methods of the accounts"),
    ("Policy.ReadWrite.ConditionalAccess", "can remove the exclusion or block the accounts"),
    ("Policy.ReadWrite.AuthenticationMethod", "can disable FIDO2 or refuse the accounts' keys"),
    ("User-PasswordProfile.ReadWrite.All", "can set passwords, with a directory role"),
];

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let mut outcome = Outcome::default();
        for (role, name, effect) in ROLES {
            people(evidence, role, name, effect, &mut outcome);
        }
        applications(evidence, &mut outcome);
        Ok(outcome)
    })
}

/// Holders of a role, active and eligible, who are neither emergency accounts nor custodians.
fn people(evidence: &Evidence<'_>, role: &str, name: &str, effect: &str, outcome: &mut Outcome) {
    let tenant = evidence.tenant;
    let active = tenant.role_assignments.known(&role.into()).iter().map(|it| (&it.principal, it.principal_name.as_ref(), "holds"));
    let eligible = tenant.role_eligibilities.known(&role.into()).iter().map(|it| (&it.principal, None, "can activate"));
    for (principal, shown, verb) in active.chain(eligible).filter(|(principal, ..)| !is_expected(evidence, principal)) {
        let read = tenant.administrators.find(principal);
        let known = shown.or_else(|| read.and_then(|user| user.principal_name.as_ref())).or_else(|| tenant.group_name(principal));
        let members = tenant.group_members.known(principal);
        let path = members.iter().filter(|member| !is_expected(evidence, &member.id));
        let path = path.map(|member| format!("member {}", member.name.as_ref().map_or_else(|| member.id.shown(), |name| name.quoted())));
        let kind = if members.is_empty() { ObjectKind::User } else { ObjectKind::Group };
        let object = ObjectRef::new(kind, principal.clone(), known.cloned());
        let saw = format!("tier 0: {verb} {name}: {effect}");
        outcome.bad.push(Finding::new(object, saw, "a custodian named in the declaration, or no such role").path(path.collect()));
    }
    outcome.missing.extend(tenant.role_assignments.get(&role.into()).err());
    match tenant.role_eligibilities.get(&role.into()) {
        // Without the licence for Privileged Identity Management nobody is eligible.
        Ok(_) | Err(Missing { reason: Reason::Unlicensed(_), .. }) => {}
        Err(missing) => outcome.missing.push(missing),
    }
}

fn is_expected(evidence: &Evidence<'_>, principal: &ObjectId) -> bool {
    Some(principal) == evidence.group_id()
        || evidence.designation.custodians.contains(principal)
        || evidence.accounts().is_ok_and(|accounts| accounts.iter().any(|account| &account.object.id == principal))
}

/// Applications with permissions that reach the accounts.
fn applications(evidence: &Evidence<'_>, outcome: &mut Outcome) {
    let (roles, assignments) = match (&evidence.tenant.app_roles, &evidence.tenant.app_role_assignments) {
        (Ok(roles), Ok(assignments)) => (roles, assignments),
        (roles, assignments) => {
            outcome.missing.extend(roles.as_ref().err().cloned().into_iter().chain(assignments.as_ref().err().cloned()));
            return;
        }
    };
    outcome.missing.extend(evidence.tenant.app_role_assignments_incomplete.clone());
    for assignment in assignments.iter().filter(|it| !is_expected(evidence, &it.principal)) {
        let Some(role) = roles.iter().find(|role| role.id == assignment.role) else { continue };
        let Some((_, effect)) = PERMISSIONS.iter().find(|(pattern, _)| fits(pattern, role.value.raw())) else { continue };
        let object = ObjectRef::new(ObjectKind::Application, assignment.principal.clone(), assignment.name.clone());
        let saw = format!("tier 0: the application holds {}: {effect}", role.value.quoted());
        outcome.bad.push(Finding::new(object, saw, "no application with this permission, or one that is guarded like the accounts"));
    }
}

/// A prefix fits only what writes.
fn fits(pattern: &str, permission: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => permission.starts_with(prefix) && permission.contains("ReadWrite"),
        None => pattern == permission,
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::AppRoleAssignment;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_designated};
    use super::*;

    fn healthy_but_for(tenant: &mut breakglass_model::Tenant) {
        tenant.role_eligibilities = breakglass_model::tenant::Scoped::unread(Collection::RoleEligibilitySchedules);
        for (role, ..) in ROLES {
            tenant.role_eligibilities.add(role.into(), [], Ok(()));
        }
    }

    #[test]
    fn eligibilities_that_were_not_read_are_unknown_unless_nobody_can_be_eligible() {
        let forbidden = |tenant: &mut breakglass_model::Tenant| build::forbid(tenant, Collection::RoleEligibilitySchedules);
        check(&CONTROL, forbidden, Verdict::Unknown);
        let unlicensed = |tenant: &mut breakglass_model::Tenant| {
            tenant.role_eligibilities = breakglass_model::tenant::Scoped::unread(Collection::RoleEligibilitySchedules);
            let reason = Reason::Unlicensed("400 AadPremiumLicenseRequired".into());
            tenant.role_eligibilities.set_whole(Err(Missing::of(Collection::RoleEligibilitySchedules, reason)));
        };
        check(&CONTROL, unlicensed, Verdict::Pass);
    }

    #[test]
    fn the_emergency_accounts_and_custodians_are_expected() {
        check(&CONTROL, healthy_but_for, Verdict::Pass);
        check(&CONTROL, |_| {}, Verdict::Fail);
        check_designated(&CONTROL, |it| it.custodians.push(build::ADMINISTRATOR.into()), |_| {}, Verdict::Pass);
    }

    #[test]
    fn an_application_that_can_write_roles_is_named_with_its_effect() {
        let grant = |tenant: &mut breakglass_model::Tenant| {
            healthy_but_for(tenant);
            let assignment = AppRoleAssignment {
                role: build::APP_ROLE.into(),
                principal: "app".into(),
                name: Some(build::hostile_name()),
                kind: Some("ServicePrincipal".into()),
            };
            tenant.app_role_assignments = Ok(vec![assignment]);
        };
        let judgement = check(&CONTROL, grant, Verdict::Fail);
        assert!(judgement.findings[0].saw.contains("Global Administrator"), "{judgement:?}");
    }

    #[test]
    fn permissions_that_only_read_do_not_count() {
        assert!(fits("UserAuthMethod-*", "UserAuthMethod-Passkey.ReadWrite.All"));
        assert!(!fits("UserAuthMethod-*", "UserAuthMethod-Passkey.Read.All"));
    }

    #[test]
    fn unread_applications_are_unknown() {
        let forbidden = |tenant: &mut breakglass_model::Tenant| {
            healthy_but_for(tenant);
            build::forbid(tenant, Collection::GraphAppRoleAssignments);
        };
        check(&CONTROL, forbidden, Verdict::Unknown);
    }
}
