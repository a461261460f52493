//! Directory roles: active assignments, schedules, eligibilities, the rules of activation.

use jiff::Timestamp;

use crate::{ObjectId, Untrusted};

/// An active role assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleAssignment {
    /// Opaque id.
    pub id: Untrusted,
    /// Role definition.
    pub role: ObjectId,
    /// User, group or service principal.
    pub principal: ObjectId,
    /// `/` for the whole tenant.
    pub scope: Option<Untrusted>,
    /// Scope inside an application, null for the whole directory.
    pub app_scope: Option<Untrusted>,
    /// `user`, `group` or `servicePrincipal`, where the body holds the principal.
    pub principal_kind: Option<Untrusted>,
    /// The principal's user principal name or display name, where the body holds it.
    pub principal_name: Option<Untrusted>,
}

/// A role assignment or eligibility schedule instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleSchedule {
    /// Role definition.
    pub role: ObjectId,
    /// User, group or service principal.
    pub principal: ObjectId,
    /// `/` for the whole tenant.
    pub scope: Option<Untrusted>,
    /// Scope inside an application, null for the whole directory.
    pub app_scope: Option<Untrusted>,
    /// `Assigned` or `Activated`; none for eligibilities.
    pub assignment_type: Option<Untrusted>,
    /// `Direct`, `Group`, `Inherited`.
    pub member_type: Option<Untrusted>,
    /// When it ends; `Some(None)` for never, none where the body does not say or cannot be read.
    pub end: Option<Option<Timestamp>>,
}

/// Who approves the activation of an eligible role.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/unifiedrolemanagementpolicyapprovalrule> (read 2026-11-25).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActivationRule {
    /// Whether activation waits for an approval; none where the policy holds no such rule.
    pub needs_approval: Option<bool>,
    /// Who may approve: users and groups. Empty means that nobody was chosen.
    pub approvers: Vec<Approver>,
}

/// One who may approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// User or group.
    pub id: ObjectId,
    /// `user` or `group`, where the body says so.
    pub kind: Option<Untrusted>,
    /// Its name, where the body holds it.
    pub name: Option<Untrusted>,
}

/// A role that somebody holds over an administrative unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopedRoleMember {
    /// The directory role's object id.
    pub role: ObjectId,
    /// Who holds it.
    pub member: ObjectId,
    /// The holder's name, where given.
    pub name: Option<Untrusted>,
}

/// An administrative unit that an object is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministrativeUnit {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: Untrusted,
    /// Whether it keeps tenant-wide administrators off its members; none where the body does not say.
    pub is_restricted: Option<bool>,
}

/// Somebody who may become a member or owner of a group through Privileged Identity Management for Groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupEligibility {
    /// Who.
    pub principal: ObjectId,
    /// `member` or `owner`.
    pub access: Option<Untrusted>,
}

impl GroupEligibility {
    /// Whether ownership can be activated; whatever else the body says counts as membership.
    pub fn is_owner(&self) -> bool {
        self.access.as_ref().is_some_and(|word| word.raw().eq_ignore_ascii_case("owner"))
    }
}

impl RoleAssignment {
    /// Whether it holds over the whole tenant.
    pub fn is_tenant_wide(&self) -> bool {
        is_tenant_wide(self.scope.as_ref(), self.app_scope.as_ref())
    }
}

impl RoleSchedule {
    /// Whether it holds over the whole tenant.
    pub fn is_tenant_wide(&self) -> bool {
        is_tenant_wide(self.scope.as_ref(), self.app_scope.as_ref())
    }

    /// Whether it is an activation of an eligible role, which ends by itself.
    pub fn is_activation(&self) -> bool {
        self.assignment_type.as_ref().is_some_and(|kind| kind.raw().eq_ignore_ascii_case("Activated"))
    }
}

/// Directory scope `/` and no scope inside an application.
fn is_tenant_wide(scope: Option<&Untrusted>, app_scope: Option<&Untrusted>) -> bool {
    scope.is_some_and(|scope| scope.raw() == "/") && app_scope.is_none_or(|scope| scope.raw() == "/" || scope.raw().is_empty())
}
