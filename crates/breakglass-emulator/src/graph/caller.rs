//! Who asks: an application by itself or a person, what the token permits, and which directory roles stand behind it.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/users#who-can-perform-sensitive-actions> (read 2026-11-22).

use std::collections::BTreeSet;

use super::refusal::Refusal;
use crate::login::Claims;
use crate::state::{Actor, GLOBAL_ADMINISTRATOR, Object, Tenant, text};

/// Roles that may act on the credentials of administrators.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference> (read 2026-11-22) for the ids.
pub(super) const PRIVILEGED_AUTHENTICATION: &str = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13";
const PRIVILEGED_ROLES: &str = "e8611ab8-c189-46e8-94e1-60213ab1f814";
const USER_ADMINISTRATOR: &str = "fe930be7-5e62-47db-91af-98c3a49a38b1";
const AUTHENTICATION: &str = "c4e39bd9-1100-46d3-8c65-fb160da0071f";
const CONDITIONAL_ACCESS: &str = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9";
const SECURITY: &str = "194ae4cb-b126-40b2-bd5b-6091b380977d";
const AUTHENTICATION_POLICY: &str = "0526716b-113d-4c15-b2c8-68e3c22b9f80";
const GROUPS: &str = "fdd7a751-b60b-444a-984c-02652fe8fa1c";

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(super) actor: Actor,
    /// Permissions of the application, or scopes of the person.
    pub(super) granted: BTreeSet<String>,
}

impl Caller {
    /// Who a token speaks for.
    pub(super) fn of(claims: Claims) -> Self {
        let actor = match claims.person {
            Some((id, name)) => Actor::Person { id, name },
            None => Actor::Application { app_id: claims.app_id, principal: claims.principal, name: claims.app_name },
        };
        Self { actor, granted: claims.permissions }
    }

    /// Whether any one of some permissions was granted.
    pub(super) fn may(&self, any_of: &[&str]) -> bool {
        any_of.iter().any(|name| self.granted.contains(*name))
    }

    /// Refuses a caller to whom none of some permissions was granted.
    pub(super) fn needs(&self, any_of: &[&str]) -> Result<(), Refusal> {
        if self.may(any_of) { Ok(()) } else { Err(Refusal::permission()) }
    }

    /// The directory object that acts.
    fn principal(&self) -> &str {
        match &self.actor {
            Actor::Application { principal, .. } => principal,
            Actor::Person { id, .. } => id,
        }
    }

    /// The person who signed in, none for an application by itself.
    pub(super) fn person(&self) -> Option<&str> {
        match &self.actor {
            Actor::Application { .. } => None,
            Actor::Person { id, .. } => Some(id),
        }
    }

    pub(super) const fn is_person(&self) -> bool {
        matches!(self.actor, Actor::Person { .. })
    }

    /// Whether one of some roles is held for the whole tenant; Global Administrator counts as each.
    fn holds(&self, tenant: &Tenant, roles: &[&str]) -> bool {
        let held = roles_of(tenant, self.principal());
        held.contains(GLOBAL_ADMINISTRATOR) || roles.iter().any(|role| held.contains(*role))
    }

    /// Refuses a person without the role that an act needs; an application needs none for it.
    pub(super) fn person_needs(&self, tenant: &Tenant, act: Act) -> Result<(), Refusal> {
        if !self.is_person() || self.holds(tenant, act.roles()) { Ok(()) } else { Err(Refusal::permission()) }
    }

    /// Refuses a sensitive act on an administrator by anybody, application or person, without the role for it.
    pub(super) fn may_touch_sensitive(&self, tenant: &Tenant, user: &Object) -> Result<(), Refusal> {
        let id = text(user, "id").unwrap_or_default();
        if !is_privileged(tenant, id) || self.holds(tenant, &[PRIVILEGED_AUTHENTICATION]) { Ok(()) } else { Err(Refusal::permission()) }
    }

    /// Refuses a new password from whoever is not at least User Administrator.
    pub(super) fn may_set_password(&self, tenant: &Tenant) -> Result<(), Refusal> {
        if self.holds(tenant, &[USER_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION]) { Ok(()) } else { Err(Refusal::permission()) }
    }

    /// Refuses a change of an object in a restricted management administrative unit, except by a role over that unit.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/admin-units-restricted-management>
    /// (read 2026-11-22). Assumption: the error is 403 Authorization_RequestDenied (`emulator:restricted-management-error`).
    pub(super) fn may_manage(&self, tenant: &Tenant, row: &Object) -> Result<(), Refusal> {
        let is_restricted = row.get("isManagementRestricted") == Some(&serde_json::Value::Bool(true));
        let is_scoped = |assignment: &&Object| {
            text(assignment, "principalId").is_some_and(|id| id.eq_ignore_ascii_case(self.principal()))
                && text(assignment, "directoryScopeId").is_some_and(|scope| scope.starts_with("/administrativeUnits/"))
        };
        if is_restricted && !tenant.role_assignments.iter().any(|row| is_scoped(&row)) { Err(Refusal::permission()) } else { Ok(()) }
    }
}

/// What a person needs a directory role for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Users,
    Groups,
    Roles,
    ConditionalAccess,
    MethodsPolicy,
    Methods,
    Settings,
}

impl Act {
    const fn roles(self) -> &'static [&'static str] {
        match self {
            Self::Users => &[USER_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION],
            Self::Groups => &[GROUPS, USER_ADMINISTRATOR, PRIVILEGED_ROLES],
            Self::Roles => &[PRIVILEGED_ROLES],
            Self::ConditionalAccess => &[CONDITIONAL_ACCESS, SECURITY],
            Self::MethodsPolicy => &[AUTHENTICATION_POLICY],
            Self::Methods => &[AUTHENTICATION, PRIVILEGED_AUTHENTICATION],
            Self::Settings => &[PRIVILEGED_ROLES, SECURITY, CONDITIONAL_ACCESS],
        }
    }
}

/// The roles that a principal holds for the whole tenant, directly or through groups.
pub(crate) fn roles_of<'t>(tenant: &'t Tenant, principal: &str) -> BTreeSet<&'t str> {
    let mut principals = tenant.members.leading_to(principal);
    principals.insert(principal.to_ascii_lowercase());
    let is_held = |row: &&Object| {
        text(row, "directoryScopeId") == Some("/")
            && text(row, "principalId").is_some_and(|id| principals.contains(&id.to_ascii_lowercase()))
    };
    tenant.role_assignments.iter().filter(is_held).filter_map(|row| text(row, "roleDefinitionId")).collect()
}

/// Whether only the highest administrators may act on a user's credentials: holders of roles, members and owners of
/// role-assignable groups.
fn is_privileged(tenant: &Tenant, id: &str) -> bool {
    let is_assignable =
        |group: &str| tenant.groups.get(group).is_some_and(|row| row.get("isAssignableToRole") == Some(&serde_json::Value::Bool(true)));
    let had = |row: &Object| text(row, "principalId").is_some_and(|own| own.eq_ignore_ascii_case(id));
    !roles_of(tenant, id).is_empty()
        || tenant.withdrawn_assignments.iter().any(had)
        || tenant.members.to(id).into_iter().any(is_assignable)
        || tenant.owners.to(id).into_iter().any(is_assignable)
}
