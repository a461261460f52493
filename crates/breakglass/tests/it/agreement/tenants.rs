//! Random small tenants as Graph would show them: one account, a handful of groups and roles, locations, strengths, methods, and policies
//! with every kind of condition.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::dice::Dice;

pub const USER: &str = "11111111-0000-4000-8000-000000000001";
const OTHER_USER: &str = "11111111-0000-4000-8000-000000000002";
const GROUPS: [&str; 5] = [
    "22222222-0000-4000-8000-000000000001",
    "22222222-0000-4000-8000-000000000002",
    "22222222-0000-4000-8000-000000000003",
    "22222222-0000-4000-8000-000000000004",
    "22222222-0000-4000-8000-000000000005",
];
/// Global Administrator, Helpdesk Administrator, Conditional Access Administrator.
const ROLES: [&str; 3] =
    ["62e90394-69f5-4237-9190-012177145e10", "729827e3-9c14-49f7-bb1b-9608f156bbb8", "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"];
pub const AAGUIDS: [&str; 2] = ["cb69481e-8ff7-4039-93ec-0a2729a154a8", "2fc0579f-8113-47ea-b116-bb5a8db9202a"];
const OFFICE: &str = "33333333-0000-4000-8000-000000000001";
const LAB: &str = "33333333-0000-4000-8000-000000000002";
const COUNTRY: &str = "33333333-0000-4000-8000-000000000003";
pub const PHONE: &str = "33333333-0000-4000-8000-000000000004";
/// A location that a policy names and that does not exist.
pub const GONE: &str = "33333333-0000-4000-8000-000000000009";
pub const COMPLIANT_NETWORK: &str = "3d46dbda-8382-466a-856d-eb00cbc6b910";
const STRENGTH: &str = "44444444-0000-4000-8000-000000000001";
/// Portal, Service Management API, Azure CLI, Graph, Exchange, Teams, Data Lake, Microsoft 365 admin center, the portal of Office, an own one.
pub const APPS: [&str; 10] = [
    "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
    "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    "00000003-0000-0000-c000-000000000000",
    "00000002-0000-0ff1-ce00-000000000000",
    "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe",
    "e9f49c6b-5ce5-44c8-925d-015017e9f7ad",
    "618dd325-23f6-4b6f-8380-4df78026e39b",
    "00000006-0000-0ff1-ce00-000000000000",
    "55555555-0000-4000-8000-000000000001",
];
const RULES: [&str; 22] = [
    "device.isCompliant -eq True",
    "device.isCompliant -ne \"True\"",
    "device.trustType -eq \"ServerAD\" -or device.trustType -eq \"AzureAD\"",
    "device.trustType -ne \"Workplace\"",
    "device.model -eq \"Surface\"",
    "device.model -ne 'Surface'",
    "device.model -startsWith \"Sur\" -and device.model -notContains \"Go\"",
    "device.model -contains \"face\" -or device.isCompliant -eq \"False\"",
    "device.model -eq \"surface\"",
    "device.extensionAttribute1 -eq \"SAW\"",
    "device.extensionAttribute1 -ne \"SAW\"",
    "-not (device.model -in [\"Surface\", \"Latitude\"])",
    "device.model -notIn [\"Surface\", \"Latitude\"]",
    "device.model -eq null",
    "device.systemLabels -contains \"MultiUser\"",
    "device.physicalIds -notContains \"[ZTDId]:1\"",
    "device.deviceOwnership -eq \"Company\"",
    "(device.operatingSystem -startsWith \"Win\") and (device.operatingSystemVersion -notStartsWith \"6\")",
    "device.mdmAppId -in [\"0000000a-0000-0000-c000-000000000000\"]",
    "device.displayName -endsWith \"-01\"",
    "device.colour -eq \"red\"",
    "nonsense",
];

/// One tenant in the two forms in which it is read, with what the comparison needs to know of it.
pub struct World {
    /// As our reader takes it.
    pub ours: Value,
    /// As the emulator takes it.
    pub theirs: Value,
    /// The same with every role activated that the account may activate; none where there is none.
    pub activated: Option<Value>,
    /// The policies.
    pub policies: Vec<Value>,
}

