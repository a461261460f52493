//! What a query may name: the properties of the list's published type, compared with values of their kind.
//!
//! Source: `data/schema.json`, see `data/NOTICE.md`, and <https://learn.microsoft.com/en-us/graph/query-parameters> (read 2026-11-25).
//! Assumption: what the refusals say (`emulator:unknown-properties`); on beta every name is taken (`emulator:beta-bodies`).

use super::call::Call;
use super::refusal::Refusal;
use crate::address::Version;

/// The published type of the objects that stand behind a context; none where a list is of several kinds or of none that is known.
pub(super) fn type_of(context: &str) -> Option<&'static str> {
    Some(match context {
        "users" => "user",
        "groups" => "group",
        "applications" => "application",
        "servicePrincipals" => "servicePrincipal",
        "directoryObjects" => "directoryObject",
        "directoryRoles" => "directoryRole",
        "directoryRoleTemplates" => "directoryRoleTemplate",
        "organization" => "organization",
        "domains" => "domain",
        "subscribedSkus" => "subscribedSku",
        "identity/conditionalAccess/policies" | "identity/conditionalAccess/deletedItems/policies" => "conditionalAccessPolicy",
        "identity/conditionalAccess/namedLocations" => "namedLocation",
        "identity/conditionalAccess/authenticationContextClassReferences" => "authenticationContextClassReference",
        "policies/authenticationStrengthPolicies" => "authenticationStrengthPolicy",
        "auditLogs/signIns" => "signIn",
        "auditLogs/directoryAudits" => "directoryAudit",
        "reports/authenticationMethods/userRegistrationDetails" => "userRegistrationDetails",
        "roleManagement/directory/roleDefinitions" => "unifiedRoleDefinition",
        "roleManagement/directory/roleAssignments" => "unifiedRoleAssignment",
        "roleManagement/directory/roleAssignmentScheduleInstances" => "unifiedRoleAssignmentScheduleInstance",
        "roleManagement/directory/roleEligibilityScheduleInstances" => "unifiedRoleEligibilityScheduleInstance",
        "roleManagement/directory/roleAssignmentSchedules" => "unifiedRoleAssignmentSchedule",
        "roleManagement/directory/roleEligibilitySchedules" => "unifiedRoleEligibilitySchedule",
        _ => return None,
    })
}

/// Refuses a query that names what the type does not have.
pub(super) fn check(call: &Call<'_>, context: &str) -> Result<(), Refusal> {
    let Some(name) = type_of(context).filter(|_| call.version == Version::V1) else { return Ok(()) };
    let types = &call.app.types;
    let unknown = |property: &str| format!("Could not find a property named '{property}' on type 'microsoft.graph.{name}'.");
    // Extensions of the directory have an underscore and are of no type.
    let is_known = |property: &str| property == "*" || property.contains('_') || property.contains('.') || types.knows(name, property);
    let select = call.query.select.iter().flatten().map(|path| path.split('/').next().unwrap_or_default());
    if let Some(property) = select.chain(call.query.expand.iter().map(|it| it.name.as_str())).find(|property| !is_known(property)) {
        return Err(Refusal::bad(format!("Parsing OData Select and Expand failed: {}", unknown(property))));
    }
    if let Some(expansion) = call.query.expand.iter().find(|expansion| !types.relates(name, &expansion.name)) {
        let text = format!("Property '{}' on type 'microsoft.graph.{name}' is not a navigation property.", expansion.name);
        return Err(Refusal::bad(format!("Parsing OData Select and Expand failed: {text}")));
    }
    if let Some((property, _)) = call.query.order.iter().find(|(property, _)| !is_known(property.split('/').next().unwrap_or_default())) {
        return Err(Refusal::bad(unknown(property)));
    }
    if let Some(property) = call.query.search.iter().flat_map(|search| search.properties()).find(|property| !is_known(property)) {
        return Err(Refusal::bad(unknown(property)));
    }
    let Some(filter) = &call.query.filter else { return Ok(()) };
    if let Some(property) = filter.properties().into_iter().find(|property| !is_known(property)) {
        return Err(Refusal::bad(format!("Invalid filter clause: {}", unknown(property))));
    }
    match filter.mismatch(&|property| types.kind_of(name, property)) {
        Some((seen, wanted)) => Err(Refusal::bad(format!(
            "Invalid filter clause: A binary operator with incompatible types was detected. Found operand types '{seen}' and '{wanted}' for operator kind 'Equal'."
        ))),
        None => Ok(()),
    }
}
