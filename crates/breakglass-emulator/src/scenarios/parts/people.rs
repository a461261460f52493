//! People: a user object with every property that the product or its peers select.

use serde_json::{Value, json};

use super::directory::{E5_SKU, Names, security_identifier};
use crate::state::{Object, object};

/// When the people of the scenarios were made.
const CREATED: &str = "2025-02-17T08:30:00Z";
/// Properties that nobody has unless a scenario sets them.
const UNSET: [&str; 41] = [
    "deletedDateTime",
    "ageGroup",
    "city",
    "companyName",
    "consentProvidedForMinor",
    "country",
    "creationType",
    "department",
    "employeeId",
    "employeeType",
    "externalUserState",
    "externalUserStateChangeDateTime",
    "givenName",
    "isManagementRestricted",
    "isResourceAccount",
    "jobTitle",
    "legalAgeGroupClassification",
    "mail",
    "mobilePhone",
    "officeLocation",
    "onPremisesDistinguishedName",
    "onPremisesDomainName",
    "onPremisesImmutableId",
    "onPremisesLastSyncDateTime",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "onPremisesSyncEnabled",
    "onPremisesUserPrincipalName",
    "passwordPolicies",
    "postalCode",
    "preferredDataLocation",
    "preferredLanguage",
    "showInAddressList",
    "state",
    "streetAddress",
    "surname",
    "usageLocation",
    "employeeHireDate",
    "faxNumber",
    "employeeLeaveDateTime",
    "preferredName",
];
/// Lists that are empty unless a scenario fills them.
const EMPTY: [&str; 10] = [
    "assignedLicenses",
    "assignedPlans",
    "businessPhones",
    "imAddresses",
    "licenseAssignmentStates",
    "onPremisesProvisioningErrors",
    "otherMails",
    "provisionedPlans",
    "proxyAddresses",
    "serviceProvisioningErrors",
];

/// A cloud-only, enabled member without a licence; what differs is set on top.
pub(crate) struct Person {
    row: Object,
}

impl Person {
    /// An account whose name is one word or several, on a domain.
    pub(crate) fn account(names: &Names, display_name: &str, domain: &str) -> Self {
        let alias = display_name.to_lowercase().replace(' ', ".");
        let id = names.id(&format!("user/{display_name}"));
        let upn = format!("{alias}@{domain}");
        let mut row = object(json!({
            "id": id, "accountEnabled": true, "authorizationInfo": {"certificateUserIds": []}, "createdDateTime": CREATED,
            "displayName": display_name, "identities": [{"signInType": "userPrincipalName", "issuer": names.initial_domain, "issuerAssignedId": upn}],
            "lastPasswordChangeDateTime": CREATED, "mailNickname": alias,
            "passwordProfile": {"forceChangePasswordNextSignIn": false, "forceChangePasswordNextSignInWithMfa": false, "password": null},
            "securityIdentifier": security_identifier(&id), "signInSessionsValidFromDateTime": CREATED, "userPrincipalName": upn,
            "userType": "Member",
        }));
        row.extend(UNSET.into_iter().map(|property| (property.to_owned(), Value::Null)));
        row.extend(EMPTY.into_iter().map(|property| (property.to_owned(), json!([]))));
        Self { row }
    }

    /// An emergency account: its password never expires, and its sessions were revoked after the keys were enrolled.
    pub(crate) fn emergency(names: &Names, display_name: &str, domain: &str) -> Self {
        Self::account(names, display_name, domain)
            .with("passwordPolicies", json!("DisablePasswordExpiration"))
            .with("signInSessionsValidFromDateTime", json!("2025-03-03T14:00:00Z"))
    }

    /// A colleague with a licence, a mailbox and a job.
    pub(crate) fn colleague(names: &Names, given: &str, surname: &str, title: &str, department: &str) -> Self {
        let person = Self::account(names, &format!("{given} {surname}"), names.default_domain());
        let mail = person.row.get("userPrincipalName").cloned().unwrap_or(Value::Null);
        person
            .with("givenName", json!(given))
            .with("surname", json!(surname))
            .with("jobTitle", json!(title))
            .with("department", json!(department))
            .with("mail", mail)
            .with("usageLocation", json!("NL"))
            .with("preferredLanguage", json!("en-US"))
            .with("assignedLicenses", json!([{"skuId": E5_SKU, "disabledPlans": []}]))
    }

    /// The same person with one property changed.
    pub(crate) fn with(mut self, property: &str, value: Value) -> Self {
        self.row.insert(property.to_owned(), value);
        self
    }

    /// The object and its id.
    pub(crate) fn build(self) -> (String, Object) {
        let id = self.row.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        (id, self.row)
    }
}
