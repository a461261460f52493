//! Every body that v1.0 sends, against the published schema: names, types, enumeration members.
//!
//! Source: `data/schema.json`, see `data/NOTICE.md`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Client;
use crate::Scenario;

const SCHEMA: &str = include_str!("../../data/schema.json");

/// Properties that Graph shows and its schema does not hold, with where they were seen.
///
/// Source: the response bodies of <https://learn.microsoft.com/en-us/graph/api/conditionalaccessroot-post-policies> and of
/// `emulator-notes` for `partialEnablementStrategy`.
const BEYOND: [(&str, &str); 3] = [
    ("conditionalAccessPolicy", "deletedDateTime"),
    ("conditionalAccessPolicy", "partialEnablementStrategy"),
    ("namedLocation", "deletedDateTime"),
];

pub(super) struct Schema {
    data: Value,
}

impl Schema {
    pub(super) fn published() -> Self {
        Self { data: serde_json::from_str(SCHEMA).unwrap() }
    }

    fn definition(&self, name: &str) -> Option<&Value> {
        self.data["types"].get(name)
    }

    /// The properties and relations of a type with those of its bases.
    fn members(&self, name: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut at = Some(name.to_owned());
        while let Some(definition) = at.as_deref().and_then(|name| self.definition(name)) {
            for kind in ["properties", "relations"] {
                for (key, value) in definition[kind].as_object().into_iter().flatten() {
                    found.entry(key.clone()).or_insert_with(|| value.as_str().unwrap_or_default().to_owned());
                }
            }
            at = definition["base"].as_str().map(str::to_owned);
        }
        found
    }

    fn is_open(&self, name: &str) -> bool {
        let mut at = Some(name.to_owned());
        while let Some(definition) = at.as_deref().and_then(|name| self.definition(name)) {
            if definition["open"] == true {
                return true;
            }
            at = definition["base"].as_str().map(str::to_owned);
        }
        false
    }

    /// What is wrong with an object of a type, each with its path.
    pub(super) fn faults(&self, name: &str, body: &Map<String, Value>) -> Vec<String> {
        let mut faults = Vec::new();
        self.check_object(name, body, name, &mut faults);
        faults
    }

    fn check_object(&self, name: &str, body: &Map<String, Value>, place: &str, faults: &mut Vec<String>) {
        let told = body.get("@odata.type").and_then(Value::as_str).and_then(|it| it.strip_prefix("#microsoft.graph."));
        let name = told.unwrap_or(name);
        if self.definition(name).is_none() {
            faults.push(format!("{place}: the type {name} does not exist"));
            return;
        }
        let members = self.members(name);
        for (key, value) in body.iter().filter(|(key, _)| !key.contains("@odata.")) {
            let place = format!("{place}.{key}");
            match members.get(key) {
                Some(wanted) => self.check(wanted, value, &place, faults),
                None if BEYOND.iter().any(|(owner, known)| known == key && self.is_kind(name, owner)) => {}
                None if self.is_open(name) => faults.push(format!("{place} is no property of {name}, which is open")),
                None => faults.push(format!("{place} is no property of {name}")),
            }
        }
    }

    fn is_kind(&self, name: &str, wanted: &str) -> bool {
        let mut at = Some(name.to_owned());
        while let Some(name) = at {
            if name == wanted {
                return true;
            }
            at = self.definition(&name).and_then(|it| it["base"].as_str()).map(str::to_owned);
        }
        false
    }

    fn check(&self, wanted: &str, value: &Value, place: &str, faults: &mut Vec<String>) {
        let (name, is_required) = wanted.strip_suffix('!').map_or((wanted, false), |name| (name, true));
        if let Some(element) = name.strip_prefix("Collection(").and_then(|it| it.strip_suffix(')')) {
            match value {
                Value::Array(list) => list.iter().for_each(|it| self.check(element, it, place, faults)),
                other => faults.push(format!("{place} is {other}, not a list")),
            }
            return;
        }
        let is_right = match (name, value) {
            (_, Value::Null) => !is_required,
            ("Edm.Boolean", value) => value.is_boolean(),
            ("Edm.Int32" | "Edm.Int64" | "Edm.Int16", value) => value.is_i64(),
            ("Edm.Double", value) => value.is_number(),
            ("Edm.DateTimeOffset", Value::String(text)) => text.parse::<jiff::Timestamp>().is_ok(),
            (name, Value::String(_)) if name.starts_with("Edm.") => true,
            (name, Value::Object(body)) if self.definition(name).is_some() => {
                self.check_object(name, body, place, faults);
                true
            }
            (name, Value::String(text)) => self.is_member(name, text),
            _ => false,
        };
        if !is_right {
            faults.push(format!("{place} is {value}, not {wanted}"));
        }
    }

    fn is_member(&self, name: &str, text: &str) -> bool {
        let Some(members) = self.data["enums"].get(name).and_then(|it| it["members"].as_array()) else { return false };
        text.split(',').all(|part| members.iter().any(|member| member == part.trim()))
    }
}

