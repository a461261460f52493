//! Discovery: where the endpoints are, who issues tokens, with which keys.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::signature::KeyPair;
use serde_json::json;

use super::refusal;
use crate::address::{Address, Host};
use crate::app::App;
use crate::exchange::Reply;

/// The id of the only key.
pub(super) const KEY_ID: &str = "emulator-1";

/// The network name, the cache name and the aliases of each cloud's sign-in host (`emulator:instance-aliases`).
const CLOUDS: [(&str, &str, &[&str]); 3] = [
    (
        "login.microsoftonline.com",
        "login.windows.net",
        &["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
    ),
    ("login.microsoftonline.us", "login.microsoftonline.us", &["login.microsoftonline.us", "login.usgovcloudapi.net"]),
    (
        "login.partner.microsoftonline.cn",
        "login.partner.microsoftonline.cn",
        &["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
    ),
];

/// The OpenID configuration of a tenant, named by id or domain.
///
/// `breakglass_conditional_access_per_second` is ours: how fast this stand-in wants to be asked.
pub(super) fn document(app: &App, address: &Address, tenant: &str) -> Reply {
    let is_generic = is_generic(tenant);
    if !is_generic && !app.tenant().is_named(tenant) {
        return refusal::refuse(app, refusal::TENANT);
    }
    let base = &address.base;
    let own = app.tenant();
    let id = if is_generic { "{tenantid}" } else { own.id.as_str() };
    let tenant = if is_generic { tenant } else { id };
    let (issuer, graph) = cloud(address);
    Reply::json(
        200,
        json!({
            "token_endpoint": format!("{base}/{tenant}/oauth2/v2.0/token"),
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "jwks_uri": format!("{base}/{tenant}/discovery/v2.0/keys"),
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": format!("https://{issuer}/{id}/v2.0"),
            "authorization_endpoint": format!("{base}/{tenant}/oauth2/v2.0/authorize"),
            "device_authorization_endpoint": format!("{base}/{tenant}/oauth2/v2.0/devicecode"),
            "end_session_endpoint": format!("{base}/{tenant}/oauth2/v2.0/logout"),
            "userinfo_endpoint": format!("https://{graph}/oidc/userinfo"),
            "tenant_region_scope": "EU", "cloud_instance_name": issuer.strip_prefix("login.").unwrap_or(issuer), "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": graph, "rbac_url": "https://pas.windows.net",
            "breakglass_conditional_access_per_second": app.rate,
        }),
    )
}

/// The configuration as the older endpoint words it: other addresses and another issuer.
pub(super) fn older(app: &App, address: &Address, tenant: &str) -> Reply {
    let mut reply = document(app, address, tenant);
    if let Some(serde_json::Value::Object(body)) = &mut reply.body {
        let id = if is_generic(tenant) { "{tenantid}".to_owned() } else { app.tenant().id.clone() };
        let root = format!("{}/{}", address.base, if is_generic(tenant) { tenant } else { id.as_str() });
        let issuer = format!("https://sts.windows.net/{id}/");
        for (name, value) in [
            ("token_endpoint", format!("{root}/oauth2/token")),
            ("authorization_endpoint", format!("{root}/oauth2/authorize")),
            ("device_authorization_endpoint", format!("{root}/oauth2/devicecode")),
            ("jwks_uri", format!("{root}/discovery/keys")),
            ("issuer", issuer),
        ] {
            if let Some(place) = body.get_mut(name) {
                *place = value.into();
            }
        }
    }
    reply
}

fn is_generic(tenant: &str) -> bool {
    matches!(tenant, "common" | "organizations" | "consumers")
}

/// The sign-in host and the Graph host of the cloud that was asked.
fn cloud(address: &Address) -> (&'static str, &'static str) {
    match address.host {
        Host::Login("login.microsoftonline.us") => ("login.microsoftonline.us", "graph.microsoft.us"),
        Host::Login("login.chinacloudapi.cn" | "login.partner.microsoftonline.cn") => {
            ("login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn")
        }
        _ => ("login.microsoftonline.com", "graph.microsoft.com"),
    }
}

/// The clouds that clients may trust.
pub(super) fn instance(address: &Address) -> Reply {
    let metadata: Vec<_> = CLOUDS
        .iter()
        .map(|(network, cache, aliases)| json!({ "preferred_network": network, "preferred_cache": cache, "aliases": aliases }))
        .collect();
    Reply::json(
        200,
        json!({
            "tenant_discovery_endpoint": format!("{}/common/v2.0/.well-known/openid-configuration", address.base),
            "api-version": "1.1", "metadata": metadata,
        }),
    )
}

/// The public half of the key that signs tokens.
pub(super) fn keys(app: &App) -> Reply {
    let point = app.signing_key.public_key().as_ref();
    let part = |from: usize, to: usize| BASE64_URL_SAFE_NO_PAD.encode(point.get(from..to).unwrap_or_default());
    let key = json!({ "kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": KEY_ID, "x": part(1, 33), "y": part(33, 65) });
    Reply::json(200, json!({ "keys": [key] }))
}
