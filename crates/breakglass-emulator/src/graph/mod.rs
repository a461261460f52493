//! Microsoft Graph: who may ask, what is answered, in which envelope; what changes is under `writes`.
//!
//! A request goes through the token, the path, the permission, the licence and the limiter, in this order, and only then
//! reaches the list or object that it names.

mod activation;
pub(crate) mod applications;
mod audit_logs;
mod batch;
mod call;
mod caller;
mod clouds;
mod conditional_access;
mod deleted_items;
mod delta;
mod directory;
mod directory_roles;
mod expand;
mod filter;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod groups;
mod membership;
mod methods;
mod policies;
mod query;
mod refusal;
mod reports;
mod requirements;
mod roles;
mod search;
mod shape;
mod sign_ins;
mod surroundings;
mod templates;
mod tenant_policies;
mod types;
mod users;
mod vocabulary;
mod what_if;
mod writes;

use std::time::Instant;

use axum::http::Method;
use serde_json::Value;

use crate::address::{Address, Version};
use crate::app::{App, random_guid};
use crate::exchange::{Reply, Request};
use crate::faults::Effect;
use crate::login::{Unacceptable, resource, verify};
use crate::state::Kind;
use call::{Answer, Call};
use query::Query;
pub(crate) use refusal::Refusal;

pub(crate) use caller::{Caller, roles_of};
pub(crate) use requirements::Requirements;
pub(crate) use types::Types;
pub(crate) use what_if::{evaluate, read_conditions, read_target};
pub(crate) use writes::{USED_PASS, is_method_allowed, pass_state};

/// Functions that are posted and change nothing.
const READING: [&str; 6] = ["getbyids", "getmembergroups", "checkmembergroups", "getmemberobjects", "checkmemberobjects", "evaluate"];

/// Answers a request on a version of Graph.
pub(crate) fn answer(app: &App, request: &Request, address: &Address, version: Version, segments: &[String]) -> Reply {
    let reply = if matches!(segments, [only] if only.eq_ignore_ascii_case("$batch")) {
        match app.faults.strike_by_name(segments) {
            None => batch::answer(app, request, address, version),
            Some(Effect::Refuse(refusal)) => Err(refusal),
            Some(Effect::Damage(damage)) => {
                batch::answer(app, request, address, version).map(|reply| Reply { damage: Some(damage), ..reply })
            }
        }
    } else {
        single(app, request, address, version, segments)
    };
    dressed(app, request, reply)
}

/// Answers a request on a Graph host that names no version.
pub(crate) fn unversioned(app: &App, request: &Request) -> Reply {
    dressed(app, request, Err(Refusal::bad("Invalid version.")))
}

/// Answers one request, inside a batch or by itself, unless a scripted fault strikes it.
fn single(app: &App, request: &Request, address: &Address, version: Version, segments: &[String]) -> Answer {
    match app.faults.strike(segments) {
        None => carried_out(app, request, address, version, segments),
        Some(Effect::Refuse(refusal)) => Err(refusal),
        Some(Effect::Damage(damage)) => {
            carried_out(app, request, address, version, segments).map(|reply| Reply { damage: Some(damage), ..reply })
        }
    }
}

fn carried_out(app: &App, request: &Request, address: &Address, version: Version, segments: &[String]) -> Answer {
    let caller = authenticated(app, request, address)?;
    let query = Query::parse(request.uri.query().unwrap_or_default())?;
    let segments = &own(app.types.unqualified(segments), &caller)?;
    let tenant = app.store.reached(app.now());
    let call = Call { app, tenant: &tenant, request, address, version, segments, query, caller: &caller };
    let lower: Vec<String> = segments.iter().map(|segment| segment.to_ascii_lowercase()).collect();
    let path: Vec<&str> = lower.iter().map(String::as_str).collect();
    admitted(&call, &path)?;
    if let Some(answer) = writes::answer(&call, &path) {
        return answer;
    }
    if !call.is(&Method::GET) && !path.last().is_some_and(|last| READING.contains(last)) {
        // Graph would take it: that it is not taken here is the emulator's own doing.
        return Err(Refusal::unsupported(&format!("{} on this path", call.request.method)));
    }
    match route(&call, &path) {
        // Graph has the path, or it would have been refused before: that it is not served is the emulator's own doing.
        Err(refusal) if refusal.is_gap => Err(Refusal::unsupported(&format!("{} on this path", call.request.method))),
        answer => answer,
    }
}

