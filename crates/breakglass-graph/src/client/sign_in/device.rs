//! A person signs in with a code, on whatever device; we ask every few seconds whether they did.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-device-code> and
//! <https://datatracker.ietf.org/doc/html/rfc8628#section-3.5> (read 2026-11-25).

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;
use url::{Host, Url};

use super::{Form, SignIn, once, plain};
use crate::client::token::{self, Holder, Token};
use crate::client::{Prompt, Secret, SessionError, TokenError, aadsts, odata, patience};
use crate::wire::node::Node;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Seconds between two polls where the answer names none, and how much longer they get when it asks for that.
const INTERVAL: u64 = 5;
/// No longer pause, and no longer wait for a person, in seconds, whatever the answer says.
const LONGEST_INTERVAL: u64 = 60;
const LONGEST_LIFE: u64 = 1_800;
/// Longest code that a person could enter, in characters.
const LONGEST_CODE: usize = 40;

/// What the service gave out.
struct Code {
    device_code: Secret,
    user_code: String,
    address: String,
    interval: Duration,
    life: Duration,
}

/// What an answer to a poll means.
#[derive(Debug)]
enum Next {
    Done,
    /// Ask again after the same pause.
    Again,
    /// Ask again, more slowly from now on.
    Slower,
    Over(TokenError),
}

/// Shows the code and waits for the person.
pub(super) async fn sign_in(desk: &SignIn<'_>, prompt: &dyn Prompt) -> Result<Token, SessionError> {
    let code = begin(desk).await?;
    let minutes = code.life.as_secs().div_ceil(60);
    prompt.enter(&code.user_code, &code.address, minutes);
    let form = poll_form(&desk.target.client_id, code.device_code);
    let (endpoint, end, mut interval) = (token::endpoint(desk.target, desk.tenant), Instant::now() + code.life, code.interval);
    loop {
        tokio::time::sleep(interval).await;
        if Instant::now() >= end {
            return Err(TokenError::NotInTime(minutes).into());
        }
        match once(desk.post(&endpoint, &form), desk.limits, desk.clock).await {
            Ok((status, body, _)) => match next(status, &body, minutes) {
                Next::Done => return Ok(Token::read(&body, desk.clock.now(), Holder::Person)?),
                Next::Again => {}
                Next::Slower => interval = slower(interval),
                Next::Over(error) => return Err(error.into()),
            },
            // The person may have signed in all the same: the answer is fetched again.
            Err(SessionError::Broken(_)) => interval = slower(interval),
            Err(error) => return Err(error),
        }
    }
}

/// Asks for a code.
async fn begin(desk: &SignIn<'_>) -> Result<Code, SessionError> {
    let endpoint = format!("{}{}/oauth2/v2.0/devicecode", desk.target.endpoints.login, odata::segment(desk.tenant));
    let form: Form = vec![("client_id", plain(&desk.target.client_id)), ("scope", plain(&desk.scope()))];
    let (status, body) = desk.posted(&endpoint, || Ok(form.clone())).await?;
    if status != 200 {
        return Err(aadsts::refused(status, &body).into());
    }
    Ok(read(&body, desk.target.endpoints.is_custom)?)
}

fn poll_form(client_id: &str, device_code: Secret) -> Form {
    vec![("grant_type", plain(GRANT)), ("client_id", plain(client_id)), ("device_code", device_code)]
}

