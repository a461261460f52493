//! The tenant's own object, its domains and its licences.

use crate::{ObjectId, Untrusted};

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
    /// Its id, as licences on users name it; none where the body does not say.
    pub id: Option<ObjectId>,
    /// Part number, as `AAD_PREMIUM_P2`.
    pub part_number: Untrusted,
    /// Service plans in it that are provisioned, by name.
    pub plans: Vec<Untrusted>,
    /// Whether the licence is in force (`Enabled` or `Warning`).
    pub is_active: bool,
}

/// Tenant-wide switches of authorization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationPolicy {
    /// `allowedToUseSSPR`: whether administrators may reset their own passwords; none where the body does not say.
    pub allows_administrators_sspr: Option<bool>,
}
