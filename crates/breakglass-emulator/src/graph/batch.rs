//! `$batch`: up to twenty requests in one, each answered and counted by itself.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/json-batching> (read 2026-11-22).

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri},
};
use serde_json::{Map, Value, json};

use super::call::Answer;
use super::refusal::Refusal;
use crate::address::{Address, GRAPH_HOSTS, Version, segments};
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
    let members = members.iter().map(Member::read).collect::<Result<Vec<_>, _>>()?;
    check(&members)?;
    let mut status: BTreeMap<&str, u16> = BTreeMap::new();
    // Each answer stands where its request stood.
    let (mut responses, mut damage) = (BTreeMap::new(), None);
    let mut left: Vec<(usize, &Member<'_>)> = members.iter().enumerate().collect();
    while !left.is_empty() {
        let (ready, waiting): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|(_, member)| member.depends_on.iter().all(|id| status.contains_key(id.as_str())));
        if ready.is_empty() {
            return Err(Refusal::bad("The requests of the batch depend on each other in a circle."));
        }
        for (place, member) in ready {
            let has_failed = member.depends_on.iter().any(|id| status.get(id.as_str()).is_some_and(|status| *status >= 400));
            let reply = if has_failed {
                super::dressed(app, request, Err(Refusal::dependency()))
            } else {
                one(app, request, address, version, member.json)
            };
            status.insert(&member.key, reply.status);
            // What comes to harm inside comes to harm with everything around it.
            damage = damage.or(reply.damage);
            responses.insert(place, response(&member.id, reply));
        }
        left = waiting;
    }
    Ok(Reply { damage, ..Reply::json(200, json!({"responses": responses.into_values().collect::<Vec<_>>()})) })
}

/// One request of a batch: its id, the same in small letters, and the ids that must be answered before it.
struct Member<'a> {
    id: String,
    key: String,
    depends_on: Vec<String>,
    json: &'a Value,
}

impl<'a> Member<'a> {
    fn read(json: &'a Value) -> Result<Self, Refusal> {
        let malformed = || Refusal::bad("Invalid batch payload format.");
        let id = named(json.get("id")).ok_or_else(malformed)?;
        let before = json.get("dependsOn").or_else(|| json.get("depends_on")).and_then(Value::as_array);
        let before = before.into_iter().flatten().map(|id| named(Some(id)).map(|id| id.to_ascii_lowercase()));
        Ok(Self { key: id.to_ascii_lowercase(), id, depends_on: before.collect::<Option<_>>().ok_or_else(malformed)?, json })
    }
}

/// Ids are there once, in whatever case, and what is depended on is there.
fn check(members: &[Member<'_>]) -> Result<(), Refusal> {
    let mut ids = BTreeSet::new();
    if !members.iter().all(|member| ids.insert(member.key.as_str())) {
        return Err(Refusal::bad("Duplicate request id in the batch."));
    }
    match members.iter().flat_map(|member| &member.depends_on).find(|id| !ids.contains(id.as_str())) {
        Some(id) => Err(Refusal::bad(format!("A request depends on '{id}', which is not in the batch."))),
        None => Ok(()),
    }
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

/// A URL without its host, where that is ours: the one that the client used, or one of Graph's names. None for another's.
fn own_path<'u>(url: &'u str, address: &Address) -> Option<&'u str> {
    let Some((scheme, rest)) = url.split_once("://").filter(|(scheme, _)| !scheme.contains(['/', '?'])) else { return Some(url) };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let is_same = address.base.eq_ignore_ascii_case(&format!("{scheme}://{host}"));
    (is_same || GRAPH_HOSTS.iter().any(|own| own.eq_ignore_ascii_case(host))).then_some(path)
}

/// The request that a member stands for; its URL is relative, or absolute on the same host and version.
fn inner(outer: &Request, address: &Address, version: Version, member: &Value) -> Result<Request, Refusal> {
    let text = |name: &str| member.get(name).and_then(Value::as_str);
    let method = text("method").and_then(|method| method.to_ascii_uppercase().parse::<Method>().ok());
    let method = method.ok_or_else(|| Refusal::bad("Invalid batch payload format."))?;
    let url = text("url").ok_or_else(|| Refusal::bad("Invalid batch payload format."))?;
    let relative = own_path(url, address).ok_or_else(|| Refusal::bad("Invalid url."))?;
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
