//! Service principals: Microsoft Graph with its application permissions, the assessment's own application, and who holds what.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/serviceprincipal-list-approleassignedto> (read 2026-11-25).

use std::borrow::Cow;

use serde_json::json;

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use crate::state::{Object, guid, object, text};

/// The application id of Microsoft Graph, the same in every tenant.
pub(crate) const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

/// Ids of application permissions that are the same everywhere; the others are derived, see `emulator:app-role-ids`.
///
/// Source: <https://learn.microsoft.com/en-us/graph/permissions-reference> (read 2026-11-25).
const KNOWN: [(&str, &str); 6] = [
    ("Application.ReadWrite.All", "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9"),
    ("AppRoleAssignment.ReadWrite.All", "06b708a9-e830-4db3-a914-8e69da51d44f"),
    ("Directory.Read.All", "7ab1d382-f21e-4acd-a863-ba3e13f7da61"),
    ("Policy.Read.All", "246dd0d5-5bd0-4def-940b-0421030a5b68"),
    ("RoleManagement.ReadWrite.Directory", "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8"),
    ("User.Read.All", "df021288-bdef-4463-88db-98f22de89214"),
];

/// The id of an application permission.
pub(crate) fn app_role_id(permission: &str) -> String {
    let known = KNOWN.iter().find(|(name, _)| *name == permission);
    known.map_or_else(|| guid::derived(&format!("app role/{permission}")), |(_, id)| (*id).to_owned())
}

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    match path {
        [] => {
            call.covered("service-principals", &[])?;
            call.list(&Listing::directory("servicePrincipals", call.app.page_size, None), &[microsoft_graph(call), ours(call)])
        }
        [key, rest @ ..] => one(call, key, rest),
    }
}

/// `/servicePrincipals(appId='…')` and what belongs to it.
pub(super) fn by_app_id(call: &Call<'_>, segment: &str, rest: &[&str]) -> Answer {
    let key = segment.split('\'').nth(1).unwrap_or_default();
    one(call, key, rest)
}

fn one(call: &Call<'_>, key: &str, rest: &[&str]) -> Answer {
    let is_named =
        |row: &Object| ["id", "appId"].iter().any(|property| text(row, property).is_some_and(|own| own.eq_ignore_ascii_case(key)));
    let found = [microsoft_graph(call), ours(call)].into_iter().find(is_named);
    let is_graph = key.eq_ignore_ascii_case(GRAPH) || found.as_ref().is_some_and(|row| text(row, "appId") == Some(GRAPH));
    match rest {
        [] if is_graph && call.tenant.coverage.is_some() => {
            call.covered("graph-app-roles", &[])?;
            let row = call.tenant.kept.of("graph-app-roles", "").first().cloned().ok_or_else(|| Refusal::no_object(key))?;
            call.entity("servicePrincipals", Cow::Owned(row), None)
        }
        [] => call.entity("servicePrincipals", Cow::Owned(found.ok_or_else(|| Refusal::no_object(key))?), None),
        ["approleassignedto"] if is_graph => {
            call.covered("graph-app-role-assignments", &[])?;
            call.list(&Listing::directory("appRoleAssignments", call.app.page_size, None), &assignments(call))
        }
        ["approleassignments"] if found.is_some() && !is_graph => {
            call.list(&Listing::directory("appRoleAssignments", call.app.page_size, None), &granted(call))
        }
        ["approleassignedto" | "approleassignments" | "owners" | "memberof"] if found.is_some() => {
            call.list(&Listing::directory("directoryObjects", call.app.page_size, None), &[])
        }
        [.., last] => Err(Refusal::segment(last)),
    }
}

fn principal_id(call: &Call<'_>, app: &str) -> String {
    guid::derived(&format!("{}/service principal/{app}", call.tenant.id))
}

fn microsoft_graph(call: &Call<'_>) -> Object {
    let roles: Vec<_> = call
        .app
        .requirements
        .names()
        .into_iter()
        .map(|name| {
            json!({"allowedMemberTypes": ["Application"], "description": name, "displayName": name, "id": app_role_id(&name), "isEnabled": true,
                   "origin": "Application", "value": name})
        })
        .collect();
    principal(call, GRAPH, "Microsoft Graph", "f8cdef31-a31e-4b4a-93e4-5f571e91255a", &json!(roles))
}

fn ours(call: &Call<'_>) -> Object {
    principal(call, &call.app.client_id, "breakglass assessment", &call.tenant.id, &json!([]))
}

fn principal(call: &Call<'_>, app: &str, name: &str, owner: &str, roles: &serde_json::Value) -> Object {
    object(json!({
        "id": principal_id(call, app), "deletedDateTime": null, "accountEnabled": true, "appId": app, "appDisplayName": name, "displayName": name,
        "appOwnerOrganizationId": owner, "appRoleAssignmentRequired": false, "appRoles": roles, "servicePrincipalType": "Application",
        "signInAudience": "AzureADMultipleOrgs", "servicePrincipalNames": [app], "tags": [], "keyCredentials": [], "passwordCredentials": [],
        "oauth2PermissionScopes": [], "replyUrls": [], "alternativeNames": [], "homepage": null, "loginUrl": null, "logoutUrl": null,
    }))
}

/// Who holds application permissions of Microsoft Graph: what the scenario says, and the assessment's own grants.
fn assignments(call: &Call<'_>) -> Vec<Object> {
    let kept = call.tenant.kept.of("graph-app-role-assignments", "").iter().cloned();
    match call.tenant.coverage {
        Some(_) => kept.collect(),
        None => kept.chain(granted(call)).collect(),
    }
}

fn granted(call: &Call<'_>) -> Vec<Object> {
    let principal = principal_id(call, &call.app.client_id);
    let row = |permission: &String| assignment(call, permission, &principal, "breakglass assessment");
    call.app.permissions.iter().map(row).collect()
}

fn assignment(call: &Call<'_>, permission: &str, principal: &str, name: &str) -> Object {
    app_role_assignment(&principal_id(call, GRAPH), permission, principal, name)
}

/// One permission that one principal holds.
pub(crate) fn app_role_assignment(resource: &str, permission: &str, principal: &str, name: &str) -> Object {
    object(json!({
        "id": guid::derived(&format!("{principal}/{permission}")), "deletedDateTime": null, "appRoleId": app_role_id(permission),
        "createdDateTime": "2025-02-17T08:30:00Z", "principalDisplayName": name, "principalId": principal, "principalType": "ServicePrincipal",
        "resourceDisplayName": "Microsoft Graph", "resourceId": resource,
    }))
}
