//! Users: created, changed, deleted, and who may.

use serde_json::{Value, json};

use super::schema::Schema;
use super::{Client, error};
use crate::Scenario;
use crate::state::GLOBAL_ADMINISTRATOR;

pub(super) fn body(alias: &str) -> Value {
    json!({"accountEnabled": true, "displayName": format!("Person {alias}"), "mailNickName": alias,
           "userPrincipalName": format!("{alias}@contoso.onmicrosoft.com"), "passwordProfile": {"password": "Summer-2026-long"}})
}

fn without(property: &str) -> Value {
    let mut body = body("somebody");
    body.as_object_mut().unwrap().remove(property);
    body
}

fn with(property: &str, value: Value) -> Value {
    let mut body = body("somebody");
    body[property] = value;
    body
}

#[test]
fn a_created_user_is_answered_with_the_default_properties_and_can_be_read() {
    let client = Client::writer(Scenario::Contoso);
    let created = client.create("/v1.0/users", &body("avery"));
    assert_eq!(created.as_object().unwrap().len(), 12, "{created}");
    assert!(created["@odata.context"].as_str().unwrap().ends_with("$metadata#users/$entity"));
    let read = client.get(&format!("/v1.0/users/{}?$select=*", created["id"].as_str().unwrap())).body.unwrap();
    assert_eq!((&read["mailNickname"], &read["accountEnabled"], &read["userType"]), (&json!("avery"), &json!(true), &json!("Member")));
    assert_eq!(read["passwordProfile"]["password"], Value::Null, "a password is never shown");
    let faults = Schema::published().faults("user", read.as_object().unwrap());
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(client.all(&format!("/v1.0/users/{}/authentication/methods", read["id"].as_str().unwrap())).len(), 1);
    assert_eq!(client.activities(), ["Add user"]);
}

#[test]
fn a_user_needs_what_is_required_a_verified_domain_a_name_of_its_own_and_a_strong_password() {
    let client = Client::writer(Scenario::Contoso);
    client.create("/v1.0/users", &body("taken"));
    for refused in [
        without("accountEnabled"),
        without("displayName"),
        without("mailNickName"),
        without("userPrincipalName"),
        without("passwordProfile"),
        with("userPrincipalName", json!("a@example.com")),
        with("userPrincipalName", json!("TAKEN@contoso.onmicrosoft.com")),
        with("userPrincipalName", json!("bad.@contoso.onmicrosoft.com")),
        with("passwordProfile", json!({"password": "short-1"})),
        with("passwordProfile", json!({"password": "onlylowercase"})),
        with("id", json!("62e90394-69f5-4237-9190-012177145e10")),
    ] {
        assert_eq!(error(&client.post("/v1.0/users", &refused)), (400, "Request_BadRequest".to_owned()), "{refused}");
    }
    for refused in [with("shoeSize", json!(43)), with("accountEnabled", json!("yes"))] {
        assert_eq!(error(&client.post("/v1.0/users", &refused)), (400, "BadRequest".to_owned()), "{refused}");
    }
    assert_eq!(client.activities(), ["Add user"], "what was refused leaves nothing behind");
}

#[test]
fn an_ordinary_user_can_be_changed_and_stays_where_he_was() {
    let client = Client::of(Scenario::Contoso, |options| {
        options.users = 50;
        options.grant_all = true;
    });
    let ids = |client: &Client| client.all("/v1.0/users?$select=id").iter().map(|it| it["id"].clone()).collect::<Vec<_>>();
    let before = ids(&client);
    let id = before.last().unwrap().as_str().unwrap().to_owned();
    let reply = client.patch(&format!("/v1.0/users/{id}"), &json!({"accountEnabled": false, "jobTitle": "Baker"}));
    assert_eq!((reply.status, reply.body), (204, None));
    let read = client.get(&format!("/v1.0/users/{id}?$select=accountEnabled,jobTitle,surname")).body.unwrap();
    assert_eq!((&read["accountEnabled"], &read["jobTitle"]), (&json!(false), &json!("Baker")));
    assert!(read["surname"].is_string(), "what was not sent stays");
    assert_eq!(ids(&client), before);
    assert_eq!(client.activities(), ["Update user", "Disable account"]);
}

