//! Users and groups with every property that is shown and nothing in them: what a new object starts from.

use serde_json::{Value, json};

use super::Object;

/// Properties that nobody has unless they are set.
const UNSET_OF_USERS: [&str; 41] = [
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
/// Lists that are empty unless they are filled.
const EMPTY_OF_USERS: [&str; 10] = [
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

/// The same for groups.
const UNSET_OF_GROUPS: [&str; 21] = [
    "deletedDateTime",
    "classification",
    "description",
    "expirationDateTime",
    "isAssignableToRole",
    "isManagementRestricted",
    "mail",
    "membershipRule",
    "membershipRuleProcessingState",
    "onPremisesDomainName",
    "onPremisesLastSyncDateTime",
    "onPremisesNetBiosName",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "onPremisesSyncEnabled",
    "preferredDataLocation",
    "preferredLanguage",
    "renewedDateTime",
    "theme",
    "uniqueName",
    "visibility",
];
const EMPTY_OF_GROUPS: [&str; 6] = [
    "groupTypes",
    "onPremisesProvisioningErrors",
    "proxyAddresses",
    "resourceBehaviorOptions",
    "resourceProvisioningOptions",
    "serviceProvisioningErrors",
];

/// A user of whom nothing is known.
pub(crate) fn user() -> Object {
    blank(&UNSET_OF_USERS, &EMPTY_OF_USERS)
}

/// A group of which nothing is known.
pub(crate) fn group() -> Object {
    blank(&UNSET_OF_GROUPS, &EMPTY_OF_GROUPS)
}

fn blank(unset: &[&str], empty: &[&str]) -> Object {
    let unset = unset.iter().map(|property| ((*property).to_owned(), Value::Null));
    unset.chain(empty.iter().map(|property| ((*property).to_owned(), json!([])))).collect()
}