/// A random tenant.
pub fn world(dice: &mut Dice) -> World {
    let members = members(dice);
    let groups = groups_of(&members);
    let policies: Vec<Value> = (0..1 + dice.below(5)).map(|index| policy(dice, index)).collect();
    let assignments = assignments(dice);
    let eligible = dice.one_in(4).then(|| dice.pick(&ROLES));
    let row = |role: &str, id: &str| json!({"id": id, "roleDefinitionId": role, "principalId": USER, "directoryScopeId": "/", "memberType": "Direct"});
    let eligibilities: Vec<Value> = eligible.iter().map(|role| row(role, "eligible")).collect();
    let common = [
        read("organization", None, &json!({"id": "99999999-0000-4000-8000-000000000001", "displayName": "x", "verifiedDomains": []})),
        read("domains", None, &json!([{"id": "x.onmicrosoft.com", "isInitial": true, "authenticationType": "Managed"}])),
        read("subscribed-skus", None, &json!([])),
        read("conditional-access-policies", None, &json!(policies)),
        read("named-locations", None, &locations(dice)),
        read("authentication-strengths", None, &strengths(dice)),
        read("authentication-methods-policy", None, &methods_policy(dice)),
        read("security-defaults", None, &json!({"id": "defaults", "isEnabled": false})),
        read("users", Some(USER), &user(dice)),
        read("authentication-methods", Some(USER), &methods(dice)),
        read("user-mfa-requirements", Some(USER), &json!({"perUserMfaState": dice.pick(&["disabled", "disabled", "enforced"])})),
        read("referenced-users", None, &json!([{"id": OTHER_USER, "displayName": "y", "userPrincipalName": "y@x.onmicrosoft.com"}])),
        read("role-eligibility-schedules", None, &json!(eligibilities)),
    ];
    let assigned = |more: &[Value]| read("role-assignments", None, &json!([assignments.as_slice(), more].concat()));
    let lists = members.iter().map(|(group, members)| {
        let typed = |id: &&str| {
            let kind = if GROUPS.contains(id) { "group" } else { "user" };
            json!({"@odata.type": format!("#microsoft.graph.{kind}"), "id": id, "displayName": id, "userPrincipalName": null})
        };
        read("group-members", Some(group), &json!(members.iter().map(typed).collect::<Vec<_>>()))
    });
    let lists: Vec<Value> = lists.collect();
    // Ours reads either the account's groups, nested ones included, or the members of each group; the emulator always follows the members.
    let own_groups: Vec<Value> = groups.iter().map(|id| json!({"id": id, "displayName": id})).collect();
    let upwards = vec![read("user-group-memberships", Some(USER), &json!(own_groups))];
    let nothing = read("user-group-memberships", Some(USER), &json!([]));
    let ours = if dice.one_in(2) { upwards } else { lists.clone() };
    let theirs = |more: &[Value]| snapshot(&[common.as_slice(), lists.as_slice(), &[assigned(more), nothing.clone()]].concat());
    World {
        ours: snapshot(&[common.as_slice(), ours.as_slice(), &[assigned(&[])]].concat()),
        theirs: theirs(&[]),
        activated: eligible.map(|role| theirs(&[row(role, "activated")])),
        policies,
    }
}

fn snapshot(reads: &[Value]) -> Value {
    json!({"schema": "breakglass.snapshot/1", "takenAt": "2026-11-20T00:00:00Z", "cloud": "global", "endpoint": "https://graph.example",
           "tenantId": "99999999-0000-4000-8000-000000000001", "reads": reads})
}

fn read(collection: &str, of: Option<&str>, json: &Value) -> Value {
    let body = if json.is_array() { json!({ "value": json }) } else { json.clone() };
    json!({"collection": collection, "of": of, "state": "complete", "bodies": [{"json": body}]})
}

/// Direct members of each group; nesting may run in a circle.
fn members(dice: &mut Dice) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut members: BTreeMap<&str, Vec<&str>> = GROUPS.iter().map(|group| (*group, vec![OTHER_USER])).collect();
    for group in GROUPS {
        if dice.one_in(4) {
            members.get_mut(group).unwrap().push(USER);
        }
        for inner in GROUPS.iter().filter(|inner| **inner != group) {
            if dice.one_in(4) {
                members.get_mut(group).unwrap().push(inner);
            }
        }
    }
    members
}

