//! The instance metadata service of a virtual machine: tokens for its managed identity, here the same as the app's.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/how-to-use-vm-token>
//! (read 2026-11-22).

use std::collections::BTreeMap;

use serde_json::json;

use super::token;
use crate::address::GRAPH_HOSTS;
use crate::app::App;
use crate::exchange::{Reply, Request};

/// Answers a request for a token.
pub(super) fn answer(app: &App, request: &Request) -> Reply {
    let refused = |text: &str| Reply::json(400, json!({ "error": "invalid_request", "error_description": text }));
    if request.header("metadata").is_none_or(|value| !value.eq_ignore_ascii_case("true")) {
        return refused("Required metadata header not specified");
    }
    let query: BTreeMap<String, String> =
        url::form_urlencoded::parse(request.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    if query.get("api-version").is_none_or(|version| version != "2018-02-01") {
        return refused("Required query variable 'api-version' not specified");
    }
    let resource = query.get("resource").map(|resource| resource.trim_end_matches('/'));
    let Some(resource) = resource.filter(|it| it.strip_prefix("https://").is_some_and(|host| GRAPH_HOSTS.contains(&host))) else {
        return refused("The resource is not known");
    };
    if query.get("client_id").is_some_and(|client| !client.eq_ignore_ascii_case(&app.client_id)) {
        return refused("Identity not found");
    }
    let now = app.now().as_second();
    Reply::json(
        200,
        json!({
            "access_token": token::sign(app, resource), "refresh_token": "", "expires_in": token::LIFETIME.to_string(),
            "expires_on": (now + token::LIFETIME).to_string(), "not_before": now.to_string(), "resource": resource, "token_type": "Bearer",
        }),
    )
}