fn authenticated(app: &App, request: &Request, address: &Address) -> Result<Caller, Refusal> {
    let header = request.header("authorization").unwrap_or_default();
    let token = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    let token = token.filter(|token| !token.is_empty()).ok_or_else(|| Refusal::token("Access token is empty."))?;
    match verify(app, token, address.host, resource::is_graph) {
        Ok(claims) => Ok(Caller::of(claims)),
        Err(Unacceptable::Malformed) => Err(Refusal::token("CompactToken parsing failed with error code: 80049217")),
        Err(Unacceptable::Expired) => Err(Refusal::token("Lifetime validation failed, the token is expired.")),
        Err(Unacceptable::Audience) => Err(Refusal::token("Access token validation failure. Invalid audience.")),
    }
}

/// The path with the person who asks in place of `me`.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/user-get> (read 2026-11-25): nobody is `me` without signing in.
fn own(mut segments: Vec<String>, caller: &Caller) -> Result<Vec<String>, Refusal> {
    if !segments.first().is_some_and(|first| first.eq_ignore_ascii_case("me")) {
        return Ok(segments);
    }
    let id = caller.person().ok_or_else(|| Refusal::bad("/me request is only valid with delegated authentication flow."))?;
    segments.splice(..1, ["users".to_owned(), id.to_owned()]);
    Ok(segments)
}

/// Refuses what no token may do here: forbidden paths, lacking permissions, lacking licences, too many requests.
fn admitted(call: &Call<'_>, path: &[&str]) -> Result<(), Refusal> {
    if !is_known(path) || !clouds::has(call.address.host, path) {
        return Err(Refusal::segment(path.first().unwrap_or(&"")));
    }
    if call.app.lacks(call.segments) {
        return Err(Refusal::segment(path.last().unwrap_or(&"")));
    }
    if call.app.forbids(call.segments) {
        return Err(Refusal::permission());
    }
    if call.app.requirements.of(call.request.method.as_str(), call.segments).is_none() {
        return Err(if call.is(&Method::GET) { Refusal::segment(path.last().unwrap_or(&"")) } else { Refusal::method() });
    }
    if !call.app.requirements.allow(call.request.method.as_str(), call.segments, &call.caller.granted) {
        return Err(Refusal::permission());
    }
    let is_schedule = path.get(2).is_some_and(|name| name.contains("schedule"));
    if path.first() == Some(&"rolemanagement") && is_schedule && !call.tenant.premium {
        return Err(Refusal::licence());
    }
    // The limiter measures the machine's time, not the tenant's.
    let is_slow = path.starts_with(&["identity", "conditionalaccess"])
        || path.starts_with(&["policies", "conditionalaccesspolicies"])
        || path.first() == Some(&"identityprotection");
    if is_slow && !call.app.pace.admits(Instant::now()) {
        return Err(Refusal::throttled());
    }
    Ok(())
}

/// The roots that are served at all.
fn is_known(path: &[&str]) -> bool {
    const ROOTS: [&str; 22] = [
        "applications",
        "auditlogs",
        "directory",
        "contracts",
        "devices",
        "directoryobjects",
        "directoryroletemplates",
        "domains",
        "groups",
        "groupsettings",
        "identity",
        "identitygovernance",
        "identityprotection",
        "oauth2permissiongrants",
        "organization",
        "policies",
        "reports",
        "rolemanagement",
        "serviceprincipals",
        "subscribedskus",
        "users",
        "directoryroles",
    ];
    path.first().is_some_and(|root| ROOTS.contains(root) || is_by_app_id(root) || role_template(root).is_some())
}

/// The template of `directoryRoles(roleTemplateId='…')`, one segment with its key.
fn role_template(root: &str) -> Option<&str> {
    root.strip_prefix("directoryroles(roletemplateid='")?.strip_suffix("')")
}

/// `servicePrincipals(appId='…')`, one segment with its key.
fn is_by_app_id(root: &str) -> bool {
    root.starts_with("serviceprincipals(appid=")
}