/// Every group that the account is in, by walking up until nothing is new.
fn groups_of(members: &BTreeMap<&'static str, Vec<&'static str>>) -> BTreeSet<&'static str> {
    let mut inside = BTreeSet::from([USER]);
    loop {
        let more: Vec<&str> = members
            .iter()
            .filter(|(group, list)| !inside.contains(*group) && list.iter().any(|it| inside.contains(it)))
            .map(|it| *it.0)
            .collect();
        if more.is_empty() {
            inside.remove(USER);
            return inside;
        }
        inside.extend(more);
    }
}

fn assignments(dice: &mut Dice) -> Vec<Value> {
    let holders = [USER, USER, OTHER_USER, GROUPS[0], GROUPS[3]];
    let scopes = ["/", "/", "/", "/administrativeUnits/66666666-0000-4000-8000-000000000001"];
    let one = |index: usize, dice: &mut Dice| json!({"id": format!("assignment{index}"), "roleDefinitionId": dice.pick(&ROLES), "principalId": dice.pick(&holders), "directoryScopeId": dice.pick(&scopes)});
    (0..dice.below(4)).map(|index| one(index, dice)).collect()
}

fn user(dice: &mut Dice) -> Value {
    let (kind, external) = dice.pick(&[
        ("Member", None),
        ("Member", None),
        ("Member", None),
        ("Member", None),
        ("Guest", None),
        ("Guest", Some("Accepted")),
        ("Member", Some("Accepted")),
    ]);
    json!({"id": USER, "displayName": "x", "userPrincipalName": "account@x.onmicrosoft.com", "accountEnabled": !dice.one_in(20), "userType": kind,
           "externalUserState": external, "passwordPolicies": "DisablePasswordExpiration", "lastPasswordChangeDateTime": "2026-11-01T00:00:00Z",
           "passwordProfile": {"forceChangePasswordNextSignIn": false}, "createdDateTime": "2026-01-01T00:00:00Z"})
}

fn methods(dice: &mut Dice) -> Value {
    let mut found =
        vec![json!({"@odata.type": "#microsoft.graph.passwordAuthenticationMethod", "id": "28c10230-6103-485e-b985-444c60001490"})];
    for (index, aaguid) in AAGUIDS.iter().enumerate() {
        if !dice.one_in(4) {
            found
                .push(json!({"@odata.type": "#microsoft.graph.fido2AuthenticationMethod", "id": format!("key{index}"), "displayName": "k",
                              "aaGuid": aaguid, "passkeyType": dice.pick(&["deviceBound", "deviceBound", "synced"])}));
        }
    }
    for kind in ["softwareOath", "microsoftAuthenticator", "phone", "windowsHelloForBusiness"] {
        if !dice.one_in(4) {
            found.push(json!({"@odata.type": format!("#microsoft.graph.{kind}AuthenticationMethod"), "id": kind}));
        }
    }
    json!(found)
}

fn methods_policy(dice: &mut Dice) -> Value {
    let target = |dice: &mut Dice| {
        let id = dice.pick(&["all_users", "all_users", "all_users", GROUPS[0], GROUPS[2], GROUPS[4]]);
        json!({"id": id, "targetType": "group"})
    };
    let mut configurations = Vec::new();
    for id in ["Fido2", "MicrosoftAuthenticator", "SoftwareOath", "Sms", "Voice", "X509Certificate"] {
        let state = if dice.one_in(8) { "disabled" } else { "enabled" };
        let exclude: Vec<Value> = if dice.one_in(8) { vec![json!({"id": dice.pick(&GROUPS), "targetType": "group"})] } else { Vec::new() };
        let mut configuration = json!({"@odata.type": format!("#microsoft.graph.{id}AuthenticationMethodConfiguration"), "id": id, "state": state,
                                       "includeTargets": [target(dice)], "excludeTargets": exclude});
        if id == "Fido2" {
            configuration["keyRestrictions"] = restrictions(dice);
            if dice.one_in(4) {
                let profile = "77777777-0000-4000-8000-000000000001";
                configuration["includeTargets"][0]["allowedPasskeyProfiles"] = json!([profile]);
                configuration["passkeyProfiles"] = json!([{"id": profile, "name": "p", "passkeyTypes": dice.pick(&["deviceBound", "deviceBound,synced"]),
                                                           "attestationEnforcement": "disabled", "keyRestrictions": restrictions(dice)}]);
            }
        }
        configurations.push(configuration);
    }
    json!({"id": "authenticationMethodsPolicy", "policyMigrationState": "migrationComplete", "authenticationMethodConfigurations": configurations})
}

