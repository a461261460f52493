//! A user. A property that the body did not hold is `None` at the outer level.

use jiff::Timestamp;

use crate::{Collection, Fact, Missing, ObjectId, Reason, Untrusted};

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
    /// `mailNickname`.
    pub mail_nickname: Option<Option<Untrusted>>,
    /// Whatever ties the account to a person, by property name; none where the body held none of these properties.
    pub personal: Option<Vec<PersonalDetail>>,
    /// `mail` and `proxyAddresses`: the addresses at which it receives mail.
    pub addresses: Option<Vec<Untrusted>>,
    /// `assignedLicenses` with `licenseAssignmentStates`.
    pub licences: Option<Vec<AssignedLicence>>,
    /// `passwordProfile`: whether a change is forced at the next sign-in.
    pub forced_change: Option<bool>,
    /// `lastPasswordChangeDateTime`.
    pub password_changed: Option<Timestamp>,
    /// `signInSessionsValidFromDateTime`: sessions from before are void.
    pub sessions_valid_from: Option<Timestamp>,
    /// `isManagementRestricted`: in a restricted management administrative unit. Inner `None` means no.
    pub is_management_restricted: Option<Option<bool>>,
}

/// A property that ties an account to a person: `jobTitle`, `mobilePhone`, `employeeId`, …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalDetail {
    /// The property's name in Graph.
    pub property: &'static str,
    /// Its value, or the values joined.
    pub value: Untrusted,
}

/// A licence on an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignedLicence {
    /// `skuId`.
    pub sku: ObjectId,
    /// The group that it comes through; none for a direct assignment, or where the body does not say.
    pub through_group: Option<ObjectId>,
}

impl User {
    /// The property, or that the body did not hold it.
    ///
    /// # Errors
    /// The property is not in the body.
    pub fn property<'a, T>(&self, value: Option<&'a T>, name: &str) -> Fact<&'a T> {
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
