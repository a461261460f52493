//! Conditional Access policies and named locations, complete: every list is present, every unset part is null.
//!
//! A policy is stored with the id of its authentication strength; the strength itself is put in when it is read.

use serde_json::{Value, json};

use super::{directory::Names, roles};
use crate::state::{Object, object};

/// The time at which the policies of the scenarios were made.
const CREATED: &str = "2025-03-04T09:30:00Z";

/// A policy in the making.
pub(crate) struct Policy {
    body: Value,
}

impl Policy {
    /// An enabled policy for nobody and nothing; what it is for is set on top.
    pub(crate) fn new(names: &Names, display_name: &str) -> Self {
        Self {
            body: json!({
                "id": names.id(&format!("policy/{display_name}")), "templateId": null, "displayName": display_name, "description": null,
                "createdDateTime": CREATED, "modifiedDateTime": null, "deletedDateTime": null, "state": "enabled",
                "partialEnablementStrategy": null,
                "conditions": {
                    "userRiskLevels": [], "signInRiskLevels": [], "clientAppTypes": ["all"], "servicePrincipalRiskLevels": [],
                    "insiderRiskLevels": null, "platforms": null, "locations": null, "devices": null, "clientApplications": null,
                    "authenticationFlows": null,
                    "applications": {"includeApplications": ["All"], "excludeApplications": [], "includeUserActions": [],
                                     "includeAuthenticationContextClassReferences": [], "applicationFilter": null},
                    "users": {"includeUsers": [], "excludeUsers": [], "includeGroups": [], "excludeGroups": [], "includeRoles": [],
                              "excludeRoles": [], "includeGuestsOrExternalUsers": null, "excludeGuestsOrExternalUsers": null},
                },
                "grantControls": null, "sessionControls": null,
            }),
        }
    }

    /// The same policy with one value changed, by JSON pointer.
    ///
    /// INVARIANT: every pointer that the scenarios use exists; a pointer that does not is kept as a property that the
    /// conformance test refuses.
    pub(crate) fn with(mut self, pointer: &str, value: Value) -> Self {
        match self.body.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => {
                if let Some(body) = self.body.as_object_mut() {
                    body.insert(pointer.to_owned(), value);
                }
            }
        }
        self
    }

    pub(crate) fn all_users(self) -> Self {
        self.with("/conditions/users/includeUsers", json!(["All"]))
    }

    pub(crate) fn administrators(self) -> Self {
        self.with("/conditions/users/includeRoles", json!(roles::administrators()))
    }

    pub(crate) fn without_group(self, group: &str) -> Self {
        self.with("/conditions/users/excludeGroups", json!([group]))
    }

    /// Everywhere but in the named locations.
    pub(crate) fn outside(self, locations: &[&str]) -> Self {
        self.with("/conditions/locations", json!({"includeLocations": ["All"], "excludeLocations": locations}))
    }

    pub(crate) fn requiring(self, operator: &str, controls: &[&str]) -> Self {
        self.with("/grantControls", grant(operator, controls, &Value::Null))
    }

    pub(crate) fn requiring_strength(self, strength: &str) -> Self {
        self.with("/grantControls", grant("OR", &[], &json!({"id": strength})))
    }

    /// Session controls: how often to sign in again, and whether the browser remembers.
    pub(crate) fn session(self, sign_in_frequency: &Value, persistent_browser: &Value) -> Self {
        self.with(
            "/sessionControls",
            json!({
                "disableResilienceDefaults": null, "applicationEnforcedRestrictions": null, "cloudAppSecurity": null,
                "secureSignInSession": null, "signInFrequency": sign_in_frequency, "persistentBrowser": persistent_browser,
            }),
        )
    }

    pub(crate) fn build(self) -> Object {
        object(self.body)
    }
}

fn grant(operator: &str, controls: &[&str], strength: &Value) -> Value {
    json!({"operator": operator, "builtInControls": controls, "customAuthenticationFactors": [], "termsOfUse": [],
           "authenticationStrength": strength})
}

/// Signing in anew every time.
pub(crate) fn every_time() -> Value {
    json!({"isEnabled": true, "frequencyInterval": "everyTime", "value": null, "type": null,
           "authenticationType": "primaryAndSecondaryAuthentication"})
}

/// Signing in anew after some hours.
pub(crate) fn every_hours(hours: u32) -> Value {
    json!({"isEnabled": true, "frequencyInterval": "timeBased", "value": hours, "type": "hours",
           "authenticationType": "primaryAndSecondaryAuthentication"})
}

/// A location of addresses.
pub(crate) fn ip_location(names: &Names, display_name: &str, is_trusted: bool, ranges: &[&str]) -> Object {
    let ranges: Vec<Value> =
        ranges.iter().map(|range| json!({"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": range})).collect();
    object(json!({
        "@odata.type": "#microsoft.graph.ipNamedLocation", "id": names.id(&format!("location/{display_name}")), "deletedDateTime": null,
        "displayName": display_name, "createdDateTime": CREATED, "modifiedDateTime": CREATED, "isTrusted": is_trusted, "ipRanges": ranges,
    }))
}

/// A location of countries, told by address.
pub(crate) fn country_location(names: &Names, display_name: &str, countries: &[&str]) -> Object {
    object(json!({
        "@odata.type": "#microsoft.graph.countryNamedLocation", "id": names.id(&format!("location/{display_name}")),
        "deletedDateTime": null, "displayName": display_name, "createdDateTime": CREATED, "modifiedDateTime": CREATED,
        "countriesAndRegions": countries, "countryLookupMethod": "clientIpAddress", "includeUnknownCountriesAndRegions": false,
    }))
}
