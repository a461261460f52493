//! Role assignments: made and ended directly, or by an administrator's request to Privileged Identity Management.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/rbacapplication-post-roleassignments>,
//! <https://learn.microsoft.com/en-us/graph/api/unifiedroleassignment-delete> and
//! <https://learn.microsoft.com/en-us/graph/api/rbacapplication-post-roleassignmentschedulerequests> (read 2026-11-22).
//! Assumption: the texts of the errors (`emulator:directory-error-texts`).

use jiff::{Span, Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use super::super::call::{Answer, Call};
use super::super::caller::Act;
use super::super::refusal::Refusal;
use super::groups::is_true;
use super::{done, with_id};
use crate::state::{Activity, Change, GLOBAL_ADMINISTRATOR, Kind, Object, Tenant, Window, guid, modified, object, text};

const ASSIGNMENTS: &str = "roleManagement/directory/roleAssignments";
const REQUESTS: &str = "roleManagement/directory/roleAssignmentScheduleRequests";

pub(super) fn answer(call: &Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("POST", ["roleassignments"]) => create(call),
        ("DELETE", ["roleassignments", id]) => delete(call, id),
        ("POST", ["roleassignmentschedulerequests"]) => request(call),
        _ => return None,
    })
}

fn create(call: &Call<'_>) -> Answer {
    let sent = call.read("unifiedRoleAssignment")?;
    let row = call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::Roles)?;
        assign(change, &sent, None)
    })?;
    call.created(ASSIGNMENTS, row, None)
}

/// Ids hold capitals, so the one that came counts and not the path in small letters.
fn delete(call: &Call<'_>, id: &str) -> Answer {
    let id = call.segments.last().map_or(id, String::as_str);
    call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::Roles)?;
        let row = change.tenant().role_assignments.get(id).cloned().ok_or_else(|| Refusal::no_object(id))?;
        end(change, &row)
    })?;
    done()
}

/// What `adminAssign` and `adminRemove` do; what people ask for themselves needs a person who signs in.
fn request(call: &Call<'_>) -> Answer {
    let sent = call.read("unifiedRoleAssignmentScheduleRequest")?;
    let action = text(&sent, "action").unwrap_or_default().to_owned();
    let row = call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::Roles)?;
        let (target, status) = match action.as_str() {
            "adminAssign" => (assign(change, &sent, window(change.now, &sent)?)?, "Provisioned"),
            "adminRemove" => {
                let row = assigned(change.tenant(), &sent).ok_or_else(|| Refusal::bad_directory("The Role assignment does not exist."))?;
                end(change, &row)?;
                (row, "Revoked")
            }
            other => return Err(Refusal::unsupported(&format!("the action '{other}' on schedules"))),
        };
        let (_, mut row) = with_id(object(json!({"isValidationOnly": false, "appScopeId": null})), sent.clone());
        row.insert("status".to_owned(), json!(status));
        row.insert("targetScheduleId".to_owned(), target.get("id").cloned().unwrap_or_default());
        for property in ["createdDateTime", "completedDateTime"] {
            row.insert(property.to_owned(), change.instant());
        }
        call.app.types.complete("unifiedRoleAssignmentScheduleRequest", &mut row);
        let is_bound = window(change.now, &sent)?.is_some();
        let kind = if is_bound { "timebound" } else { "permanent" };
        let verb = if status == "Revoked" { "Remove member from role" } else { "Add member to role" };
        let activity = Activity::new("PIM", "RoleManagement", "Update", format!("{verb} in PIM completed ({kind})"));
        let role = role(change.tenant(), &sent).unwrap_or_default();
        let principal = text(&sent, "principalId").and_then(|id| change.tenant().directory_object(id)).map(|(_, row)| row);
        change.also(activity.on("Role", &role, &[]).on("User", &principal.unwrap_or_default(), &[]));
        Ok(row)
    })?;
    call.created(REQUESTS, row, None)
}

/// Assigns a role, for a time or for good, and gives back the assignment.
fn assign(change: &mut Change<'_>, sent: &Object, window: Option<Window>) -> Result<Object, Refusal> {
    let tenant = change.tenant();
    let role = role(tenant, sent).ok_or_else(|| Refusal::bad_directory("The role definition does not exist."))?;
    let principal = text(sent, "principalId").unwrap_or_default();
    let (kind, member) = tenant.directory_object(principal).ok_or_else(|| Refusal::no_object(principal))?;
    if kind == Kind::Group && !is_true(&member, "isAssignableToRole") {
        return Err(Refusal::bad_directory("A role can only be assigned to a group that was created as role-assignable."));
    }
    let scope = text(sent, "directoryScopeId").unwrap_or("/").to_owned();
    let id = assignment_id(&role, principal, &scope)?;
    if tenant.role_assignments.get(&id).is_some() {
        return Err(Refusal::bad_directory(
            "A conflicting object with one or more of the specified property values is present in the directory.",
        ));
    }
    let row = object(json!({
        "id": id, "principalId": text(&member, "id"), "roleDefinitionId": role.get("id"), "directoryScopeId": scope, "appScopeId": null,
        "condition": null, "principalOrganizationId": tenant.id,
    }));
    let name = if scope == "/" { "Add member to role" } else { "Add scoped member to role" };
    let activity = activity(("Assign", name), (kind, &member), &role, false);
    change.edit(activity, |tenant| {
        if let Some(window) = window {
            tenant.windows.insert(id.clone(), window);
        }
        tenant.role_assignments.put(row.clone());
        tenant.note_instance(&row);
    });
    Ok(row)
}

