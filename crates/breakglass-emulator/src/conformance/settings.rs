//! Policies of which a tenant has one each.

use serde_json::{Value, json};

use super::schema::Schema;
use super::{Client, error};
use crate::Scenario;

const METHODS: &str = "/v1.0/policies/authenticationMethodsPolicy";
const CONFIGURATIONS: &str = "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations";

fn typed(kind: &str, more: &Value) -> Value {
    let mut body = more.clone();
    body["@odata.type"] = json!(format!("#microsoft.graph.{kind}AuthenticationMethodConfiguration"));
    body
}

#[test]
fn a_configuration_is_changed_with_its_type() {
    let client = Client::writer(Scenario::Contoso);
    let uri = format!("{CONFIGURATIONS}/fido2");
    let before = client.get(METHODS).body.unwrap();
    let keys = json!({"isEnforced": true, "enforcementType": "allow", "aaGuids": ["cb69481e-8ff7-4039-93ec-0a2729a154a8"]});
    assert_eq!(error(&client.patch(&uri, &json!({"keyRestrictions": keys}))), (400, "BadRequest".to_owned()), "without a type");
    assert_eq!(client.patch(&uri, &typed("fido2", &json!({"keyRestrictions": keys}))).status, 204);
    let read = client.get(&uri).body.unwrap();
    assert_eq!(read["keyRestrictions"], keys);
    assert!(read["includeTargets"].is_array(), "what was not sent stays");
    let after = client.get(METHODS).body.unwrap();
    assert_ne!(before["lastModifiedDateTime"], after["lastModifiedDateTime"]);
    let faults = Schema::published().faults("authenticationMethodsPolicy", after.as_object().unwrap());
    assert!(faults.is_empty(), "{faults:?}");
    for refused in [
        json!({"keyRestrictions": {"aaGuids": ["no key"]}}),
        json!({"includeTargets": [{"targetType": "group", "id": "62e90394-69f5-4237-9190-012177145e10"}]}),
        json!({"state": "on"}),
        json!({"minimumLifetimeInMinutes": 10}),
    ] {
        assert_eq!(client.patch(&uri, &typed("fido2", &refused)).status, 400, "{refused}");
    }
    assert_eq!(client.delete(&uri).status, 204);
    assert_eq!(client.get(&uri).body.unwrap()["state"], "disabled");
    assert_eq!(client.activities(), ["Authentication Methods Policy Update", "Authentication Methods Policy Reset"]);
}

#[test]
fn lifetimes_of_passes_are_in_order() {
    let client = Client::writer(Scenario::Contoso);
    let change = |least: i64, usual: i64, most: i64| {
        let body = json!({"minimumLifetimeInMinutes": least, "defaultLifetimeInMinutes": usual, "maximumLifetimeInMinutes": most});
        client.patch(&format!("{CONFIGURATIONS}/TemporaryAccessPass"), &typed("temporaryAccessPass", &body)).status
    };
    assert_eq!(change(10, 60, 120), 204);
    assert_eq!([change(5, 60, 120), change(60, 30, 120), change(10, 60, 50_000)], [400, 400, 400]);
}

#[test]
fn tenant_settings_are_merged() {
    let client = Client::writer(Scenario::Contoso);
    assert_eq!(client.patch(METHODS, &json!({"policyMigrationState": "migrationInProgress"})).status, 204);
    assert_eq!(client.get(METHODS).body.unwrap()["policyMigrationState"], "migrationInProgress");
    let uri = "/v1.0/policies/authorizationPolicy";
    let change = json!({"allowedToUseSSPR": true, "defaultUserRolePermissions": {"allowedToCreateTenants": true}});
    assert_eq!(client.patch(uri, &change).status, 204);
    let policy = client.get(uri).body.unwrap();
    assert_eq!(policy["allowedToUseSSPR"], true);
    assert_eq!(policy["defaultUserRolePermissions"]["allowedToCreateTenants"], true);
    assert_eq!(policy["defaultUserRolePermissions"]["allowedToReadOtherUsers"], true, "what was not sent stays");
    assert_eq!(client.patch(uri, &json!({"allowSspr": true})).status, 400);
    assert_eq!(client.activities(), ["Authentication Methods Policy Update", "Update authorization policy"]);
}
