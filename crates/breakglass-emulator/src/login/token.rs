//! Access tokens: issued to the app registration, and recognised when they come back.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED, KeyPair, UnparsedPublicKey};
use serde_json::{Value, json};

use super::discovery::KEY_ID;
use super::refusal::{self, Refusal, refuse};
use super::{assertion, authorize, delegated, device, resource};
use crate::address::{Address, Host};
use crate::app::{App, random_guid};
use crate::exchange::{Reply, Request};
use crate::state::guid;

/// What the app registration is called.
pub(crate) const APP_NAME: &str = "Emergency access assessment";
/// How long a token is good for, in seconds.
pub(super) const LIFETIME: i64 = 3599;
/// The kind of assertion that is understood.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// What a token says.
pub(crate) struct Claims {
    /// Application permissions, or the scopes of a person.
    pub(crate) permissions: BTreeSet<String>,
    pub(crate) app_id: String,
    pub(crate) app_name: String,
    /// The object that the token was issued to.
    pub(crate) principal: String,
    /// Object id and user principal name of the person, where one signed in.
    pub(crate) person: Option<(String, String)>,
}

/// Why a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unacceptable {
    Malformed,
    Expired,
    Audience,
}

/// Answers the token endpoint.
pub(super) fn issue(app: &App, request: &Request, address: &Address, tenant: &str) -> Reply {
    match grant(app, request, address, tenant) {
        Ok(reply) => reply,
        Err(refusal) => refuse(app, refusal),
    }
}

fn grant(app: &App, request: &Request, address: &Address, tenant: &str) -> Result<Reply, Refusal> {
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(&request.body).into_owned().collect();
    match form.get("grant_type").map(String::as_str) {
        Some(DEVICE_CODE) => {
            delegated::tenant(app, tenant)?;
            return delegated::answer(app, device::redeem(app, &form)?);
        }
        Some("authorization_code") => {
            delegated::tenant(app, tenant)?;
            return delegated::answer(app, authorize::redeem(app, &form)?);
        }
        Some("refresh_token") => {
            delegated::tenant(app, tenant)?;
            return delegated::refresh(app, &form);
        }
        _ => {}
    }
    let basic = basic(request);
    if matches!(tenant, "common" | "consumers") {
        return Err(refusal::COMMON);
    }
    if !app.tenant().is_named(tenant) {
        return Err(refusal::TENANT);
    }
    let client = basic.as_ref().map(|(client, _)| client).or_else(|| form.get("client_id")).ok_or(refusal::PARAMETER)?;
    match form.get("grant_type").map(String::as_str) {
        Some("client_credentials") => {}
        Some(_) => return Err(refusal::GRANT),
        None => return Err(refusal::PARAMETER),
    }
    let audience = match (form.get("scope"), form.get("resource")) {
        (Some(scope), _) => resource::of_scope(scope)?,
        (None, Some(resource)) => resource::known(resource)?,
        (None, None) => return Err(refusal::PARAMETER),
    };
    if !client.eq_ignore_ascii_case(&app.client_id) {
        return Err(refusal::APPLICATION);
    }
    let secret = basic.as_ref().map(|(_, secret)| secret).or_else(|| form.get("client_secret"));
    match (secret, form.get("client_assertion")) {
        (Some(secret), _) if *secret == app.client_secret => {}
        (Some(_), _) => return Err(refusal::SECRET),
        (None, Some(assertion)) => {
            if form.get("client_assertion_type").map(String::as_str) != Some(JWT_BEARER) {
                return Err(refusal::ASSERTION);
            }
            assertion::check(app, assertion, &endpoints(app, address, tenant))?;
        }
        (None, None) => return Err(refusal::CREDENTIAL),
    }
    let token = sign(app, &audience);
    let Some(resource) = form.get("resource").filter(|_| !form.contains_key("scope")) else {
        return Ok(Reply::json(
            200,
            json!({ "token_type": "Bearer", "expires_in": LIFETIME, "ext_expires_in": LIFETIME, "access_token": token }),
        ));
    };
    let (lifetime, now) = (LIFETIME.to_string(), app.now().as_second());
    Ok(Reply::json(
        200,
        json!({
            "token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "expires_on": (now + LIFETIME).to_string(),
            "not_before": now.to_string(), "resource": resource, "access_token": token,
        }),
    ))
}