/// The lists that v1.0 serves to everybody, with the type of their elements.
const LISTS: [(&str, &str); 28] = [
    ("/organization", "organization"),
    ("/domains", "domain"),
    ("/subscribedSkus", "subscribedSku"),
    ("/users?$select=*", "user"),
    ("/groups?$select=*", "group"),
    ("/groups", "group"),
    ("/identity/conditionalAccess/policies", "conditionalAccessPolicy"),
    ("/identity/conditionalAccess/namedLocations", "namedLocation"),
    ("/identity/conditionalAccess/authenticationContextClassReferences", "authenticationContextClassReference"),
    ("/policies/authenticationStrengthPolicies", "authenticationStrengthPolicy"),
    ("/roleManagement/directory/roleDefinitions", "unifiedRoleDefinition"),
    ("/roleManagement/directory/roleAssignments?$expand=principal", "unifiedRoleAssignment"),
    ("/roleManagement/directory/roleAssignmentScheduleInstances", "unifiedRoleAssignmentScheduleInstance"),
    ("/roleManagement/directory/roleEligibilityScheduleInstances", "unifiedRoleEligibilityScheduleInstance"),
    ("/roleManagement/directory/roleAssignmentSchedules", "unifiedRoleAssignmentSchedule"),
    ("/roleManagement/directory/roleEligibilitySchedules", "unifiedRoleEligibilitySchedule"),
    ("/directoryRoles", "directoryRole"),
    ("/directoryRoleTemplates", "directoryRoleTemplate"),
    ("/applications", "application"),
    ("/identity/conditionalAccess/templates", "conditionalAccessTemplate"),
    ("/users?$select=id&$expand=memberOf", "user"),
    ("/servicePrincipals", "servicePrincipal"),
    ("/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo", "appRoleAssignment"),
    ("/identity/conditionalAccess/deletedItems/policies", "conditionalAccessPolicy"),
    ("/reports/authenticationMethods/userRegistrationDetails", "userRegistrationDetails"),
    ("/auditLogs/signIns", "signIn"),
    (
        "/policies/roleManagementPolicyAssignments?$filter=scopeId%20eq%20'/'&$expand=policy($expand=rules)",
        "unifiedRoleManagementPolicyAssignment",
    ),
    ("/identityProtection/riskyUsers", "riskyUser"),
];
const OBJECTS: [(&str, &str); 10] = [
    ("/policies/authenticationMethodsPolicy", "authenticationMethodsPolicy"),
    ("/policies/authorizationPolicy", "authorizationPolicy"),
    ("/policies/adminConsentRequestPolicy", "adminConsentRequestPolicy"),
    ("/policies/authenticationFlowsPolicy", "authenticationFlowsPolicy"),
    ("/policies/crossTenantAccessPolicy", "crossTenantAccessPolicy"),
    ("/policies/crossTenantAccessPolicy/default", "crossTenantAccessPolicyConfigurationDefault"),
    ("/policies/defaultAppManagementPolicy", "tenantAppManagementPolicy"),
    ("/policies/deviceRegistrationPolicy", "deviceRegistrationPolicy"),
    ("/identity/conditionalAccess/authenticationStrength", "authenticationStrengthRoot"),
    ("/policies/identitySecurityDefaultsEnforcementPolicy", "identitySecurityDefaultsEnforcementPolicy"),
];

#[test]
fn every_body_conforms_to_the_published_schema() {
    let schema = Schema::published();
    for scenario in Scenario::ALL {
        let client = Client::of(scenario, |options| {
            options.extra_permissions = vec!["AuthenticationContext.Read.All".to_owned(), "Policy.Read.DeviceConfiguration".to_owned()];
        });
        let mut faults = Vec::new();
        for (path, name) in LISTS {
            let needs_premium = ["Schedule", "/reports", "/auditLogs", "/identityProtection", "/policies/roleManagement"];
            if needs_premium.iter().any(|part| path.contains(part)) && !client.app.tenant().premium {
                continue;
            }
            let values = client.all(&format!("/v1.0{path}"));
            for value in values {
                faults.extend(schema.faults(name, value.as_object().unwrap()));
            }
        }
        for (path, name) in OBJECTS {
            faults.extend(schema.faults(name, client.get(&format!("/v1.0{path}")).body.unwrap().as_object().unwrap()));
        }
        for id in client.app.tenant().methods.users() {
            for method in client.all(&format!("/v1.0/users/{id}/authentication/methods")) {
                faults.extend(schema.faults("authenticationMethod", method.as_object().unwrap()));
            }
        }
        faults.sort();
        faults.dedup();
        assert!(faults.is_empty(), "{scenario}:\n{}", faults.join("\n"));
    }
}

#[test]
fn the_check_itself_finds_what_is_wrong() {
    let schema = Schema::published();
    let body = serde_json::json!({"id": 4, "displayName": null, "state": "on", "unheardOf": 1, "conditions": {"clientAppTypes": "all"}});
    assert_eq!(schema.faults("conditionalAccessPolicy", body.as_object().unwrap()).len(), 5);
}
