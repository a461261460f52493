//! Groups: created, changed, deleted.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/group-post-groups>, <https://learn.microsoft.com/en-us/graph/api/group-update>
//! and <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/groups-concept> (read 2026-11-22).
//! Assumption: the texts of the errors (`emulator:directory-error-texts`).

use serde_json::{Value, json};

use super::super::call::{Answer, Call};
use super::super::caller::Act;
use super::super::groups::defaults;
use super::super::refusal::Refusal;
use super::members::{self, MOST_BINDINGS};
use super::{done, merged, with_id};
use crate::state::{Activity, Kind, Object, Tenant, blank, differences, guid, text};

/// What a new group must have.
const REQUIRED: [&str; 4] = ["displayName", "mailEnabled", "mailNickname", "securityEnabled"];
/// Properties that only the directory sets, or only creation.
const UNCHANGEABLE: [&str; 6] =
    ["id", "deletedDateTime", "createdDateTime", "isManagementRestricted", "securityIdentifier", "renewedDateTime"];

/// `POST /groups`.
pub(super) fn create(call: &Call<'_>) -> Answer {
    let mut sent = call.read("group")?;
    let bindings: Vec<(&str, Vec<String>)> =
        [("owners", "owners@odata.bind"), ("members", "members@odata.bind")].map(|(list, key)| (list, members::bound(&sent, key))).into();
    sent.retain(|key, _| !key.contains('@'));
    let row = call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::Groups)?;
        if let Some(missing) = REQUIRED.iter().find(|name| sent.get(**name).is_none_or(Value::is_null)) {
            return Err(Refusal::bad_directory(format!("A value is required for property '{missing}' of resource 'Group'.")));
        }
        if bindings.iter().map(|(_, ids)| ids.len()).sum::<usize>() > MOST_BINDINGS {
            return Err(Refusal::bad_directory(format!("A group takes at most {MOST_BINDINGS} relationships when it is created.")));
        }
        check(change.tenant(), &sent)?;
        if is_true(&sent, "isAssignableToRole") {
            may_assign_roles(call, change.tenant())?;
        }
        let (id, row) = new_row(&change.instant(), change.tenant(), sent.clone());
        let activity = Activity::group("Add", "Add group").on("Group", &row, &differences(&Object::new(), &row));
        change.edit(activity.touching(Kind::Group, &id, None), |tenant| {
            tenant.groups.put(row.clone());
            tenant.know(&id);
        });
        for (list, references) in &bindings {
            for reference in references {
                members::link(change, &row, list, reference)?;
            }
        }
        Ok(row)
    })?;
    call.created("groups", row, defaults())
}

fn new_row(now: &Value, tenant: &Tenant, sent: Object) -> (String, Object) {
    let nickname = text(&sent, "mailNickname").unwrap_or_default().to_owned();
    let (id, mut row) = with_id(blank::group(), sent);
    for property in ["createdDateTime", "renewedDateTime"] {
        row.insert(property.to_owned(), now.clone());
    }
    row.insert("securityIdentifier".to_owned(), Value::String(guid::security_identifier(&id)));
    if is_true(&row, "mailEnabled") {
        let mail = format!("{nickname}@{}", tenant.initial_domain);
        row.insert("proxyAddresses".to_owned(), json!([format!("SMTP:{mail}")]));
        row.insert("mail".to_owned(), Value::String(mail));
    }
    // Assumption: a role-assignable group is Private; another page says Hidden (`emulator:role-assignable-visibility`).
    if is_true(&row, "isAssignableToRole") {
        row.insert("visibility".to_owned(), json!("Private"));
    } else if row.get("isAssignableToRole") == Some(&Value::Bool(false)) {
        row.insert("isAssignableToRole".to_owned(), Value::Null);
    }
    (id, row)
}