fn restrictions(dice: &mut Dice) -> Value {
    json!({"isEnforced": dice.one_in(4), "enforcementType": dice.pick(&["allow", "block"]), "aaGuids": dice.at_least_one(&AAGUIDS, 2)})
}

fn strengths(dice: &mut Dice) -> Value {
    let combinations =
        ["fido2", "password,softwareOath", "password, microsoftAuthenticatorPush", "windowsHelloForBusiness", "x509CertificateMultiFactor"];
    let mut configurations = Vec::new();
    if dice.one_in(2) {
        let allowed = if dice.one_in(8) { Vec::new() } else { dice.at_least_one(&AAGUIDS, 2) };
        configurations
            .push(json!({"@odata.type": "#microsoft.graph.fido2CombinationConfiguration", "id": "c1", "appliesToCombinations": ["fido2"],
                                   "allowedAAGUIDs": allowed}));
    }
    if dice.one_in(4) {
        configurations.push(json!({"@odata.type": "#microsoft.graph.x509CertificateCombinationConfiguration", "id": "c2",
                                   "appliesToCombinations": ["x509CertificateMultiFactor"], "allowedIssuerSkis": ["AA"], "allowedPolicyOIDs": dice.pick(&[vec![], vec!["1.2"]])}));
    }
    let built_in = |last: u8, combinations: &[&str]| {
        json!({"id": format!("00000000-0000-0000-0000-00000000000{last}"), "displayName": "b", "policyType": "builtIn", "requirementsSatisfied": "mfa",
               "allowedCombinations": combinations, "combinationConfigurations": []})
    };
    let mfa = [
        "windowsHelloForBusiness",
        "fido2",
        "x509CertificateMultiFactor",
        "deviceBasedPush",
        "temporaryAccessPassOneTime",
        "temporaryAccessPassMultiUse",
        "password,microsoftAuthenticatorPush",
        "password,softwareOath",
        "password,hardwareOath",
        "password,x509CertificateSingleFactor",
        "password,x509CertificateMultiFactor",
        "password,sms",
        "password,voice",
        "federatedMultiFactor",
        "microsoftAuthenticatorPush,federatedSingleFactor",
        "softwareOath,federatedSingleFactor",
        "hardwareOath,federatedSingleFactor",
        "sms,federatedSingleFactor",
        "voice,federatedSingleFactor",
    ];
    json!([
        built_in(2, &mfa),
        built_in(3, &["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor", "deviceBasedPush"]),
        built_in(4, &["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"]),
        {"id": STRENGTH, "displayName": "s", "policyType": "custom", "requirementsSatisfied": "mfa", "allowedCombinations": dice.at_least_one(&combinations, 3),
         "combinationConfigurations": configurations},
    ])
}

fn locations(dice: &mut Dice) -> Value {
    let networks = |id: &str, ranges: &[(&str, &str)], is_trusted: bool| {
        let ranges: Vec<Value> = ranges
            .iter()
            .map(|(kind, range)| json!({"@odata.type": format!("#microsoft.graph.{kind}CidrRange"), "cidrAddress": range}))
            .collect();
        json!({"@odata.type": "#microsoft.graph.ipNamedLocation", "id": id, "displayName": id, "isTrusted": is_trusted, "ipRanges": ranges})
    };
    let countries = |id: &str, lookup: &str, unknown: bool| {
        json!({"@odata.type": "#microsoft.graph.countryNamedLocation", "id": id, "displayName": id, "countriesAndRegions": ["NL", "SE"],
               "includeUnknownCountriesAndRegions": unknown, "countryLookupMethod": lookup})
    };
    json!([
        networks(OFFICE, &[("iPv4", "192.0.2.0/25"), ("iPv6", "2001:db8:1::/48")], dice.one_in(2)),
        networks(LAB, &[("iPv4", "198.51.100.7/32")], dice.one_in(2)),
        countries(COUNTRY, "clientIpAddress", dice.one_in(2)),
        countries(PHONE, "authenticatorAppGps", dice.one_in(2)),
    ])
}

