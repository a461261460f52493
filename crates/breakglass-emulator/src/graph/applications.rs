//! Applications and service principals: Microsoft's own, the assessment's, what the scenario adds, and who holds what of Graph.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/serviceprincipal-list-approleassignedto> and
//! <https://learn.microsoft.com/en-us/graph/api/application-list> (read 2026-11-25).

use std::borrow::Cow;

use serde_json::json;

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use crate::login;
use crate::state::{Object, Tenant, guid, object, text};

/// The application id of Microsoft Graph, the same in every tenant.
pub(crate) const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
/// The tenant that Microsoft's own applications belong to.
const MICROSOFT: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/// Applications of Microsoft that are in every tenant, with their names.
///
/// Source: <https://learn.microsoft.com/en-us/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in> (read 2026-11-22).
const FIRST_PARTY: [(&str, &str); 9] = [
    (GRAPH, "Microsoft Graph"),
    ("00000002-0000-0000-c000-000000000000", "Windows Azure Active Directory"),
    ("797f4846-ba00-4fd7-ba43-dac1f8f63013", "Windows Azure Service Management API"),
    ("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online"),
    ("00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online"),
    ("0000000a-0000-0000-c000-000000000000", "Microsoft Intune"),
    ("14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph Command Line Tools"),
    ("04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Microsoft Azure CLI"),
    ("c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure Portal"),
];

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

/// The object id of an application of Microsoft in a tenant.
pub(crate) fn principal_id(tenant: &str, app: &str) -> String {
    guid::derived(&format!("{tenant}/service principal/{app}"))
}

/// Whether a tenant knows an application by its application id.
pub(super) fn is_known(tenant: &Tenant, app: &str) -> bool {
    let is_it = |row: &Object| text(row, "appId").is_some_and(|own| own.eq_ignore_ascii_case(app));
    FIRST_PARTY.iter().any(|(id, _)| id.eq_ignore_ascii_case(app)) || tenant.others.iter().any(is_it)
}

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    match path {
        [] => {
            call.covered("service-principals", &[])?;
            call.list(&Listing::directory("servicePrincipals", call.app.page_size, None), &principals(call))
        }
        [key, rest @ ..] => one(call, key, rest),
    }
}

/// `/servicePrincipals(appId='…')` and what belongs to it.
pub(super) fn by_app_id(call: &Call<'_>, segment: &str, rest: &[&str]) -> Answer {
    let key = segment.split('\'').nth(1).unwrap_or_default();
    one(call, key, rest)
}

/// `/applications`: what is registered in the tenant itself.
pub(super) fn registered(call: &Call<'_>, path: &[&str]) -> Answer {
    call.covered("applications", &[])?;
    let rows: Vec<Object> = own_principals(call).iter().map(|row| application(call, row)).collect();
    let by = |key: &str| {
        rows.iter().find(|row| text(row, "id").is_some_and(|own| own.eq_ignore_ascii_case(key))).ok_or_else(|| Refusal::no_object(key))
    };
    match path {
        [] => call.list(&Listing::directory("applications", call.app.page_size, None), &rows),
        [key] => call.entity("applications", Cow::Borrowed(by(key)?), None),
        [key, "owners"] => {
            by(key)?;
            call.list(&Listing::directory("directoryObjects", call.app.page_size, None), &[])
        }
        [.., last] => Err(Refusal::segment(last)),
    }
}

