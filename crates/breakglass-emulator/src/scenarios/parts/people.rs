//! People: a user object with every property that the product or its peers select.

use serde_json::{Value, json};

use super::directory::{E5_SKU, Names};
use crate::state::{Object, blank, guid::security_identifier, object};

/// When the people of the scenarios were made.
const CREATED: &str = "2025-02-17T08:30:00Z";
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
        let mut whole = blank::user();
        whole.append(&mut row);
        Self { row: whole }
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
