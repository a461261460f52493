//! The authorization endpoint: a browser comes with a request and leaves with a code, or with an error, for the client's own address.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow>,
//! <https://learn.microsoft.com/en-us/entra/identity-platform/reply-url> and <https://datatracker.ietf.org/doc/html/rfc7636> (read 2026-11-25).

use std::collections::BTreeMap;

use axum::http::Method;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use url::{Host, Url};

use super::delegated;
use super::grants::{Granted, later};
use super::refusal::{self, Refusal};
use crate::app::{App, random_bytes};
use crate::exchange::{Reply, Request};

/// How long a code is good for, in seconds.
const LIFE: i64 = 600;
/// Lengths of challenges and verifiers.
const SHORTEST: usize = 43;
const LONGEST: usize = 128;

/// A code that waits for its client.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    granted: Granted,
    redirect: String,
    challenge: Option<Challenge>,
    ends: jiff::Timestamp,
}

/// What the client must be able to show.
#[derive(Debug, Clone)]
enum Challenge {
    Plain(String),
    Sha256(String),
}

/// A request that is sound enough for an answer at the client's address.
struct Sound {
    client: String,
    redirect: Url,
    /// As the client wrote it.
    written: String,
    state: Option<String>,
}

type Fields = BTreeMap<String, String>;

/// Answers the browser. With `prompt=none` nothing is shown; a page asks who signs in otherwise.
///
/// Who is told only by the field `user` of the page: no password is asked for.
pub(super) fn answer(app: &App, request: &Request, tenant: &str) -> Reply {
    let query = request.uri.query().unwrap_or_default();
    let fields: Fields = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    // An error before the client and its address are known stays on a page: nobody may be sent anywhere.
    let sound = match sound(app, &fields, tenant) {
        Ok(sound) => sound,
        Err(refusal) => return error_page(refusal),
    };
    match decided(app, request, &fields, &sound) {
        Ok(Some(code)) => redirect(&sound, &[("code", &code)]),
        Ok(None) => Reply::page(200, sign_in_page(&fields)),
        Err(refusal) => redirect(&sound, &[("error", refusal.1), ("error_description", &format!("AADSTS{}: {}", refusal.2, refusal.3))]),
    }
}

/// The client, and an address of its own.
fn sound(app: &App, fields: &Fields, tenant: &str) -> Result<Sound, Refusal> {
    delegated::tenant(app, tenant)?;
    let client = fields.get("client_id").filter(|it| !it.is_empty()).ok_or(refusal::PARAMETER)?;
    let only_id = BTreeMap::from([("client_id".to_owned(), client.clone())]);
    // Whether it is public shows when the code is redeemed.
    let client = match delegated::client(app, &only_id) {
        Err(refused) if refused.2 == refusal::NOT_PUBLIC.2 => app.client_id.clone(),
        other => other?,
    };
    let written = fields.get("redirect_uri").ok_or(refusal::PARAMETER)?.clone();
    let redirect = Url::parse(&written).map_err(|_| refusal::REDIRECT)?;
    if !is_registered(&redirect) {
        return Err(refusal::REDIRECT);
    }
    Ok(Sound { client, redirect, written, state: fields.get("state").cloned() })
}

/// `http://localhost` is registered, and any port fits it; other paths, other hosts and IPv6 do not.
fn is_registered(redirect: &Url) -> bool {
    let is_local = matches!(redirect.host(), Some(Host::Domain("localhost")));
    let has_more =
        redirect.query().is_some() || redirect.fragment().is_some() || !redirect.username().is_empty() || redirect.password().is_some();
    redirect.scheme() == "http" && is_local && redirect.path() == "/" && !has_more
}

