//! Device codes: pending until a person decides, then a token with the person's scopes and a refresh token.

use axum::http::Method;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::Client;
use crate::Scenario;
use crate::exchange::Reply;
use crate::login::GRAPH_TOOLS;

const SCOPE: &str = "https://graph.microsoft.com/Policy.Read.All https://graph.microsoft.com/User.Read.All offline_access";

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Asks for a code; gives the whole answer.
fn ask(client: &Client, id: &str, scope: &str) -> Reply {
    let body = form(&[("client_id", id), ("scope", scope)]);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    client.send(&Method::POST, "/contoso.onmicrosoft.com/oauth2/v2.0/devicecode", &headers, body.as_bytes())
}

fn poll(client: &Client, asked: &Value) -> (u16, Value) {
    let code = asked["device_code"].as_str().unwrap();
    let grant = "urn:ietf:params:oauth:grant-type:device_code";
    let reply = client.sign_in(&form(&[("grant_type", grant), ("client_id", GRAPH_TOOLS), ("device_code", code)]));
    (reply.status, reply.body.unwrap())
}

fn wait(client: &Client, seconds: i64) {
    assert_eq!(client.control("POST", "/_emulator/clock", &json!({ "advanceSeconds": seconds })).status, 200);
}

fn decide(client: &Client, asked: &Value, decision: &str, user: &str) -> u16 {
    let body = json!({ "userCode": asked["user_code"], "user": user, "decision": decision });
    client.control("POST", "/_emulator/device-codes", &body).status
}

fn claims(token: &Value) -> Value {
    let payload = token["access_token"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[test]
fn a_person_approves_and_the_token_is_theirs() {
    let client = Client::of(Scenario::Contoso, |options| options.consented_scopes.push("Group.ReadWrite.All".to_owned()));
    let asked = ask(&client, GRAPH_TOOLS, SCOPE).body.unwrap();
    assert_eq!((asked["expires_in"].as_i64(), asked["interval"].as_i64()), (Some(900), Some(5)));
    assert!(asked["message"].as_str().unwrap().contains(asked["user_code"].as_str().unwrap()));
    assert_eq!((poll(&client, &asked).0, &poll(&client, &asked).1["error"]), (400, &json!("slow_down")));
    wait(&client, 5);
    let (status, pending) = poll(&client, &asked);
    assert_eq!((status, &pending["error"], &pending["error_codes"][0]), (400, &json!("authorization_pending"), &json!(70_016)));
    let person = client.app.tenant().emergency_accounts[0].clone();
    assert_eq!(decide(&client, &asked, "approve", "nobody@contoso.com"), 400);
    assert_eq!(decide(&client, &asked, "approve", &person), 200);
    assert_eq!(decide(&client, &asked, "decline", ""), 400, "it is decided");
    wait(&client, 5);
    let (status, token) = poll(&client, &asked);
    assert_eq!(status, 200, "{token}");
    let claims = claims(&token);
    assert_eq!((&claims["scp"], &claims["oid"]), (&json!("Group.ReadWrite.All Policy.Read.All User.Read.All"), &json!(person)));
    assert_eq!((&claims["idtyp"], claims.get("roles")), (&json!("user"), None));
    assert_eq!(poll(&client, &asked).1["error"], "bad_verification_code", "a code is redeemed once");

    let refresh = token["refresh_token"].as_str().unwrap();
    let again = |scope: &str| {
        let fields = [("grant_type", "refresh_token"), ("client_id", GRAPH_TOOLS), ("refresh_token", refresh), ("scope", scope)];
        client.sign_in(&form(&fields))
    };
    assert_eq!(again(SCOPE).status, 200);
    assert_eq!(again("https://graph.microsoft.com/AuditLog.Read.All").body.unwrap()["error_codes"][0], 65_001);
    wait(&client, 91 * 24 * 3600);
    assert_eq!(again(SCOPE).body.unwrap()["error_codes"][0], 700_082);
}

#[test]
fn declined_ended_and_unknown_codes_say_so() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let asked = ask(&client, GRAPH_TOOLS, SCOPE).body.unwrap();
    assert_eq!(decide(&client, &asked, "decline", ""), 200);
    assert_eq!(poll(&client, &asked).1["error"], "authorization_declined");
    let asked = ask(&client, GRAPH_TOOLS, SCOPE).body.unwrap();
    wait(&client, 901);
    assert_eq!(decide(&client, &asked, "decline", ""), 400);
    let (_, ended) = poll(&client, &asked);
    assert_eq!((&ended["error"], &ended["error_codes"][0]), (&json!("expired_token"), &json!(70_019)));
    assert_eq!(poll(&client, &json!({ "device_code": "x" })).1["error_codes"][0], 70_018);
}

#[test]
fn who_may_ask_for_a_code_and_for_what() {
    let client = Client::of(Scenario::Contoso, |options| options.public_client = false);
    let number = |reply: Reply| (reply.status, reply.body.unwrap()["error_codes"][0].as_u64().unwrap());
    let own = client.app.client_id.clone();
    assert_eq!(number(ask(&client, &own, SCOPE)), (401, 7_000_218));
    assert_eq!(number(ask(&client, "11111111-1111-4111-8111-111111111111", SCOPE)), (400, 700_016));
    for scope in
        ["", "Unheard.Of", "https://vault.azure.net/.default", "https://graph.microsoft.com/User.Read https://graph.microsoft.us/User.Read"]
    {
        assert_eq!(number(ask(&client, GRAPH_TOOLS, scope)), (400, 70_011), "{scope}");
    }
    assert_eq!(ask(&client, GRAPH_TOOLS, "https://graph.microsoft.com/.default").status, 200);
    let public = Client::of(Scenario::Contoso, |_| {});
    assert_eq!(ask(&public, &public.app.client_id, SCOPE).status, 200);
}

#[test]
fn the_page_takes_the_code_and_says_when_it_is_wrong() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let asked = ask(&client, GRAPH_TOOLS, SCOPE).body.unwrap();
    let page = client.send(&Method::GET, "/devicelogin", &[], b"").page.unwrap();
    assert!(page.contains("name=code") && page.contains("name=user"), "{page}");
    let person = client.app.tenant().emergency_accounts[0].clone();
    let enter = |code: &str| {
        let fields = form(&[("code", code), ("user", &person), ("decision", "approve")]);
        client.send(&Method::POST, "/devicelogin", &[], fields.as_bytes()).page.unwrap()
    };
    assert!(enter("WRONG").contains("did not work"));
    assert!(enter(asked["user_code"].as_str().unwrap()).contains("close this page"));
    wait(&client, 5);
    assert_eq!(poll(&client, &asked).0, 200);
}
