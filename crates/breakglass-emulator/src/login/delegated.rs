//! Tokens of people: which scopes a client may ask for, what the answer holds, and how it is renewed.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow> and
//! <https://learn.microsoft.com/en-us/entra/identity-platform/scopes-oidc> (read 2026-11-25).

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::grants::{Granted, later};
use super::refusal::{self, Refusal};
use super::token;
use crate::address::GRAPH_HOSTS;
use crate::app::{App, random_bytes, random_guid};
use crate::exchange::{Reply, Request};
use crate::graph::roles_of;
use crate::state::text;

/// Microsoft Graph Command Line Tools, a public client that every tenant may use.
///
/// Source: <https://learn.microsoft.com/en-us/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in> (read 2026-11-25).
pub(crate) const GRAPH_TOOLS: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
/// What OpenID Connect knows besides a resource's scopes.
const OPENID: [&str; 4] = ["openid", "profile", "email", "offline_access"];
/// What every person may grant and no path of ours needs.
const OWN: [&str; 1] = ["User.Read"];
/// How long a refresh token is good for, in seconds (`emulator:refresh-token-life`).
const REFRESH_LIFE: i64 = 90 * 24 * 3600;

/// What a client asks a person for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) audience: String,
    pub(super) scopes: Vec<String>,
}

/// Reads the parameter `scope`: names of one Graph, alone or behind its address, `.default`, and those of OpenID Connect.
pub(super) fn asked(app: &App, scope: &str) -> Result<Asked, Refusal> {
    let (mut audience, mut scopes) = (None, BTreeSet::new());
    let (known, consented) = (app.requirements.names(), consented(app));
    for name in scope.split_whitespace() {
        let (resource, name) = match name.strip_prefix("https://").and_then(|rest| rest.split_once('/')) {
            Some((host, name)) if GRAPH_HOSTS.contains(&host) => (Some(format!("https://{host}")), name),
            Some(_) => return Err(refusal::SCOPE),
            None => (None, name),
        };
        if let Some(resource) = resource
            && audience.replace(resource.clone()).is_some_and(|other| other != resource)
        {
            return Err(refusal::SCOPE);
        }
        match name {
            ".default" => scopes.extend(consented.iter().cloned()),
            name if OPENID.contains(&name) || OWN.contains(&name) || known.contains(name) || consented.contains(name) => {
                scopes.insert(name.to_owned());
            }
            _ => return Err(refusal::SCOPE),
        }
    }
    if scopes.is_empty() {
        return Err(refusal::SCOPE);
    }
    Ok(Asked { audience: audience.unwrap_or_else(|| format!("https://{}", GRAPH_HOSTS[0])), scopes: scopes.into_iter().collect() })
}

/// What people consented to earlier: the reading permissions of the app, and whatever the emulator was told.
fn consented(app: &App) -> BTreeSet<String> {
    app.permissions.iter().chain(&app.consents).cloned().collect()
}

/// Whether a client may ask people at all.
pub(super) fn client(app: &App, form: &BTreeMap<String, String>) -> Result<String, Refusal> {
    let client = form.get("client_id").filter(|it| !it.is_empty()).ok_or(refusal::PARAMETER)?;
    let has_credential = form.contains_key("client_secret") || form.contains_key("client_assertion");
    if client.eq_ignore_ascii_case(GRAPH_TOOLS) {
        return if has_credential { Err(refusal::PUBLIC_CREDENTIAL) } else { Ok(GRAPH_TOOLS.to_owned()) };
    }
    if !client.eq_ignore_ascii_case(&app.client_id) {
        return Err(refusal::APPLICATION);
    }
    match (app.public_client, has_credential) {
        (true, _) => Ok(app.client_id.clone()),
        (false, true) => Err(refusal::SECRET),
        (false, false) => Err(refusal::NOT_PUBLIC),
    }
}

/// Whether a tenant of the path is ours: people may also come by way of the common names.
pub(super) fn tenant(app: &App, tenant: &str) -> Result<(), Refusal> {
    if matches!(tenant, "common" | "organizations") || app.tenant().is_named(tenant) { Ok(()) } else { Err(refusal::TENANT) }
}

