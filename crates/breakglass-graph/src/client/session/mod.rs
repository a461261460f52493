//! One signed-in session: a request with patience, a collection page by page.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use breakglass_model::Cloud;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::Value;
use thiserror::Error;
use tokio::sync::Mutex;
use url::Url;

use super::pace::Paces;
use super::sign_in::{self, SignIn, asked_pause, chance};
use super::token::Token;
use super::{Limits, Target, TokenError, assertion, http, patience};
use crate::live::{Clock, Held};
use crate::wire::node::Node;

/// A session with one tenant.
pub(crate) struct Session<'a> {
    http: reqwest::Client,
    target: &'a Target,
    limits: &'a Limits,
    clock: &'a dyn Clock,
    tenant: String,
    token: Mutex<Token>,
    paces: Paces,
    requests: AtomicUsize,
}

/// Why a request has no answer.
#[derive(Debug, Error)]
pub(crate) enum SessionError {
    #[error("{0}")]
    Setup(&'static str),
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error("{0}")]
    Broken(&'static str),
    #[error("an answer of more than {0} bytes")]
    TooLarge(usize),
    #[error("more than {0} requests")]
    TooMany(usize),
    #[error("the answer is no JSON that can be read: {0}")]
    NotJson(String),
    #[error("the next page is {0}")]
    Astray(&'static str),
}

/// An answer to one request.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// A collection, page by page.
pub(crate) struct Pages {
    pub(crate) bodies: Vec<Value>,
    pub(crate) end: End,
}

/// How a collection ended.
pub(crate) enum End {
    /// The last page was read.
    Complete,
    /// A bound was met, or a later page failed: what is missing.
    Partial(String),
    /// The first page was refused.
    Refused(Answer),
}

impl<'a> Session<'a> {
    /// Signs in.
    pub(crate) async fn open(target: &'a Target, limits: &'a Limits, clock: &'a dyn Clock) -> Result<Self, SessionError> {
        let http = http::client(target)?;
        let discovery = sign_in::discover(&http, target, limits, clock).await?;
        let tenant = discovery.tenant.unwrap_or_else(|| target.tenant.clone());
        let requests = AtomicUsize::new(0);
        let token = SignIn { http: &http, target, tenant: &tenant, limits, clock }.first().await?;
        Ok(Self { http, target, limits, clock, tenant, token: Mutex::new(token), paces: discovery.paces, requests })
    }

    /// The cloud that is asked.
    pub(crate) fn cloud(&self) -> Cloud {
        self.target.endpoints.cloud
    }

    /// The tenant's id, as far as sign-in told it.
    pub(crate) fn tenant(&self) -> &str {
        &self.tenant
    }

    /// What the token holds.
    pub(crate) async fn held(&self) -> Held {
        let token = self.token.lock().await;
        Held { permissions: token.rights(), scheme: token.scheme(), client: token.client(), roles: token.directory_roles() }
    }

    /// Reads a collection to its end, or a single object as one page: `path` begins with the version, as `/v1.0/domains`.
    /// A longer collection than `most` pages is partial.
    pub(crate) async fn pages(&self, path: &str, most: usize) -> Result<Pages, SessionError> {
        self.collection(path, None, most).await
    }

    /// Asks an action by POST that evaluates and changes nothing, so that it may be asked again like any read. Limits as of reads.
    pub(crate) async fn evaluated(&self, path: &str, body: &Value, most: usize) -> Result<Pages, SessionError> {
        self.collection(path, Some(body.to_string()), most).await
    }

    async fn collection(&self, path: &str, mut question: Option<String>, most: usize) -> Result<Pages, SessionError> {
        let base = self.target.endpoints.graph.as_str().trim_end_matches('/');
        let first = Url::parse(&format!("{base}{path}")).map_err(|_| SessionError::Astray("no address"))?;
        let (mut url, mut seen, mut bodies) = (first.clone(), BTreeSet::from([first.to_string()]), Vec::new());
        loop {
            // Further pages of an action's answer are read like any other.
            let answer = match self.ask(&url, question.take().as_deref()).await {
                Ok(answer) => answer,
                Err(error) if bodies.is_empty() => return Err(error),
                Err(error) => return Ok(Pages { end: End::Partial(later(bodies.len(), &error.to_string())), bodies }),
            };
            if answer.status != 200 {
                let end = match bodies.is_empty() {
                    true => End::Refused(answer),
                    false => End::Partial(later(bodies.len(), &format!("status {}", answer.status))),
                };
                return Ok(Pages { bodies, end });
            }
            let body = match parse(&answer.body) {
                Ok(body) => body,
                Err(error) if bodies.is_empty() => return Err(error),
                Err(error) => return Ok(Pages { end: End::Partial(later(bodies.len(), &error.to_string())), bodies }),
            };
            let next = Node::of(&body).and_then(|node| node.text("@odata.nextLink")).map(str::to_owned);
            bodies.push(body);
            let Some(next) = next else { return Ok(Pages { bodies, end: End::Complete }) };
            url = match follow(&first, &next) {
                Ok(next) => next,
                Err(error) => return Ok(Pages { end: End::Partial(later(bodies.len(), &error.to_string())), bodies }),
            };
            if !seen.insert(url.to_string()) {
                return Ok(Pages { end: End::Partial(later(bodies.len(), "the same page again")), bodies });
            }
            if bodies.len() >= most {
                return Ok(Pages { end: End::Partial(format!("more than {most} page(s)")), bodies });
            }
        }
    }

    async fn ask(&self, url: &Url, question: Option<&str>) -> Result<Answer, SessionError> {
        let (mut waited, mut renewed, mut attempt) = (Duration::ZERO, false, 0);
        loop {
            if self.requests.fetch_add(1, Ordering::Relaxed) >= self.limits.requests {
                return Err(SessionError::TooMany(self.limits.requests));
            }
            let outcome = self.once(url, question).await;
            let (is_passing, asked) = match &outcome {
                Ok((answer, _)) if answer.status == 401 && !renewed => {
                    renewed = true;
                    self.renew().await?;
                    continue;
                }
                Ok((answer, asked)) => (patience::is_passing(answer.status), *asked),
                Err(SessionError::Broken(_)) => (true, None),
                Err(_) => (false, None),
            };
            let pause = patience::pause(attempt, asked, chance());
            if !is_passing || attempt >= self.limits.retries || waited + pause > self.limits.patience {
                return outcome.map(|(answer, _)| answer);
            }
            tokio::time::sleep(pause).await;
            waited += pause;
            attempt += 1;
        }
    }

    async fn once(&self, url: &Url, question: Option<&str>) -> Result<(Answer, Option<Duration>), SessionError> {
        let path = url.path().to_ascii_lowercase();
        if path.contains("/identity/conditionalaccess/") || path.contains("/identityprotection/") {
            self.paces.conditional_access.turn().await;
        } else if path.contains("/auditlogs/") || path.contains("/reports/") {
            self.paces.reports.turn().await;
        }
        let bearer = {
            let token = self.token.lock().await;
            format!("Bearer {}", token.expose())
        };
        let mut bearer = reqwest::header::HeaderValue::try_from(bearer).map_err(|_| SessionError::Setup("the token is no header"))?;
        bearer.set_sensitive(true);
        let request = match question {
            None => self.http.get(url.clone()),
            Some(body) => self.http.post(url.clone()).header(CONTENT_TYPE, "application/json").body(body.to_owned()),
        };
        let request = request.header(AUTHORIZATION, bearer);
        let request = request.header("Prefer", "include-unknown-enum-members").header("client-request-id", request_id());
        let response = request.send().await.map_err(|error| SessionError::Broken(http::why(&error)))?;
        let status = response.status().as_u16();
        let asked = asked_pause(response.headers(), self.clock);
        let body = http::bounded(response, self.limits.body_bytes).await?;
        Ok((Answer { status, body }, asked))
    }

    /// A new token, for one that ended or was revoked midway.
    async fn renew(&self) -> Result<(), SessionError> {
        let mut token = self.token.lock().await;
        let (http, target, limits, clock) = (&self.http, self.target, self.limits, self.clock);
        let renewed = SignIn { http, target, tenant: &self.tenant, limits, clock }.again(&token).await?;
        *token = renewed;
        Ok(())
    }

    /// Renews a token that is about to end, before a batch of requests.
    pub(crate) async fn keep_fresh(&self) -> Result<(), SessionError> {
        let is_fresh = self.token.lock().await.is_fresh(self.clock.now());
        if is_fresh { Ok(()) } else { self.renew().await }
    }
}

fn later(pages: usize, why: &str) -> String {
    format!("{pages} page(s) read, then: {why}")
}

fn parse(body: &[u8]) -> Result<Value, SessionError> {
    crate::wire::json::parse(body).map_err(|error| SessionError::NotJson(error.to_string()))
}

/// A next page is followed only on the same scheme, host, port and version, and with nobody's name in it.
fn follow(first: &Url, next: &str) -> Result<Url, SessionError> {
    let next = Url::parse(next).map_err(|_| SessionError::Astray("no address"))?;
    let version = |url: &Url| url.path_segments().and_then(|mut segments| segments.find(|segment| !segment.is_empty()).map(str::to_owned));
    let is_same =
        next.scheme() == first.scheme() && next.host() == first.host() && next.port_or_known_default() == first.port_or_known_default();
    if !is_same || !next.username().is_empty() || next.password().is_some() {
        return Err(SessionError::Astray("on another host"));
    }
    if version(&next) != version(first) {
        return Err(SessionError::Astray("of another version"));
    }
    Ok(next)
}

fn request_id() -> String {
    let mut bytes = [0; 16];
    let _ = SystemRandom::new().fill(&mut bytes);
    assertion::guid(bytes)
}

#[cfg(test)]
mod tests;
