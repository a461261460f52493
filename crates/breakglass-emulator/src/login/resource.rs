//! What a token is for: Microsoft Graph and Azure Resource Manager in each cloud.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/scopes-oidc> (read 2026-11-25): `.default` stands after the
//! resource, whose own slash at the end is kept, so that two may follow each other.

use super::refusal::{self, Refusal};
use crate::address::{ARM_HOSTS, GRAPH_HOSTS, Host};

/// The application id of Microsoft Graph, which names the resource as well.
const GRAPH_ID: &str = "00000003-0000-0000-c000-000000000000";
/// The older name of Azure Resource Manager in each cloud, which client libraries still ask for.
const CLASSIC: [&str; 3] = ["management.core.windows.net", "management.core.usgovcloudapi.net", "management.core.chinacloudapi.cn"];
/// Scopes that any request may name besides.
const ASIDE: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// The resource of a scope such as `https://graph.microsoft.com/.default`, as it becomes the audience of the token.
pub(super) fn of_scope(scope: &str) -> Result<String, Refusal> {
    let mut named = scope.split_whitespace().filter(|word| !ASIDE.contains(word));
    let (Some(one), None) = (named.next(), named.next()) else { return Err(refusal::SCOPE) };
    known(one.strip_suffix("/.default").ok_or(refusal::SCOPE)?)
}

/// The resource as the older endpoint names it.
pub(super) fn known(resource: &str) -> Result<String, Refusal> {
    if is_graph(resource) || is_management(resource) { Ok(resource.to_owned()) } else { Err(refusal::RESOURCE) }
}

/// Whether an audience is Microsoft Graph in any cloud.
pub(crate) fn is_graph(audience: &str) -> bool {
    audience == GRAPH_ID || host(audience).is_some_and(|host| GRAPH_HOSTS.contains(&host))
}

/// Whether an audience is Azure Resource Manager in any cloud.
pub(crate) fn is_management(audience: &str) -> bool {
    host(audience).is_some_and(|host| ARM_HOSTS.contains(&host) || CLASSIC.contains(&host))
}

/// Whether a token for an audience is good on a host of the same kind: those of one cloud are not good in another.
pub(crate) fn fits(audience: &str, on: Host) -> bool {
    match on {
        Host::Graph(name) => audience == GRAPH_ID || host(audience) == Some(name),
        Host::Management(name) => {
            let same = |(arm, classic): (&&str, &&str)| *arm == name && host(audience) == Some(classic);
            host(audience) == Some(name) || ARM_HOSTS.iter().zip(&CLASSIC).any(same)
        }
        Host::Loopback | Host::Login(_) => true,
    }
}

fn host(audience: &str) -> Option<&str> {
    audience.strip_prefix("https://").map(|host| host.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_known_with_and_without_their_slash() {
        for (scope, audience) in [
            ("https://graph.microsoft.com/.default", "https://graph.microsoft.com"),
            ("https://graph.microsoft.com//.default", "https://graph.microsoft.com/"),
            ("https://graph.microsoft.us/.default openid profile", "https://graph.microsoft.us"),
            ("00000003-0000-0000-c000-000000000000/.default", GRAPH_ID),
            ("https://management.core.windows.net//.default", "https://management.core.windows.net/"),
            ("https://management.azure.com/.default", "https://management.azure.com"),
        ] {
            assert_eq!(of_scope(scope).map_err(|refusal| refusal.2), Ok(audience.to_owned()), "{scope}");
        }
        for (scope, number) in [
            ("https://graph.microsoft.com/User.Read", 70_011),
            ("openid", 70_011),
            ("https://graph.microsoft.com/.default https://management.azure.com/.default", 70_011),
            ("https://example.com/.default", 500_011),
        ] {
            assert_eq!(of_scope(scope).unwrap_err().2, number, "{scope}");
        }
    }

    #[test]
    fn a_token_is_good_in_its_own_cloud() {
        let graph = Host::Graph("graph.microsoft.us");
        assert!(fits("https://graph.microsoft.us/", graph) && fits(GRAPH_ID, graph));
        assert!(!fits("https://graph.microsoft.com", graph));
        let management = Host::Management("management.azure.com");
        assert!(fits("https://management.core.windows.net/", management) && fits("https://management.azure.com", management));
        assert!(!fits("https://management.core.usgovcloudapi.net/", management));
    }
}
