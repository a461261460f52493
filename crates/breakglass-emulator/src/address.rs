//! Which service a request means, and under which name the client reached us.
//!
//! Behind a TLS front the services are told apart by `X-Forwarded-Host` or `Host`; on loopback by the path, all on one
//! port. Links in answers are made of what is found here, so that they lead back to where the client came from.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/deployments> (read 2026-11-22) for the clouds' hosts.

use std::net::IpAddr;

use crate::exchange::Request;

/// The Graph hosts of the clouds.
pub(crate) const GRAPH_HOSTS: [&str; 4] =
    ["graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn"];
/// The sign-in hosts of the clouds; the last is an alias, see `emulator:china-login-alias`.
pub(crate) const LOGIN_HOSTS: [&str; 4] =
    ["login.microsoftonline.com", "login.microsoftonline.us", "login.chinacloudapi.cn", "login.partner.microsoftonline.cn"];

/// Other names of the sign-in host of the global cloud, as instance discovery gives them (`emulator:instance-aliases`).
pub(crate) const LOGIN_ALIASES: [&str; 3] = ["login.windows.net", "login.microsoft.com", "sts.windows.net"];

/// The hosts of Azure Resource Manager in the clouds.
///
/// Source: <https://learn.microsoft.com/en-us/azure/azure-government/compare-azure-government-global-azure> and
/// <https://learn.microsoft.com/en-us/azure/china/resources-developer-guide> (read 2026-11-25).
pub(crate) const ARM_HOSTS: [&str; 3] = ["management.azure.com", "management.usgovcloudapi.net", "management.chinacloudapi.cn"];

/// What paths of Azure Resource Manager begin with; on loopback this tells them from sign-in.
const ARM_ROOTS: [&str; 3] = ["tenants", "subscriptions", "providers"];

/// No path has more segments than this.
const MOST_SEGMENTS: usize = 32;

/// Under which name a request reached us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// `https://graph.microsoft.com`, or `http://127.0.0.1:8080`.
    pub(crate) base: String,
    pub(crate) host: Host,
}

/// What kind of name it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    Loopback,
    Graph(&'static str),
    Login(&'static str),
    /// Azure Resource Manager.
    Management(&'static str),
}

/// A version of Graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V1,
    Beta,
}

/// The service that a path belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Graph(Version),
    /// A Graph host, but no version that it knows.
    UnversionedGraph,
    Login,
    /// Azure Resource Manager.
    Management,
    Control,
}

impl Version {
    /// The version as the first segment of a path.
    pub(crate) const fn segment(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }

    fn parse(segment: &str) -> Option<Self> {
        [Self::V1, Self::Beta].into_iter().find(|version| version.segment().eq_ignore_ascii_case(segment))
    }
}

impl Address {
    /// Under which name the request came, none where the name is neither loopback nor one of Microsoft's.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let authority = request
            .header("x-forwarded-host")
            .or_else(|| request.uri.authority().map(axum::http::uri::Authority::as_str))
            .or_else(|| request.header("host"))?
            .to_ascii_lowercase();
        let host = Host::parse(&authority)?;
        let scheme = match request.header("x-forwarded-proto") {
            Some(scheme) if scheme.eq_ignore_ascii_case("https") => "https",
            Some(scheme) if scheme.eq_ignore_ascii_case("http") => "http",
            _ if request.encrypted || host != Host::Loopback => "https",
            _ => "http",
        };
        Some(Self { base: format!("{scheme}://{authority}"), host })
    }

    /// The service that the path belongs to, and the rest of the path.
    pub(crate) fn service(&self, mut segments: Vec<String>) -> (Service, Vec<String>) {
        let version = segments.first().and_then(|first| Version::parse(first));
        match (self.host, version) {
            (Host::Login(_), _) => (Service::Login, segments),
            (Host::Management(_), _) => (Service::Management, segments),
            (_, Some(version)) => {
                segments.remove(0);
                (Service::Graph(version), segments)
            }
            (Host::Graph(_), None) => (Service::UnversionedGraph, segments),
            (Host::Loopback, None) if segments.first().is_some_and(|first| first == "_emulator") => {
                segments.remove(0);
                (Service::Control, segments)
            }
            (Host::Loopback, None)
                if segments.first().is_some_and(|first| ARM_ROOTS.iter().any(|root| root.eq_ignore_ascii_case(first))) =>
            {
                (Service::Management, segments)
            }
            (Host::Loopback, None) => (Service::Login, segments),
        }
    }
}