/// `PATCH /groups/{id}`, with members to add besides.
pub(super) fn update(call: &Call<'_>, id: &str) -> Answer {
    let mut sent = call.read("group")?;
    let added = members::bound(&sent, "members@odata.bind");
    sent.retain(|key, _| !key.contains('@'));
    call.change(|change| {
        let before = find(change.tenant(), id)?;
        may_change(call, change.tenant(), &before)?;
        if let Some(name) = UNCHANGEABLE.iter().find(|name| sent.contains_key(**name)) {
            return Err(Refusal::bad_directory(format!("Property '{name}' is read-only and cannot be set.")));
        }
        let is_same =
            sent.get("isAssignableToRole").is_none_or(|value| *value == before.get("isAssignableToRole").cloned().unwrap_or_default());
        if !is_same {
            return Err(Refusal::bad_directory("The property 'isAssignableToRole' cannot be changed after the group was created."));
        }
        if added.len() > MOST_BINDINGS {
            return Err(Refusal::bad_directory(format!("At most {MOST_BINDINGS} members are added at once.")));
        }
        if !sent.is_empty() {
            let after = merged(&before, &sent);
            check(change.tenant(), &after)?;
            let activity = Activity::group("Update", "Update group").on("Group", &after, &differences(&before, &after));
            change.edit(activity.touching(Kind::Group, id, None), |tenant| tenant.groups.put(after.clone()));
        }
        added.iter().try_for_each(|reference| members::link(change, &before, "members", reference))
    })?;
    done()
}

/// `DELETE /groups/{id}`: into the recycle bin.
pub(super) fn delete(call: &Call<'_>, id: &str) -> Answer {
    call.change(|change| {
        let group = find(change.tenant(), id)?;
        may_change(call, change.tenant(), &group)?;
        let now = change.now;
        let activity = Activity::group("Delete", "Delete group").on("Group", &group, &[]).touching(Kind::Group, id, None);
        change.edit(activity, |tenant| tenant.discard(Kind::Group, id, now));
        Ok(())
    })?;
    done()
}

/// A group that exists.
pub(super) fn find(tenant: &Tenant, id: &str) -> Result<Object, Refusal> {
    tenant.groups.get(id).cloned().ok_or_else(|| Refusal::no_object(id))
}

/// Whether the caller may change a group: a role-assignable one only by whoever may assign roles.
pub(super) fn may_change(call: &Call<'_>, tenant: &Tenant, group: &Object) -> Result<(), Refusal> {
    call.caller.may_manage(tenant, group)?;
    if is_true(group, "isAssignableToRole") { may_assign_roles(call, tenant) } else { call.caller.person_needs(tenant, Act::Groups) }
}

/// `Group.ReadWrite.All` is not enough for a group that can hold roles.
fn may_assign_roles(call: &Call<'_>, tenant: &Tenant) -> Result<(), Refusal> {
    call.caller.needs(&["RoleManagement.ReadWrite.Directory"])?;
    call.caller.person_needs(tenant, Act::Roles)
}

pub(super) fn is_true(row: &Object, property: &str) -> bool {
    row.get(property) == Some(&Value::Bool(true))
}

pub(super) fn is_dynamic(row: &Object) -> bool {
    let types = row.get("groupTypes").and_then(Value::as_array);
    types.is_some_and(|types| types.iter().any(|it| it == "DynamicMembership"))
}

/// What holds for every group.
fn check(tenant: &Tenant, group: &Object) -> Result<(), Refusal> {
    let name = text(group, "displayName").unwrap_or_default();
    if name.is_empty() || name.chars().count() > 256 {
        return Err(Refusal::bad_directory("Property displayName is invalid: it has 1 to 256 characters."));
    }
    let nickname = text(group, "mailNickname").unwrap_or_default();
    let is_allowed = |letter: char| letter.is_ascii_graphic() && !"@()\\[]\";:.<>,".contains(letter);
    if nickname.is_empty() || nickname.len() > 64 || !nickname.chars().all(is_allowed) {
        return Err(Refusal::bad_directory("Invalid value specified for property 'mailNickname' of resource 'Group'."));
    }
    let is_unified = group.get("groupTypes").and_then(Value::as_array).is_some_and(|types| types.iter().any(|it| it == "Unified"));
    if is_true(group, "mailEnabled") != is_unified {
        // Mail-enabled security groups and distribution lists come from Exchange alone.
        return Err(Refusal::bad_directory(
            "The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.",
        ));
    }
    if !is_unified && !is_true(group, "securityEnabled") {
        return Err(Refusal::bad_directory("A group that is not mail-enabled must be security-enabled."));
    }
    let has_rule = text(group, "membershipRule").is_some();
    if is_dynamic(group) != has_rule {
        return Err(Refusal::bad_directory("A dynamic group has a membershipRule, and only a dynamic one has."));
    }
    if is_true(group, "isAssignableToRole") {
        if !is_true(group, "securityEnabled") || is_dynamic(group) {
            return Err(Refusal::bad_directory("A role-assignable group must be security-enabled and cannot be dynamic."));
        }
        if !tenant.premium {
            return Err(Refusal::bad_directory("A role-assignable group needs a Microsoft Entra ID P1 licence."));
        }
    }
    Ok(())
}