fn route(call: &Call<'_>, path: &[&str]) -> Answer {
    match path {
        // Delta queries are carried out for users and groups.
        [root, "delta"] if !matches!(*root, "users" | "groups") => Err(Refusal::segment("delta")),
        ["users", _, "authentication", "fido2methods", "creationoptions"] => Err(Refusal::segment("creationOptions")),
        ["users" | "groups" | "directoryobjects", id, function] if READING.contains(function) => membership::answer(call, id, function),
        ["organization" | "domains" | "subscribedskus" | "directoryobjects", ..] => directory::answer(call, path),
        ["users", _, "authentication", rest @ ..] => methods::answer(call, path.get(1).unwrap_or(&""), rest),
        ["users", "delta"] => delta::answer(call, Kind::User),
        ["groups", "delta"] => delta::answer(call, Kind::Group),
        ["directory", "deleteditems", rest @ ..] => deleted_items::answer(call, rest),
        ["auditlogs", "directoryaudits", rest @ ..] => audit_logs::answer(call, rest),
        ["users", rest @ ..] => users::answer(call, rest),
        ["groups", rest @ ..] => groups::answer(call, rest),
        ["identity", "conditionalaccess", "evaluate"] => what_if::answer(call),
        ["identity", "conditionalaccess", rest @ ..] => conditional_access::answer(call, rest),
        ["policies", "conditionalaccesspolicies", rest @ ..] => conditional_access::policies(call, rest),
        ["policies", rest @ ..] => policies::answer(call, rest),
        ["rolemanagement", "directory", "resourcenamespaces", namespace, "resourceactions"] => {
            surroundings::resource_actions(call, namespace)
        }
        ["rolemanagement", "directory", rest @ ..] => roles::answer(call, rest),
        ["directory", rest @ ..] => surroundings::directory(call, rest),
        ["identityprotection", rest @ ..] => surroundings::risks(call, rest),
        ["identitygovernance", rest @ ..] => surroundings::governance(call, rest),
        ["reports", rest @ ..] => reports::answer(call, rest),
        ["auditlogs", rest @ ..] => sign_ins::answer(call, rest),
        ["directoryroles"] => directory_roles::answer(call, None, &[]),
        ["directoryroles", id, rest @ ..] => directory_roles::answer(call, Some(id), rest),
        ["directoryroletemplates", rest @ ..] => directory_roles::templates(call, rest),
        [root, rest @ ..] if role_template(root).is_some() => directory_roles::answer(call, role_template(root), rest),
        ["applications", rest @ ..] => applications::registered(call, rest),
        ["oauth2permissiongrants", rest @ ..] => surroundings::consents(call, rest),
        ["groupsettings" | "devices" | "contracts", ..] => surroundings::of_tenant(call, path),
        ["serviceprincipals", rest @ ..] => applications::answer(call, rest),
        [root, rest @ ..] if is_by_app_id(root) => applications::by_app_id(call, root, rest),
        _ => Err(Refusal::segment(path.last().unwrap_or(&""))),
    }
}

/// The answer with the headers that every answer has, in the metadata level that was asked for.
fn dressed(app: &App, request: &Request, answer: Answer) -> Reply {
    let request_id = random_guid();
    let client_request_id = request.header("client-request-id").unwrap_or(&request_id).to_owned();
    let mut reply = answer
        .unwrap_or_else(|refusal| refusal.reply(&app.now().strftime("%Y-%m-%dT%H:%M:%S").to_string(), &request_id, &client_request_id));
    let accept = request.header("accept").unwrap_or_default().to_ascii_lowercase();
    if accept.contains("odata.metadata=none") {
        reply.body.iter_mut().for_each(without_metadata);
    }
    let has_type = reply.headers.iter().any(|(name, _)| *name == "content-type");
    if reply.body.is_some() && !has_type {
        reply = reply
            .with("content-type", "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8");
    }
    reply
        .with("odata-version", "4.0")
        .with("request-id", request_id)
        .with("client-request-id", client_request_id)
        .with("x-ms-resource-unit", "1")
}

fn without_metadata(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|key, _| key != "@odata.context" && key != "@odata.type");
            object.values_mut().for_each(without_metadata);
        }
        Value::Array(list) => list.iter_mut().for_each(without_metadata),
        _ => {}
    }
}
