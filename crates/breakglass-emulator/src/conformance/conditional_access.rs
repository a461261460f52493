//! Conditional Access policies: what is taken, what is refused, what comes back.

use serde_json::{Value, json};

use super::schema::Schema;
use super::{Client, error, header};
use crate::Scenario;

const POLICIES: &str = "/v1.0/identity/conditionalAccess/policies";
const DELETED: &str = "/v1.0/identity/conditionalAccess/deletedItems/policies";
/// Global Administrator: a role that every tenant has.
const HIGHEST: &str = "62e90394-69f5-4237-9190-012177145e10";

pub(super) fn body() -> Value {
    json!({"displayName": "Block legacy", "state": "enabledForReportingButNotEnforced",
           "conditions": {"clientAppTypes": ["exchangeActiveSync", "other"], "applications": {"includeApplications": ["All"]},
                          "users": {"includeUsers": ["All"], "excludeRoles": [HIGHEST]}},
           "grantControls": {"operator": "OR", "builtInControls": ["block"]}})
}

/// The body with one value changed, by JSON pointer.
fn changed(pointer: &str, value: Value) -> Value {
    let mut body = body();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[key] = value;
    body
}

#[test]
fn a_created_policy_comes_back_with_every_list_and_every_null() {
    let client = Client::writer(Scenario::Contoso);
    let reply = client.post(POLICIES, &body());
    let id = reply.body.as_ref().unwrap()["id"].as_str().unwrap().to_owned();
    assert!(header(&reply, "location").unwrap().ends_with(&format!("/identity/conditionalAccess/policies/{id}")));
    let policy = client.get(&format!("{POLICIES}/{id}")).body.unwrap();
    for (pointer, expected) in [
        ("/conditions/users/includeRoles", json!([])),
        ("/conditions/signInRiskLevels", json!([])),
        ("/conditions/platforms", Value::Null),
        ("/conditions/users/includeGuestsOrExternalUsers", Value::Null),
        ("/grantControls/termsOfUse", json!([])),
        ("/grantControls/authenticationStrength", Value::Null),
        ("/sessionControls", Value::Null),
        ("/modifiedDateTime", Value::Null),
        ("/templateId", Value::Null),
        ("/partialEnablementStrategy", Value::Null),
    ] {
        assert_eq!(policy.pointer(pointer), Some(&expected), "{pointer}");
    }
    let faults = Schema::published().faults("conditionalAccessPolicy", policy.as_object().unwrap());
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(client.activities(), ["Add conditional access policy", "Add policy"]);
}

#[test]
fn a_strength_is_named_by_its_id_and_shown_whole() {
    let client = Client::writer(Scenario::Contoso);
    let grant = json!({"operator": "OR", "authenticationStrength": {"id": "00000000-0000-0000-0000-000000000004"}});
    let created = client.create(POLICIES, &changed("/grantControls", grant));
    assert_eq!(created["grantControls"]["authenticationStrength"]["displayName"], "Phishing-resistant MFA");
}

#[test]
fn what_does_not_fit_the_type_is_refused_by_number() {
    let client = Client::writer(Scenario::Contoso);
    for refused in [
        json!({}),
        json!([]),
        changed("/state", json!("on")),
        changed("/conditions/users/includeUser", json!(["All"])),
        changed("/conditions/clientAppTypes", json!(["everything"])),
        changed("/displayName", json!("")),
    ] {
        let reply = client.post(POLICIES, &refused);
        assert_eq!(error(&reply), (400, "BadRequest".to_owned()), "{refused}");
        assert!(reply.body.unwrap()["error"]["message"].as_str().unwrap().starts_with("1007: "), "{refused}");
    }
}

