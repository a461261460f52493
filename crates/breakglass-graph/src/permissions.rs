//! Which permissions reading a tenant takes, which others stand in for them, and which are more than it takes: pure.
//!
//! Source: `data/permissions.json`, Microsoft's published permission data reduced, see `data/NOTICE.md`.

use std::collections::{BTreeMap, BTreeSet};

use breakglass_model::Collection;
use serde_json::Value;

const PUBLISHED: &str = include_str!("../data/permissions.json");

/// Needed for one collection only, consents that the accounts gave, and so broad that it is left out unless it is wanted.
pub const OPTIONAL: &str = "Directory.Read.All";

/// What every sign-in of a person may hold: their own profile, which the token tells anyway.
const SIGNING_IN: &str = "User.Read";

/// Whose permissions are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// An application's own.
    Application,
    /// Those that a person granted.
    Delegated,
}

/// What a token holds, against what reading takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// Every permission that reading takes, by name.
    pub needed: BTreeMap<&'static str, Holding>,
    /// What is held and serves nothing.
    pub superfluous: Vec<String>,
}

/// Whether a permission is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holding {
    /// By its own name.
    Itself,
    /// By a broader one.
    Broader(String),
    /// Not at all.
    Lacking,
}

/// The permissions that are asked for; applications and people hold them under the same names.
pub fn needed() -> BTreeSet<&'static str> {
    Collection::ALL.iter().map(|it| it.permission()).filter(|it| *it != OPTIONAL).collect()
}

/// Compares what is held with what reading takes.
pub fn compare(held: &BTreeSet<String>, scheme: Scheme) -> Rights {
    let published = published();
    let holding = |permission: &'static str| {
        if held.contains(permission) {
            return Holding::Itself;
        }
        let broader = held.iter().find(|other| stands_in(&published, scheme, other, permission));
        broader.map_or(Holding::Lacking, |other| Holding::Broader(other.clone()))
    };
    let names = needed().into_iter().chain([OPTIONAL]);
    let needed: BTreeMap<&'static str, Holding> = names.map(|name| (name, holding(name))).collect();
    let serves = |right: &String| {
        needed.contains_key(right.as_str())
            || (scheme == Scheme::Delegated && right == SIGNING_IN)
            || needed.values().any(|it| matches!(it, Holding::Broader(other) if other == right))
    };
    Rights { superfluous: held.iter().filter(|right| !serves(right)).cloned().collect(), needed }
}

impl Rights {
    /// Everything that is held and more than reading takes: what serves nothing, and what is broader than needed.
    pub fn excess(&self) -> Vec<String> {
        let broader = self.needed.values().filter_map(|it| match it {
            Holding::Broader(other) => Some(other.as_str()),
            Holding::Itself | Holding::Lacking => None,
        });
        let all: BTreeSet<&str> = self.superfluous.iter().map(String::as_str).chain(broader).collect();
        all.into_iter().map(breakglass_model::visible).collect()
    }
}

/// Whether one permission lets through whatever we read with another: the published data names it at each of the paths, and it is as
/// wide (`All`, `Directory`): permissions without that part reach the person's own objects alone, and basic ones a part of the properties.
///
/// What is asked for anyway stands in for nothing else: each of those is asked for because others do not suffice.
///
/// Source: <https://learn.microsoft.com/en-us/graph/permissions-overview#permissions-naming-pattern> (read 2026-11-25).
fn stands_in(published: &Value, scheme: Scheme, other: &str, permission: &str) -> bool {
    let part = |name: &str, index: usize| name.split('.').nth(index).map(str::to_owned);
    let is_basic = part(other, 1).as_deref() == Some("ReadBasic");
    let is_as_wide = part(other, 2).is_some() && part(other, 2) == part(permission, 2);
    let is_asked_for = other != OPTIONAL && needed().contains(other);
    if is_basic || !is_as_wide || is_asked_for {
        return false;
    }
    let collections = Collection::ALL.iter().filter(|it| it.permission() == permission);
    let mut paths = collections.filter_map(|it| path(*it)).peekable();
    // Where nothing is published, nothing is known.
    paths.peek().is_some() && paths.all(|path| accepted(published, path, scheme).any(|name| name == other))
}

/// The permissions of which any one lets a GET of a path through.
fn accepted<'a>(published: &'a Value, path: &str, scheme: Scheme) -> impl Iterator<Item = &'a str> + use<'a> {
    let scheme = match scheme {
        Scheme::Application => "application",
        Scheme::Delegated => "delegated",
    };
    let names = published.get("paths").and_then(|paths| paths.get(path)?.get(scheme)?.as_array());
    names.into_iter().flatten().filter_map(Value::as_str)
}

