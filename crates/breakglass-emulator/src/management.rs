//! The beginning of Azure Resource Manager: what tenants and subscriptions there are, so that Azure's own tools can sign in.
//!
//! Source: <https://learn.microsoft.com/en-us/rest/api/resources/tenants/list> and
//! <https://learn.microsoft.com/en-us/rest/api/resources/subscriptions/list> (read 2026-11-25).
//! Assumption: what the refusals say (`emulator:management-errors`).

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::{Value, json};

use crate::address::Address;
use crate::app::{App, random_guid};
use crate::exchange::{Reply, Request};
use crate::login::{Unacceptable, resource, verify};
use crate::state::{Tenant, guid, text};

/// One kind of refusal: status, code, message.
struct Refusal(u16, &'static str, String);

/// Answers a request; paths come in any case.
pub(crate) fn answer(app: &App, request: &Request, address: &Address, segments: &[String]) -> Reply {
    let reply = answered(app, request, address, segments).unwrap_or_else(|Refusal(status, code, message)| {
        let reply = Reply::json(status, json!({ "error": { "code": code, "message": message } }));
        match status {
            401 => {
                reply.with("www-authenticate", "Bearer authorization_uri=\"https://login.microsoftonline.com/\", error=\"invalid_token\"")
            }
            _ => reply,
        }
    });
    let id = request.header("x-ms-client-request-id").map_or_else(random_guid, str::to_owned);
    reply.with("x-ms-request-id", random_guid()).with("x-ms-correlation-request-id", id)
}

fn answered(app: &App, request: &Request, address: &Address, segments: &[String]) -> Result<Reply, Refusal> {
    authenticated(app, request, address)?;
    let query: BTreeMap<String, String> =
        url::form_urlencoded::parse(request.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    if !query.iter().any(|(name, value)| name.eq_ignore_ascii_case("api-version") && !value.is_empty()) {
        let text = "The api-version query parameter (?api-version=) is required for all requests.";
        return Err(Refusal(400, "MissingApiVersionParameter", text.to_owned()));
    }
    let tenant = app.tenant();
    let lower: Vec<String> = segments.iter().map(|segment| segment.to_ascii_lowercase()).collect();
    let path: Vec<&str> = lower.iter().map(String::as_str).collect();
    let own = subscription_id(&tenant);
    match (&request.method, path.as_slice()) {
        (&Method::GET, ["tenants"]) => Ok(list(&[described(&tenant)])),
        (&Method::GET, ["subscriptions"]) => {
            let count = json!({ "type": "Total", "value": 1 });
            Ok(Reply::json(200, json!({ "value": [subscription(&tenant)], "count": count })))
        }
        (_, ["subscriptions", id, ..]) if *id != own => {
            Err(Refusal(404, "SubscriptionNotFound", format!("The subscription '{id}' could not be found.")))
        }
        (&Method::GET, ["subscriptions", _]) => Ok(Reply::json(200, subscription(&tenant))),
        (&Method::GET, ["subscriptions", _, "resourcegroups" | "resources" | "providers"]) => Ok(list(&[])),
        (&Method::GET, ["subscriptions", _, "resourcegroups", name]) => {
            Err(Refusal(404, "ResourceGroupNotFound", format!("Resource group '{name}' could not be found.")))
        }
        (_, ["subscriptions", ..]) if request.method != Method::GET => Err(denied(&request.method)),
        _ => Err(Refusal(404, "NotFound", format!("The emulator knows nothing at '{}'.", request.uri.path()))),
    }
}

/// Reading is all that the application may do here.
fn denied(method: &Method) -> Refusal {
    Refusal(403, "AuthorizationFailed", format!("The client does not have authorization to perform the action '{method}' over the scope."))
}

fn authenticated(app: &App, request: &Request, address: &Address) -> Result<(), Refusal> {
    let header = request.header("authorization").unwrap_or_default();
    let token = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    let token = token.filter(|token| !token.is_empty());
    let token = token
        .ok_or_else(|| Refusal(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.".to_owned()))?;
    match verify(app, token, address.host, resource::is_management) {
        Ok(_) => Ok(()),
        Err(Unacceptable::Malformed) => Err(Refusal(401, "InvalidAuthenticationToken", "The access token is invalid.".to_owned())),
        Err(Unacceptable::Expired) => {
            Err(Refusal(401, "ExpiredAuthenticationToken", "The access token expiry UTC time is past.".to_owned()))
        }
        Err(Unacceptable::Audience) => {
            let text = "The access token has been obtained for wrong audience or resource.";
            Err(Refusal(401, "InvalidAuthenticationTokenAudience", text.to_owned()))
        }
    }
}

fn list(rows: &[Value]) -> Reply {
    Reply::json(200, json!({ "value": rows }))
}

fn described(tenant: &Tenant) -> Value {
    let domains: Vec<&str> = tenant.domains.iter().filter_map(|domain| text(domain, "id")).collect();
    let default = tenant.domains.iter().find(|domain| domain.get("isDefault") == Some(&Value::Bool(true)));
    json!({
        "id": format!("/tenants/{}", tenant.id), "tenantId": tenant.id, "countryCode": tenant.organization.get("countryLetterCode"),
        "displayName": tenant.organization.get("displayName"), "domains": domains, "tenantCategory": "Home",
        "defaultDomain": default.and_then(|domain| text(domain, "id")).unwrap_or(&tenant.initial_domain), "tenantType": "AAD",
    })
}

fn subscription_id(tenant: &Tenant) -> String {
    guid::derived(&format!("{}/subscription", tenant.id))
}

fn subscription(tenant: &Tenant) -> Value {
    let id = subscription_id(tenant);
    json!({
        "id": format!("/subscriptions/{id}"), "authorizationSource": "RoleBased", "managedByTenants": [], "subscriptionId": id,
        "tenantId": tenant.id, "displayName": "Production", "state": "Enabled",
        "subscriptionPolicies": { "locationPlacementId": "Public_2014-09-01", "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off" },
    })
}
