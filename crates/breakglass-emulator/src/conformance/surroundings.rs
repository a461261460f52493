//! Lists that other people's tools read besides: directory roles, schedules, templates, policies of every kind.

use serde_json::json;

use super::{Client, error};
use crate::Scenario;

const GLOBAL: &str = "62e90394-69f5-4237-9190-012177145e10";

#[test]
fn directory_roles_show_who_holds_them() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let roles = client.all("/v1.0/directoryRoles");
    let role = roles.iter().find(|row| row["roleTemplateId"] == GLOBAL).unwrap();
    let id = role["id"].as_str().unwrap();
    let members = client.all(&format!("/v1.0/directoryRoles/{id}/members"));
    let accounts = client.app.tenant().emergency_accounts.clone();
    assert!(accounts.iter().all(|account| members.iter().any(|member| member["id"] == account.as_str())), "{members:?}");
    let by_template = format!("/v1.0/directoryRoles(roleTemplateId='{GLOBAL}')");
    assert_eq!(client.get(&by_template).body.unwrap()["id"], id);
    assert_eq!(client.all(&format!("{by_template}/members")), members);
    assert_eq!(client.all(&format!("/v1.0/directoryRoles/{id}/members/microsoft.graph.user")).len(), members.len());
    let templates = client.all("/v1.0/directoryRoleTemplates");
    assert!(templates.len() > roles.len() && templates.iter().any(|row| row["id"] == GLOBAL));
    assert_eq!(client.get(&format!("/v1.0/directoryRoleTemplates/{GLOBAL}")).body.unwrap()["displayName"], "Global Administrator");
    let nobodys = "/v1.0/directoryRoles(roleTemplateId='0526716b-113d-4c15-b2c8-68e3c22b9f80')";
    assert_eq!(error(&client.get(nobodys)), (404, "Request_ResourceNotFound".to_owned()), "a role that nobody holds is not there");
}

#[test]
fn schedules_stand_behind_instances() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let schedules = client.all(&format!("/v1.0/roleManagement/directory/roleAssignmentSchedules?$filter=roleDefinitionId eq '{GLOBAL}'"));
    let ends: Vec<&str> = schedules.iter().map(|row| row["scheduleInfo"]["expiration"]["type"].as_str().unwrap()).collect();
    assert!(ends.contains(&"noExpiration") && ends.contains(&"afterDateTime"), "{ends:?}");
    let eligible = client.all("/v1.0/roleManagement/directory/roleEligibilityScheduleInstances");
    assert_eq!(client.all("/v1.0/roleManagement/directory/roleEligibilitySchedules").len(), eligible.len());
}

#[test]
fn every_list_of_policies_of_v1_answers() {
    let client = Client::writer(Scenario::Contoso);
    for kind in [
        "activityBasedTimeoutPolicies",
        "appManagementPolicies",
        "claimsMappingPolicies",
        "featureRolloutPolicies",
        "homeRealmDiscoveryPolicies",
        "permissionGrantPolicies",
        "tokenIssuancePolicies",
        "tokenLifetimePolicies",
        "crossTenantAccessPolicy/partners",
    ] {
        let body = client.get(&format!("/v1.0/policies/{kind}")).body.unwrap();
        assert_eq!(body["value"], json!([]), "{kind}: {body}");
        assert!(body["@odata.context"].as_str().unwrap().ends_with(&format!("$metadata#policies/{kind}")), "{body}");
    }
    for kind in [
        "adminConsentRequestPolicy",
        "authenticationFlowsPolicy",
        "crossTenantAccessPolicy",
        "defaultAppManagementPolicy",
        "deviceRegistrationPolicy",
    ] {
        assert_eq!(client.get(&format!("/v1.0/policies/{kind}")).status, 200, "{kind}");
    }
    assert_eq!(client.get("/v1.0/policies/externalIdentitiesPolicy").status, 400, "a path of beta alone");
    assert_eq!(client.get("/beta/policies/externalIdentitiesPolicy").status, 200);
    assert_eq!(client.get("/v1.0/policies/unheardOfPolicies").status, 400);
}

#[test]
fn policies_of_conditional_access_have_two_paths() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let policies = client.all("/v1.0/policies/conditionalAccessPolicies");
    assert_eq!(policies, client.all("/v1.0/identity/conditionalAccess/policies"));
    assert_eq!(client.get(&format!("/v1.0/policies/conditionalAccessPolicies/{}", policies[0]["id"].as_str().unwrap())).status, 200);
}

#[test]
fn templates_and_combinations_are_shown() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let templates = client.all("/v1.0/identity/conditionalAccess/templates");
    assert_eq!(templates[0]["details"]["conditions"]["users"]["excludeGroups"], json!([]));
    let root = client.get("/v1.0/identity/conditionalAccess/authenticationStrength").body.unwrap();
    let combinations = client.get("/v1.0/identity/conditionalAccess/authenticationStrength/combinations").body.unwrap();
    assert_eq!(root["combinations"], combinations["value"]);
    assert!(combinations["value"].as_array().unwrap().contains(&json!("fido2")));
}

#[test]
fn lists_of_nothing_are_empty_and_not_unknown() {
    let client = Client::writer(Scenario::Contoso);
    for uri in [
        "/v1.0/directory/onPremisesSynchronization",
        "/v1.0/groupSettings",
        "/v1.0/contracts",
        "/v1.0/oauth2PermissionGrants",
        "/v1.0/devices",
    ] {
        assert_eq!(client.get(uri).status, 200, "{uri}");
    }
    assert_eq!(client.get("/v1.0/devices/00000000-0000-4000-8000-00000000beef").status, 404);
}

#[test]
fn policies_of_activation_are_listed_with_their_rules() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let filter = "$filter=scopeId eq '/' and scopeType eq 'DirectoryRole'";
    let policies = client.all(&format!("/v1.0/policies/roleManagementPolicies?{filter}"));
    assert!(!policies.is_empty() && policies.iter().all(|row| row.get("rules").is_none()));
    let with_rules = client.all(&format!("/v1.0/policies/roleManagementPolicies?{filter}&$expand=rules"));
    assert!(with_rules.iter().all(|row| row["rules"].is_array()));
    let uri = format!("/v1.0/policies/roleManagementPolicies/{}/rules", policies[0]["id"].as_str().unwrap());
    assert_eq!(client.all(&uri), *with_rules[0]["rules"].as_array().unwrap());
    assert_eq!(client.get("/v1.0/policies/roleManagementPolicies").status, 400, "without a filter");
}
