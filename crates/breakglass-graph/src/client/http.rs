//! The one place that makes an HTTP client, and the bounded way to read an answer.

use std::sync::Once;
use std::time::Duration;

use reqwest::{Certificate, Client, Response, redirect};

use super::{Endpoints, SessionError, Target};

/// Makes the client: TLS by rustls, no redirects, no endless waits.
#[expect(clippy::disallowed_methods, reason = "this is the place")]
pub(crate) fn client(target: &Target) -> Result<Client, SessionError> {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // Another part of the process may have installed one already; either is ring.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    let mut builder = Client::builder()
        .user_agent(concat!("breakglass/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .connect_timeout(Duration::from_secs(15))
        .timeout(Duration::from_secs(100))
        .https_only(!allows_http(&target.endpoints));
    if target.endpoints.is_custom {
        builder = builder.no_proxy();
    }
    if let Some(pem) = &target.trusted_ca_pem {
        let authority =
            Certificate::from_pem(pem.as_bytes()).map_err(|_| SessionError::Setup("the certification authority is no PEM certificate"))?;
        builder = builder.tls_certs_merge([authority]);
    }
    builder.build().map_err(|_| SessionError::Setup("no HTTP client can be made: is there a usable TLS configuration?"))
}

/// Makes the client that asks the machine's metadata service: plain HTTP to a link-local address, never through a proxy.
#[expect(clippy::disallowed_methods, reason = "this is the place")]
pub(crate) fn metadata_client() -> Result<Client, SessionError> {
    let builder = Client::builder().redirect(redirect::Policy::none()).timeout(Duration::from_secs(15)).no_proxy();
    builder.build().map_err(|_| SessionError::Setup("no HTTP client can be made"))
}

fn allows_http(endpoints: &Endpoints) -> bool {
    endpoints.graph.scheme() == "http"
}

/// Reads an answer's body up to a bound.
pub(crate) async fn bounded(mut response: Response, limit: usize) -> Result<Vec<u8>, SessionError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| SessionError::Broken(why(&error)))? {
        if body.len() + chunk.len() > limit {
            return Err(SessionError::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What went wrong on the way, without addresses.
pub(crate) fn why(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "cannot connect"
    } else if error.is_body() || error.is_decode() {
        "the answer broke off"
    } else {
        "the connection failed"
    }
}