/// The code for the client, or none where a person is to be asked first.
fn decided(app: &App, request: &Request, fields: &Fields, sound: &Sound) -> Result<Option<String>, Refusal> {
    let field = |name: &str| fields.get(name).map(String::as_str);
    if field("response_type") != Some("code") {
        return Err(refusal::RESPONSE_TYPE);
    }
    if !matches!(field("response_mode"), None | Some("query")) {
        return Err(refusal::RESPONSE_MODE);
    }
    let challenge = challenge(fields)?;
    let asked = delegated::asked(app, field("scope").ok_or(refusal::PARAMETER)?)?;
    match field("prompt") {
        None | Some("login" | "consent" | "select_account") => {}
        Some("none") => return Err(refusal::INTERACTION),
        Some(_) => return Err(refusal::PROMPT),
    }
    if request.method == Method::GET {
        return Ok(None);
    }
    let form: Fields = url::form_urlencoded::parse(&request.body).into_owned().collect();
    if form.get("decision").map(String::as_str) != Some("approve") {
        return Err(refusal::ACCESS_DENIED);
    }
    let person = delegated::person(app, form.get("user").map(String::as_str).unwrap_or_default())?;
    let code = BASE64_URL_SAFE_NO_PAD.encode(random_bytes::<32>().map_err(|_| refusal::SERVER)?);
    let granted = Granted { client: sound.client.clone(), person, scopes: asked.scopes, audience: asked.audience };
    app.grants.give(code.clone(), Code { granted, redirect: sound.written.clone(), challenge, ends: later(app.now(), LIFE) });
    Ok(Some(code))
}

fn challenge(fields: &Fields) -> Result<Option<Challenge>, Refusal> {
    let method = fields.get("code_challenge_method").map(String::as_str);
    let Some(challenge) = fields.get("code_challenge") else {
        return if method.is_some() { Err(refusal::NO_CHALLENGE) } else { Ok(None) };
    };
    if !(SHORTEST..=LONGEST).contains(&challenge.len()) {
        return Err(refusal::CHALLENGE);
    }
    match method {
        Some("S256") => Ok(Some(Challenge::Sha256(challenge.clone()))),
        Some("plain") | None => Ok(Some(Challenge::Plain(challenge.clone()))),
        Some(_) => Err(refusal::CHALLENGE),
    }
}

/// What a client is granted for its code. A code is good once, whatever comes of it.
pub(super) fn redeem(app: &App, form: &Fields) -> Result<Granted, Refusal> {
    let client = delegated::client(app, form)?;
    let (code, is_used) = app.grants.given(form.get("code").ok_or(refusal::PARAMETER)?).ok_or(refusal::GRANT_INVALID)?;
    if is_used {
        return Err(refusal::CODE_USED);
    }
    if code.granted.client != client {
        return Err(refusal::GRANT_INVALID);
    }
    if code.ends <= app.now() {
        return Err(refusal::CODE_ENDED);
    }
    if form.get("redirect_uri").ok_or(refusal::PARAMETER)? != &code.redirect {
        return Err(refusal::REDIRECT);
    }
    let verifier = form.get("code_verifier");
    let fits = match (&code.challenge, verifier) {
        (None, None) => true,
        (Some(Challenge::Plain(challenge)), Some(verifier)) => challenge == verifier,
        (Some(Challenge::Sha256(challenge)), Some(verifier)) => {
            *challenge == BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
        }
        (None, Some(_)) | (Some(_), None) => false,
    };
    if fits { Ok(code.granted) } else { Err(refusal::VERIFIER) }
}

/// Sends the browser to the client's address, with what it is told and the state that it gave.
fn redirect(sound: &Sound, told: &[(&str, &str)]) -> Reply {
    let mut address = sound.redirect.clone();
    address.query_pairs_mut().extend_pairs(told).extend_pairs(sound.state.iter().map(|state| ("state", state)));
    Reply::empty(302).with("location", address.to_string())
}

fn error_page(Refusal(_, _, number, text): Refusal) -> Reply {
    Reply::page(
        400,
        format!("<!doctype html><title>Sign in</title><h1>Sorry, but we’re having trouble signing you in.</h1><p>AADSTS{number}: {text}"),
    )
}

/// The page posts to its own address, query and all.
fn sign_in_page(fields: &Fields) -> String {
    let hint = fields.get("login_hint").map(String::as_str).unwrap_or_default();
    format!(
        "<!doctype html><title>Sign in</title><h1>Sign in</h1><form method=post><p><label>User principal name or object id <input name=user \
         value=\"{}\"></label><p><button name=decision value=approve>Sign in and accept</button> <button name=decision value=cancel>Cancel\
         </button></form>",
        escaped(hint)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
