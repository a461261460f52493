//! The requests for what surrounds the emergency accounts: who else reaches them, what else happens to them. Pure.

use breakglass_model::{
    Collection, GLOBAL_ADMINISTRATOR, ObjectId, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR,
};
use jiff::Timestamp;

use super::asks::{Ask, USER, holders};
use crate::client::odata::{any_of, equals, segment, starts_with};
use crate::wire::MANAGEMENT_APPS;

/// The Microsoft Graph service principal, by its application id.
const GRAPH: &str = "/servicePrincipals(appId=%2700000003-0000-0000-c000-000000000000%27)";

/// Characters of a group's name by which similar ones are looked for.
const PREFIX: usize = 4;

/// What is read of every tenant besides its settings: rights of others, automation, the recycle bin, the registration report.
pub(super) fn tenant_wide() -> Vec<Ask> {
    let actions = "/beta/roleManagement/directory/resourceNamespaces/microsoft.directory/resourceActions\
                   ?$filter=isAuthenticationContextSettable%20eq%20true&$select=name,authenticationContextId";
    let mut protected = Ask::whole(Collection::ProtectedActions, "");
    actions.clone_into(&mut protected.path);
    let mut asks = vec![
        Ask::whole(Collection::DeletedPolicies, "/identity/conditionalAccess/deletedItems/policies"),
        Ask::whole(Collection::LifecycleWorkflows, "/identityGovernance/lifecycleWorkflows/workflows"),
        Ask::whole(Collection::AccessReviews, "/identityGovernance/accessReviews/definitions"),
        protected,
        Ask::whole(Collection::GraphAppRoles, &format!("{GRAPH}?$select=id,appId,appRoles")),
        Ask::whole(Collection::GraphAppRoleAssignments, &format!("{GRAPH}/appRoleAssignedTo")),
        Ask::whole(
            Collection::AdministratorRegistrations,
            "/reports/authenticationMethods/userRegistrationDetails?$filter=isAdmin%20eq%20true",
        ),
    ];
    for role in [PRIVILEGED_ROLE_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR] {
        let [assignments, _, eligibilities] = holders(&role.into());
        asks.extend([assignments, eligibilities]);
    }
    asks.extend([GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR].map(|role| activation(&role.into())));
    asks
}

/// How a role is activated.
fn activation(role: &ObjectId) -> Ask {
    let filter = format!(
        "{}%20and%20{}%20and%20{}",
        equals("scopeId", "/"),
        equals("scopeType", "DirectoryRole"),
        equals("roleDefinitionId", role.raw())
    );
    let path = format!("/v1.0/policies/roleManagementPolicyAssignments?$filter={filter}&$expand=policy($expand=rules)");
    Ask::of(Collection::RoleManagementPolicies, role, path)
}

/// Recent sign-ins to management applications, and by resource owner password credentials: bounded in time and pages.
///
/// Assumption: one lambda may name two event types, and `authenticationProtocol` can be filtered by; a refusal leaves the answer unknown.
pub(super) fn sign_ins(since: Timestamp, pages: usize) -> Vec<Ask> {
    let people = "signInEventTypes/any(t:t%20eq%20%27interactiveUser%27%20or%20t%20eq%20%27nonInteractiveUser%27)";
    let from = format!("createdDateTime%20ge%20{}", since.strftime("%Y-%m-%dT%H:%M:%SZ"));
    let ask = |collection, of: Option<&str>, filter: String| Ask {
        collection,
        of: of.map(ObjectId::from),
        path: format!("/beta/auditLogs/signIns?$filter={from}%20and%20{filter}%20and%20{people}"),
        since: Some(since),
        pages: Some(pages),
    };
    let mut asks: Vec<Ask> =
        MANAGEMENT_APPS.iter().map(|app| ask(Collection::ManagementSignIns, Some(app), equals("appId", app))).collect();
    asks.push(ask(Collection::RopcSignIns, None, equals("authenticationProtocol", "ropc")));
    asks
}

/// What else is read of an account that was found.
pub(super) fn of_user(id: &ObjectId, since: Timestamp) -> Vec<Ask> {
    let user = format!("/v1.0/users/{}", segment(id.raw()));
    let sign_ins = format!("/beta/auditLogs/signIns?$filter={}", equals("userId", id.raw()));
    vec![
        Ask::of(Collection::UserManagers, id, format!("{user}/manager?$select=id,displayName")),
        Ask::of(Collection::UserOwnedObjects, id, format!("{user}/ownedObjects?$select=id,displayName")),
        Ask::of(Collection::UserRegisteredDevices, id, format!("{user}/registeredDevices?$select=id,displayName")),
        Ask::of(Collection::UserConsents, id, format!("{user}/oauth2PermissionGrants")),
        Ask::of(Collection::RiskyUsers, id, format!("/v1.0/identityProtection/riskyUsers/{}", segment(id.raw()))),
        Ask::of(
            Collection::RegistrationDetails,
            id,
            format!("/v1.0/reports/authenticationMethods/userRegistrationDetails/{}", segment(id.raw())),
        ),
        Ask { since: Some(since), pages: Some(1), ..Ask::of(Collection::AccountSignIns, id, sign_ins) },
    ]
}

/// Whether a designated object lies in the recycle bin.
pub(super) fn deleted(id: &ObjectId) -> Ask {
    Ask::of(Collection::DeletedObjects, id, format!("/v1.0/directory/deletedItems/{}", segment(id.raw())))
}

/// Groups whose names begin like one group's.
pub(super) fn similar(id: &ObjectId, name: &str) -> Option<Ask> {
    let prefix: String = name.chars().take(PREFIX).collect();
    let filter = starts_with("displayName", &prefix);
    let path = format!("/v1.0/groups?$filter={filter}&$select=id,displayName,createdDateTime");
    (!prefix.trim().is_empty()).then(|| Ask { pages: Some(1), ..Ask::of(Collection::SimilarGroups, id, path) })
}

/// Administrative units that a management-restricted object is in; `list` is `users` or `groups`.
pub(super) fn administrative_units(list: &str, id: &ObjectId) -> Ask {
    let path = format!(
        "/v1.0/{list}/{}/memberOf/microsoft.graph.administrativeUnit?$select=id,displayName,isMemberManagementRestricted",
        segment(id.raw())
    );
    Ask::of(Collection::AdministrativeUnitMemberships, id, path)
}

/// Who holds roles over an administrative unit.
pub(super) fn scoped_role_members(unit: &ObjectId) -> Ask {
    Ask::of(Collection::ScopedRoleMembers, unit, format!("/v1.0/directory/administrativeUnits/{}/scopedRoleMembers", segment(unit.raw())))
}

/// Holders of roles by id, with what judgement needs.
pub(super) fn administrators<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    format!("/v1.0/users?$filter={}&$select={USER}", any_of("id", ids))
}

/// Members of a group that holds a role.
pub(super) fn holder_members(group: &ObjectId) -> Ask {
    let path = format!("/v1.0/groups/{}/members?$select=id,displayName,userPrincipalName&$top=999", segment(group.raw()));
    Ask::of(Collection::GroupMembers, group, path)
}

/// The authentication methods of another administrator.
pub(super) fn methods(id: &ObjectId) -> Ask {
    Ask::of(Collection::AuthenticationMethods, id, format!("/v1.0/users/{}/authentication/methods", segment(id.raw())))
}