/// The published data.
///
/// INVARIANT: it is part of the program and a test reads all of it, so what cannot be read cannot occur.
fn published() -> Value {
    serde_json::from_str(PUBLISHED).unwrap_or_default()
}

/// The path of a collection in the published data, which says nothing of bins.
fn path(collection: Collection) -> Option<&'static str> {
    Some(match collection {
        Collection::Organization => "/organization",
        Collection::Domains => "/domains",
        Collection::SubscribedSkus => "/subscribedSkus",
        Collection::ConditionalAccessPolicies => "/identity/conditionalAccess/policies",
        Collection::NamedLocations => "/identity/conditionalAccess/namedLocations",
        Collection::AuthenticationStrengths => "/policies/authenticationStrengthPolicies",
        Collection::AuthenticationMethodsPolicy => "/policies/authenticationMethodsPolicy",
        Collection::AuthorizationPolicy => "/policies/authorizationPolicy",
        Collection::SecurityDefaults => "/policies/identitySecurityDefaultsEnforcementPolicy",
        Collection::Users => "/users/{id}",
        Collection::UserGroupMemberships => "/users/{id}/transitiveMemberOf",
        Collection::Groups => "/groups/{id}",
        Collection::GroupMembers => "/groups/{id}/members",
        Collection::GroupOwners => "/groups/{id}/owners",
        Collection::GroupMemberships => "/groups/{id}/memberOf",
        Collection::RoleAssignments => "/roleManagement/directory/roleAssignments",
        Collection::RoleAssignmentSchedules => "/roleManagement/directory/roleAssignmentScheduleInstances",
        Collection::RoleEligibilitySchedules => "/roleManagement/directory/roleEligibilityScheduleInstances",
        Collection::AuthenticationMethods => "/users/{id}/authentication/methods",
        Collection::UserMfaRequirements => "/users/{id}/authentication/requirements",
        Collection::ReferencedUsers | Collection::Administrators => "/users",
        Collection::ReferencedGroups | Collection::SimilarGroups => "/groups",
        Collection::UserManagers => "/users/{id}/manager",
        Collection::UserOwnedObjects => "/users/{id}/ownedObjects",
        Collection::UserRegisteredDevices => "/users/{id}/registeredDevices",
        Collection::UserConsents => "/users/{id}/oauth2PermissionGrants",
        // The list of a user's memberships opens to whoever may read groups; the units in it have a permission of their own.
        Collection::AdministrativeUnitMemberships => "/directory/administrativeUnits/{id}",
        Collection::ScopedRoleMembers => "/directory/administrativeUnits/{id}/scopedRoleMembers",
        Collection::GroupEligibilities => "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances",
        Collection::RiskyUsers => "/identityProtection/riskyUsers/{id}",
        Collection::LifecycleWorkflows => "/identityGovernance/lifecycleWorkflows/workflows",
        Collection::AccessReviews => "/identityGovernance/accessReviews/definitions",
        Collection::ProtectedActions => "/roleManagement/directory/resourceNamespaces/{id}/resourceActions",
        Collection::RoleManagementPolicies => "/policies/roleManagementPolicyAssignments",
        Collection::GraphAppRoles => "/servicePrincipals/{id}",
        Collection::GraphAppRoleAssignments => "/servicePrincipals/{id}/appRoleAssignedTo",
        Collection::RegistrationDetails => "/reports/authenticationMethods/userRegistrationDetails/{id}",
        Collection::AdministratorRegistrations => "/reports/authenticationMethods/userRegistrationDetails",
        Collection::AccountSignIns | Collection::ManagementSignIns | Collection::RopcSignIns => "/auditLogs/signIns",
        Collection::DeletedObjects | Collection::DeletedPolicies => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn holding(names: &[&str], scheme: Scheme, of: &str) -> Holding {
        compare(&held(names), scheme).needed[of].clone()
    }

    #[test]
    fn every_path_is_in_the_published_data_with_the_permission_that_we_ask_for() {
        let published = published();
        for collection in Collection::ALL {
            let Some(path) = path(*collection) else { continue };
            for scheme in [Scheme::Application, Scheme::Delegated] {
                let names: Vec<&str> = accepted(&published, path, scheme).collect();
                assert!(names.contains(&collection.permission()), "{path} {scheme:?}: {names:?}");
            }
        }
        let known: BTreeSet<&str> = Collection::ALL.iter().filter_map(|it| path(*it)).collect();
        let kept: BTreeSet<&str> = published["paths"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(known, kept, "nothing more is kept than is used");
    }

    #[test]
    fn broader_permissions_stand_in_for_narrower_ones() {
        for scheme in [Scheme::Application, Scheme::Delegated] {
            let broad = |of| holding(&["Directory.Read.All", "RoleManagement.ReadWrite.Directory", "Group.Read.All"], scheme, of);
            for of in ["User.Read.All", "Domain.Read.All", "Application.Read.All", "AdministrativeUnit.Read.All", "Organization.Read.All"] {
                assert_eq!(broad(of), Holding::Broader("Directory.Read.All".to_owned()), "{of}");
            }
            assert_eq!(broad("RoleManagement.Read.Directory"), Holding::Broader("RoleManagement.ReadWrite.Directory".to_owned()));
            assert!(matches!(broad("GroupMember.Read.All"), Holding::Broader(_)));
            for of in ["Policy.Read.All", "AuditLog.Read.All", "UserAuthenticationMethod.Read.All"] {
                assert_eq!(broad(of), Holding::Lacking, "{of}");
            }
        }
    }

    #[test]
    fn what_reads_less_stands_in_for_nothing() {
        for (less, of) in [
            ("User.ReadBasic.All", "User.Read.All"),
            ("User.Read", "User.Read.All"),
            ("User.Read", "Organization.Read.All"),
            ("UserAuthenticationMethod.Read", "UserAuthenticationMethod.Read.All"),
            ("Application.ReadWrite.OwnedBy", "Application.Read.All"),
            ("Group.ReadBasic.All", "GroupMember.Read.All"),
            // It lets a request for the organization through; we ask for both all the same.
            ("User.Read.All", "Organization.Read.All"),
        ] {
            for scheme in [Scheme::Application, Scheme::Delegated] {
                assert_eq!(holding(&[less], scheme, of), Holding::Lacking, "{less} for {of}");
            }
        }
    }

    #[test]
    fn more_than_reading_takes_is_what_serves_nothing_and_what_is_broader() {
        let exact: BTreeSet<String> = needed().into_iter().map(str::to_owned).collect();
        assert!(compare(&exact, Scheme::Application).excess().is_empty());
        let mut more = exact.clone();
        more.extend(held(&["Mail.Read", "User.Read", "Directory.ReadWrite.All"]));
        let rights = compare(&more, Scheme::Application);
        assert_eq!(rights.superfluous, ["Directory.ReadWrite.All", "Mail.Read", "User.Read"]);
        assert!(!compare(&more, Scheme::Delegated).superfluous.contains(&"User.Read".to_owned()));
        let mut broader = exact;
        broader.remove("User.Read.All");
        broader.insert("User.ReadWrite.All".to_owned());
        let rights = compare(&broader, Scheme::Application);
        assert!(rights.superfluous.is_empty());
        assert_eq!(rights.excess(), ["User.ReadWrite.All"]);
    }

    /// The copy is what Microsoft published, where that is at hand: beside the corpus, as `reference/graph/schema`.
    #[test]
    fn the_reduced_copy_says_what_microsoft_published() {
        let checkout = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let corpus = std::env::var_os("BREAKGLASS_CORPUS").map_or_else(|| checkout.join("../shared/data"), std::path::PathBuf::from);
        let whole = corpus.join("../reference/graph/schema/permissions.json");
        let Ok(text) = std::fs::read_to_string(&whole) else {
            eprintln!("skipped: no {}", whole.display());
            return;
        };
        let whole: Value = serde_json::from_str(&text).unwrap();
        let opens = |permission: &Value, path: &str, scheme: &str| {
            let has = |list: &Value, word: &str| list.as_array().unwrap().iter().any(|it| it == word);
            let sets = permission["pathSets"].as_array().unwrap().iter();
            sets.filter(|set| has(&set["schemeKeys"], scheme) && has(&set["methods"], "GET"))
                .any(|set| set["paths"].as_object().unwrap().keys().any(|it| it.eq_ignore_ascii_case(path)))
        };
        let published = published();
        for path in published["paths"].as_object().unwrap().keys() {
            for (scheme, key) in [(Scheme::Application, "Application"), (Scheme::Delegated, "DelegatedWork")] {
                let all = whole["permissions"].as_object().unwrap().iter();
                let mut wanted: Vec<&str> = all.filter(|(_, it)| opens(it, path, key)).map(|(name, _)| name.as_str()).collect();
                wanted.sort_unstable();
                assert_eq!(accepted(&published, path, scheme).collect::<Vec<_>>(), wanted, "{path} {key}");
            }
        }
    }
}
