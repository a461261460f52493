//! What Graph has in the global cloud alone.
//!
//! Source: the published schemas of the clouds (<https://github.com/microsoftgraph/msgraph-metadata>, read 2026-11-22) and
//! <https://learn.microsoft.com/en-us/graph/api/authenticationmethodspolicy-get> (read 2026-11-22).

use crate::address::Host;

const CHINA: &str = "microsoftgraph.chinacloudapi.cn";

/// Whether a path is there on the host that was asked; on loopback everything is.
pub(super) fn has(host: Host, path: &[&str]) -> bool {
    let Host::Graph(host) = host else { return true };
    let is_global = host == "graph.microsoft.com";
    match path {
        ["identity", "conditionalaccess", "deleteditems", ..] => is_global,
        ["users", _, "authentication", "fido2methods", "creationoptions", ..] => is_global,
        ["users", _, "authentication", "fido2methods" | "temporaryaccesspassmethods", ..]
        | ["policies", "authenticationmethodspolicy", ..]
        | ["auditlogs", "directoryaudits", ..] => host != CHINA,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clouds_lack_what_their_schemas_lack() {
        let policies = ["identity", "conditionalaccess", "deleteditems", "policies"];
        let passes = ["users", "x", "authentication", "temporaryaccesspassmethods"];
        for (host, has_policies, has_passes) in [
            ("graph.microsoft.com", true, true),
            ("graph.microsoft.us", false, true),
            ("dod-graph.microsoft.us", false, true),
            (CHINA, false, false),
        ] {
            assert_eq!((has(Host::Graph(host), &policies), has(Host::Graph(host), &passes)), (has_policies, has_passes), "{host}");
        }
        assert!(has(Host::Loopback, &policies) && has(Host::Graph(CHINA), &["users"]));
    }
}
