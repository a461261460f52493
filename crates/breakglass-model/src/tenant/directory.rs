//! Users, groups, roles, domains, licences: the directory's part of a tenant.

use jiff::Timestamp;

use crate::{Collection, Fact, Missing, ObjectId, Reason, Untrusted};

/// The tenant's own object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Tenant id, where the body holds it.
    pub id: Option<ObjectId>,
    /// Display name.
    pub name: Untrusted,
    /// Name of the initial `onmicrosoft.com` domain.
    pub initial_domain: Option<Untrusted>,
}

/// A verified domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// The domain name.
    pub name: Untrusted,
    /// Whether it is the initial `*.onmicrosoft.com` domain.
    pub is_initial: bool,
    /// `Managed` or `Federated`.
    pub authentication_type: Option<Untrusted>,
    /// Days until a password expires; 2147483647 is never.
    pub password_validity_days: Option<i64>,
}

/// A licence that the tenant holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sku {
    /// Part number, as `AAD_PREMIUM_P2`.
    pub part_number: Untrusted,
    /// Service plans in it that are provisioned, by name.
    pub plans: Vec<Untrusted>,
    /// Whether the licence is in force (`Enabled` or `Warning`).
    pub is_active: bool,
}

/// Member or guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserType {
    /// A member of the organisation.
    Member,
    /// A guest.
    Guest,
    /// Anything else.
    Other(Untrusted),
}

/// A user. A property that the body did not hold is `None` at the outer level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Object id.
    pub id: ObjectId,
    /// Display name.
    pub name: Untrusted,
    /// User principal name.
    pub principal_name: Option<Untrusted>,
    /// Whether sign-in is allowed.
    pub is_enabled: Option<bool>,
    /// Member or guest.
    pub user_type: Option<UserType>,
    /// Whether the account came from outside (`externalUserState` set).
    pub is_external: bool,
    /// `onPremisesSyncEnabled`: inner `None` is never synchronised.
    pub is_synchronised: Option<Option<bool>>,
    /// `onPremisesImmutableId`.
    pub immutable_id: Option<Option<Untrusted>>,
    /// `onPremisesDistinguishedName`.
    pub distinguished_name: Option<Option<Untrusted>>,
    /// `passwordPolicies`, split at commas: inner `None` is not set.
    pub password_policies: Option<Vec<Untrusted>>,
    /// `createdDateTime`.
    pub created: Option<Timestamp>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Object id.
    pub id: ObjectId,
    /// Display name.
    pub name: Untrusted,
    /// `isAssignableToRole`: inner `None` is not set, which means no.
    pub is_role_assignable: Option<Option<bool>>,
    /// `isManagementRestricted`: in a restricted management administrative unit.
    pub is_management_restricted: Option<Option<bool>>,
    /// `securityEnabled`.
    pub is_security: Option<bool>,
    /// `groupTypes`.
    pub types: Option<Vec<Untrusted>>,
}

/// A member or an owner of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMember {
    /// Object id.
    pub id: ObjectId,
    /// Display name or user principal name, where given.
    pub name: Option<Untrusted>,
    /// `user`, `group`, `servicePrincipal`, …, from `@odata.type`.
    pub kind: Option<Untrusted>,
}

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
    /// When it ends, none for never.
    pub end: Option<Timestamp>,
}

impl User {
    /// The property, or that the body did not hold it.
    fn property<'a, T>(&self, value: Option<&'a T>, name: &str) -> Fact<&'a T> {
        value.ok_or_else(|| Missing::for_object(Collection::Users, &self.id, Reason::NoProperty(name.to_owned())))
    }

    /// Whether sign-in is allowed.
    ///
    /// # Errors
    /// The property is not in the body.
    pub fn enabled(&self) -> Fact<bool> {
        self.property(self.is_enabled.as_ref(), "accountEnabled").copied()
    }

    /// The user principal name.
    ///
    /// # Errors
    /// The property is not in the body.
    pub fn upn(&self) -> Fact<&Untrusted> {
        self.property(self.principal_name.as_ref(), "userPrincipalName")
    }

    /// The password policies that are set.
    ///
    /// # Errors
    /// The property is not in the body.
    pub fn password_policies(&self) -> Fact<&[Untrusted]> {
        self.property(self.password_policies.as_ref(), "passwordPolicies").map(Vec::as_slice)
    }

    /// The marks of synchronisation from on-premises: whether it is on, the immutable id, the distinguished name.
    ///
    /// # Errors
    /// One of the properties is not in the body.
    pub fn origin(&self) -> Fact<(Option<bool>, Option<&Untrusted>, Option<&Untrusted>)> {
        Ok((
            *self.property(self.is_synchronised.as_ref(), "onPremisesSyncEnabled")?,
            self.property(self.immutable_id.as_ref(), "onPremisesImmutableId")?.as_ref(),
            self.property(self.distinguished_name.as_ref(), "onPremisesDistinguishedName")?.as_ref(),
        ))
    }

    /// Member or guest.
    ///
    /// # Errors
    /// The property is not in the body.
    pub fn kind(&self) -> Fact<&UserType> {
        self.property(self.user_type.as_ref(), "userType")
    }
}

impl Group {
    /// Whether roles can be assigned to the group.
    ///
    /// # Errors
    /// The property is not in the body.
    pub fn role_assignable(&self) -> Fact<bool> {
        let missing = || Missing::for_object(Collection::Groups, &self.id, Reason::NoProperty("isAssignableToRole".to_owned()));
        self.is_role_assignable.map(|value| value == Some(true)).ok_or_else(missing)
    }
}

impl GroupMember {
    /// Whether the member is a group itself.
    pub fn is_group(&self) -> bool {
        self.kind.as_ref().is_some_and(|kind| kind.raw().eq_ignore_ascii_case("group"))
    }

    /// Whether the member is a user, or nothing says that it is anything else.
    pub fn is_user(&self) -> bool {
        self.kind.as_ref().is_none_or(|kind| kind.raw().eq_ignore_ascii_case("user"))
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
