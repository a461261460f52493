//! Sign-in without a stored secret: a federated token, a managed identity.

use axum::http::Method;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::Client;
use crate::Scenario;

fn federated(client: &Client) -> String {
    client.control("POST", "/_emulator/federated-token", &Value::Null).body.unwrap()["token"].as_str().unwrap().to_owned()
}

fn with(client: &Client, assertion: &str) -> (u16, Value) {
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let form = client.form(&[("client_secret", ""), ("client_assertion_type", kind), ("client_assertion", assertion)]);
    let reply = client.sign_in(&form);
    let body = reply.body.unwrap();
    (reply.status, body.get("error_codes").map_or(Value::Null, |codes| codes[0].clone()))
}

#[test]
fn a_federated_token_signs_in_until_it_ends_and_a_changed_one_never() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let token = federated(&client);
    assert_eq!(with(&client, &token), (200, Value::Null));
    assert_eq!(with(&client, &token), (200, Value::Null), "it may be used again");
    let (message, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = message.split_once('.').unwrap();
    let mut claims: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    claims["sub"] = "somebody else".into();
    let forged = format!("{header}.{}.{signature}", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
    assert_eq!(with(&client, &forged), (401, 700_027.into()));
    let stranger = crate::login::federated::of(&client.app, "workload:other", "api://AzureADTokenExchange");
    assert_eq!(with(&client, &stranger), (401, 700_213.into()));
    let elsewhere = crate::login::federated::of(&client.app, "workload:assessment", "https://graph.microsoft.com");
    assert_eq!(with(&client, &elsewhere), (401, 700_213.into()));
    client.control("POST", "/_emulator/clock", &json!({"advanceSeconds": 700}));
    assert_eq!(with(&client, &token), (401, 500_133.into()));
}

#[test]
fn a_federated_token_is_no_access_token() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let bearer = format!("Bearer {}", federated(&client));
    assert_eq!(client.send(&Method::GET, "/v1.0/organization", &[("authorization", bearer.as_str())], b"").status, 401);
}

#[test]
fn the_metadata_service_gives_a_token_to_whoever_sends_its_header() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let uri = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.microsoft.com";
    let ask = |uri: &str, headers: &[(&'static str, &str)]| client.send(&Method::GET, uri, headers, b"");
    let reply = ask(uri, &[("metadata", "true")]);
    let body = reply.body.unwrap();
    assert_eq!((reply.status, &body["expires_in"], &body["refresh_token"]), (200, &"3599".into(), &"".into()));
    let bearer = format!("Bearer {}", body["access_token"].as_str().unwrap());
    assert_eq!(ask("/v1.0/organization", &[("authorization", bearer.as_str())]).status, 200);
    assert_eq!(ask(uri, &[]).status, 400);
    assert_eq!(ask(&uri.replace("2018", "2019"), &[("metadata", "true")]).status, 400);
    assert_eq!(ask(&uri.replace("graph", "elsewhere"), &[("metadata", "true")]).status, 400);
    assert_eq!(ask(&format!("{uri}&client_id=x"), &[("metadata", "true")]).status, 400);
}