#[test]
fn a_policy_needs_whom_what_and_which_control() {
    let client = Client::writer(Scenario::Contoso);
    let strength = |id: &str| json!({"id": id});
    let both =
        json!({"operator": "OR", "builtInControls": ["mfa"], "authenticationStrength": strength("00000000-0000-0000-0000-000000000004")});
    for (refused, reason) in [
        (changed("/conditions/users", json!({"excludeUsers": ["All"]})), "InvalidConditions"),
        (changed("/conditions/applications", json!({"excludeApplications": ["Office365"]})), "InvalidConditions"),
        (changed("/grantControls", Value::Null), "InvalidControls"),
        (changed("/grantControls/operator", json!("XOR")), "InvalidOperator"),
        (changed("/grantControls/builtInControls", json!(["block", "mfa"])), "InvalidControls"),
        (changed("/grantControls/builtInControls", json!(["passwordChange"])), "InvalidPasswordResetControl"),
        (changed("/grantControls", both), "InvalidControls"),
        (
            changed("/grantControls", json!({"operator": "OR", "authenticationStrength": strength(HIGHEST)})),
            "InvalidAuthenticationStrength",
        ),
    ] {
        let reply = client.post(POLICIES, &refused);
        assert_eq!(error(&reply), (400, "BadRequest".to_owned()), "{refused}");
        let inner = reply.body.unwrap()["error"]["innerError"]["message"].as_str().unwrap().to_owned();
        assert!(inner.starts_with("1032: ") && inner.contains(reason), "{refused}: {inner}");
    }
    assert!(client.activities().is_empty());
}

#[test]
fn a_change_keeps_what_it_does_not_mention_and_replaces_lists_whole() {
    let client = Client::writer(Scenario::Contoso);
    let id = client.create(POLICIES, &body())["id"].as_str().unwrap().to_owned();
    let uri = format!("{POLICIES}/{id}");
    let own = client.app.tenant().emergency_accounts[0].clone();
    let reply = client.patch(&uri, &json!({"conditions": {"users": {"excludeUsers": [own], "excludeRoles": null}}}));
    assert_eq!((reply.status, reply.body), (204, None));
    let policy = client.get(&uri).body.unwrap();
    let users = &policy["conditions"]["users"];
    assert_eq!((&users["includeUsers"], &users["excludeRoles"]), (&json!(["All"]), &json!([])));
    assert_eq!(users["excludeUsers"], json!([own]));
    assert!(policy["modifiedDateTime"].is_string());
    assert_eq!(policy["conditions"]["clientAppTypes"], json!(["exchangeActiveSync", "other"]));
    let tenant = client.app.tenant();
    let [record, twin] = [2, 3].map(|number| tenant.audits.from(number).next().unwrap());
    let property = &record["targetResources"][0]["modifiedProperties"][0];
    let new: Value = serde_json::from_str(property["newValue"].as_str().unwrap()).unwrap();
    assert_eq!(
        (property["displayName"].as_str(), &new["conditions"]["users"]["excludeRoles"]),
        (Some("ConditionalAccessPolicy"), &json!([]))
    );
    assert_eq!(twin["correlationId"], record["correlationId"], "both records of a change belong together");
}

#[test]
fn a_deleted_policy_comes_back_in_its_state_or_is_purged() {
    let client = Client::writer(Scenario::Contoso);
    let id = client.create(POLICIES, &body())["id"].as_str().unwrap().to_owned();
    assert_eq!(client.delete(&format!("{POLICIES}/{id}")).status, 204);
    assert_eq!(client.get(&format!("{POLICIES}/{id}")).status, 404);
    assert!(client.all(DELETED)[0]["deletedDateTime"].is_string());
    let restored = client.post(&format!("{DELETED}/{id}/restore"), &json!({}));
    assert_eq!((restored.status, &restored.body.unwrap()["state"]), (200, &json!("enabledForReportingButNotEnforced")));
    assert_eq!(client.get(&format!("{POLICIES}/{id}")).status, 200);
    client.delete(&format!("{POLICIES}/{id}"));
    assert_eq!(client.delete(&format!("{DELETED}/{id}")).status, 204);
    assert_eq!(client.get(&format!("{DELETED}/{id}")).status, 404);
}