fn policy(dice: &mut Dice, index: usize) -> Value {
    let state = dice.pick(&["enabled", "enabled", "enabled", "enabled", "enabledForReportingButNotEnforced", "disabled"]);
    let (grant, session) = loop {
        let (grant, session) = (grant(dice), session(dice));
        // Graph stores no policy that demands nothing.
        if !grant.is_null() || !session.is_null() {
            break (grant, session);
        }
    };
    json!({"id": format!("88888888-0000-4000-8000-00000000000{index}"), "displayName": format!("P{index}"), "state": state,
           "conditions": conditions(dice), "grantControls": grant, "sessionControls": session})
}

fn conditions(dice: &mut Dice) -> Value {
    const RISKS: [&str; 4] = ["none", "low", "medium", "high"];
    const KINDS: [&str; 9] = [
        "clientAppTypes",
        "platforms",
        "locations",
        "locations",
        "devices",
        "signInRiskLevels",
        "userRiskLevels",
        "insiderRiskLevels",
        "authenticationFlows",
    ];
    let mut found = json!({"users": users(dice), "applications": applications(dice), "clientAppTypes": ["all"], "platforms": null, "locations": null,
                           "devices": null, "signInRiskLevels": [], "userRiskLevels": [], "insiderRiskLevels": null, "authenticationFlows": null});
    for kind in dice.some(&KINDS, 2) {
        found[kind] = condition(dice, kind, &RISKS);
    }
    if dice.one_in(40) {
        found["times"] = json!({"includedRanges": ["x"]});
    }
    found
}

fn condition(dice: &mut Dice, kind: &str, risks: &[&str]) -> Value {
    match kind {
        "clientAppTypes" => {
            json!(dice.at_least_one(&["browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other"], 3))
        }
        "platforms" => {
            let platforms = ["android", "iOS", "windows", "macOS", "linux", "windowsPhone"];
            let include = if dice.one_in(2) { vec!["all"] } else { dice.some(&platforms, 4) };
            json!({"includePlatforms": include, "excludePlatforms": dice.some(&platforms, 2)})
        }
        "locations" => {
            let places = ["All", "AllTrusted", OFFICE, LAB, COUNTRY, PHONE, COMPLIANT_NETWORK, GONE];
            let include = match dice.below(12) {
                0 => Vec::new(),
                1..=5 => vec!["All"],
                _ => dice.at_least_one(&places, 3),
            };
            json!({"includeLocations": include, "excludeLocations": dice.some(&places[1..], 2)})
        }
        "devices" => json!({"deviceFilter": {"mode": dice.pick(&["include", "exclude"]), "rule": dice.pick(&RULES)}}),
        "insiderRiskLevels" => json!(dice.pick(&["minor", "moderate,elevated", "elevated"])),
        "authenticationFlows" => {
            json!({"transferMethods": dice.pick(&["none", "deviceCodeFlow", "authenticationTransfer", "deviceCodeFlow,authenticationTransfer"])})
        }
        _ => json!(dice.at_least_one(risks, 3)),
    }
}

fn users(dice: &mut Dice) -> Value {
    let groups = dice.some(&GROUPS, 2);
    let guests = |dice: &mut Dice| {
        let kinds = dice.pick(&[
            "internalGuest",
            "b2bCollaborationGuest",
            "b2bCollaborationGuest,b2bCollaborationMember",
            "serviceProvider,otherExternalUser",
        ]);
        let tenants = json!({"@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants", "membershipKind": "all"});
        if dice.one_in(5) { json!({ "guestOrExternalUserTypes": kinds, "externalTenants": tenants }) } else { Value::Null }
    };
    let named = dice.pick(&["All", "All", "All", "None", USER, OTHER_USER, "GuestsOrExternalUsers"]);
    json!({"includeUsers": [named], "includeGroups": if named == "All" { Vec::new() } else { groups },
           "includeRoles": if named == "All" { Vec::new() } else { dice.some(&ROLES, 2) }, "includeGuestsOrExternalUsers": if named == "All" { Value::Null } else { guests(dice) },
           "excludeUsers": if dice.one_in(8) { vec![dice.pick(&[USER, OTHER_USER, "GuestsOrExternalUsers"])] } else { Vec::new() },
           "excludeGroups": if dice.one_in(6) { dice.some(&GROUPS, 2) } else { Vec::new() },
           "excludeRoles": if dice.one_in(6) { dice.some(&ROLES, 1) } else { Vec::new() },
           "excludeGuestsOrExternalUsers": if dice.one_in(6) { guests(dice) } else { Value::Null }})
}

