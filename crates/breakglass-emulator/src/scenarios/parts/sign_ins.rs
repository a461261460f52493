//! Sign-ins of a scenario: each happened so many hours before whenever the log is read, so that it stays recent.

use serde_json::json;

use crate::state::{HOURS_AGO, Object, guid, object};

/// The application id of the Azure CLI.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-mandatory-multifactor-authentication> (read 2026-11-25).
pub(crate) const AZURE_CLI: (&str, &str) = ("04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Microsoft Azure CLI");

/// A user account that a script signs in with, night after night, with a password alone.
pub(crate) struct Script<'a> {
    pub(crate) user: &'a str,
    pub(crate) name: &'a str,
    pub(crate) app: (&'a str, &'a str),
}

impl Script<'_> {
    /// One sign-in a night for the last nights.
    pub(crate) fn nightly(&self, nights: u32) -> Vec<Object> {
        (0..nights).map(|night| self.sign_in(4 + 24 * night)).collect()
    }

    fn sign_in(&self, hours_ago: u32) -> Object {
        let id = guid::derived(&format!("sign-in/{}/{hours_ago}", self.user));
        let (app, app_name) = self.app;
        object(json!({
            "id": id, HOURS_AGO: hours_ago, "userDisplayName": self.name, "userPrincipalName": self.name, "userId": self.user, "appId": app,
            "appDisplayName": app_name, "ipAddress": "198.51.100.20", "clientAppUsed": "Mobile Apps and Desktop clients",
            "correlationId": guid::derived(&format!("{id}/correlation")), "conditionalAccessStatus": "notApplied", "isInteractive": true,
            "riskDetail": "none", "riskLevelAggregated": "none", "riskLevelDuringSignIn": "none", "riskState": "none", "riskEventTypes": [],
            "riskEventTypes_v2": [], "resourceDisplayName": "Windows Azure Service Management API",
            "resourceId": "797f4846-ba00-4fd7-ba43-dac1f8f63013",
            "status": {"errorCode": 0, "failureReason": "Other.", "additionalDetails": null},
            "deviceDetail": {"deviceId": "", "displayName": "", "operatingSystem": "Linux", "browser": "", "isCompliant": false, "isManaged": false, "trustType": ""},
            "location": {"city": "Utrecht", "state": "Utrecht", "countryOrRegion": "NL", "geoCoordinates": {"altitude": null, "latitude": 52.09, "longitude": 5.12}},
            "appliedConditionalAccessPolicies": [], "signInEventTypes": ["interactiveUser"],
            "authenticationRequirement": "singleFactorAuthentication", "authenticationProtocol": "none",
            "userAgent": "azsdk-python-identity/1.16.0 Python/3.11 (Linux)",
            "authenticationDetails": [{"authenticationMethod": "Password", "authenticationMethodDetail": "Password in the cloud", "succeeded": true,
                "authenticationStepDateTime": null, "authenticationStepResultDetail": "Correct password", "authenticationStepRequirement": ""}],
        }))
    }
}
