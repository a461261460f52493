//! Authorization codes: who is sent where, and what redeems a code.

use axum::http::Method;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use super::Client;
use crate::Scenario;
use crate::exchange::Reply;
use crate::login::GRAPH_TOOLS;

const SCOPE: &str = "https://graph.microsoft.com/User.Read.All offline_access";
/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://localhost:4711";

fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The query of a request, some of its fields changed or, where empty, left out.
fn query(changes: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("client_id", GRAPH_TOOLS),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT),
        ("scope", SCOPE),
        ("state", "s&t"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    fields.retain(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    fields.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    encoded(&fields)
}

fn browser(client: &Client, method: &Method, query: &str, form: &str) -> Reply {
    client.send(method, &format!("/contoso.com/oauth2/v2.0/authorize?{query}"), &[], form.as_bytes())
}

fn location(reply: &Reply) -> String {
    assert_eq!(reply.status, 302, "{reply:?}");
    reply.headers.iter().find(|(name, _)| *name == "location").unwrap().1.clone()
}

/// A code that a person approved.
fn code(client: &Client, changes: &[(&str, &str)]) -> String {
    let person = client.app.tenant().emergency_accounts[0].clone();
    let reply = browser(client, &Method::POST, &query(changes), &encoded(&[("user", &person), ("decision", "approve")]));
    let location = location(&reply);
    location.split_once("code=").unwrap().1.split('&').next().unwrap().to_owned()
}

fn redeem(client: &Client, code: &str, changes: &[(&str, &str)]) -> (u16, u64) {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("client_id", GRAPH_TOOLS),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    fields.retain(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    fields.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    let reply = client.sign_in(&encoded(&fields));
    (reply.status, reply.body.unwrap()["error_codes"][0].as_u64().unwrap_or_default())
}

#[test]
fn the_page_asks_and_the_browser_leaves_with_code_and_state() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let page = browser(&client, &Method::GET, &query(&[("login_hint", "\"><script>")]), "");
    let html = page.page.unwrap();
    assert!(page.status == 200 && html.contains("&quot;&gt;&lt;script&gt;") && !html.contains("<script>"), "{html}");
    let person = client.app.tenant().emergency_accounts[0].clone();
    let reply = browser(&client, &Method::POST, &query(&[]), &encoded(&[("user", &person), ("decision", "approve")]));
    let location = location(&reply);
    assert!(location.starts_with("http://localhost:4711/?code=") && location.ends_with("&state=s%26t"), "{location}");
}

#[test]
fn only_the_client_that_asked_redeems_its_code_and_only_once() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let own = client.app.client_id.clone();
    for (changes, expected) in [
        (&[][..], (200, 0)),
        (&[("code_verifier", CHALLENGE)], (400, 501_481)),
        (&[("code_verifier", "")], (400, 501_481)),
        (&[("redirect_uri", "http://localhost:4712")], (400, 50_011)),
        (&[("client_id", own.as_str())], (400, 70_000)),
        (&[("code", "unheard-of")], (400, 70_000)),
    ] {
        assert_eq!(redeem(&client, &code(&client, &[]), changes), expected, "{changes:?}");
    }
    let once = code(&client, &[]);
    assert_eq!(redeem(&client, &once, &[("code_verifier", "x")]), (400, 501_481));
    assert_eq!(redeem(&client, &once, &[]), (400, 54_005), "a wrong try uses it up");
    let late = code(&client, &[]);
    client.control("POST", "/_emulator/clock", &json!({ "advanceSeconds": 601 }));
    assert_eq!(redeem(&client, &late, &[]), (400, 70_008));
    let plain = code(&client, &[("code_challenge_method", ""), ("code_challenge", VERIFIER)]);
    assert_eq!(redeem(&client, &plain, &[]), (200, 0));
    assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, VERIFIER.as_bytes())), CHALLENGE);
}

#[test]
fn nobody_is_sent_to_an_address_that_is_not_the_client_s() {
    let client = Client::of(Scenario::Contoso, |_| {});
    for redirect in [
        "https://evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1:4711",
        "http://[::1]:4711",
        "https://localhost:4711",
        "http://localhost:4711/other",
        "http://user@localhost:4711",
        "not an address",
    ] {
        let reply = browser(&client, &Method::GET, &query(&[("redirect_uri", redirect)]), "");
        assert!(reply.status == 400 && reply.page.unwrap().contains("AADSTS50011"), "{redirect}");
    }
    for any_port in ["http://localhost", "http://localhost/", "http://localhost:1"] {
        assert_eq!(browser(&client, &Method::GET, &query(&[("redirect_uri", any_port)]), "").status, 200, "{any_port}");
    }
    let stranger = [("client_id", "11111111-1111-4111-8111-111111111111")];
    assert!(browser(&client, &Method::GET, &query(&stranger), "").page.unwrap().contains("AADSTS700016"));
}

#[test]
fn errors_that_the_client_may_know_go_to_its_address() {
    let client = Client::of(Scenario::Contoso, |_| {});
    for (changes, word, number) in [
        (&[("response_type", "token")][..], "unsupported_response_type", 70_005),
        (&[("response_mode", "form_post")], "invalid_request", 70_007),
        (&[("scope", "Unheard.Of")], "invalid_scope", 70_011),
        (&[("prompt", "none")], "interaction_required", 50_058),
        (&[("prompt", "maybe")], "invalid_request", 90_023),
        (&[("code_challenge", "")], "invalid_request", 50_147),
        (&[("code_challenge", "short")], "invalid_request", 501_491),
        (&[("code_challenge_method", "S512")], "invalid_request", 501_491),
    ] {
        let location = location(&browser(&client, &Method::GET, &query(changes), ""));
        assert!(location.contains(&format!("error={word}&error_description=AADSTS{number}")), "{changes:?}: {location}");
        assert!(location.ends_with("&state=s%26t"), "{location}");
    }
    let cancelled = location(&browser(&client, &Method::POST, &query(&[]), "decision=cancel"));
    assert!(cancelled.contains("error=access_denied"), "{cancelled}");
}
