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
        id: "emulator:app-groups",
        text: "a policy for Office365 or MicrosoftAdminPortals means the members whose ids are known: five of the suite, four portals",
        source: "documents list names, not ids, and no closed list of portals",
    },
    Assumption {
        id: "emulator:app-role-ids",
        text: "ids of most application permissions are derived from their names; six are the documented ones",
        source: "convenience; clients look them up by name",
    },
    Assumption {
        id: "emulator:authentication-context",
        text: "policies for all resources do not apply where only an authentication context is asked for",
        source: "the documents' example shows none, and may be shortened",
    },
    Assumption {
        id: "emulator:beta-bodies",
        text: "bodies on beta are read against the types of v1.0",
        source: "the schema of beta is not at hand",
    },
    Assumption {
        id: "emulator:beta-path-on-v1",
        text: "a path of beta alone is answered on v1.0 with 400 BadRequest",
        source: "documents name 400 and 405",
    },
    Assumption {
        id: "emulator:body-errors",
        text: "a body that does not fit its type, or makes no sense, is answered with 400 BadRequest and a text of the emulator's own where no document has one",
        source: "memory",
    },
    Assumption {
        id: "emulator:certificates",
        text: "whoever may sign in by certificate has one bound; whose it is and whether it is revoked is not asked",
        source: "Graph does not list certificates",
    },
    Assumption {
        id: "emulator:challenge-method",
        text: "a code challenge of an unknown method is refused like one of a wrong size, with AADSTS501491",
        source: "documents give the number for the size",
    },
    Assumption {
        id: "emulator:china-login-alias",
        text: "login.partner.microsoftonline.cn answers like login.chinacloudapi.cn",
        source: "memory",
    },
    Assumption {
        id: "emulator:clock-skew",
        text: "an assertion is good five minutes before its beginning and after its end",
        source: "memory",
    },
    Assumption {
        id: "emulator:conditional-access-errors",
        text: "a policy that does not fit its type is refused by number 1007 in the message, one that makes no sense by 1032 in the inner error, one that names what does not exist by 1054 there, one without licence by 403 AccessDenied; the reasons after 1032, and 1054 for anything but groups, are the emulator's own",
        source: "seen by others on live tenants",
    },
    Assumption {
        id: "emulator:consents-come-along",
        text: "a person's token holds every scope of Graph that was consented to, asked for or not",
        source: "seen by others on live tenants",
    },
    Assumption {
        id: "emulator:coordinates",
        text: "who does not say where his telephone is, is in no location by coordinates, not even an unknown one",
        source: "inference",
    },
    Assumption {
        id: "emulator:country-of-address",
        text: "the emulator knows no address's country; an address without a told country is in an unknown country",
        source: "convenience",
    },
    Assumption { id: "emulator:default-page-size", text: "users, groups and other lists page at 100, at most 999", source: "memory" },
    Assumption {
        id: "emulator:delta-token-life",
        text: "a delta token is good for seven days and then answered with 410 syncStateNotFound",
        source: "documents name the status; the time from memory",
    },
    Assumption {
        id: "emulator:device-code-declined",
        text: "a declined device code is answered with authorization_declined and AADSTS65004",
        source: "the word is documented for device codes, the number for consent",
    },
    Assumption {
        id: "emulator:device-code-slow-down",
        text: "a client that polls faster than the interval is told slow_down, with the number of a pending code",
        source: "RFC 8628; Microsoft's page does not name it",
    },
    Assumption {
        id: "emulator:directory-error-texts",
        text: "directory writes are refused with Request_BadRequest and texts of which only the code is documented",
        source: "memory",
    },
    Assumption {
        id: "emulator:empty-conditions",
        text: "an empty list of platforms, locations, clients, risks or flows is a condition that is not set",
        source: "inference",
    },
    Assumption {
        id: "emulator:federated-mismatch",
        text: "a federated token whose subject or audience does not fit is refused with AADSTS700213",
        source: "memory",
    },
    Assumption {
        id: "emulator:filter-rules",
        text: "inside a text of a filter's rule a quote is written after a backtick or a backslash; `-not` binds before `-and`, `-and` before `-or`; a rule that cannot be read makes the policy not apply (invalidCondition)",
        source: "documents of rules for dynamic groups",
    },
    Assumption {
        id: "emulator:guest-tenant",
        text: "a guest whose home tenant nobody tells belongs to none of the tenants that a policy enumerates",
        source: "convenience",
    },
    Assumption {
        id: "emulator:in-use",
        text: "a named location or authentication strength that a policy names cannot be deleted: 400 BadRequest",
        source: "memory",
    },
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
        id: "emulator:legacy-clients",
        text: "clients of legacy authentication meet no control at all, so that every policy with a grant blocks them",
        source: "inference from the documents of conditions",
    },
    Assumption {
        id: "emulator:management-errors",
        text: "Azure Resource Manager refuses with the codes that its clients know and texts of the emulator's own",
        source: "memory",
    },
    Assumption {
        id: "emulator:member-without-ref",
        text: "deleting a member without $ref at the end is refused with 405 and deletes nothing",
        source: "known to do harm on live tenants; no document says what it does",
    },
    Assumption {
        id: "emulator:metadata-refusals",
        text: "the instance metadata service words its refusals with invalid_request and a sentence",
        source: "the status is documented, the sentences are not",
    },
    Assumption {
        id: "emulator:method-defaults",
        text: "the configuration of a method is off, for everybody, after it was reset",
        source: "inference",
    },
    Assumption {
        id: "emulator:method-errors",
        text: "refusals about authentication methods carry the codes BadRequest and ResourceNotFound",
        source: "documents give no bodies",
    },
    Assumption {
        id: "emulator:missing-authentication-user",
        text: "authentication methods of a user who does not exist are answered with 404 ResourceNotFound",
        source: "memory",
    },
    Assumption { id: "emulator:most-checked-ids", text: "memberships are checked for at most twenty ids at once", source: "memory" },
    Assumption {
        id: "emulator:most-policies",
        text: "a tenant holds 195 Conditional Access policies in whatever state",
        source: "seen by others",
    },
    Assumption {
        id: "emulator:not-a-public-client",
        text: "an app without public client flows that sends no credential is refused with 401 invalid_client, AADSTS7000218",
        source: "seen by others",
    },
    Assumption {
        id: "emulator:other-platform",
        text: "the platform unknownFutureValue stands for one that policies cannot name and only `all` includes",
        source: "convenience",
    },
    Assumption {
        id: "emulator:password-permission",
        text: "an application needs User-PasswordProfile.ReadWrite.All for passwords; User.ReadWrite.All does not cover them",
        source: "seen by others",
    },
    Assumption {
        id: "emulator:people-read-by-scope",
        text: "a person reads whatever the scopes permit, without the directory roles that Graph asks for as well",
        source: "convenience",
    },
    Assumption {
        id: "emulator:permission-of-unpublished-path",
        text: "a path that the published permission data does not name needs what its other name needs",
        source: "memory",
    },
    Assumption {
        id: "emulator:pim-read-unlicensed",
        text: "reading schedule instances without Entra ID P2 is refused like the measured write: 400 AadPremiumLicenseRequired",
        source: "the refusal of writes was measured by others",
    },
    Assumption {
        id: "emulator:policy-audit-twin",
        text: "each change of a Conditional Access policy is recorded by Conditional Access and by Core Directory, with one correlation id",
        source: "seen in records",
    },
    Assumption {
        id: "emulator:policy-defaults",
        text: "policies of which every tenant has one and that nobody changed hold what the emulator says",
        source: "memory",
    },
    Assumption {
        id: "emulator:policy-patch-merge",
        text: "a changed policy keeps what the body does not mention at every depth; lists are replaced whole",
        source: "documents say so of the first level",
    },
    Assumption {
        id: "emulator:refresh-token-life",
        text: "a refresh token is good for ninety days and stays good when it is used",
        source: "documents say that it is long and that use revokes nothing; the time from memory",
    },
    Assumption {
        id: "emulator:refused-queries",
        text: "contains, $skip, and a $search or $orderby that cannot be read are refused on directory objects with 400 and texts of the emulator's own",
        source: "documents say that they are not supported, not how they are refused",
    },
    Assumption {
        id: "emulator:restore-policy-audit",
        text: "a restored policy is recorded as `Restore conditional access policy`, a purged one as `Hard delete conditional access policy`",
        source: "no document names them",
    },
    Assumption {
        id: "emulator:restricted-management-error",
        text: "what a restricted management administrative unit forbids is answered with 403 Authorization_RequestDenied, for authentication methods as well",
        source: "inference",
    },
    Assumption {
        id: "emulator:risk-read-unlicensed",
        text: "reading risks without Entra ID P2 is refused with 403 Forbidden and the words of other licence refusals",
        source: "the status and code were measured by others",
    },
    Assumption {
        id: "emulator:role-assignable-visibility",
        text: "a role-assignable group has the visibility Private",
        source: "documents name Private and Hidden",
    },
    Assumption {
        id: "emulator:role-through-group",
        text: "a role that is held through a group counts for policies about roles",
        source: "inference",
    },
    Assumption { id: "emulator:rs256-assertion", text: "RS256 assertions are accepted besides the documented PS256", source: "memory" },
    Assumption {
        id: "emulator:security-defaults",
        text: "security defaults ask administrators and whoever manages Azure for a second factor and nobody else for anything; every multifactor credential satisfies them",
        source: "documents leave it to Microsoft when others are asked",
    },
    Assumption {
        id: "emulator:server-error-codes",
        text: "500, 502, 503 and 504 carry the codes InternalServerError, BadGateway, ServiceUnavailable and GatewayTimeout",
        source: "the statuses are documented, their codes are not",
    },
    Assumption {
        id: "emulator:sha1-thumbprint",
        text: "an assertion may name its certificate by the SHA-1 thumbprint x5t instead of x5t#S256",
        source: "client libraries do so; documents name x5t#S256",
    },
    Assumption {
        id: "emulator:sign-in-codes",
        text: "a second factor that fails ends in 500121, one that is missing in 50074 with a browser and 50076 without, none to register with in 50072 or 50079, behind a risk in 53004, where a policy about registration forbids it from here in 53010; a strength out of reach in 53003; a key that is unknown or not allowed in 135010; a pass in 130503; an unprotected application in 53009; terms and custom factors in 50158; a risk to be remediated in 50135",
        source: "documents name the numbers, save 130503, 53009 and 500121, and not always when they come",
    },
    Assumption {
        id: "emulator:sign-in-order",
        text: "a credential that does not work is told before a disabled account, a disabled account before an expired password",
        source: "inference",
    },
    Assumption {
        id: "emulator:sign-in-record",
        text: "words of the sign-in log: methods, controls, trust types, clients",
        source: "seen by others in records",
    },
    Assumption {
        id: "emulator:smart-lockout",
        text: "ten wrong passwords in a row lock the password for a minute; each counts as another one, from anywhere",
        source: "documents say ten and a minute, less for the same password, more for every further lockout",
    },
    Assumption { id: "emulator:token-issuer", text: "tokens for Graph are issued by https://sts.windows.net/{tenant}/", source: "memory" },
    Assumption {
        id: "emulator:token-protection",
        text: "bound tokens are demanded for Exchange, SharePoint, Teams, Azure Virtual Desktop and Windows 365, and are there on Windows with a registered device and no browser",
        source: "documents; which ids they mean is inference",
    },
    Assumption {
        id: "emulator:trusted-addresses",
        text: "there are no trusted addresses of multifactor authentication",
        source: "Graph v1.0 does not show them",
    },
    Assumption {
        id: "emulator:unknown-properties",
        text: "a property that the published type does not have is refused with 400 BadRequest in $select, $filter, $orderby and $expand, unless its name has an underscore as extensions do",
        source: "seen by others for some types",
    },
    Assumption {
        id: "emulator:what-if-errors",
        text: "what-if is refused with 400 BadRequest and texts of the emulator's own; a user or service principal who does not exist with 404 ResourceNotFound",
        source: "memory",
    },
    Assumption {
        id: "emulator:what-if-reasons",
        text: "conditions are looked at in the order users, resources, platform, device, client, location, sign-in risk, user risk, insider risk, flow; what was not told gives notEnoughInformation; a disabled policy is listed with policyNotEnabled",
        source: "documents say that the first condition counts, not their order",
    },
    Assumption { id: "emulator:www-authenticate", text: "401 of Graph carries WWW-Authenticate: Bearer", source: "memory" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_sorted() {
        let ids: Vec<&str> = ASSUMPTIONS.iter().map(|assumption| assumption.id).collect();
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(ids, sorted);
    }

    #[test]
    fn every_assumption_that_the_source_names_is_listed() {
        fn sources(folder: &std::path::Path, text: &mut String) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    sources(&path, text);
                } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("assumptions.rs") {
                    text.push_str(&std::fs::read_to_string(path).unwrap());
                }
            }
        }
        let mut text = String::new();
        sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let named: std::collections::BTreeSet<&str> =
            text.split("`emulator:").skip(1).map(|rest| rest.split(|letter| !is_word(letter)).next().unwrap()).collect();
        let listed = ASSUMPTIONS.iter().map(|it| it.id.strip_prefix("emulator:").unwrap());
        let listed: std::collections::BTreeSet<&str> = listed.collect();
        assert_eq!(named.difference(&listed).collect::<Vec<_>>(), Vec::<&&str>::new(), "named and not listed");
    }
}