fn one(call: &Call<'_>, key: &str, rest: &[&str]) -> Answer {
    let is_named =
        |row: &Object| ["id", "appId"].iter().any(|property| text(row, property).is_some_and(|own| own.eq_ignore_ascii_case(key)));
    let found = principals(call).into_iter().find(is_named);
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
        ["approleassignments"] if found.is_some() => {
            let id = found.as_ref().and_then(|row| text(row, "id")).unwrap_or_default();
            let rows: Vec<Object> = assignments(call).into_iter().filter(|row| text(row, "principalId") == Some(id)).collect();
            call.list(&Listing::directory("appRoleAssignments", call.app.page_size, None), &rows)
        }
        ["approleassignedto" | "owners" | "memberof" | "transitivememberof"] if found.is_some() => {
            call.list(&Listing::directory("directoryObjects", call.app.page_size, None), &[])
        }
        [_] if found.is_none() => Err(Refusal::no_object(key)),
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// Every service principal, Microsoft's first.
fn principals(call: &Call<'_>) -> Vec<Object> {
    let microsoft = FIRST_PARTY.iter().map(|(app, name)| {
        let roles = if *app == GRAPH { graph_roles(call) } else { json!([]) };
        let names =
            json!({"id": principal_id(&call.tenant.id, app), "appId": app, "displayName": name, "appOwnerOrganizationId": MICROSOFT});
        principal(call, object(names), &roles)
    });
    let own = own_principals(call);
    let own = own.into_iter().map(|row| principal(call, row, &json!([])));
    microsoft.chain(own).collect()
}

/// The tenant's own, as they are kept.
fn own_principals(call: &Call<'_>) -> Vec<Object> {
    let is_principal = |row: &&Object| text(row, "@odata.type") == Some("#microsoft.graph.servicePrincipal");
    call.tenant.others.iter().filter(is_principal).cloned().collect()
}

fn graph_roles(call: &Call<'_>) -> serde_json::Value {
    let role = |name: String| {
        json!({"allowedMemberTypes": ["Application"], "description": name, "displayName": name, "id": app_role_id(&name), "isEnabled": true,
               "origin": "Application", "value": name})
    };
    call.app.requirements.names().into_iter().map(role).collect()
}

fn principal(call: &Call<'_>, named: Object, roles: &serde_json::Value) -> Object {
    let text = |name: &str| named.get(name).cloned().unwrap_or_default();
    let mut row = object(json!({
        "deletedDateTime": null, "accountEnabled": true, "appDisplayName": text("displayName"), "appOwnerOrganizationId": call.tenant.id,
        "appRoleAssignmentRequired": false, "appRoles": roles, "servicePrincipalType": "Application",
        "signInAudience": "AzureADMultipleOrgs", "servicePrincipalNames": [text("appId")], "tags": [], "keyCredentials": [], "passwordCredentials": [],
        "oauth2PermissionScopes": [], "replyUrls": [], "alternativeNames": [], "homepage": null, "loginUrl": null, "logoutUrl": null,
    }));
    row.extend(named.into_iter().filter(|(key, _)| key != "@odata.type"));
    row
}

/// The registration behind one of the tenant's own service principals.
fn application(call: &Call<'_>, principal: &Object) -> Object {
    let app = text(principal, "appId").unwrap_or_default();
    let mut row = object(json!({
        "id": guid::derived(&format!("{}/application/{app}", call.tenant.id)), "deletedDateTime": null, "appId": app,
        "displayName": principal.get("displayName"), "createdDateTime": "2025-02-17T08:30:00Z", "publisherDomain": call.tenant.initial_domain,
        "signInAudience": "AzureADMyOrg", "oauth2RequirePostResponse": false, "api": {}, "web": {}, "spa": {}, "publicClient": {}, "info": {},
    }));
    call.app.types.complete("application", &mut row);
    row.remove("logo");
    row
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
    let (resource, own) = (principal_id(&call.tenant.id, GRAPH), login::principal(&call.app.client_id));
    call.app.permissions.iter().map(|permission| app_role_assignment(&resource, permission, &own, login::APP_NAME)).collect()
}

/// One permission that one principal holds.
pub(crate) fn app_role_assignment(resource: &str, permission: &str, principal: &str, name: &str) -> Object {
    object(json!({
        "id": guid::derived(&format!("{principal}/{permission}")), "deletedDateTime": null, "appRoleId": app_role_id(permission),
        "createdDateTime": "2025-02-17T08:30:00Z", "principalDisplayName": name, "principalId": principal, "principalType": "ServicePrincipal",
        "resourceDisplayName": "Microsoft Graph", "resourceId": resource,
    }))
}
