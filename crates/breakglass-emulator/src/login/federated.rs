//! Workload identity federation: another identity provider, whose word the app registration accepts. The emulator plays both sides.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation> (read 2026-11-25): issuer, subject and
//! audience must be those of the federated credential.

use serde_json::{Value, json};

use super::refusal::{self, Refusal};
use super::token;
use crate::app::{App, random_guid};
use crate::exchange::Reply;

/// The provider and the workload that the app registration trusts.
const ISSUER: &str = "https://issuer.breakglass.example";
const SUBJECT: &str = "workload:assessment";
const AUDIENCE: &str = "api://AzureADTokenExchange";
const LIFETIME: i64 = 600;

/// What the other provider hands to the workload.
pub(crate) fn issue(app: &App) -> Reply {
    let token = of(app, SUBJECT, AUDIENCE);
    Reply::json(200, json!({ "token": token, "issuer": ISSUER, "subject": SUBJECT, "audience": AUDIENCE }))
}

/// The provider's word on any workload.
pub(crate) fn of(app: &App, subject: &str, audience: &str) -> String {
    let now = app.now().as_second();
    let claims = json!({
        "iss": ISSUER, "sub": subject, "aud": audience, "iat": now, "nbf": now, "exp": now + LIFETIME, "jti": random_guid(),
    });
    token::signed(app, &claims)
}

/// Whether an assertion names the other provider.
pub(super) fn is_meant(claims: &Value) -> bool {
    claims.get("iss").and_then(Value::as_str) == Some(ISSUER)
}

/// Whether it fits the federated credential. It may be used again until it ends.
pub(super) fn check(app: &App, assertion: &str, claims: &Value) -> Result<(), Refusal> {
    let is = |name: &str, wanted: &str| claims.get(name).and_then(Value::as_str) == Some(wanted);
    if !token::is_signed(app, assertion) {
        return Err(refusal::SIGNATURE);
    }
    if !is("sub", SUBJECT) || !is("aud", AUDIENCE) {
        return Err(refusal::FEDERATED);
    }
    let second = |name: &str| claims.get(name).and_then(Value::as_i64);
    let now = app.now().as_second();
    if second("exp").is_none_or(|end| end < now) || second("nbf").is_some_and(|start| start > now) {
        return Err(refusal::TIME);
    }
    Ok(())
}
