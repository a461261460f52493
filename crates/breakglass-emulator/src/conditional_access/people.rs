//! Who a policy is for: users, groups, roles, guests; service principals (rules C10 to C15).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-users-groups> and
//! <https://learn.microsoft.com/en-us/entra/identity/conditional-access/workload-identity> (read 2026-11-25).
//! Assumption: a role that is held through a group counts (`emulator:role-through-group`); a guest whose tenant nobody tells is of
//! no enumerated tenant (`emulator:guest-tenant`).

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::policy::{flags, has, part, texts};
use super::{Identity, Person};
use crate::state::{Object, Tenant, text};

/// Somebody with what belongs to him.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    Person {
        id: Option<String>,
        /// Every group, directly or through nesting.
        groups: BTreeSet<String>,
        /// The templates of built-in roles that are held now, for the whole tenant.
        roles: BTreeSet<String>,
        /// The kind of guest, none for a member of the tenant.
        guest: Option<String>,
        home_tenant: Option<String>,
    },
    Principal {
        id: String,
        /// Whether the tenant owns its application and it is no managed identity.
        is_own: bool,
    },
}

impl Subject {
    /// Somebody as the tenant knows him at an instant.
    pub(crate) fn of(tenant: &Tenant, identity: &Identity, now: Timestamp) -> Self {
        match identity {
            Identity::Person(person) => {
                let groups = person.id.as_deref().map(|id| tenant.groups_of(id)).unwrap_or_default();
                let mut principals = groups.clone();
                principals.extend(person.id.as_deref().map(str::to_ascii_lowercase));
                Self::Person {
                    id: person.id.clone(),
                    roles: roles(tenant, &principals, now),
                    guest: guest(tenant, person),
                    home_tenant: person.home_tenant.clone(),
                    groups,
                }
            }
            Identity::Principal(id) => {
                Self::Principal { id: id.clone(), is_own: tenant.others.get(id).is_some_and(|row| is_own(tenant, row)) }
            }
        }
    }

    /// Whether a policy is for somebody; a service principal is no person and the other way round.
    pub(super) fn is_meant(&self, conditions: Option<&Value>) -> bool {
        match self {
            Self::Person { .. } => {
                let users = part(conditions, "users");
                self.is_among(users, "include") && !self.is_among(users, "exclude")
            }
            Self::Principal { id, is_own } => {
                let principals = part(conditions, "clientApplications");
                let included = texts(principals, "includeServicePrincipals");
                let is_included = has(&included, id) || has(&included, "ServicePrincipalsInMyTenant");
                *is_own && is_included && !has(&texts(principals, "excludeServicePrincipals"), id)
            }
        }
    }

    /// Whether a side of the users names a person; what is excluded beats what is included (rule C5).
    fn is_among(&self, users: Option<&Value>, side: &str) -> bool {
        let Self::Person { id, groups, roles, guest, home_tenant } = self else { return false };
        let list = |name: &str| texts(users, &format!("{side}{name}"));
        let named = list("Users");
        named.iter().any(|name| match *name {
            "All" => true,
            "None" => false,
            "GuestsOrExternalUsers" => guest.is_some(),
            name => id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(name)),
        }) || list("Groups").iter().any(|group| groups.contains(&group.to_ascii_lowercase()))
            || list("Roles").iter().any(|role| roles.contains(&role.to_ascii_lowercase()))
            || guest
                .as_deref()
                .is_some_and(|guest| is_such_guest(part(users, &format!("{side}GuestsOrExternalUsers")), guest, home_tenant.as_deref()))
    }
}

/// The roles that policies name, by template.
pub(crate) fn named_roles(tenant: &Tenant) -> BTreeSet<&str> {
    let users = tenant.policies.iter().map(|policy| part(policy.get("conditions"), "users"));
    users.flat_map(|users| [texts(users, "includeRoles"), texts(users, "excludeRoles")].concat()).collect()
}

/// Whether a rule about guests means a kind of guest from a tenant; somebody whose identity is the tenant's own comes from no other.
fn is_such_guest(rule: Option<&Value>, guest: &str, home_tenant: Option<&str>) -> bool {
    if !has(&flags(rule, "guestOrExternalUserTypes"), guest) {
        return false;
    }
    let tenants = part(rule, "externalTenants");
    let is_enumerated = tenants.and_then(|it| it.get("membershipKind")).and_then(Value::as_str) == Some("enumerated");
    let is_member = home_tenant.is_some_and(|tenant| has(&texts(tenants, "members"), tenant));
    guest == "internalGuest" || !is_enumerated || is_member
}

/// The kind of guest that a person is: as told, or as the object says.
///
/// Source: <https://learn.microsoft.com/en-us/entra/external-id/authentication-conditional-access> (read 2026-11-25).
fn guest(tenant: &Tenant, person: &Person) -> Option<String> {
    if let Some(told) = &person.guest {
        return (told != "none").then(|| told.clone());
    }
    let user = person.id.as_deref().and_then(|id| tenant.users.find(id))?;
    let is_set = |property: &str| text(&user, property).is_some_and(|value| !value.is_empty());
    let is_external = is_set("externalUserState")
        || text(&user, "creationType") == Some("Invitation")
        || text(&user, "userPrincipalName").is_some_and(|name| name.contains("#EXT#"));
    let kind = match (is_external, text(&user, "userType") == Some("Guest")) {
        (true, true) => "b2bCollaborationGuest",
        (true, false) => "b2bCollaborationMember",
        (false, true) => "internalGuest",
        (false, false) => return None,
    };
    Some(kind.to_owned())
}

/// The templates of the built-in roles that principals hold actively for the whole tenant (rule C13).
fn roles(tenant: &Tenant, principals: &BTreeSet<String>, now: Timestamp) -> BTreeSet<String> {
    let lasts = |start: Option<&str>, end: Option<&str>| {
        let instant = |text: Option<&str>| text.and_then(|text| text.parse::<Timestamp>().ok());
        instant(start).is_none_or(|start| start <= now) && instant(end).is_none_or(|end| now < end)
    };
    let is_held = |row: &Object| {
        text(row, "directoryScopeId") == Some("/")
            && text(row, "principalId").is_some_and(|id| principals.contains(&id.to_ascii_lowercase()))
    };
    let assigned = tenant.role_assignments.iter().filter(|row| {
        let window = text(row, "id").and_then(|id| tenant.windows.get(id));
        is_held(row) && window.is_none_or(|window| lasts(Some(&window.start), Some(&window.end)))
    });
    let activated = tenant.recorded_instances.iter().flat_map(|rows| rows.iter());
    let activated = activated.filter(|row| is_held(row) && lasts(text(row, "startDateTime"), text(row, "endDateTime")));
    let templates = assigned.chain(activated).filter_map(|row| text(row, "roleDefinitionId")).filter_map(|role| {
        let definition = tenant.role_definitions.get(role);
        let is_custom = definition.is_some_and(|row| row.get("isBuiltIn") == Some(&Value::Bool(false)));
        let template = definition.and_then(|row| text(row, "templateId")).unwrap_or(role);
        (!is_custom).then(|| template.to_ascii_lowercase())
    });
    templates.collect()
}

/// Rule C15: policies hold for service principals of applications that the tenant owns, not for managed identities.
fn is_own(tenant: &Tenant, row: &Object) -> bool {
    let owner = text(row, "appOwnerOrganizationId").unwrap_or(&tenant.id);
    text(row, "servicePrincipalType") != Some("ManagedIdentity") && owner.eq_ignore_ascii_case(&tenant.id)
}