impl Host {
    fn parse(authority: &str) -> Option<Self> {
        let name = match authority.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => authority,
        };
        let known = |hosts: &[&'static str]| hosts.iter().copied().find(|host| *host == name);
        if let Some(host) = known(&GRAPH_HOSTS) {
            return Some(Self::Graph(host));
        }
        if let Some(host) = known(&LOGIN_HOSTS).or_else(|| known(&LOGIN_ALIASES)) {
            return Some(Self::Login(host));
        }
        if let Some(host) = known(&ARM_HOSTS) {
            return Some(Self::Management(host));
        }
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        let loopback = bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        loopback.then_some(Self::Loopback)
    }
}

/// The decoded segments of a path, none where it is too long or not UTF-8.
///
/// Empty segments vanish (`/v1.0//users`), an OData key becomes a segment of its own (`users('id')`), and the empty
/// parentheses of a function call vanish (`creationOptions()`).
pub(crate) fn segments(path: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for raw in path.split('/').filter(|raw| !raw.is_empty()) {
        let segment = decode(raw)?;
        match segment.strip_suffix(')').and_then(|head| head.split_once('(')) {
            Some((name, "")) => found.push(name.to_owned()),
            Some((name, key)) if !name.is_empty() && !key.contains('=') => {
                found.push(name.to_owned());
                found.push(key.trim_matches('\'').to_owned());
            }
            _ => found.push(segment),
        }
        if found.len() > MOST_SEGMENTS {
            return None;
        }
    }
    Some(found)
}

fn decode(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use axum::{body::Bytes, http::Method};

    use super::*;

    fn address(uri: &str, headers: &[(&'static str, &str)]) -> Option<Address> {
        let mut request = Request {
            method: Method::GET,
            uri: uri.parse().unwrap(),
            headers: axum::http::HeaderMap::new(),
            body: Bytes::new(),
            encrypted: false,
        };
        for (name, value) in headers {
            request.headers.insert(*name, value.parse().unwrap());
        }
        Address::of(&request)
    }

    #[test]
    fn a_front_names_the_service_and_the_links() {
        let behind = address("/v1.0/users", &[("host", "127.0.0.1:9"), ("x-forwarded-host", "graph.microsoft.us")]).unwrap();
        assert_eq!(behind, Address { base: "https://graph.microsoft.us".to_owned(), host: Host::Graph("graph.microsoft.us") });
        let direct = address("/v1.0/users", &[("host", "localhost:9")]).unwrap();
        assert_eq!(direct, Address { base: "http://localhost:9".to_owned(), host: Host::Loopback });
        assert_eq!(address("/", &[("host", "[::1]:9")]).unwrap().host, Host::Loopback);
        assert_eq!(address("/", &[("host", "example.com")]), None);
        assert_eq!(address("/", &[]), None);
    }

    #[test]
    fn on_loopback_the_path_names_the_service() {
        let loopback = address("/", &[("host", "127.0.0.1:9")]).unwrap();
        let service = |path: &str| loopback.service(segments(path).unwrap()).0;
        assert_eq!(service("/V1.0//users"), Service::Graph(Version::V1));
        assert_eq!(service("/beta/users"), Service::Graph(Version::Beta));
        assert_eq!(service("/_emulator/clock"), Service::Control);
        assert_eq!(service("/contoso.com/oauth2/v2.0/token"), Service::Login);
    }

    #[test]
    fn paths_are_read_as_graph_reads_them() {
        assert_eq!(segments("/v1.0//users('a%40b')/x()").unwrap(), ["v1.0", "users", "a@b", "x"]);
        assert_eq!(segments("/%zz"), None);
        assert_eq!(segments(&"/a".repeat(99)), None);
    }
}