/// Reads the answer to a request for a code. Plain HTTP to this machine is for stand-ins alone.
fn read(body: &[u8], is_custom: bool) -> Result<Code, TokenError> {
    let unexpected = |what: &str| TokenError::Unexpected(format!("the answer to the request for a code {what}"));
    let mut body: Value = serde_json::from_slice(body).map_err(|_| unexpected("is no JSON"))?;
    let device_code = match body.as_object_mut().and_then(|body| body.remove("device_code")) {
        Some(Value::String(code)) if !code.is_empty() => Secret::new(code),
        _ => return Err(unexpected("holds no device code")),
    };
    let node = Node::of(&body).ok_or_else(|| unexpected("is no object"))?;
    let user_code = node.text("user_code").map(str::trim).filter(|code| !code.is_empty() && code.chars().count() <= LONGEST_CODE);
    let address = node.text("verification_uri").and_then(|text| Url::parse(text).ok()).ok_or_else(|| unexpected("names no page"))?;
    let is_local = match address.host() {
        Some(Host::Ipv4(host)) => host.is_loopback(),
        Some(Host::Ipv6(host)) => host.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if address.scheme() != "https" && !(is_custom && is_local && address.scheme() == "http") {
        return Err(unexpected("names a page that is not https"));
    }
    let seconds = |name: &str, otherwise: u64, most: u64| {
        node.number(name).and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(otherwise).clamp(1, most)
    };
    Ok(Code {
        device_code,
        user_code: breakglass_model::visible(user_code.ok_or_else(|| unexpected("holds no code to enter"))?),
        address: breakglass_model::visible(address.as_str()),
        interval: Duration::from_secs(seconds("interval", INTERVAL, LONGEST_INTERVAL)),
        life: Duration::from_secs(seconds("expires_in", 900, LONGEST_LIFE)),
    })
}

/// Branches on the protocol's word: the numbers are for people.
fn next(status: u16, body: &[u8], minutes: u64) -> Next {
    if status == 200 {
        return Next::Done;
    }
    match aadsts::word(body).as_deref() {
        Some("authorization_pending") => Next::Again,
        Some("slow_down") => Next::Slower,
        // The second is the RFC's word for the same.
        Some("authorization_declined" | "access_denied") => Next::Over(TokenError::Declined),
        Some("expired_token") => Next::Over(TokenError::NotInTime(minutes)),
        _ if patience::is_passing(status) || aadsts::is_passing(body) => Next::Slower,
        _ => Next::Over(aadsts::refused(status, body)),
    }
}

fn slower(interval: Duration) -> Duration {
    (interval + Duration::from_secs(INTERVAL)).min(Duration::from_secs(LONGEST_INTERVAL))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(word: &str) -> Vec<u8> {
        serde_json::json!({ "error": word, "error_codes": [70_016] }).to_string().into_bytes()
    }

    #[test]
    fn pending_goes_on_slow_down_goes_slower_and_the_rest_ends() {
        assert!(matches!(next(400, &refusal("authorization_pending"), 15), Next::Again));
        assert!(matches!(next(400, &refusal("slow_down"), 15), Next::Slower));
        assert!(matches!(next(503, b"<html>", 15), Next::Slower));
        for word in ["authorization_declined", "access_denied"] {
            assert!(matches!(next(400, &refusal(word), 15), Next::Over(TokenError::Declined)), "{word}");
        }
        assert!(matches!(next(400, &refusal("expired_token"), 15), Next::Over(TokenError::NotInTime(15))));
        assert!(matches!(next(400, &refusal("bad_verification_code"), 15), Next::Over(TokenError::Refused { .. })));
        assert!(matches!(next(200, b"{}", 15), Next::Done));
    }

    #[test]
    fn pauses_grow_by_five_seconds_up_to_a_minute() {
        assert_eq!(slower(Duration::from_secs(5)), Duration::from_secs(10));
        assert_eq!(slower(Duration::from_secs(58)), Duration::from_secs(60));
    }

    #[test]
    fn an_answer_is_read_within_bounds_and_its_page_is_https() {
        let answer = |changes: serde_json::Value| {
            let mut body =
                serde_json::json!({ "device_code": "d", "user_code": "ABC", "verification_uri": "https://microsoft.com/devicelogin" });
            body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            read(body.to_string().as_bytes(), false)
        };
        let code = answer(serde_json::json!({})).unwrap();
        assert_eq!((code.interval.as_secs(), code.life.as_secs()), (5, 900));
        let code = answer(serde_json::json!({ "interval": 0, "expires_in": 1e9 as i64, "user_code": "A\u{1b}[2J" })).unwrap();
        assert_eq!((code.interval.as_secs(), code.life.as_secs()), (1, LONGEST_LIFE));
        assert!(!code.user_code.contains('\u{1b}'));
        for bad in [
            serde_json::json!({ "verification_uri": "http://127.0.0.1/devicelogin" }),
            serde_json::json!({ "verification_uri": "javascript:alert(1)" }),
            serde_json::json!({ "user_code": "" }),
            serde_json::json!({ "user_code": "x".repeat(100) }),
            serde_json::json!({ "device_code": 7 }),
        ] {
            assert!(answer(bad.clone()).is_err(), "{bad}");
        }
        let local = br#"{"device_code":"d","user_code":"A","verification_uri":"http://127.0.0.1:9/devicelogin"}"#;
        assert!(read(local, true).is_ok() && read(local, false).is_err());
    }
}