/// Client id and secret from HTTP Basic.
fn basic(request: &Request) -> Option<(String, String)> {
    let encoded = request.header("authorization")?.strip_prefix("Basic ")?;
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let decoded = |part: &str| url::form_urlencoded::parse(format!("x={part}").as_bytes()).next().map(|(_, value)| value.into_owned());
    let (client, secret) = text.split_once(':')?;
    Some((decoded(client)?, decoded(secret)?))
}

/// The names under which an assertion may speak of this endpoint.
fn endpoints(app: &App, address: &Address, tenant: &str) -> Vec<String> {
    let bases = [address.base.as_str(), "https://login.microsoftonline.com"];
    let own = app.tenant();
    let tenants = [tenant, own.id.as_str(), own.initial_domain.as_str()];
    bases.iter().flat_map(|base| tenants.iter().map(move |tenant| format!("{base}/{tenant}/oauth2/v2.0/token"))).collect()
}

/// The object id of an application's service principal.
pub(crate) fn principal(client_id: &str) -> String {
    guid::derived(&format!("{client_id}/service principal"))
}

/// A token for the app itself.
pub(super) fn sign(app: &App, audience: &str) -> String {
    let now = app.now().as_second();
    let object = principal(&app.client_id);
    // Permissions are those of one resource; for Azure there are none, roles there hang on subscriptions.
    let roles = if resource::is_graph(audience) { json!(app.permissions) } else { json!([]) };
    let claims = json!({
        "aud": audience, "iss": format!("https://sts.windows.net/{}/", app.tenant().id), "iat": now, "nbf": now, "exp": now + LIFETIME,
        "appid": app.client_id, "appidacr": if app.certificate.is_some() { "2" } else { "1" }, "app_displayname": APP_NAME,
        "idtyp": "app", "oid": object, "sub": object, "tid": app.tenant().id, "roles": roles, "uti": random_guid(), "ver": "1.0",
    });
    signed(app, &claims)
}

/// Claims under our signature.
pub(super) fn signed(app: &App, claims: &Value) -> String {
    let header = json!({ "typ": "JWT", "alg": "ES256", "kid": KEY_ID });
    let message = format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(header.to_string()), BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = app.signing_key.sign(&SystemRandom::new(), message.as_bytes());
    let signature = signature.map(|signature| BASE64_URL_SAFE_NO_PAD.encode(signature)).unwrap_or_default();
    format!("{message}.{signature}")
}

/// Whether a token carries our signature.
pub(super) fn is_signed(app: &App, token: &str) -> bool {
    let Some((message, signature)) = token.rsplit_once('.') else { return false };
    let Ok(signature) = BASE64_URL_SAFE_NO_PAD.decode(signature) else { return false };
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, app.signing_key.public_key().as_ref());
    key.verify(message.as_bytes(), &signature).is_ok()
}

/// What a token says, where it is ours, still good, and meant for this service on this host.
pub(crate) fn verify(app: &App, token: &str, host: Host, is_meant: fn(&str) -> bool) -> Result<Claims, Unacceptable> {
    if !is_signed(app, token) {
        return Err(Unacceptable::Malformed);
    }
    let payload = token.split('.').nth(1).ok_or(Unacceptable::Malformed)?;
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).map_err(|_| Unacceptable::Malformed)?;
    let claims: Value = serde_json::from_slice(&payload).map_err(|_| Unacceptable::Malformed)?;
    if claims.get("appid").is_none() {
        return Err(Unacceptable::Malformed);
    }
    if claims.get("exp").and_then(Value::as_i64).is_none_or(|end| end <= app.now().as_second()) {
        return Err(Unacceptable::Expired);
    }
    let audience = claims.get("aud").and_then(Value::as_str).unwrap_or_default();
    if !is_meant(audience) || !resource::fits(audience, host) {
        return Err(Unacceptable::Audience);
    }
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let roles = claims.get("roles").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let (scopes, principal) = (text("scp"), text("oid"));
    Ok(Claims {
        permissions: roles.chain(scopes.split_whitespace()).map(str::to_owned).collect(),
        app_id: text("appid"),
        app_name: text("app_displayname"),
        // Only people have scopes.
        person: (!scopes.is_empty()).then(|| (principal.clone(), text("upn"))),
        principal,
    })
}
