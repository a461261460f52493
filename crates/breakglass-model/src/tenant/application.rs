//! Applications with rights over the directory: app roles of Microsoft Graph, and who holds them.

use crate::{ObjectId, Untrusted};

/// An application permission that Microsoft Graph offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppRole {
    /// Its id.
    pub id: ObjectId,
    /// Its name, as `RoleManagement.ReadWrite.Directory`.
    pub value: Untrusted,
}

/// An application permission that was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppRoleAssignment {
    /// The app role's id.
    pub role: ObjectId,
    /// The service principal (or user, or group) that holds it.
    pub principal: ObjectId,
    /// Its name.
    pub name: Option<Untrusted>,
    /// `ServicePrincipal`, `User` or `Group`.
    pub kind: Option<Untrusted>,
}
