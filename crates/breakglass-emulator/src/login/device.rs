//! Device codes: a client without a browser asks, a person approves at the page, the client polls.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-device-code> and
//! <https://datatracker.ietf.org/doc/html/rfc8628> (read 2026-11-25).

use std::collections::BTreeMap;

use axum::http::Method;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::delegated;
use super::grants::{Decision, Device, Granted, later};
use super::refusal::{self, Refusal, refuse};
use crate::address::Address;
use crate::app::{App, random_bytes};
use crate::exchange::{Reply, Request};

/// How long a person has, in seconds.
const LIFE: i64 = 900;
/// Letters and digits that nobody mistakes for each other; the lengths are those of live codes.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const CODE_LENGTH: usize = 9;

/// Answers a client that asks for a code.
pub(super) fn begin(app: &App, request: &Request, address: &Address, tenant: &str) -> Reply {
    begun(app, request, address, tenant).unwrap_or_else(|refusal| refuse(app, refusal))
}

fn begun(app: &App, request: &Request, address: &Address, tenant: &str) -> Result<Reply, Refusal> {
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(&request.body).into_owned().collect();
    delegated::tenant(app, tenant)?;
    let client = delegated::client(app, &form)?;
    let asked = delegated::asked(app, form.get("scope").ok_or(refusal::PARAMETER)?)?;
    let device_code = BASE64_URL_SAFE_NO_PAD.encode(random_bytes::<32>().map_err(|_| refusal::SERVER)?);
    let user_code: String = random_bytes::<CODE_LENGTH>()
        .map_err(|_| refusal::SERVER)?
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(*byte) % ALPHABET.len()))
        .map(|letter| char::from(*letter))
        .collect();
    let page = format!("{}/devicelogin", address.base);
    let device = Device {
        user_code: user_code.clone(),
        client,
        scopes: asked.scopes,
        audience: asked.audience,
        ends: later(app.now(), LIFE),
        polled: None,
        decision: Decision::Pending,
    };
    app.grants.ask(device_code.clone(), device);
    Ok(Reply::json(
        200,
        json!({
            "user_code": user_code, "device_code": device_code, "verification_uri": page, "expires_in": LIFE,
            "interval": app.device_code_interval,
            "message": format!("To sign in, use a web browser to open the page {page} and enter the code {user_code} to authenticate."),
        }),
    ))
}

/// What a client that polls is granted, or why not yet.
pub(super) fn redeem(app: &App, form: &BTreeMap<String, String>) -> Result<Granted, Refusal> {
    let client = delegated::client(app, form)?;
    let (now, interval) = (app.now(), i64::from(app.device_code_interval));
    let device = app.grants.poll(form.get("device_code").ok_or(refusal::PARAMETER)?, now).ok_or(refusal::DEVICE_CODE)?;
    if device.client != client {
        return Err(refusal::DEVICE_CODE);
    }
    if device.ends <= now {
        return Err(refusal::DEVICE_ENDED);
    }
    match device.decision {
        Decision::Approved(person) => Ok(Granted { client, person, scopes: device.scopes, audience: device.audience }),
        Decision::Declined => Err(refusal::DECLINED),
        // Two clocks and a network lie between client and server: a fifth too early is forgiven.
        Decision::Pending if device.polled.is_some_and(|last| now.duration_since(last).as_millis() < i128::from(interval) * 800) => {
            Err(refusal::SLOW_DOWN)
        }
        Decision::Pending => Err(refusal::PENDING),
    }
}

/// The page at which a person enters the code. Everybody may be signed in: no password is asked for.
pub(super) fn page(app: &App, request: &Request) -> Reply {
    if request.method == Method::GET {
        return Reply::page(200, form_page(""));
    }
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(&request.body).into_owned().collect();
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    match decide(app, field("code"), field("user"), field("decision") == "approve") {
        Ok(()) => Reply::page(200, "<!doctype html><title>Signed in</title><p>The device was told. You may close this page.".to_owned()),
        Err(refusal) => Reply::page(200, form_page(refusal.3)),
    }
}

fn form_page(why: &str) -> String {
    format!(
        "<!doctype html><title>Enter code</title><h1>Enter code</h1><p>{why}<form method=post><p><label>Code <input name=code \
         autocomplete=off></label><p><label>User principal name or object id <input name=user></label>\
         <p><button name=decision value=approve>Approve</button> <button name=decision value=decline>Decline</button></form>"
    )
}

/// What `/_emulator/device-codes` answers: who waits, or a decision.
pub(crate) fn control(app: &App, request: &Request) -> Reply {
    if request.method == Method::GET {
        let waiting = app.grants.waiting(app.now());
        let waiting: Vec<Value> = waiting
            .iter()
            .map(|it| json!({ "userCode": it.user_code, "clientId": it.client, "scopes": it.scopes, "ends": it.ends.to_string() }))
            .collect();
        return Reply::json(200, json!({ "waiting": waiting }));
    }
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_approved = match text("decision") {
        "approve" => true,
        "decline" => false,
        _ => {
            return Reply::json(
                400,
                json!({ "error": "send {\"userCode\": …, \"user\": id or name, \"decision\": \"approve\" or \"decline\"}" }),
            );
        }
    };
    match decide(app, text("userCode"), text("user"), is_approved) {
        Ok(()) => Reply::json(200, json!({ "decision": text("decision") })),
        Err(refusal) => Reply::json(400, json!({ "error": refusal.3 })),
    }
}

fn decide(app: &App, user_code: &str, user: &str, is_approved: bool) -> Result<(), Refusal> {
    let decision = if is_approved { Decision::Approved(delegated::person(app, user)?) } else { Decision::Declined };
    if app.grants.decide(user_code, &decision, app.now()) { Ok(()) } else { Err(refusal::USER_CODE) }
}