/// Ends an assignment, unless nobody would be left.
fn end(change: &mut Change<'_>, row: &Object) -> Result<(), Refusal> {
    let tenant = change.tenant();
    let id = text(row, "id").unwrap_or_default().to_owned();
    let is_global =
        |row: &Object| text(row, "roleDefinitionId") == Some(GLOBAL_ADMINISTRATOR) && text(row, "directoryScopeId") == Some("/");
    let others = tenant.role_assignments.iter().filter(|other| is_global(other) && text(other, "id") != Some(&id)).count();
    // Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/security-emergency-access> (read 2026-11-22):
    // the last Global Administrator account is not removed.
    if is_global(row) && others == 0 {
        return Err(Refusal::bad_directory("The last Global Administrator cannot be removed."));
    }
    let role = role(tenant, row).unwrap_or_default();
    let (kind, member) = text(row, "principalId").and_then(|id| tenant.directory_object(id)).unwrap_or((Kind::Other, Object::new()));
    let name = if text(row, "directoryScopeId") == Some("/") { "Remove member from role" } else { "Remove scoped member from role" };
    change.edit(activity(("Unassign", name), (kind, &member), &role, true), |tenant| {
        tenant.role_assignments.remove(&id);
        tenant.windows.remove(&id);
        if let Some(recorded) = &mut tenant.recorded_instances {
            recorded.remove(&id);
        }
    });
    Ok(())
}

/// The assignment that a request speaks of.
fn assigned(tenant: &Tenant, sent: &Object) -> Option<Object> {
    let role = role(tenant, sent)?;
    let id = assignment_id(&role, text(sent, "principalId")?, text(sent, "directoryScopeId").unwrap_or("/")).ok()?;
    tenant.role_assignments.get(&id).cloned()
}

/// The role that is named, by its id or its template's.
fn role(tenant: &Tenant, sent: &Object) -> Option<Object> {
    let id = text(sent, "roleDefinitionId")?;
    let is_template = |row: &&Object| text(row, "templateId").is_some_and(|own| own.eq_ignore_ascii_case(id));
    tenant.role_definitions.get(id).or_else(|| tenant.role_definitions.iter().find(is_template)).cloned()
}

/// The id of an assignment over the whole tenant, a unit or an object.
fn assignment_id(role: &Object, principal: &str, scope: &str) -> Result<String, Refusal> {
    let role = text(role, "id").unwrap_or_default();
    match scope {
        "/" => Ok(guid::assignment_id(&[role, principal])),
        _ => {
            let object = scope.strip_prefix("/administrativeUnits/").or_else(|| scope.strip_prefix('/')).filter(|id| guid::is_guid(id));
            let object = object.ok_or_else(|| Refusal::bad_directory("The directoryScopeId is not valid."))?;
            Ok(guid::assignment_id(&[role, principal, object]))
        }
    }
}

/// The member stands first, the role's names among its changes, as in records.
fn activity((operation, name): (&'static str, &'static str), (kind, member): (Kind, &Object), role: &Object, is_removed: bool) -> Activity {
    let values = [("Role.ObjectID", "id"), ("Role.DisplayName", "displayName"), ("Role.TemplateId", "templateId")];
    let changes = values.map(
        |(name, property)| {
            if is_removed { modified(name, role.get(property), None) } else { modified(name, None, role.get(property)) }
        },
    );
    let target = match kind {
        Kind::User => "User",
        Kind::Group => "Group",
        Kind::Role | Kind::Other => "Other",
    };
    Activity::new("Core Directory", "RoleManagement", operation, name).on(target, member, &changes).on("Role", role, &[])
}

/// The time for which a request asks; none for good.
fn window(now: Timestamp, sent: &Object) -> Result<Option<Window>, Refusal> {
    let schedule = sent.get("scheduleInfo");
    let start = schedule.and_then(|it| it.get("startDateTime")).and_then(Value::as_str).and_then(|at| at.parse().ok()).unwrap_or(now);
    let expiration = schedule.and_then(|it| it.get("expiration"));
    let of = |name: &str| expiration.and_then(|it| it.get(name)).and_then(Value::as_str);
    let end: Option<Timestamp> = match of("type") {
        None | Some("noExpiration" | "notSpecified") => return Ok(None),
        Some("afterDateTime") => of("endDateTime").and_then(|at| at.parse().ok()),
        Some(_) => of("duration")
            .and_then(|text| text.parse::<Span>().ok())
            .and_then(|span| start.to_zoned(TimeZone::UTC).checked_add(span).ok().map(|end| end.timestamp())),
    };
    let end = end.filter(|end| *end > start).ok_or_else(|| Refusal::bad("The expiration of the schedule cannot be read."))?;
    let written = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    Ok(Some(Window { start: written(start), end: written(end) }))
}
