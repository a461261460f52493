//! The door: HTTP in, a plain request to the service it means, HTTP out.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::State,
    http::{self, Response},
};
use serde_json::json;

use crate::address::{Address, Service, segments};
use crate::app::App;
use crate::exchange::{LARGEST_BODY, Reply, Request};
use crate::{control, graph, login, management};

/// One listener's view of the emulator.
#[derive(Clone)]
struct Door {
    app: Arc<App>,
    is_encrypted: bool,
}

/// The service behind a listener.
pub(crate) fn router(app: Arc<App>, is_encrypted: bool) -> Router {
    Router::new().fallback(enter).with_state(Door { app, is_encrypted })
}

async fn enter(State(door): State<Door>, request: http::Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Reply::json(413, json!({ "error": { "code": "RequestTooLarge", "message": "The request body is too large." } }))
            .into_response();
    };
    let request = Request { method: parts.method, uri: parts.uri, headers: parts.headers, body, encrypted: door.is_encrypted };
    answer(&door.app, &request).into_response()
}

/// Answers a request: the whole emulator as a function.
pub(crate) fn answer(app: &App, request: &Request) -> Reply {
    let Some(address) = Address::of(request) else {
        return Reply::json(421, json!({ "error": "this host is neither loopback nor one of Microsoft's" }));
    };
    let Some(segments) = segments(request.uri.path()) else {
        return Reply::json(400, json!({ "error": { "code": "BadRequest", "message": "The path cannot be read." } }));
    };
    let (service, segments) = address.service(segments);
    match service {
        Service::Control => control::answer(app, request, &segments),
        Service::Login => {
            app.counts.count("login", &segments);
            login::answer(app, request, &address, &segments)
        }
        Service::Graph(version) => {
            app.counts.count(&format!("graph {}", version.segment()), &segments);
            graph::answer(app, request, &address, version, &segments)
        }
        Service::Management => {
            app.counts.count("management", &segments);
            management::answer(app, request, &address, &segments)
        }
        Service::UnversionedGraph => {
            app.counts.count("graph", &segments);
            graph::unversioned(app, request)
        }
    }
}
