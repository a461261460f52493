//! Authentication methods of a user, as an administrator changes them.

use serde_json::{Value, json};

use super::schema::Schema;
use super::{Client, error, users};
use crate::Scenario;

const POLICY: &str = "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass";

fn allow(client: &Client, target: &str, only_once: bool) {
    let body = json!({"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", "state": "enabled",
                      "isUsableOnce": only_once, "minimumLifetimeInMinutes": 30, "defaultLifetimeInMinutes": 60,
                      "maximumLifetimeInMinutes": 120, "includeTargets": [{"targetType": "group", "id": target, "isRegistrationRequired": false}]});
    assert_eq!(client.patch(POLICY, &body).status, 204);
}

fn passes(user: &str) -> String {
    format!("/v1.0/users/{user}/authentication/temporaryAccessPassMethods")
}

#[test]
fn a_pass_tells_its_secret_once_and_ends() {
    let client = Client::writer(Scenario::Contoso);
    let list = passes(client.create("/v1.0/users", &users::body("avery"))["id"].as_str().unwrap());
    allow(&client, "all_users", false);
    let first = client.create(&list, &json!({"isUsableOnce": true}));
    assert!(first["temporaryAccessPass"].as_str().unwrap().len() >= 8);
    assert_eq!((&first["lifetimeInMinutes"], &first["methodUsabilityReason"]), (&json!(60), &json!("EnabledByPolicy")));
    let faults = Schema::published().faults("temporaryAccessPassAuthenticationMethod", first.as_object().unwrap());
    assert!(faults.is_empty(), "{faults:?}");
    let second = client.create(&list, &json!({"lifetimeInMinutes": 30}));
    let read = client.all(&list);
    assert_eq!(
        (read.len(), &read[0]["id"], &read[0]["temporaryAccessPass"]),
        (1, &second["id"], &Value::Null),
        "one a user, and no secret"
    );
    client.app.with_clock(|clock| clock.advance(31 * 60));
    let read = client.all(&list);
    assert_eq!((&read[0]["isUsable"], &read[0]["methodUsabilityReason"]), (&json!(false), &json!("Expired")));
    assert_eq!(client.delete(&format!("{list}/{}", second["id"].as_str().unwrap())).status, 204);
    assert!(client.all(&list).is_empty());
    let registered = "Admin registered security info";
    assert_eq!(client.activities()[2..], [registered, registered, "Admin deleted security info"]);
}

#[test]
fn the_policy_says_who_may_have_a_pass_and_for_how_long() {
    let client = Client::writer(Scenario::Healthy);
    let mut body = users::body("avery");
    body["userPrincipalName"] = json!("avery@fabrikam.onmicrosoft.com");
    let outsider = client.create("/v1.0/users", &body)["id"].as_str().unwrap().to_owned();
    let tenant = client.app.tenant();
    let member = &tenant.emergency_accounts[0];
    allow(&client, tenant.emergency_group.as_ref().unwrap(), true);
    assert_eq!(client.post(&passes(&outsider), &json!({})).status, 400, "not in scope");
    assert_eq!(client.post(&passes(member), &json!({})).status, 201);
    for refused in [json!({"lifetimeInMinutes": 10}), json!({"lifetimeInMinutes": 121}), json!({"isUsableOnce": false})] {
        assert_eq!(client.post(&passes(member), &refused).status, 400, "{refused}");
    }
    let later = client.app.now().checked_add(jiff::SignedDuration::from_hours(1)).unwrap().to_string();
    assert_eq!(client.create(&passes(member), &json!({"startDateTime": later}))["methodUsabilityReason"], "NotYetValid");
}

#[test]
fn keys_and_other_methods_are_deleted_and_passwords_are_not() {
    let client = Client::writer(Scenario::Healthy);
    let methods = format!("/v1.0/users/{}/authentication", client.app.tenant().emergency_accounts[0]);
    let key = client.all(&format!("{methods}/fido2Methods"))[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(client.delete(&format!("{methods}/fido2Methods/{key}")).status, 204);
    assert_eq!(client.delete(&format!("{methods}/fido2Methods/{key}")).status, 404);
    assert_eq!(client.all(&format!("{methods}/fido2Methods")).len(), 1);
    assert_eq!(client.delete(&format!("{methods}/passwordMethods/28c10230-6103-485e-b985-444c60001490")).status, 405);
    assert_eq!(client.activities(), ["Admin deleted security info", "Delete FIDO2 security key(s)"]);
}

#[test]
fn per_user_multifactor_authentication_is_of_beta() {
    let client = Client::writer(Scenario::Healthy);
    let account = client.app.tenant().emergency_accounts[0].clone();
    let uri = |version: &str| format!("/{version}/users/{account}/authentication/requirements");
    assert!(client.patch(&uri("v1.0"), &json!({"perUserMfaState": "enabled"})).status >= 400);
    assert_eq!(client.patch(&uri("beta"), &json!({"perUserMfaState": "enabled"})).status, 204);
    assert_eq!(client.get(&uri("beta")).body.unwrap()["perUserMfaState"], "enforced", "whoever has registered is enforced");
    assert_eq!(error(&client.patch(&uri("beta"), &json!({"perUserMfaState": "on"}))).0, 400);
    assert_eq!(client.activities(), ["Enable Strong Authentication"]);
}
