//! Authentication strengths of the tenant's own.

use serde_json::{Value, json};

use super::schema::Schema;
use super::{Client, conditional_access};
use crate::Scenario;

const STRENGTHS: &str = "/v1.0/policies/authenticationStrengthPolicies";
const KEY: &str = "cb69481e-8ff7-4039-93ec-0a2729a154a8";

fn body() -> Value {
    json!({"@odata.type": "#microsoft.graph.authenticationStrengthPolicy", "displayName": "Keys only", "allowedCombinations": ["fido2"]})
}

fn conforms(name: &str, body: &Value) {
    let faults = Schema::published().faults(name, body.as_object().unwrap());
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn a_strength_lives_its_life() {
    let client = Client::writer(Scenario::Contoso);
    let created = client.create(STRENGTHS, &body());
    conforms("authenticationStrengthPolicy", &created);
    assert_eq!((&created["policyType"], &created["requirementsSatisfied"]), (&json!("custom"), &json!("mfa")));
    let uri = format!("{STRENGTHS}/{}", created["id"].as_str().unwrap());
    assert_eq!(client.patch(&uri, &json!({"displayName": "Only keys"})).status, 204);
    assert_eq!(client.patch(&uri, &json!({"allowedCombinations": ["sms"]})).status, 400, "combinations have a request of their own");
    let result = client.post(&format!("{uri}/updateAllowedCombinations"), &json!({"allowedCombinations": ["fido2", "password, sms"]}));
    let result = result.body.unwrap();
    conforms("updateAllowedCombinationsResult", &result);
    assert_eq!((&result["previousCombinations"], &result["currentCombinations"]), (&json!(["fido2"]), &json!(["fido2", "password,sms"])));
    assert_eq!(client.delete(&uri).status, 204);
    assert_eq!(
        client.activities(),
        [
            "Authentication Strength Policy Create",
            "Authentication Strength Policy Update",
            "Authentication Strength Policy Update",
            "Authentication Strength Policy Delete",
        ]
    );
}

#[test]
fn configurations_narrow_what_counts() {
    let client = Client::writer(Scenario::Contoso);
    let id = client.create(STRENGTHS, &body())["id"].as_str().unwrap().to_owned();
    let fido2 = "#microsoft.graph.fido2CombinationConfiguration";
    for root in [STRENGTHS, "/v1.0/identity/conditionalAccess/authenticationStrength/policies"] {
        let list = format!("{root}/{id}/combinationConfigurations");
        let keys = json!({"@odata.type": fido2, "allowedAAGUIDs": [KEY], "appliesToCombinations": ["fido2"]});
        let created = client.create(&list, &keys);
        conforms("authenticationCombinationConfiguration", &created);
        let one = format!("{list}/{}", created["id"].as_str().unwrap());
        assert_eq!(client.patch(&one, &json!({"@odata.type": fido2, "allowedAAGUIDs": []})).status, 204);
        assert_eq!(client.get(&one).body.unwrap()["allowedAAGUIDs"], json!([]));
        let wrong = json!({"@odata.type": fido2, "appliesToCombinations": ["sms"]});
        assert_eq!(client.post(&list, &wrong).status, 400, "only to what is allowed");
        assert_eq!(client.delete(&one).status, 204);
        assert!(client.all(&list).is_empty());
    }
    assert_eq!(client.get(&format!("{STRENGTHS}/{id}")).body.unwrap()["combinationConfigurations"], json!([]));
}

#[test]
fn what_is_used_or_built_in_stays() {
    let client = Client::writer(Scenario::Contoso);
    let id = client.create(STRENGTHS, &body())["id"].as_str().unwrap().to_owned();
    let mut policy = conditional_access::body();
    policy["grantControls"] = json!({"operator": "OR", "authenticationStrength": {"id": id}});
    let policy = client.create("/v1.0/identity/conditionalAccess/policies", &policy);
    assert_eq!(client.delete(&format!("{STRENGTHS}/{id}")).status, 400);
    let usage = client.get(&format!("{STRENGTHS}/{id}/usage")).body.unwrap();
    conforms("authenticationStrengthUsage", &usage);
    assert_eq!((&usage["mfa"][0]["id"], &usage["none"]), (&policy["id"], &json!([])));
    let built_in = format!("{STRENGTHS}/00000000-0000-0000-0000-000000000004");
    assert_eq!(client.patch(&built_in, &json!({"displayName": "x"})).status, 400);
    assert_eq!(client.delete(&built_in).status, 400);
}

#[test]
fn there_are_at_most_fifteen_and_without_a_licence_none() {
    assert_eq!(Client::writer(Scenario::Empty).post(STRENGTHS, &body()).status, 403);
    let client = Client::writer(Scenario::Contoso);
    let status: Vec<u16> = (0..20).map(|_| client.post(STRENGTHS, &body()).status).collect();
    let own = client.all(STRENGTHS).iter().filter(|it| it["policyType"] == "custom").count();
    assert_eq!((own, status.last()), (15, Some(&400)));
}
