//! One request and one answer as plain values, so that everything behind the door is a function without I/O.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri, header},
};
use futures_util::stream;
use serde_json::Value;

/// The largest request body that is read.
pub(crate) const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether it came over TLS.
    pub(crate) encrypted: bool,
}

/// An answer before it is written out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
    /// A page for people, in place of a body.
    pub(crate) page: Option<String>,
    /// What happens to it on the way.
    pub(crate) damage: Option<Damage>,
}

/// How an answer comes to harm on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    /// The connection ends in the middle.
    Cut,
    /// Half of it arrives, and the client is told that this is all.
    Truncated,
}

impl Request {
    /// A header's text, where it is there once and is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Reply {
    /// An answer with a JSON body.
    pub(crate) const fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Some(body), page: None, damage: None }
    }

    /// An answer without a body.
    pub(crate) const fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: None, page: None, damage: None }
    }

    /// A page for people, HTML.
    pub(crate) const fn page(status: u16, html: String) -> Self {
        Self { status, headers: Vec::new(), body: None, page: Some(html), damage: None }
    }

    /// The same answer with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The answer as HTTP; a header whose value cannot be one is left out.
    pub(crate) fn into_response(self) -> Response<Body> {
        let kind = match (&self.body, &self.page) {
            (Some(_), _) => Some("application/json; charset=utf-8"),
            (None, Some(_)) => Some("text/html; charset=utf-8"),
            (None, None) => None,
        };
        let text = self.body.map(|body| body.to_string()).or(self.page).unwrap_or_default();
        let mut response = Response::new(sent(text, self.damage));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_GATEWAY);
        let headers = response.headers_mut();
        if let Some(kind) = kind {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

/// The bytes that go out; the half of a text ends at a whole character.
fn sent(text: String, damage: Option<Damage>) -> Body {
    let half = || {
        text.char_indices().map(|(at, _)| at).find(|at| at * 2 >= text.len()).and_then(|at| text.get(..at)).unwrap_or_default().to_owned()
    };
    match damage {
        None => Body::from(text),
        Some(Damage::Truncated) => Body::from(half()),
        Some(Damage::Cut) => {
            let broken = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "a scripted fault");
            Body::from_stream(stream::iter([Ok(Bytes::from(half())), Err(broken)]))
        }
    }
}
