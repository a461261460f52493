//! `$batch`: up to twenty requests in one, each answered and counted by itself.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/json-batching> (read 2026-11-22).

use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri},
};
use serde_json::{Map, Value, json};

use super::call::Answer;
use super::refusal::Refusal;
use crate::address::{Address, Version, segments};
use crate::app::App;
use crate::exchange::{Reply, Request};

const MOST_REQUESTS: usize = 20;

/// Answers a batch.
pub(super) fn answer(app: &App, request: &Request, address: &Address, version: Version) -> Answer {
    if request.method != Method::POST {
        return Err(Refusal::method());
    }
    super::authenticated(app, request, address)?;
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| Refusal::bad("Invalid batch payload format."))?;
    let members = body.get("requests").and_then(Value::as_array).ok_or_else(|| Refusal::bad("Invalid batch payload format."))?;
    if members.len() > MOST_REQUESTS {
        return Err(Refusal::bad(format!("Number of batch request steps exceeds the maximum value of {MOST_REQUESTS}.")));
    }
    let mut status: BTreeMap<String, u16> = BTreeMap::new();
    let mut responses = Vec::new();
    for member in members {
        let id = &named(member.get("id")).ok_or_else(|| Refusal::bad("Invalid batch payload format."))?;
        if status.contains_key(&id.to_ascii_lowercase()) {
            return Err(Refusal::bad("Duplicate request id in the batch."));
        }
        let depends_on = member.get("dependsOn").or_else(|| member.get("depends_on")).and_then(Value::as_array);
        let mut before = depends_on.into_iter().flatten().filter_map(|id| named(Some(id)));
        let failed = before.any(|id| status.get(&id.to_ascii_lowercase()).is_none_or(|status| *status >= 400));
        let reply = if failed {
            Reply::json(424, json!({"error": {"code": "FailedDependency", "message": "A request that this one depends on failed."}}))
        } else {
            one(app, request, address, version, member)
        };
        status.insert(id.to_ascii_lowercase(), reply.status);
        responses.push(response(id, reply));
    }
    Ok(Reply::json(200, json!({"responses": responses})))
}

fn response(id: &str, reply: Reply) -> Value {
    // Client libraries look for `Content-Type` and `Retry-After` as they are written here.
    let headers: Map<String, Value> = reply.headers.into_iter().map(|(name, value)| (written(name), Value::String(value))).collect();
    let mut response = json!({"id": id, "status": reply.status, "headers": headers});
    if let (Some(response), Some(body)) = (response.as_object_mut(), reply.body) {
        response.insert("body".to_owned(), body);
    }
    response
}

/// The id of a request; some clients number theirs.
fn named(id: Option<&Value>) -> Option<String> {
    match id? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// A header's name as it stands inside a batch.
fn written(name: &str) -> String {
    let capital =
        |part: &str| part.get(..1).map(|first| first.to_ascii_uppercase() + part.get(1..).unwrap_or_default()).unwrap_or_default();
    match name {
        "odata-version" => "OData-Version".to_owned(),
        "www-authenticate" => "WWW-Authenticate".to_owned(),
        "content-type" | "retry-after" | "location" | "cache-control" => name.split('-').map(capital).collect::<Vec<_>>().join("-"),
        _ => name.to_owned(),
    }
}

/// Answers one request of the batch; what cannot be read is refused by itself.
fn one(app: &App, outer: &Request, address: &Address, version: Version, member: &Value) -> Reply {
    let inner = match inner(outer, address, version, member) {
        Ok(inner) => inner,
        Err(refusal) => return super::dressed(app, outer, Err(refusal)),
    };
    let Some(path) = segments(inner.uri.path()) else {
        return super::dressed(app, &inner, Err(Refusal::bad("The path cannot be read.")));
    };
    app.counts.count(&format!("graph {}", version.segment()), &path);
    super::dressed(app, &inner, super::single(app, &inner, address, version, &path))
}

/// The request that a member stands for; its URL is relative, or absolute on the same host and version.
fn inner(outer: &Request, address: &Address, version: Version, member: &Value) -> Result<Request, Refusal> {
    let text = |name: &str| member.get(name).and_then(Value::as_str);
    let method = text("method").and_then(|method| method.to_ascii_uppercase().parse::<Method>().ok());
    let method = method.ok_or_else(|| Refusal::bad("Invalid batch payload format."))?;
    let url = text("url").ok_or_else(|| Refusal::bad("Invalid batch payload format."))?;
    let root = format!("{}/{}", address.base, version.segment());
    let relative = url.strip_prefix(&root).unwrap_or(url);
    let relative = relative.strip_prefix(&format!("/{}/", version.segment())).unwrap_or(relative);
    let uri: Uri =
        format!("/{}", relative.trim_start_matches('/')).replace(' ', "%20").parse().map_err(|_| Refusal::bad("Invalid url."))?;
    let mut headers = HeaderMap::new();
    for name in ["authorization", "host", "x-forwarded-host", "x-forwarded-proto", "prefer"] {
        if let Some(value) = outer.headers.get(name) {
            headers.insert(HeaderName::from_static(name), value.clone());
        }
    }
    for (name, value) in member.get("headers").and_then(Value::as_object).into_iter().flatten() {
        let (name, value) = (name.parse::<HeaderName>(), HeaderValue::from_str(value.as_str().unwrap_or_default()));
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.insert(name, value);
        }
    }
    let body = member.get("body").map(|body| Bytes::from(body.to_string())).unwrap_or_default();
    if !body.is_empty() && !headers.contains_key("content-type") {
        return Err(Refusal::bad("A request with a body needs a Content-Type header."));
    }
    Ok(Request { method, uri, headers, body, encrypted: outer.encrypted })
}
