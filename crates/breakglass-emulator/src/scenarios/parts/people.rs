//! People: a user object with every property that the product or its peers select.

use serde_json::{Value, json};

use super::directory::{E5_SKU, Names, security_identifier};
use crate::state::{Object, object};

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
        Self {
            row: object(json!({
                "id": id, "deletedDateTime": null, "accountEnabled": true, "ageGroup": null, "assignedLicenses": [], "assignedPlans": [],
                "authorizationInfo": {"certificateUserIds": []}, "businessPhones": [], "city": null, "companyName": null,
                "consentProvidedForMinor": null, "country": null, "createdDateTime": "2025-02-17T08:30:00Z", "creationType": null,
                "department": null, "displayName": display_name, "employeeId": null, "employeeType": null, "externalUserState": null,
                "externalUserStateChangeDateTime": null, "givenName": null, "imAddresses": [],
                "identities": [{"signInType": "userPrincipalName", "issuer": names.initial_domain, "issuerAssignedId": upn}],
                "isManagementRestricted": null, "isResourceAccount": null, "jobTitle": null,
                "lastPasswordChangeDateTime": "2025-02-17T08:30:00Z", "legalAgeGroupClassification": null, "licenseAssignmentStates": [],
                "mail": null, "mailNickname": alias, "mobilePhone": null, "officeLocation": null, "onPremisesDistinguishedName": null,
                "onPremisesDomainName": null, "onPremisesImmutableId": null, "onPremisesLastSyncDateTime": null,
                "onPremisesProvisioningErrors": [], "onPremisesSamAccountName": null, "onPremisesSecurityIdentifier": null,
                "onPremisesSyncEnabled": null, "onPremisesUserPrincipalName": null, "otherMails": [], "passwordPolicies": null,
                "passwordProfile": {"forceChangePasswordNextSignIn": false, "forceChangePasswordNextSignInWithMfa": false,
                                    "password": null},
                "postalCode": null, "preferredDataLocation": null, "preferredLanguage": null, "provisionedPlans": [], "proxyAddresses": [],
                "securityIdentifier": security_identifier(&id), "serviceProvisioningErrors": [], "showInAddressList": null,
                "signInSessionsValidFromDateTime": "2025-02-17T08:30:00Z", "state": null, "streetAddress": null, "surname": null,
                "usageLocation": null, "userPrincipalName": upn, "userType": "Member",
            })),
        }
    }

    /// An emergency account: its password never expires.
    pub(crate) fn emergency(names: &Names, display_name: &str, domain: &str) -> Self {
        Self::account(names, display_name, domain).with("passwordPolicies", json!("DisablePasswordExpiration"))
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
