//! A session against a scripted stand-in on loopback: what it forgives, what it refuses, where it stops.

use std::sync::{Arc, Mutex as StdMutex};

use breakglass_model::Cloud;
use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::client::{Credential, Endpoints, Secret};

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

/// What the stand-in answers next: status, headers, body.
type Reply = (u16, &'static str, String);

/// A stand-in that signs everybody in and answers Graph from a script; it remembers the request lines.
struct StandIn {
    base: String,
    seen: Arc<StdMutex<Vec<String>>>,
    asked_to_sign_in: Arc<StdMutex<usize>>,
}

impl StandIn {
    async fn start(script: Vec<Reply>) -> Self {
        Self::with_sign_in(Vec::new(), script).await
    }

    /// One that answers discovery and sign-in from a script of their own first.
    async fn with_sign_in(sign_in: Vec<Reply>, script: Vec<Reply>) -> Self {
        let asked_to_sign_in = Arc::new(StdMutex::new(0));
        let counted = Arc::clone(&asked_to_sign_in);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(StdMutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let own = base.clone();
        tokio::spawn(async move {
            let (mut script, mut sign_in) = (script.into_iter(), sign_in.into_iter());
            for _ in 0..64 {
                let Ok((mut stream, _)) = listener.accept().await else { return };
                let mut buffer = vec![0; 16 * 1024];
                let read = stream.read(&mut buffer).await.unwrap_or(0);
                let request = String::from_utf8_lossy(&buffer[..read]).into_owned();
                let line = request.lines().next().unwrap_or_default().to_owned();
                let is_sign_in = line.contains("openid-configuration") || line.contains("/token");
                *counted.lock().unwrap() += usize::from(is_sign_in);
                let scripted = if is_sign_in { sign_in.next() } else { None };
                let (status, headers, body) = match () {
                    () if scripted.is_some() => scripted.unwrap(),
                    () if line.contains("openid-configuration") => (
                        200,
                        "",
                        r#"{"issuer":"x/11111111-1111-4111-8111-111111111111/v2.0","breakglass_conditional_access_per_second":null}"#
                            .to_owned(),
                    ),
                    () if line.contains("/token") => (200, "", r#"{"access_token":"t","expires_in":3599}"#.to_owned()),
                    () => {
                        log.lock().unwrap().push(line);
                        script.next().unwrap_or((500, "", String::new()))
                    }
                };
                let body = body.replace("BASE", &own);
                let reply = format!("HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}", body.len());
                let _ = stream.write_all(reply.as_bytes()).await;
            }
        });
        Self { base, seen, asked_to_sign_in }
    }

    fn target(&self) -> Target {
        Target {
            tenant: "contoso".to_owned(),
            client_id: "c".to_owned(),
            credential: Credential::Secret(Secret::new("s".to_owned())),
            endpoints: Endpoints::custom(Cloud::Global, &self.base, false).unwrap(),
            trusted_ca_pem: None,
            strict_rights: false,
        }
    }

    fn requests(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

fn quick() -> Limits {
    Limits { patience: Duration::from_millis(200), retries: 2, ..Limits::default() }
}

/// Reads `/v1.0/x` from a script; gives how it ended, the number of bodies, and the number of requests.
async fn check(script: Vec<Reply>, limits: Limits) -> (String, usize, usize) {
    let stand_in = StandIn::start(script).await;
    let target = stand_in.target();
    let session = Session::open(&target, &limits, &Still).await.unwrap();
    let (end, bodies) = match session.pages("/v1.0/x", limits.pages).await {
        Ok(Pages { bodies, end: End::Complete }) => ("complete".to_owned(), bodies.len()),
        Ok(Pages { bodies, end: End::Partial(why) }) => (why, bodies.len()),
        Ok(Pages { bodies, end: End::Refused(answer) }) => (format!("refused {}", answer.status), bodies.len()),
        Err(error) => (error.to_string(), 0),
    };
    (end, bodies, stand_in.requests())
}

fn ok(body: &str) -> Reply {
    (200, "", body.to_owned())
}

#[tokio::test]
async fn sign_in_waits_for_what_passes_and_no_longer_than_patience_in_all() {
    let busy = || (503, "Retry-After: 0\r\n", String::new());
    let stand_in = StandIn::with_sign_in(vec![busy(), busy()], vec![ok("{}")]).await;
    assert!(Session::open(&stand_in.target(), &quick(), &Still).await.is_ok());
    assert_eq!(*stand_in.asked_to_sign_in.lock().unwrap(), 4);
    // Each pause fits into the patience, all of them do not.
    let discovery = (200, "", r#"{"issuer":"x"}"#.to_owned());
    let slow = |_| (503, "Retry-After: 1\r\n", String::new());
    let stand_in = StandIn::with_sign_in(std::iter::once(discovery).chain((0..8).map(slow)).collect(), vec![]).await;
    let limits = Limits { patience: Duration::from_millis(1_500), retries: 6, ..Limits::default() };
    assert!(Session::open(&stand_in.target(), &limits, &Still).await.is_err());
    assert_eq!(*stand_in.asked_to_sign_in.lock().unwrap(), 3);
}

#[tokio::test]
async fn a_token_of_another_tenant_is_never_sent_to_graph() {
    use base64::Engine;
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(r#"{"tid":"22222222-2222-4222-8222-222222222222"}"#);
    let discovery = (200, "", r#"{"issuer":"x/11111111-1111-4111-8111-111111111111/v2.0"}"#.to_owned());
    let token = (200, "", format!(r#"{{"access_token":"e30.{claims}.x","expires_in":3599}}"#));
    let stand_in = StandIn::with_sign_in(vec![discovery, token], vec![]).await;
    let (target, limits) = (stand_in.target(), quick());
    let opened = Session::open(&target, &limits, &Still).await;
    assert!(matches!(opened, Err(SessionError::Token(TokenError::OtherTenant))));
    assert_eq!(stand_in.requests(), 0);
}

#[tokio::test]
async fn pages_are_followed_to_the_end_and_an_empty_one_is_legal() {
    let script = vec![ok(r#"{"value":[],"@odata.nextLink":"BASE/v1.0/x?p=2"}"#), ok(r#"{"value":[1]}"#)];
    assert_eq!(check(script, quick()).await, ("complete".to_owned(), 2, 2));
}

#[tokio::test]
async fn astray_and_circling_links_end_the_read_as_partial() {
    let astray = check(vec![ok(r#"{"value":[],"@odata.nextLink":"http://127.0.0.2/v1.0/x"}"#)], quick()).await;
    assert!(astray.0.contains("another host") && astray.2 == 1, "{astray:?}");
    let circle = check(vec![ok(r#"{"value":[],"@odata.nextLink":"BASE/v1.0/x"}"#)], quick()).await;
    assert!(circle.0.contains("same page again") && circle.2 == 1, "{circle:?}");
    let endless = check(vec![ok(r#"{"value":[],"@odata.nextLink":"BASE/v1.0/x?p=2"}"#)], Limits { pages: 1, ..quick() }).await;
    assert!(endless.0.contains("more than 1 page(s)"), "{endless:?}");
}

#[tokio::test]
async fn passing_failures_are_tried_again_and_lasting_ones_are_said() {
    let script = vec![(503, "", String::new()), (429, "Retry-After: 0\r\n", String::new()), ok("{}")];
    assert_eq!(check(script, Limits { patience: Duration::from_secs(10), ..quick() }).await, ("complete".to_owned(), 1, 3));
    assert_eq!(check(vec![(403, "", "{}".to_owned())], quick()).await, ("refused 403".to_owned(), 0, 1));
    let later = check(vec![ok(r#"{"value":[],"@odata.nextLink":"BASE/v1.0/x?p=2"}"#), (403, "", "{}".to_owned())], quick()).await;
    assert!(later.0.contains("status 403") && later.1 == 1, "{later:?}");
}

#[tokio::test]
async fn an_action_that_evaluates_is_asked_again_by_post_and_its_further_pages_by_get() {
    let script = vec![
        (503, "Retry-After: 0\r\n", String::new()),
        (401, "", String::new()),
        ok(r#"{"value":[1],"@odata.nextLink":"BASE/v1.0/x?p=2"}"#),
        ok(r#"{"value":[2]}"#),
    ];
    let stand_in = StandIn::start(script).await;
    let (target, limits) = (stand_in.target(), quick());
    let session = Session::open(&target, &limits, &Still).await.unwrap();
    let pages = session.evaluated("/v1.0/x", &serde_json::json!({"a": 1}), limits.pages).await.unwrap();
    assert!(matches!(pages.end, End::Complete) && pages.bodies.len() == 2);
    let seen = stand_in.seen.lock().unwrap().clone();
    let methods: Vec<&str> = seen.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(methods, ["POST", "POST", "POST", "GET"], "{seen:?}");
}

#[tokio::test]
async fn a_wait_beyond_patience_is_not_waited() {
    let script = vec![(429, "Retry-After: 3600\r\n", String::new()), ok("{}")];
    assert_eq!(check(script, quick()).await, ("refused 429".to_owned(), 0, 1));
}

#[tokio::test]
async fn a_token_that_ends_midway_is_renewed_once() {
    assert_eq!(check(vec![(401, "", String::new()), ok("{}")], quick()).await, ("complete".to_owned(), 1, 2));
    assert_eq!(check(vec![(401, "", String::new()), (401, "", String::new())], quick()).await, ("refused 401".to_owned(), 0, 2));
}

#[tokio::test]
async fn truncated_oversized_and_ambiguous_answers_are_no_answers() {
    assert!(check(vec![ok(r#"{"value":[{"id":"#)], quick()).await.0.contains("no JSON"));
    assert!(check(vec![ok(r#"{"value":[],"value":[1]}"#)], quick()).await.0.contains("twice"));
    let large = format!("{{\"x\":\"{}\"}}", "y".repeat(10_000));
    assert!(check(vec![ok(&large)], Limits { body_bytes: 5_000, ..quick() }).await.0.contains("more than 5000 bytes"));
    let many = check(vec![ok(r#"{"value":[],"@odata.nextLink":"BASE/v1.0/x?p=2"}"#)], Limits { requests: 1, ..quick() }).await;
    assert!(many.0.contains("more than 1 requests"), "{many:?}");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let script = vec![(302, "Location: http://127.0.0.2/\r\n", String::new())];
    assert_eq!(check(script, quick()).await, ("refused 302".to_owned(), 0, 1));
}

#[test]
fn next_pages_stay_on_the_host_and_version() {
    let first = Url::parse("https://graph.microsoft.com/v1.0/users?$top=1").unwrap();
    assert!(follow(&first, "https://graph.microsoft.com/v1.0/users?$skiptoken=x").is_ok());
    for astray in [
        "https://graph.microsoft.com.evil.example/v1.0/users",
        "https://graph.microsoft.com@evil.example/v1.0/users",
        "https://user@graph.microsoft.com/v1.0/users",
        "http://graph.microsoft.com/v1.0/users",
        "https://graph.microsoft.com:8443/v1.0/users",
        "https://graph.microsoft.com/beta/users",
        "https://gr\u{430}ph.microsoft.com/v1.0/users",
        "//127.0.0.1/v1.0/users",
        "/v1.0/users",
    ] {
        assert!(follow(&first, astray).is_err(), "{astray}");
    }
}