fn applications(dice: &mut Dice) -> Value {
    let upper = APPS[4].to_uppercase();
    let mut named: Vec<&str> = APPS.to_vec();
    named.extend(["Office365", "MicrosoftAdminPortals", "All", "All", "All", &upper]);
    let mut found = json!({"includeApplications": [], "excludeApplications": [], "includeUserActions": [], "includeAuthenticationContextClassReferences": [],
                           "applicationFilter": null});
    match dice.below(10) {
        0 => found["includeUserActions"] = json!(dice.at_least_one(&["urn:user:registersecurityinfo", "urn:user:registerdevice"], 1)),
        1 => found["includeAuthenticationContextClassReferences"] = json!(dice.at_least_one(&["c1", "c2"], 2)),
        2 => found["includeApplications"] = json!(["None"]),
        _ => {
            let include = dice.at_least_one(&named, 2);
            found["includeApplications"] = json!(if include.contains(&"All") { vec!["All"] } else { include });
            if dice.one_in(3) {
                found["excludeApplications"] = json!(dice.some(&named[..12], 2));
            }
            if dice.one_in(12) {
                let rule = "CustomSecurityAttribute.Set_Name -eq \"x\"";
                found["applicationFilter"] = json!({"mode": dice.pick(&["include", "exclude"]), "rule": rule});
            }
        }
    }
    found
}

fn grant(dice: &mut Dice) -> Value {
    const CONTROLS: [&str; 7] =
        ["mfa", "mfa", "compliantDevice", "domainJoinedDevice", "approvedApplication", "compliantApplication", "riskRemediation"];
    if dice.one_in(8) {
        return Value::Null;
    }
    let mut found = json!({"operator": dice.pick(&["AND", "OR"]), "builtInControls": [], "termsOfUse": [], "customAuthenticationFactors": [],
                           "authenticationStrength": null});
    match dice.below(14) {
        0 | 1 => found["builtInControls"] = json!(["block"]),
        2 => found["builtInControls"] = json!(["mfa", "passwordChange"]),
        3 | 4 => {
            let id = dice.pick(&[STRENGTH, STRENGTH, "00000000-0000-0000-0000-000000000002", "00000000-0000-0000-0000-000000000004"]);
            found["authenticationStrength"] = json!({ "id": id });
            let others = dice.some(&["compliantDevice", "domainJoinedDevice"], 1);
            found["builtInControls"] = json!(others);
        }
        5 => {
            found["builtInControls"] = json!(dice.some(&CONTROLS, 2));
            found["termsOfUse"] = json!(["terms"]);
        }
        6 => {
            found["builtInControls"] = json!(dice.some(&CONTROLS, 2));
            found["customAuthenticationFactors"] = json!(["factor"]);
        }
        7..=9 => found["builtInControls"] = json!(["mfa"]),
        _ => found["builtInControls"] = json!(dice.at_least_one(&CONTROLS, 3)),
    }
    found
}

fn session(dice: &mut Dice) -> Value {
    match dice.below(10) {
        0 => json!({"secureSignInSession": {"isEnabled": true}}),
        1 => json!({"signInFrequency": {"isEnabled": true, "value": 4, "type": "hours", "frequencyInterval": "timeBased"}}),
        2 => json!({"cloudAppSecurity": {"isEnabled": true, "cloudAppSecurityType": "monitorOnly"}}),
        3 => json!({"persistentBrowser": {"isEnabled": true, "mode": "never"}}),
        _ => Value::Null,
    }
}