#[test]
fn writing_needs_three_permissions_and_a_licence() {
    for missing in ["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess", "Application.Read.All"] {
        let client = Client::of(Scenario::Contoso, |options| {
            options.extra_permissions = ["Policy.ReadWrite.ConditionalAccess", "Application.Read.All"].map(str::to_owned).to_vec();
            options.extra_permissions.retain(|name| name != missing);
            options.without_permissions = vec![missing.to_owned()];
        });
        assert_eq!(error(&client.post(POLICIES, &body())), (403, "Authorization_RequestDenied".to_owned()), "{missing}");
    }
    let client = Client::of(Scenario::Contoso, |options| {
        options.unlicensed = true;
        options.grant_all = true;
    });
    assert_eq!(error(&client.post(POLICIES, &body())), (403, "AccessDenied".to_owned()));
    assert_eq!(client.get(POLICIES).status, 200);
}

#[test]
fn security_defaults_and_enabled_policies_exclude_each_other() {
    let client = Client::writer(Scenario::Contoso);
    let defaults = "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy";
    assert_eq!(client.patch(defaults, &json!({"isEnabled": true})).status, 400);
    for policy in client.all(POLICIES) {
        assert_eq!(client.delete(&format!("{POLICIES}/{}", policy["id"].as_str().unwrap())).status, 204);
    }
    assert_eq!(client.patch(defaults, &json!({"isEnabled": true})).status, 204);
    assert_eq!(client.get(defaults).body.unwrap()["isEnabled"], true);
    assert_eq!(client.post(POLICIES, &changed("/state", json!("enabled"))).status, 400);
    assert_eq!(client.post(POLICIES, &body()).status, 201, "report-only is not enabled");
}

#[test]
fn a_policy_names_only_what_exists() {
    let client = Client::writer(Scenario::Contoso);
    let nobody = "00000000-0000-4000-8000-00000000beef";
    for (pointer, of) in [
        ("/conditions/users/includeUsers", "user"),
        ("/conditions/users/excludeUsers", "user"),
        ("/conditions/users/excludeGroups", "group"),
        ("/conditions/users/includeRoles", "role"),
        ("/conditions/applications/excludeApplications", "application"),
    ] {
        let reply = client.post(POLICIES, &changed(pointer, json!([nobody])));
        assert_eq!(error(&reply), (400, "BadRequest".to_owned()), "{pointer}");
        let inner = reply.body.unwrap()["error"]["innerError"]["message"].clone();
        assert_eq!(inner, format!("1054: Invalid {of} value: {nobody}."), "{pointer}");
    }
    let elsewhere = changed("/conditions/locations", json!({"includeLocations": ["All"], "excludeLocations": [nobody]}));
    assert_eq!(client.post(POLICIES, &elsewhere).status, 400);
    let by_name = changed("/conditions/users/includeUsers", json!(["morgan.reyes.ops@contoso.onmicrosoft.com"]));
    assert_eq!(client.post(POLICIES, &by_name).status, 400, "a user is named by object id");
    let own = json!([client.app.client_id, "797f4846-ba00-4fd7-ba43-dac1f8f63013", "MicrosoftAdminPortals"]);
    client.create(POLICIES, &changed("/conditions/applications/includeApplications", own));
}

#[test]
fn what_is_gone_may_stay_in_a_policy_and_may_not_be_named_again() {
    let client = Client::writer(Scenario::Contoso);
    let group = client.create(
        "/v1.0/groups",
        &json!({"displayName": "Passing", "mailEnabled": false, "mailNickname": "passing", "securityEnabled": true}),
    );
    let created = client.create(POLICIES, &changed("/conditions/users/excludeGroups", json!([group["id"]])));
    assert_eq!(client.delete(&format!("/v1.0/groups/{}", group["id"].as_str().unwrap())).status, 204);
    let uri = format!("{POLICIES}/{}", created["id"].as_str().unwrap());
    assert_eq!(client.patch(&uri, &json!({"state": "disabled"})).status, 204);
    assert_eq!(client.patch(&uri, &json!({"conditions": {"users": {"excludeGroups": [group["id"]]}}})).status, 400);
}
