//! Who is in a group and who holds a role, walked anew.

use std::collections::BTreeSet;

use breakglass_model::{ObjectId, Reason, Tenant};

/// Walks the members of a group down; nothing where a list on the way was not read to its end.
pub(super) fn walk(tenant: &Tenant, group: &ObjectId, account: &ObjectId) -> Option<bool> {
    let (mut rest, mut seen, mut is_whole) = (vec![group], BTreeSet::new(), true);
    while let Some(next) = rest.pop() {
        if !seen.insert(next) {
            continue;
        }
        is_whole &= tenant.group_members.get(next).is_ok();
        for member in tenant.group_members.known(next) {
            if member.id == *account {
                return Some(true);
            }
            if member.is_group() {
                rest.push(&member.id);
            }
        }
    }
    is_whole.then_some(false)
}

/// Whether one group is certainly nested in another.
pub(super) fn reaches(tenant: &Tenant, inner: &ObjectId, outer: &ObjectId) -> bool {
    let (mut rest, mut seen) = (vec![inner.clone()], BTreeSet::new());
    while let Some(next) = rest.pop() {
        if next == *outer {
            return true;
        }
        if seen.insert(next.clone()) {
            rest.extend(tenant.group_parents.known(&next).iter().cloned());
            rest.extend(
                tenant.group_members.iter().filter(|(_, members)| members.iter().any(|it| it.id == next)).map(|(id, _)| id.clone()),
            );
        }
    }
    false
}

/// Everybody who holds a role or may activate it, as far as that matters for the account; nothing where that was not read to its end.
pub(super) fn holders(tenant: &Tenant, role: &ObjectId, account: &ObjectId) -> Option<Vec<ObjectId>> {
    let groups = || tenant.user_groups.known(account).iter();
    let keys: Vec<&ObjectId> = std::iter::once(role).chain(std::iter::once(account)).chain(groups()).collect();
    let is_assigned_whole = tenant.role_assignments.get(role).is_ok()
        || tenant.role_assignments.get(account).is_ok()
            && tenant.user_groups.get(account).is_ok()
            && groups().all(|group| {
                tenant.role_assignments.get(group).is_ok()
                    || tenant.groups.find(group).is_some_and(|it| it.is_role_assignable.is_some_and(|it| it != Some(true)))
            });
    let is_unlicensed = matches!(tenant.role_eligibilities.get(role), Err(missing) if matches!(missing.reason, Reason::Unlicensed(_)));
    let is_eligible_whole = is_unlicensed
        || tenant.role_eligibilities.get(role).is_ok()
        || tenant.user_groups.get(account).is_ok()
            && keys.iter().skip(1).all(|key| match tenant.role_eligibilities.get(key) {
                Ok(_) => true,
                Err(missing) => matches!(missing.reason, Reason::Unlicensed(_)),
            });
    (is_assigned_whole && is_eligible_whole).then(|| {
        let assigned = keys.iter().flat_map(|key| tenant.role_assignments.known(key)).filter(|it| it.role == *role && it.is_tenant_wide());
        let scheduled = keys.iter().flat_map(|key| tenant.role_schedules.known(key).iter().chain(tenant.role_eligibilities.known(key)));
        let scheduled = scheduled.filter(|it| it.role == *role && it.is_tenant_wide());
        assigned.map(|it| it.principal.clone()).chain(scheduled.map(|it| it.principal.clone())).collect()
    })
}
