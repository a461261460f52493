//! The sign-in service: tokens for an app and for people, discovery, keys.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow> and
//! <https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc> (read 2026-11-22).

mod assertion;
mod authorize;
pub(crate) mod delegated;
pub(crate) mod device;
mod discovery;
pub(crate) mod federated;
mod grants;
mod metadata;
mod refusal;
pub(crate) mod resource;
mod token;

use axum::http::Method;

use crate::address::Address;
use crate::app::App;
use crate::exchange::{Reply, Request};

pub(crate) use assertion::Certificate;
#[cfg(test)]
pub(crate) use delegated::GRAPH_TOOLS;
pub(crate) use grants::Grants;
pub(crate) use token::{APP_NAME, Claims, Unacceptable, principal, verify};

/// Answers a request to the sign-in service.
pub(crate) fn answer(app: &App, request: &Request, address: &Address, segments: &[String]) -> Reply {
    let lower: Vec<String> = segments.iter().map(|segment| segment.to_ascii_lowercase()).collect();
    let path: Vec<&str> = lower.iter().map(String::as_str).collect();
    match (&request.method, path.as_slice()) {
        (_, ["common", "discovery", "instance"]) => discovery::instance(address),
        (&Method::GET, [tenant, "v2.0", ".well-known", "openid-configuration"]) => discovery::document(app, address, tenant),
        // Some tools ask the older document for nothing but the tenant's id.
        (&Method::GET, [tenant, ".well-known", "openid-configuration"]) => discovery::older(app, address, tenant),
        (&Method::GET, [_, "discovery", "v2.0", "keys"] | [_, "discovery", "keys"]) => discovery::keys(app),
        // The older endpoint names a resource instead of a scope.
        (&Method::POST, [tenant, "oauth2", "token"]) => token::issue(app, request, address, tenant),
        (&Method::POST, [tenant, "oauth2", "v2.0", "token"]) => token::issue(app, request, address, tenant),
        (&Method::POST, [tenant, "oauth2", "v2.0", "devicecode"]) => device::begin(app, request, address, tenant),
        (&Method::GET | &Method::POST, [tenant, "oauth2", "v2.0", "authorize"]) => authorize::answer(app, request, tenant),
        (&Method::GET | &Method::POST, ["devicelogin"]) => device::page(app, request),
        (&Method::GET, ["metadata", "identity", "oauth2", "token"]) => metadata::answer(app, request),
        (_, [_, "oauth2", "v2.0", "token" | "devicecode"]) => refusal::refuse(app, refusal::METHOD),
        _ => Reply::empty(404),
    }
}
