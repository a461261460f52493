//! Members and owners of groups: added and removed by reference.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/group-post-members> and
//! <https://learn.microsoft.com/en-us/graph/api/group-delete-members> (read 2026-11-22).
//! Assumption: the texts of the errors (`emulator:directory-error-texts`).

use serde_json::Value;

use super::super::call::{Answer, Call};
use super::super::refusal::Refusal;
use super::done;
use super::groups::{find, is_dynamic, is_true, may_change};
use crate::state::{Activity, Change, Kind, Object, Tenant, modified, text};

/// How many references one request takes.
pub(super) const MOST_BINDINGS: usize = 20;

/// `POST /groups/{id}/members/$ref` and `…/owners/$ref`.
pub(super) fn add(call: &Call<'_>, group: &str, list: &str) -> Answer {
    let body = call.raw_body()?;
    let reference = body.iter().find(|(key, _)| key.eq_ignore_ascii_case("@odata.id")).and_then(|(_, value)| value.as_str());
    let reference = reference.ok_or_else(|| Refusal::bad_directory("The body has no '@odata.id'."))?;
    call.change(|change| {
        let row = find(change.tenant(), group)?;
        may_change(call, change.tenant(), &row)?;
        link(change, &row, list, reference)
    })?;
    done()
}

/// `DELETE /groups/{id}/members/{id}/$ref` and the same of owners.
pub(super) fn remove(call: &Call<'_>, group: &str, list: &str, other: &str) -> Answer {
    call.change(|change| {
        let row = find(change.tenant(), group)?;
        may_change(call, change.tenant(), &row)?;
        let tenant = change.tenant();
        let links = if list == "members" { &tenant.members } else { &tenant.owners };
        if !links.has(group, other) {
            return Err(Refusal::no_object(other));
        }
        let (kind, member) = tenant.directory_object(other).ok_or_else(|| Refusal::no_object(other))?;
        let name = if list == "members" { "Remove member from group" } else { "Remove owner from group" };
        change.edit(activity(("Unassign", name), (kind, &member), &row, true), |tenant| match list {
            "members" => tenant.leave(group, other),
            _ => tenant.owners.remove(group, other),
        });
        Ok(())
    })?;
    done()
}

/// The references that a body binds.
pub(super) fn bound(sent: &Object, key: &str) -> Vec<String> {
    let list = sent.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Adds the object that a reference names to the members or owners of a group.
pub(super) fn link(change: &mut Change<'_>, group: &Object, list: &str, reference: &str) -> Result<(), Refusal> {
    let (kind, member) = referenced(change.tenant(), reference)?;
    let id = text(&member, "id").unwrap_or_default().to_owned();
    let group_id = text(group, "id").unwrap_or_default().to_owned();
    let tenant = change.tenant();
    let links = if list == "members" { &tenant.members } else { &tenant.owners };
    if links.has(&group_id, &id) {
        return Err(Refusal::bad_directory(format!(
            "One or more added object references already exist for the following modified properties: '{list}'."
        )));
    }
    if list == "members" {
        may_hold(group, kind, id == group_id)?;
    } else if kind == Kind::Group {
        return Err(Refusal::bad_directory("A group cannot own a group."));
    }
    let name = if list == "members" { "Add member to group" } else { "Add owner to group" };
    change.edit(activity(("Assign", name), (kind, &member), group, false), |tenant| match list {
        "members" => tenant.join(&group_id, &id),
        _ => tenant.owners.add(&group_id, &id),
    });
    Ok(())
}

/// Whether a group takes such a member.
fn may_hold(group: &Object, kind: Kind, is_itself: bool) -> Result<(), Refusal> {
    if is_dynamic(group) {
        return Err(Refusal::bad_directory("The members of a dynamic group follow from its rule."));
    }
    if is_itself {
        return Err(Refusal::bad_directory("A group cannot be a member of itself."));
    }
    if kind == Kind::Group && is_true(group, "isAssignableToRole") {
        return Err(Refusal::bad_directory("A role-assignable group cannot hold groups."));
    }
    Ok(())
}

/// The member stands first, the group's names among its changes, as in records.
fn activity(
    (operation, name): (&'static str, &'static str),
    (kind, member): (Kind, &Object),
    group: &Object,
    is_removed: bool,
) -> Activity {
    let id = text(group, "id").unwrap_or_default();
    let values = [("Group.ObjectID", group.get("id")), ("Group.DisplayName", group.get("displayName"))];
    let changes: Vec<Value> =
        values.map(|(name, value)| if is_removed { modified(name, value, None) } else { modified(name, None, value) }).to_vec();
    let target = match kind {
        Kind::User => "User",
        Kind::Group => "Group",
        Kind::Role | Kind::Other => "Other",
    };
    let touched = text(member, "id").filter(|_| name.contains("member"));
    Activity::group(operation, name).on(target, member, &changes).on("Group", group, &[]).touching(Kind::Group, id, touched)
}

/// The object that a reference names: `…/directoryObjects/{id}`, `…/users/{id}`, `…/groups/{id}`.
fn referenced(tenant: &Tenant, reference: &str) -> Result<(Kind, Object), Refusal> {
    let path = reference.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or(reference, |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let segments = crate::address::segments(path).unwrap_or_default();
    let id = segments.last().ok_or_else(|| Refusal::bad_directory("The reference names no object."))?;
    tenant.directory_object(id).ok_or_else(|| Refusal::no_object(id))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::state::object;

    #[test]
    fn references_come_in_several_forms() {
        let mut tenant = Tenant::default();
        tenant.users.put(object(json!({"id": "u1", "userPrincipalName": "a@b.c"})));
        for reference in [
            "https://graph.microsoft.com/v1.0/directoryObjects/u1",
            "https://graph.microsoft.com/beta/users/a@b.c",
            "http://127.0.0.1:9/v1.0/users('u1')",
            "directoryObjects/u1",
        ] {
            assert_eq!(referenced(&tenant, reference).unwrap().1["id"], "u1", "{reference}");
        }
        assert_eq!(referenced(&tenant, "https://graph.microsoft.com/v1.0/users/u2").unwrap_err().status, 404);
    }
}
