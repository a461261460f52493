//! Whether an account holds a directory role, and how (C13: built-in roles, active, over the whole tenant).
//!
//! Including and excluding lean to opposite sides where the documents are silent: a role through a group or one that is only
//! eligible counts when it includes (`lockout:Q1`, `lockout:Q2`), and does not when it excludes.

use std::collections::BTreeSet;

use breakglass_model::tenant::RoleSchedule;
use breakglass_model::{Fact, GLOBAL_ADMINISTRATOR, Missing, ObjectId, Reason, Tenant};

use super::subject::Known;
use super::{Subject, is_member};

/// How an account holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolePath {
    /// Whether it is assigned to the account itself.
    pub is_direct: bool,
    /// The way in sentences.
    pub path: Vec<String>,
}

/// How the account actively holds the role over the whole tenant; `None` where it certainly does not.
///
/// # Errors
/// What is missing, where nobody knows.
pub fn active_role(tenant: &Tenant, subject: &Subject<'_>, role: &ObjectId) -> Fact<Option<RolePath>> {
    held(tenant, subject, role, true)
}

/// The same, where roles count that are assigned to the account itself alone.
pub(super) fn direct_role(tenant: &Tenant, subject: &Subject<'_>, role: &ObjectId) -> Fact<Option<RolePath>> {
    held(tenant, subject, role, false)
}

fn held(tenant: &Tenant, subject: &Subject<'_>, role: &ObjectId, through_groups: bool) -> Fact<Option<RolePath>> {
    let user = match &subject.known {
        Known::Read(user) => &user.id,
        Known::Not(missing) => return Err(missing.clone()),
        Known::Supposed(supposition) => {
            let holds = supposition.is_global_administrator && role.raw() == GLOBAL_ADMINISTRATOR;
            return Ok(holds.then(|| RolePath { is_direct: false, path: vec!["supposed Global Administrator".to_owned()] }));
        }
    };
    let (principals, complete) = active_principals(tenant, user, role);
    if principals.contains(user) {
        return Ok(Some(RolePath { is_direct: true, path: vec![format!("role {} assigned to the account", role.shown())] }));
    }
    let mut missing = complete.err();
    for principal in principals.iter().filter(|_| through_groups) {
        match is_member(tenant, subject, principal) {
            Ok(Some(mut path)) => {
                path.push(format!("role {} assigned to that group", role.shown()));
                return Ok(Some(RolePath { is_direct: false, path }));
            }
            Ok(None) => {}
            // Principals may be users too, who have no members.
            Err(_) if tenant.user_name(principal).is_some() => {}
            Err(gap) => missing = Some(gap),
        }
    }
    missing.map_or(Ok(None), Err)
}

/// Who actively holds the role over the whole tenant, as far as read, and whether that is everybody who matters for this user.
fn active_principals(tenant: &Tenant, user: &ObjectId, role: &ObjectId) -> (Vec<ObjectId>, Result<(), Missing>) {
    let groups = tenant.user_groups.known(user);
    let keys = || std::iter::once(role).chain(std::iter::once(user)).chain(groups);
    let mut principals: Vec<ObjectId> = keys()
        .flat_map(|key| tenant.role_assignments.known(key))
        .filter(|assignment| &assignment.role == role && assignment.is_tenant_wide())
        .map(|assignment| assignment.principal.clone())
        .collect();
    let schedules = keys().flat_map(|key| tenant.role_schedules.known(key));
    principals.extend(schedules.filter(|instance| &instance.role == role && instance.is_tenant_wide()).map(|it| it.principal.clone()));
    principals.sort();
    principals.dedup();
    (principals, assignments_complete(tenant, user, role))
}

/// Whether every active assignment of the role that could reach the user was read: by role, or by the user and its groups.
fn assignments_complete(tenant: &Tenant, user: &ObjectId, role: &ObjectId) -> Result<(), Missing> {
    if tenant.role_assignments.get(role).is_ok() {
        return Ok(());
    }
    tenant.role_assignments.get(user)?;
    for group in tenant.user_groups.get(user)? {
        let cannot_hold_roles = tenant.groups.find(group).is_some_and(|group| group.role_assignable() == Ok(false));
        if !cannot_hold_roles {
            tenant.role_assignments.get(group)?;
        }
    }
    Ok(())
}

/// How the account could come to hold the role by activating it; `None` where it certainly could not. A tenant without the licence has no
/// eligibilities.
///
/// # Errors
/// What is missing, where nobody knows.
pub(super) fn eligible_role(tenant: &Tenant, subject: &Subject<'_>, role: &ObjectId, through_groups: bool) -> Fact<Option<RolePath>> {
    let Known::Read(user) = &subject.known else {
        return Ok(None);
    };
    let groups = tenant.user_groups.known(&user.id);
    let keys = || std::iter::once(role).chain(std::iter::once(&user.id)).chain(groups);
    let eligible = |instance: &&RoleSchedule| &instance.role == role && instance.is_tenant_wide();
    let principals: BTreeSet<&ObjectId> =
        keys().flat_map(|key| tenant.role_eligibilities.known(key)).filter(eligible).map(|instance| &instance.principal).collect();
    let path = |is_direct: bool| RolePath { is_direct, path: vec![format!("eligible for role {} (lockout:Q2)", role.shown())] };
    if principals.contains(&user.id) {
        return Ok(Some(path(true)));
    }
    let by_role = tenant.role_eligibilities.get(role);
    let by_principal = || {
        let groups_are_whole = if through_groups { tenant.user_groups.get(&user.id).map(|_| ()) } else { Ok(()) };
        groups_are_whole.and_then(|()| keys().skip(1).try_for_each(|key| tenant.role_eligibilities.get(key).map(|_| ())))
    };
    let is_unlicensed = |missing: &Missing| matches!(missing.reason, Reason::Unlicensed(_));
    let whole = match by_role {
        Err(missing) if !is_unlicensed(&missing) => by_principal(),
        _ => Ok(()),
    };
    let mut missing = whole.err().filter(|missing| !is_unlicensed(missing));
    for principal in principals.into_iter().filter(|_| through_groups) {
        match is_member(tenant, subject, principal) {
            Ok(Some(_)) => return Ok(Some(path(false))),
            Ok(None) => {}
            // Principals may be users too, who have no members.
            Err(_) if tenant.user_name(principal).is_some() => {}
            Err(gap) => missing = Some(gap),
        }
    }
    missing.map_or(Ok(None), Err)
}
