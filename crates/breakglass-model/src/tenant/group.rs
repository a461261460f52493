//! Groups, their members and owners.

use jiff::Timestamp;

use crate::{Collection, Fact, Missing, ObjectId, Reason, Untrusted};

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
    /// `mailEnabled`.
    pub is_mail_enabled: Option<bool>,
    /// `onPremisesSyncEnabled`: inner `None` is never synchronised.
    pub is_synchronised: Option<Option<bool>>,
    /// `assignedLicenses`: licences that members get through the group, by `skuId`.
    pub licences: Option<Vec<ObjectId>>,
    /// `createdDateTime`.
    pub created: Option<Timestamp>,
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

impl Group {
    /// The property, or that the body did not hold it.
    ///
    /// # Errors
    /// The property is not in the body.
    pub fn property<'a, T>(&self, value: Option<&'a T>, name: &str) -> Fact<&'a T> {
        value.ok_or_else(|| Missing::for_object(Collection::Groups, &self.id, Reason::NoProperty(name.to_owned())))
    }

    /// Whether roles can be assigned to the group.
    ///
    /// # Errors
    /// The property is not in the body.
    pub fn role_assignable(&self) -> Fact<bool> {
        self.property(self.is_role_assignable.as_ref(), "isAssignableToRole").map(|value| *value == Some(true))
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