/// The object id of a person who can sign in, by id or user principal name.
pub(super) fn person(app: &App, named: &str) -> Result<String, Refusal> {
    let tenant = app.tenant();
    let user = tenant.users.find(named.trim()).ok_or(refusal::NO_SUCH_USER)?;
    if user.get("accountEnabled") == Some(&Value::Bool(false)) {
        return Err(refusal::DISABLED);
    }
    text(&user, "id").map(str::to_owned).ok_or(refusal::NO_SUCH_USER)
}

/// The answer of the token endpoint to a grant; the person must still be able to sign in.
pub(super) fn answer(app: &App, granted: Granted) -> Result<Reply, Refusal> {
    person(app, &granted.person)?;
    let scopes: BTreeSet<String> = granted.scopes.iter().chain(&app.consents).cloned().collect();
    let of_resource: Vec<&str> = scopes.iter().map(String::as_str).filter(|it| *it != "offline_access").collect();
    let mut body = json!({
        "token_type": "Bearer", "scope": of_resource.join(" "), "expires_in": token::LIFETIME, "ext_expires_in": token::LIFETIME,
        "access_token": sign(app, &granted, &of_resource.join(" ")),
    });
    if scopes.contains("offline_access")
        && let Some(body) = body.as_object_mut()
    {
        let refresh = BASE64_URL_SAFE_NO_PAD.encode(random_bytes::<32>().map_err(|_| refusal::SERVER)?);
        body.insert("refresh_token".to_owned(), Value::from(refresh.clone()));
        app.grants.keep(refresh, granted, later(app.now(), REFRESH_LIFE));
    }
    Ok(Reply::json(200, body))
}

/// The answer to a refresh token; fewer scopes may be asked for, not more.
pub(super) fn refresh(app: &App, form: &BTreeMap<String, String>) -> Result<Reply, Refusal> {
    let client = client(app, form)?;
    let token = form.get("refresh_token").ok_or(refusal::PARAMETER)?;
    let (mut granted, ends) = app.grants.refreshed(token).ok_or(refusal::GRANT_INVALID)?;
    if granted.client != client {
        return Err(refusal::GRANT_INVALID);
    }
    if ends <= app.now() {
        return Err(refusal::GRANT_INACTIVE);
    }
    if let Some(scope) = form.get("scope") {
        let asked = asked(app, scope)?;
        if asked.scopes.iter().any(|name| !granted.scopes.contains(name)) {
            return Err(refusal::CONSENT);
        }
        granted.audience = asked.audience;
    }
    answer(app, granted)
}

/// What `/_emulator/person-token` answers: a token of a person through whatever client with whatever scopes, as other programs hold them.
pub(crate) fn issue(app: &App, request: &Request) -> Reply {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let (client, scopes) = (field("clientId"), field("scopes"));
    if client.is_empty() || scopes.is_empty() {
        return Reply::json(400, json!({ "error": "send {\"clientId\": …, \"user\": id or name, \"scopes\": \"Policy.Read.All …\"}" }));
    }
    match person(app, field("user")) {
        Ok(person) => {
            let audience = format!("https://{}", GRAPH_HOSTS[0]);
            let granted = Granted { client: client.to_owned(), person, scopes: Vec::new(), audience };
            Reply::json(200, json!({ "token": sign(app, &granted, scopes), "expiresIn": token::LIFETIME }))
        }
        Err(refusal) => Reply::json(400, json!({ "error": refusal.3 })),
    }
}

/// A token for a person: the scopes, and the directory roles that stand behind them.
fn sign(app: &App, granted: &Granted, scopes: &str) -> String {
    let (now, tenant) = (app.now().as_second(), app.tenant());
    let user = tenant.users.find(&granted.person);
    let named = |property: &str| user.as_ref().and_then(|user| text(user, property)).unwrap_or_default().to_owned();
    let roles: Vec<&str> = roles_of(&tenant, &granted.person).into_iter().collect();
    let name = if granted.client == GRAPH_TOOLS { "Microsoft Graph Command Line Tools" } else { token::APP_NAME };
    let claims = json!({
        "aud": granted.audience, "iss": format!("https://sts.windows.net/{}/", tenant.id), "iat": now, "nbf": now, "exp": now + token::LIFETIME,
        "appid": granted.client, "appidacr": "0", "app_displayname": name, "idtyp": "user", "oid": granted.person, "sub": granted.person,
        "upn": named("userPrincipalName"), "name": named("displayName"), "scp": scopes, "tid": tenant.id, "wids": roles, "uti": random_guid(),
        "ver": "1.0",
    });
    token::signed(app, &claims)
}
