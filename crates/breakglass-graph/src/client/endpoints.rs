//! Where a cloud's login and Graph live. Anything outside the fixed table is loopback, or was named unsafe on the command line.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/deployments> (read 2026-11-22).

use breakglass_model::Cloud;
use thiserror::Error;
use url::{Host, Url};

/// The two addresses that a tenant is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Which cloud it is, or pretends to be.
    pub cloud: Cloud,
    /// Where tokens come from.
    pub login: Url,
    /// Where Graph answers.
    pub graph: Url,
    /// Whether it is outside the clouds' fixed table and not loopback.
    pub is_unsafe: bool,
    /// Whether it is outside the table at all: only such an endpoint may say how fast it wants to be asked.
    pub is_custom: bool,
    /// What a token is for.
    pub(crate) scope: String,
}

/// Why an address is not accepted.
#[derive(Debug, Error)]
pub enum EndpointError {
    /// It is no address.
    #[error("`{0}` is no address: write for example http://127.0.0.1:8480")]
    NotAnAddress(String),
    /// It is elsewhere.
    #[error("`{0}` is neither one of Microsoft's clouds nor loopback: use --unsafe-endpoint if you mean it")]
    NotLoopback(String),
    /// It would send a token in the clear.
    #[error("`{0}` is not https: a token would travel in the clear")]
    NotEncrypted(String),
    /// It holds more than scheme, host and port.
    #[error("`{0}` may hold nothing but scheme, host and port")]
    TooMuch(String),
}

impl Endpoints {
    /// A cloud of the fixed table.
    ///
    /// # Panics
    /// Never: the addresses are constants, and a test parses each.
    pub fn of(cloud: Cloud) -> Self {
        let (login, graph) = addresses(cloud);
        #[expect(clippy::expect_used, reason = "constants, parsed by a test")]
        let parse = |text: &str| Url::parse(text).expect("a constant address");
        Self { cloud, login: parse(login), graph: parse(graph), is_unsafe: false, is_custom: false, scope: format!("{graph}/.default") }
    }

    /// One address that stands for both. Loopback may be http; anything else needs `allow_unsafe` and https.
    ///
    /// # Errors
    /// The address is not accepted, and why.
    pub fn custom(cloud: Cloud, base: &str, allow_unsafe: bool) -> Result<Self, EndpointError> {
        let shown = || breakglass_model::visible(base);
        let url = Url::parse(base).map_err(|_| EndpointError::NotAnAddress(shown()))?;
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() || url.path() != "/"
        {
            return Err(EndpointError::TooMuch(shown()));
        }
        let is_loopback = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => return Err(EndpointError::NotAnAddress(shown())),
        };
        match (is_loopback, allow_unsafe, url.scheme()) {
            (true, _, "http" | "https") | (false, true, "https") => {}
            (false, true, "http") => return Err(EndpointError::NotEncrypted(shown())),
            (false, false, _) => return Err(EndpointError::NotLoopback(shown())),
            _ => return Err(EndpointError::NotAnAddress(shown())),
        }
        let scope = Self::of(cloud).scope;
        Ok(Self { cloud, login: url.clone(), graph: url, is_unsafe: !is_loopback, is_custom: true, scope })
    }

    /// Graph's name in tokens, whatever address stands in for it.
    pub(crate) fn resource(&self) -> &str {
        self.scope.trim_end_matches("/.default")
    }

    /// The address in reports.
    pub fn shown(&self) -> String {
        self.graph.as_str().trim_end_matches('/').to_owned()
    }
}

/// Login and Graph of each cloud.
fn addresses(cloud: Cloud) -> (&'static str, &'static str) {
    match cloud {
        Cloud::Global => ("https://login.microsoftonline.com", "https://graph.microsoft.com"),
        Cloud::UsGov => ("https://login.microsoftonline.us", "https://graph.microsoft.us"),
        Cloud::UsGovDod => ("https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
        Cloud::China => ("https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cloud_has_its_addresses() {
        for cloud in Cloud::ALL {
            let endpoints = Endpoints::of(cloud);
            assert!(endpoints.login.scheme() == "https" && endpoints.scope.ends_with("/.default") && !endpoints.is_custom);
        }
    }

    #[test]
    fn only_loopback_is_accepted_without_being_named_unsafe() {
        for base in ["http://127.0.0.1:8480", "http://localhost:1", "http://[::1]:9", "https://127.1.2.3"] {
            assert!(!Endpoints::custom(Cloud::Global, base, false).unwrap().is_unsafe, "{base}");
        }
        for base in
            ["https://graph.microsoft.com.evil.example", "http://10.0.0.1", "https://0x7f000001.example", "ftp://127.0.0.1", "127.0.0.1"]
        {
            assert!(Endpoints::custom(Cloud::Global, base, false).is_err(), "{base}");
        }
        assert!(Endpoints::custom(Cloud::Global, "https://stand-in.example", true).unwrap().is_unsafe);
        assert!(Endpoints::custom(Cloud::Global, "http://stand-in.example", true).is_err());
        assert!(Endpoints::custom(Cloud::Global, "http://user@127.0.0.1", false).is_err());
    }
}
