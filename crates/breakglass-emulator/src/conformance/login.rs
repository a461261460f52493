//! Sign-in: tokens, refusals, discovery.

use axum::http::Method;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

use super::Client;
use crate::Scenario;

fn refused(client: &Client, changes: &[(&str, &str)]) -> (u16, u64) {
    let reply = client.sign_in(&client.form(changes));
    let body = reply.body.unwrap();
    let text = body["error_description"].as_str().unwrap();
    assert!(text.contains("\r\nTrace ID: ") && text.contains("\r\nCorrelation ID: ") && text.contains("\r\nTimestamp: "), "{text}");
    (reply.status, body["error_codes"][0].as_u64().unwrap())
}

#[test]
fn a_token_is_issued_by_id_and_by_domain_and_carries_the_roles() {
    let client = Client::of(Scenario::Contoso, |_| {});
    for tenant in [client.app.tenant().id.as_str(), "contoso.onmicrosoft.com", "contoso.com"] {
        let body = client.sign_in_at(tenant, &client.form(&[])).body.unwrap();
        assert_eq!((body["token_type"].as_str(), body.get("refresh_token")), (Some("Bearer"), None), "{tenant}: {body}");
        let token = body["access_token"].as_str().unwrap();
        let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(claims["tid"], client.app.tenant().id.as_str());
        assert_eq!(claims["idtyp"], "app");
        assert!(claims["roles"].as_array().unwrap().contains(&"Policy.Read.All".into()));
        assert!(claims["exp"].as_i64().unwrap() > claims["iat"].as_i64().unwrap());
    }
}

#[test]
fn refusals_carry_their_number() {
    let client = Client::of(Scenario::Contoso, |_| {});
    for (changes, status, number) in [
        (&[("client_secret", "wrong")][..], 401, 7_000_215),
        (&[("client_secret", "")], 401, 7_000_216),
        (&[("client_id", "11111111-1111-4111-8111-111111111111")], 400, 700_016),
        (&[("grant_type", "password")], 400, 70_003),
        (&[("scope", "https://graph.microsoft.com/User.Read")], 400, 70_011),
        (&[("grant_type", "")], 400, 900_144),
    ] {
        assert_eq!(refused(&client, changes), (status, number), "{changes:?}");
    }
    let reply = client.sign_in_at("nowhere.example", &client.form(&[]));
    assert_eq!(reply.body.unwrap()["error_codes"][0], 90_002);
    let reply = client.sign_in_at("common", &client.form(&[]));
    assert_eq!(reply.body.unwrap()["error_codes"][0], 9_001_023);
}

#[test]
fn discovery_names_the_endpoints_on_the_clients_host() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let front = [("x-forwarded-host", "login.microsoftonline.com")];
    let reply = client.send(&Method::GET, "/contoso.com/v2.0/.well-known/openid-configuration", &front, b"");
    let body = reply.body.unwrap();
    let id = &client.app.tenant().id;
    assert_eq!(body["issuer"], format!("https://login.microsoftonline.com/{id}/v2.0"));
    assert_eq!(body["token_endpoint"], format!("https://login.microsoftonline.com/{id}/oauth2/v2.0/token"));
    let instance = client.send(&Method::GET, "/common/discovery/instance?api-version=1.1", &front, b"").body.unwrap();
    assert!(instance["metadata"].as_array().is_some(), "{instance}");
}
