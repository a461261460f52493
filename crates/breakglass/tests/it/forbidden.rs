//! Each collection forbidden in turn: what needs it becomes unknown and names the permission; what is wrong elsewhere still shows.

use breakglass_core::controls::all;
use breakglass_emulator::Scenario;
use breakglass_model::Collection;

use super::cloud::{Cloud, result};

/// The paths under which a collection is read, as the emulator forbids them.
fn paths(collection: Collection) -> Option<&'static str> {
    Some(match collection {
        Collection::Organization => "/organization",
        Collection::Domains => "/domains",
        Collection::SubscribedSkus => "/subscribedSkus",
        Collection::ConditionalAccessPolicies => "/identity/conditionalAccess/policies",
        Collection::NamedLocations => "/identity/conditionalAccess/namedLocations",
        Collection::AuthenticationStrengths => "/policies/authenticationStrengthPolicies",
        Collection::AuthenticationMethodsPolicy => "/policies/authenticationMethodsPolicy",
        Collection::AuthorizationPolicy => "/policies/authorizationPolicy",
        Collection::SecurityDefaults => "/policies/identitySecurityDefaultsEnforcementPolicy",
        Collection::Users => "/users/{id}",
        Collection::UserGroupMemberships => "/users/{id}/transitiveMemberOf",
        Collection::Groups => "/groups/{id}",
        Collection::GroupMembers => "/groups/{id}/members",
        Collection::GroupOwners => "/groups/{id}/owners",
        Collection::GroupMemberships => "/groups/{id}/memberOf",
        Collection::RoleAssignments => "/roleManagement/directory/roleAssignments",
        Collection::RoleAssignmentSchedules => "/roleManagement/directory/roleAssignmentScheduleInstances",
        Collection::RoleEligibilitySchedules => "/roleManagement/directory/roleEligibilityScheduleInstances",
        Collection::AuthenticationMethods => "/users/{id}/authentication/methods",
        Collection::UserMfaRequirements => "/users/{id}/authentication/requirements",
        Collection::UserManagers => "/users/{id}/manager",
        Collection::UserOwnedObjects => "/users/{id}/ownedObjects",
        Collection::UserRegisteredDevices => "/users/{id}/registeredDevices",
        Collection::UserConsents => "/users/{id}/oauth2PermissionGrants",
        Collection::GroupEligibilities => "/identityGovernance/privilegedAccess/group",
        Collection::DeletedObjects => "/directory/deletedItems",
        Collection::DeletedPolicies => "/identity/conditionalAccess/deletedItems",
        Collection::RiskyUsers => "/identityProtection/riskyUsers",
        Collection::LifecycleWorkflows => "/identityGovernance/lifecycleWorkflows",
        Collection::AccessReviews => "/identityGovernance/accessReviews",
        Collection::ProtectedActions => "/roleManagement/directory/resourceNamespaces",
        Collection::RoleManagementPolicies => "/policies/roleManagementPolicyAssignments",
        Collection::GraphAppRoleAssignments => "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo",
        Collection::RegistrationDetails => "/reports/authenticationMethods/userRegistrationDetails/{id}",
        Collection::AccountSignIns | Collection::ManagementSignIns | Collection::RopcSignIns => "/auditLogs/signIns",
        // Read by a filter on a list that serves others, too, only where something asks for them, or with a neighbour.
        Collection::ReferencedUsers
        | Collection::ReferencedGroups
        | Collection::Administrators
        | Collection::SimilarGroups
        | Collection::AdministrativeUnitMemberships
        | Collection::ScopedRoleMembers
        | Collection::GraphAppRoles
        | Collection::AdministratorRegistrations => return None,
    })
}

/// Controls that have a second way to the answer when one collection is missing.
fn has_second_way(control: &str, collection: Collection) -> bool {
    match collection {
        Collection::UserGroupMemberships => control == "ca-excluded-all",
        // A policy names the group, so looking up the names in policies shows that it exists.
        Collection::Groups => control == "group-exists",
        Collection::RoleAssignments => matches!(control, "role-ga-active" | "role-not-eligible" | "role-two-paths"),
        _ => false,
    }
}

#[test]
fn each_collection_forbidden_in_turn() {
    for &collection in Collection::ALL {
        let Some(path) = paths(collection) else { continue };
        let cloud = Cloud::scenario(Scenario::Healthy, |options| options.forbid = vec![path.to_owned()]);
        let (code, report) = cloud.assess(&[]);
        let is_needed = all().any(|control| control.needs.contains(&collection) && !has_second_way(control.id, collection));
        assert!(matches!(code, 1 | 3) || !is_needed, "{path}: exit code {code}");
        let entry = report["evidence"].as_array().unwrap().iter().find(|it| it["collection"] == collection.slug()).unwrap();
        assert_eq!(entry["state"], "denied", "{path}: {entry}");
        for control in all().filter(|control| control.needs.contains(&collection)) {
            let result = result(&report, control.id);
            let verdict = result["verdict"].as_str().unwrap();
            if verdict == "not-applicable" || has_second_way(control.id, collection) {
                continue;
            }
            assert_eq!(verdict, "unknown", "{path}: {} is {verdict}: {result:#}", control.id);
            let names = result["missing"].as_array().unwrap().iter().any(|it| it["permission"] == collection.permission());
            assert!(names, "{path}: {} does not name {}: {result:#}", control.id, collection.permission());
        }
    }
}

#[test]
fn what_is_wrong_elsewhere_still_shows() {
    let cloud = Cloud::scenario(Scenario::Contoso, |options| options.forbid = vec!["/identity/conditionalAccess/policies".to_owned()]);
    let (code, report) = cloud.assess(&[]);
    assert_eq!(code, 1);
    for control in ["acct-cloud-only", "group-members-exact", "auth-two-keys", "legacy-per-user-mfa"] {
        assert_eq!(result(&report, control)["verdict"], "fail", "{control}");
    }
    assert_eq!(result(&report, "ca-excluded-all")["verdict"], "unknown");
}

#[test]
fn a_permission_that_was_not_granted_is_named() {
    let cloud = Cloud::scenario(Scenario::Healthy, |options| {
        options.without_permissions = vec!["UserAuthenticationMethod.Read.All".to_owned()];
    });
    let (code, report) = cloud.assess(&[]);
    assert_eq!(code, 3);
    let missing = &result(&report, "auth-two-keys")["missing"];
    assert_eq!(missing[0]["permission"], "UserAuthenticationMethod.Read.All", "{missing}");
}

#[test]
fn a_token_that_may_write_is_refused_by_name() {
    let cloud = Cloud::scenario(Scenario::Healthy, |options| {
        options.extra_permissions = vec!["Policy.ReadWrite.ConditionalAccess".to_owned()];
    });
    let run = cloud.run(&["assess"], &[]);
    assert_eq!(run.code, 4, "{}", run.out);
    assert!(run.err.contains("Policy.ReadWrite.ConditionalAccess"), "{}", run.err);
}
