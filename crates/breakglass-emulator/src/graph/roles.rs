//! Roles: definitions, assignments, and the schedule instances of Privileged Identity Management.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/rbacapplication-list-roleassignments> (read 2026-11-22).

use std::borrow::Cow;

use serde_json::{Value, json};

use super::call::{Answer, Call, Listing};
use super::directory::{typed, with_defaults};
use super::refusal::Refusal;
use super::shape;
use crate::state::{Object, object, text};

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    let tenant = call.tenant;
    let [list, rest @ ..] = path else { return Err(Refusal::segment("directory")) };
    let (collection, context, rows): (_, _, Vec<Object>) = match *list {
        "roledefinitions" => {
            ("role-definitions", "roleManagement/directory/roleDefinitions", tenant.role_definitions.iter().cloned().collect())
        }
        "roleassignments" => {
            ("role-assignments", "roleManagement/directory/roleAssignments", tenant.role_assignments.iter().cloned().collect())
        }
        "roleassignmentscheduleinstances" => {
            ("role-assignment-schedules", "roleManagement/directory/roleAssignmentScheduleInstances", tenant.schedule_instances())
        }
        "roleeligibilityscheduleinstances" => (
            "role-eligibility-schedules",
            "roleManagement/directory/roleEligibilityScheduleInstances",
            tenant.eligibility_instances.iter().cloned().collect(),
        ),
        "roleassignmentschedules" => {
            let rows = tenant
                .schedule_instances()
                .iter()
                .filter(|row| text(row, "memberType") != Some("Group"))
                .map(|row| schedule(row, "roleAssignmentScheduleId"))
                .collect();
            ("role-assignment-schedules", "roleManagement/directory/roleAssignmentSchedules", rows)
        }
        "roleeligibilityschedules" => {
            let rows = tenant.eligibility_instances.iter().map(|row| schedule(row, "roleEligibilityScheduleId")).collect();
            ("role-eligibility-schedules", "roleManagement/directory/roleEligibilitySchedules", rows)
        }
        other => return Err(Refusal::segment(other)),
    };
    match rest {
        [] => {
            call.covered(collection, &named(call))?;
            let rows: Vec<Object> = rows.into_iter().map(|row| expanded(call, row)).collect();
            call.list(&Listing::of(context, call.app.page_size), &rows)
        }
        [id] => {
            call.covered(collection, &[])?;
            let wanted = |row: &Object| row.get("id").and_then(Value::as_str).is_some_and(|own| own.eq_ignore_ascii_case(id));
            let row = rows.into_iter().find(wanted).ok_or_else(|| Refusal::no_object(id))?;
            call.entity(context, Cow::Owned(expanded(call, row)), None)
        }
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// The schedule behind an instance: the same assignment, with its time as an expiration.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/unifiedroleassignmentschedule> (read 2026-11-25).
fn schedule(instance: &Object, id: &str) -> Object {
    let of = |name: &str| instance.get(name).cloned().unwrap_or_default();
    let end = of("endDateTime");
    let kind = if end.is_null() { "noExpiration" } else { "afterDateTime" };
    let mut row = object(json!({
        "id": of(id), "principalId": of("principalId"), "roleDefinitionId": of("roleDefinitionId"), "directoryScopeId": of("directoryScopeId"),
        "appScopeId": of("appScopeId"), "createdUsing": of(id), "createdDateTime": of("startDateTime"), "modifiedDateTime": null,
        "status": "Provisioned", "memberType": of("memberType"),
        "scheduleInfo": {"startDateTime": of("startDateTime"), "recurrence": null, "expiration": {"type": kind, "endDateTime": end, "duration": null}},
    }));
    if id == "roleAssignmentScheduleId" {
        row.insert("assignmentType".to_owned(), of("assignmentType"));
    }
    row
}

/// The role and the principal that the filter names.
fn named<'c>(call: &'c Call<'_>) -> Vec<&'c str> {
    let filter = call.query.filter.as_ref();
    let of = |property| filter.and_then(|filter| filter.values_of(property)).unwrap_or_default();
    [of("principalId"), of("roleDefinitionId")].concat()
}

/// A row with its principal and definition put in where asked for.
fn expanded(call: &Call<'_>, mut row: Object) -> Object {
    for expansion in &call.query.expand {
        let id = |property: &str| row.get(property).and_then(Value::as_str).unwrap_or_default().to_owned();
        let found = match expansion.name.to_ascii_lowercase().as_str() {
            "principal" => {
                let object = call.tenant.directory_object(&id("principalId"));
                object.map(|(kind, object)| ("principal", with_defaults(call, kind, typed(kind, object))))
            }
            "roledefinition" => call.tenant.role_definitions.get(&id("roleDefinitionId")).cloned().map(|role| ("roleDefinition", role)),
            _ => None,
        };
        if let Some((name, object)) = found {
            row.insert(name.to_owned(), Value::Object(shape::selected(object, expansion.select.as_deref(), None)));
        }
    }
    row
}
