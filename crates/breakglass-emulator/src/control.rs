//! The emulator's own paths under `/_emulator`: counters, clock, faults, licence, simulated sign-ins, people's decisions, assumptions.

use std::convert::Infallible;

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::app::App;
use crate::assumptions::ASSUMPTIONS;
use crate::exchange::{Reply, Request};
use crate::{login, sign_in};

/// Answers a request to the emulator itself.
pub(crate) fn answer(app: &App, request: &Request, segments: &[String]) -> Reply {
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (&request.method, path.as_slice()) {
        (&Method::GET, ["requests"]) => requests(app),
        (&Method::DELETE, ["requests"]) => {
            app.counts.reset();
            requests(app)
        }
        (&Method::GET, ["clock"]) => clock(app),
        (&Method::POST, ["clock"]) => advance(app, request),
        (&Method::POST, ["federated-token"]) => login::federated::issue(app),
        (&Method::POST, ["person-token"]) => login::delegated::issue(app, request),
        (&Method::GET | &Method::POST, ["device-codes"]) => login::device::control(app, request),
        (&Method::GET, ["faults"]) => app.faults.list(),
        (&Method::POST, ["faults"]) => app.faults.add(&serde_json::from_slice(&request.body).unwrap_or_default()),
        (&Method::DELETE, ["faults"]) => app.faults.clear(),
        (&Method::GET, ["replication"]) => replication(app),
        (&Method::POST, ["replication"]) => replicate(app, request),
        (&Method::POST, ["licence"]) => licence(app, request),
        (&Method::POST, ["sign-in"]) => sign_in::answer(app, request),
        (&Method::GET, ["assumptions"]) => {
            let all: Vec<Value> = ASSUMPTIONS.iter().map(|it| json!({ "id": it.id, "text": it.text, "source": it.source })).collect();
            Reply::json(200, json!({ "assumptions": all }))
        }
        _ => Reply::json(
            404,
            json!({ "error": "the emulator has requests, clock, faults, licence, replication, sign-in, federated-token, person-token, device-codes and assumptions" }),
        ),
    }
}

fn requests(app: &App) -> Reply {
    let counts = app.counts.all();
    let total: u64 = counts.values().sum();
    Reply::json(200, json!({ "requests": counts, "total": total }))
}

/// How long changes take to reach readers.
fn replication(app: &App) -> Reply {
    Reply::json(200, json!({ "delayMilliseconds": app.store.delay().as_millis() }))
}

/// Lets them take longer or shorter.
fn replicate(app: &App, request: &Request) -> Reply {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let wanted = body.get("delayMilliseconds").and_then(Value::as_u64).and_then(|wanted| u32::try_from(wanted).ok());
    let Some(wanted) = wanted else { return Reply::json(400, json!({ "error": "send {\"delayMilliseconds\": 2000}" })) };
    app.store.set_delay(SignedDuration::from_millis(i64::from(wanted)));
    replication(app)
}

/// Switches Entra ID P1 and P2 on or off.
fn licence(app: &App, request: &Request) -> Reply {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let Some(premium) = body.get("premium").and_then(Value::as_bool) else {
        return Reply::json(400, json!({ "error": "send {\"premium\": false}" }));
    };
    let switched: Result<(), Infallible> = app.store.change(app.now(), |tenant| {
        tenant.premium = premium;
        Ok(())
    });
    match switched {
        Ok(()) => Reply::json(200, json!({ "premium": premium })),
    }
}

fn clock(app: &App) -> Reply {
    let offset = app.with_clock(|clock| clock.offset_secs());
    Reply::json(200, json!({ "now": app.now().to_string(), "aheadSeconds": offset }))
}

fn advance(app: &App, request: &Request) -> Reply {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    match body.get("advanceSeconds").and_then(Value::as_i64).and_then(|seconds| app.with_clock(|clock| clock.advance(seconds))) {
        Some(true) => clock(app),
        Some(false) => Reply::json(400, json!({ "error": "the clock moves at most fifty years" })),
        None => Reply::json(400, json!({ "error": "send {\"advanceSeconds\": n}" })),
    }
}