#[test]
fn an_administrator_is_touched_only_by_a_higher_one_applications_included() {
    let client = Client::writer(Scenario::Contoso);
    let admin = format!("/v1.0/users/{}", client.app.tenant().emergency_accounts[0]);
    assert_eq!(client.patch(&admin, &json!({"department": "Safe"})).status, 204, "not everything is sensitive");
    for sensitive in [
        json!({"accountEnabled": false}),
        json!({"mobilePhone": "+31 6 555"}),
        json!({"passwordProfile": {"password": "Summer-2026-long"}}),
    ] {
        assert_eq!(error(&client.patch(&admin, &sensitive)), (403, "Authorization_RequestDenied".to_owned()), "{sensitive}");
    }
    assert_eq!(client.delete(&admin).status, 403);
    client.promote(GLOBAL_ADMINISTRATOR);
    assert_eq!(client.patch(&admin, &json!({"accountEnabled": false})).status, 204);
    assert_eq!(client.delete(&admin).status, 204);
}

#[test]
fn a_password_needs_its_own_permission_and_a_role() {
    let password = json!({"passwordProfile": {"password": "Summer-2026-long"}});
    let without = Client::of(Scenario::Contoso, |options| options.extra_permissions = vec!["User.ReadWrite.All".to_owned()]);
    without.promote(GLOBAL_ADMINISTRATOR);
    let user = |client: &Client| format!("/v1.0/users/{}", client.create("/v1.0/users", &body("plain"))["id"].as_str().unwrap());
    assert_eq!(without.patch(&user(&without), &password).status, 403, "User.ReadWrite.All does not cover it");
    let client = Client::writer(Scenario::Contoso);
    let plain = user(&client);
    assert_eq!(client.patch(&plain, &password).status, 403, "at least User Administrator");
    client.promote("fe930be7-5e62-47db-91af-98c3a49a38b1");
    assert_eq!(client.patch(&plain, &password).status, 204);
    assert_eq!(client.activities(), ["Add user", "Update user", "Reset user password"]);
}

#[test]
fn each_write_needs_its_permission() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let id = client.app.tenant().emergency_accounts[0].clone();
    let replies = [
        client.post("/v1.0/users", &body("a")),
        client.patch(&format!("/v1.0/users/{id}"), &json!({"jobTitle": "x"})),
        client.delete(&format!("/v1.0/users/{id}")),
        client.post(&format!("/v1.0/users/{id}/revokeSignInSessions"), &json!({})),
        client.post("/v1.0/groups", &json!({})),
        client.post("/v1.0/identity/conditionalAccess/policies", &json!({})),
    ];
    for reply in replies {
        assert_eq!(error(&reply), (403, "Authorization_RequestDenied".to_owned()));
    }
}

#[test]
fn revoked_sessions_are_valid_from_now_on() {
    let client = Client::writer(Scenario::Contoso);
    let id = client.create("/v1.0/users", &body("avery"))["id"].as_str().unwrap().to_owned();
    client.app.with_clock(|clock| clock.advance(1800));
    let reply = client.post(&format!("/v1.0/users/{id}/revokeSignInSessions"), &json!({}));
    assert_eq!((reply.status, &reply.body.unwrap()["value"]), (200, &json!(true)));
    let read = client.get(&format!("/v1.0/users/{id}?$select=createdDateTime,signInSessionsValidFromDateTime")).body.unwrap();
    assert!(read["signInSessionsValidFromDateTime"].as_str() > read["createdDateTime"].as_str(), "{read}");
}

#[test]
fn a_new_name_is_the_identity_as_well() {
    let client = Client::writer(Scenario::Contoso);
    client.promote(GLOBAL_ADMINISTRATOR);
    let id = client.create("/v1.0/users", &body("avery"))["id"].as_str().unwrap().to_owned();
    let uri = format!("/v1.0/users/{id}");
    assert_eq!(client.patch(&uri, &json!({"userPrincipalName": "morgan@contoso.onmicrosoft.com"})).status, 204);
    let read = client.get("/v1.0/users/morgan@contoso.onmicrosoft.com?$select=id,identities").body.unwrap();
    assert_eq!((&read["id"], &read["identities"][0]["issuerAssignedId"]), (&json!(id), &json!("morgan@contoso.onmicrosoft.com")));
}

#[test]
fn the_last_global_administrator_is_not_deleted() {
    let client = Client::writer(Scenario::Empty);
    client.promote(GLOBAL_ADMINISTRATOR);
    let only = client.all("/v1.0/users?$filter=startswith(displayName,'Dana Whitlock')")[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(client.delete(&format!("/v1.0/users/{only}")).status, 400);
}
