//! What the emulator does where Microsoft's documents are silent or only others have seen it. No behaviour listed here is evidence.

/// One behaviour that no document settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumption {
    /// Permanent id.
    pub id: &'static str,
    /// What the emulator does.
    pub text: &'static str,
    /// Where the idea comes from.
    pub source: &'static str,
}

/// Every assumption, sorted by id.
pub const ASSUMPTIONS: &[Assumption] = &[
    Assumption {
        id: "emulator:app-role-ids",
        text: "ids of most application permissions are derived from their names; six are the documented ones",
        source: "convenience; clients look them up by name",
    },
    Assumption {
        id: "emulator:china-login-alias",
        text: "login.partner.microsoftonline.cn answers like login.chinacloudapi.cn",
        source: "memory",
    },
    Assumption { id: "emulator:default-page-size", text: "users, groups and other lists page at 100, at most 999", source: "memory" },
    Assumption {
        id: "emulator:instance-aliases",
        text: "instance discovery names the aliases of the sign-in hosts as client libraries know them",
        source: "memory",
    },
    Assumption {
        id: "emulator:invalid-client-status",
        text: "a wrong or missing client credential is answered with HTTP 401",
        source: "memory; the error itself is documented",
    },
    Assumption {
        id: "emulator:beta-path-on-v1",
        text: "a path of beta alone is answered on v1.0 with 400 BadRequest",
        source: "documents name 400 and 405",
    },
    Assumption {
        id: "emulator:missing-authentication-user",
        text: "authentication methods of a user who does not exist are answered with 404 ResourceNotFound",
        source: "memory",
    },
    Assumption {
        id: "emulator:permission-of-unpublished-path",
        text: "a path that the published permission data does not name needs what its other name needs",
        source: "memory",
    },
    Assumption {
        id: "emulator:risk-read-unlicensed",
        text: "reading risks without Entra ID P2 is refused with 403 Forbidden and the words of other licence refusals",
        source: "the status and code were measured by others",
    },
    Assumption {
        id: "emulator:pim-read-unlicensed",
        text: "reading schedule instances without Entra ID P2 is refused like the measured write: 400 AadPremiumLicenseRequired",
        source: "the refusal of writes was measured by others",
    },
    Assumption { id: "emulator:rs256-assertion", text: "RS256 assertions are accepted besides the documented PS256", source: "memory" },
    Assumption { id: "emulator:token-issuer", text: "tokens for Graph are issued by https://sts.windows.net/{tenant}/", source: "memory" },
    Assumption { id: "emulator:www-authenticate", text: "401 of Graph carries WWW-Authenticate: Bearer", source: "memory" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique() {
        let mut ids: Vec<&str> = ASSUMPTIONS.iter().map(|assumption| assumption.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ASSUMPTIONS.len());
    }
}
