//! The clouds in which tenants live, and what some of them do not have.

use serde::{Deserialize, Serialize};

use crate::Collection;

/// The clouds in which Entra tenants live.
///
/// Source: <https://learn.microsoft.com/en-us/graph/deployments> (read 2026-11-22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    /// The global service, GCC included.
    #[default]
    Global,
    /// US Government L4 (GCC High).
    UsGov,
    /// US Government L5 (DoD).
    UsGovDod,
    /// China, operated by 21Vianet.
    China,
}

impl Cloud {
    /// Every cloud.
    pub const ALL: [Self; 4] = [Self::Global, Self::UsGov, Self::UsGovDod, Self::China];

    /// The name used in the declaration and in snapshots.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::UsGov => "us-gov",
            Self::UsGovDod => "us-gov-dod",
            Self::China => "china",
        }
    }

    /// Whether a collection is documented not to exist here. An answer goes before what a document says: what is read is there.
    ///
    /// Source: <https://learn.microsoft.com/en-us/graph/api/authenticationmethodspolicy-get>,
    /// <https://learn.microsoft.com/en-us/graph/api/authentication-list-methods> and <https://learn.microsoft.com/en-us/graph/api/riskyuser-get>
    /// (read 2026-11-25) for China; <https://github.com/microsoftgraph/msgraph-metadata> schemas (read 2026-11-22) for deleted policies, which
    /// are in that of the global service alone.
    pub fn lacks(self, collection: Collection) -> bool {
        let is_china = self == Self::China;
        match collection {
            Collection::DeletedPolicies => self != Self::Global,
            Collection::AuthenticationMethodsPolicy | Collection::AuthenticationMethods | Collection::RiskyUsers => is_china,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_global_service_lacks_nothing_and_the_others_what_is_documented() {
        assert!(!Collection::ALL.iter().any(|it| Cloud::Global.lacks(*it)));
        assert!(Cloud::UsGov.lacks(Collection::DeletedPolicies) && !Cloud::UsGov.lacks(Collection::RiskyUsers));
        assert!(Cloud::China.lacks(Collection::AuthenticationMethodsPolicy) && !Cloud::China.lacks(Collection::Users));
    }
}
