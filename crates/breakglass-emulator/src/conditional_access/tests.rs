//! Each condition by pairs that differ in one thing: one to which the policy applies, one to which it does not.

use serde_json::{Value, json};

use super::*;
use crate::state::{Object, Tenant, object};

const USER: &str = "10000000-0000-0000-0000-000000000001";
const TENANT: &str = "10000000-0000-0000-0000-00000000000a";
const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";
const ROLE: &str = "62e90394-69f5-4237-9190-012177145e10";
const NOW: &str = "2026-11-25T12:00:00Z";

/// A tenant with one user in a group that is in another, and three locations.
fn tenant() -> Tenant {
    let mut tenant = Tenant { id: TENANT.to_owned(), ..Tenant::default() };
    tenant.users.put(object(json!({"id": USER, "userPrincipalName": "a@contoso.com", "userType": "Member"})));
    tenant.members.add("inner", USER);
    tenant.members.add("outer", "inner");
    for location in [
        json!({"@odata.type": "#microsoft.graph.ipNamedLocation", "id": "office", "isTrusted": true,
               "ipRanges": [{"cidrAddress": "192.0.2.0/24"}, {"cidrAddress": "2001:db8::/32"}]}),
        json!({"@odata.type": "#microsoft.graph.ipNamedLocation", "id": "cafe", "isTrusted": false,
               "ipRanges": [{"cidrAddress": "198.51.100.0/24"}]}),
        json!({"@odata.type": "#microsoft.graph.countryNamedLocation", "id": "home", "countriesAndRegions": ["NL", "BE"],
               "countryLookupMethod": "clientIpAddress", "includeUnknownCountriesAndRegions": false}),
        json!({"@odata.type": "#microsoft.graph.countryNamedLocation", "id": "unknown", "countriesAndRegions": ["SE"],
               "countryLookupMethod": "clientIpAddress", "includeUnknownCountriesAndRegions": true}),
        json!({"@odata.type": "#microsoft.graph.countryNamedLocation", "id": "telephone", "countriesAndRegions": ["NL"],
               "countryLookupMethod": "authenticatorAppGps", "includeUnknownCountriesAndRegions": true}),
    ] {
        tenant.named_locations.put(object(location));
    }
    tenant
}

fn policy(conditions: Value) -> Object {
    let mut all = object(json!({"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}}));
    all.extend(object(conditions));
    object(json!({"id": "p", "state": "enabled", "conditions": all, "grantControls": {"operator": "OR", "builtInControls": ["mfa"]}}))
}

fn context() -> Context {
    Context {
        identity: Identity::Person(Person { id: Some(USER.to_owned()), ..Person::default() }),
        target: Target::Applications(vec![EXCHANGE.to_owned()]),
        conditions: Conditions {
            client: Some("browser".to_owned()),
            platform: Some("windows".to_owned()),
            address: Some("203.0.113.5".parse().unwrap()),
            country: Place::Country("NL".to_owned()),
            coordinates: Place::Nowhere,
            ..Conditions::default()
        },
    }
}

fn outcome(tenant: &Tenant, policy: &Object, context: &Context) -> &'static str {
    let subject = Subject::of(tenant, &context.identity, NOW.parse().unwrap());
    analyse(tenant, policy, &subject, context).map_or_else(Reason::name, |()| "applies")
}

/// What a policy with these conditions makes of a sign-in with a change.
#[expect(clippy::needless_pass_by_value, reason = "conditions are written where they are checked")]
fn check(conditions: Value, change: impl FnOnce(&mut Context), expected: &str) {
    let mut at = context();
    change(&mut at);
    assert_eq!(outcome(&tenant(), &policy(conditions.clone()), &at), expected, "{conditions} {at:?}");
}

fn app(id: &str) -> impl FnOnce(&mut Context) {
    move |at| at.target = Target::Applications(vec![id.to_owned()])
}

fn at_address(address: &str) -> impl FnOnce(&mut Context) {
    let address = address.parse().unwrap();
    move |at| at.conditions.address = Some(address)
}

fn in_place(place: Place) -> impl FnOnce(&mut Context) {
    move |at| at.conditions.country = place
}

fn with_device(device: Value) -> impl FnOnce(&mut Context) {
    move |at| at.conditions.device = Some(Device(object(device)))
}

const fn as_it_is(_: &mut Context) {}

#[test]
fn a_policy_without_conditions_applies_and_one_that_is_off_does_not() {
    check(json!({}), as_it_is, "applies");
    for (state, expected) in [("enabledForReportingButNotEnforced", "applies"), ("disabled", "policyNotEnabled")] {
        let mut policy = policy(json!({}));
        policy.insert("state".to_owned(), json!(state));
        assert_eq!(outcome(&tenant(), &policy, &context()), expected);
    }
    let mut empty = policy(json!({}));
    empty.insert("grantControls".to_owned(), Value::Null);
    assert_eq!(outcome(&tenant(), &empty, &context()), "emptyPolicy");
    empty.insert("sessionControls".to_owned(), json!({"persistentBrowser": {"isEnabled": true, "mode": "never"}}));
    assert_eq!(outcome(&tenant(), &empty, &context()), "applies");
}

#[test]
fn users_by_id_group_and_exclusion() {
    for (users, expected) in [
        (json!({"includeUsers": [USER.to_uppercase()]}), "applies"),
        (json!({"includeUsers": ["None"]}), "users"),
        (json!({"includeUsers": ["10000000-0000-0000-0000-000000000002"]}), "users"),
        (json!({"includeUsers": ["All"], "excludeUsers": [USER]}), "users"),
        (json!({"includeGroups": ["inner"]}), "applies"),
        (json!({"includeGroups": ["OUTER"]}), "applies"),
        (json!({"includeGroups": ["other"]}), "users"),
        (json!({"includeGroups": ["inner"], "excludeGroups": ["outer"]}), "users"),
        (json!({"includeUsers": [USER], "excludeGroups": ["other"]}), "applies"),
        (json!({}), "users"),
    ] {
        check(json!({"users": users}), as_it_is, expected);
    }
}

#[test]
fn roles_count_where_they_are_held_now_for_the_whole_tenant_and_built_in() {
    let by_role = policy(json!({"users": {"includeRoles": [ROLE]}}));
    assert_eq!(outcome(&tenant(), &by_role, &context()), "users");
    for (principal, scope, is_built_in, end, expected) in [
        (USER, "/", true, None, "applies"),
        ("outer", "/", true, None, "applies"),
        (USER, "/administrativeUnits/x", true, None, "users"),
        (USER, "/", false, None, "users"),
        (USER, "/", true, Some("2026-11-25T11:59:59Z"), "users"),
        (USER, "/", true, Some("2026-11-25T12:00:01Z"), "applies"),
    ] {
        let mut tenant = tenant();
        tenant.role_definitions.put(object(json!({"id": ROLE, "templateId": ROLE, "isBuiltIn": is_built_in})));
        let id = tenant.assign_role(ROLE, principal);
        let mut row = tenant.role_assignments.get(&id).unwrap().clone();
        row.insert("directoryScopeId".to_owned(), json!(scope));
        tenant.role_assignments.put(row);
        if let Some(end) = end {
            tenant.windows.insert(id, crate::state::Window { start: "2026-11-01T00:00:00Z".to_owned(), end: end.to_owned() });
        }
        assert_eq!(outcome(&tenant, &by_role, &context()), expected, "{principal} {scope} {is_built_in} {end:?}");
    }
}

#[test]
fn an_eligible_role_counts_only_once_it_is_active() {
    let by_role = policy(json!({"users": {"includeRoles": [ROLE]}}));
    let mut tenant = tenant();
    tenant.make_eligible(ROLE, USER, "2026-01-01T00:00:00Z");
    assert_eq!(outcome(&tenant, &by_role, &context()), "users");
    let active = json!({"id": "i", "principalId": USER, "roleDefinitionId": ROLE, "directoryScopeId": "/", "assignmentType": "Activated",
                        "startDateTime": "2026-11-25T11:00:00Z", "endDateTime": "2026-11-25T13:00:00Z"});
    tenant.recorded_instances = Some([object(active)].into_iter().collect());
    assert_eq!(outcome(&tenant, &by_role, &context()), "applies");
}

#[test]
fn guests_by_kind_and_tenant() {
    let guest = |kind: &str, home: Option<&str>| {
        let (kind, home) = (kind.to_owned(), home.map(str::to_owned));
        move |at: &mut Context| at.identity = Identity::Person(Person { id: Some(USER.to_owned()), guest: Some(kind), home_tenant: home })
    };
    let rule = |tenants: Value| {
        let guests = json!({"guestOrExternalUserTypes": "b2bCollaborationGuest,serviceProvider", "externalTenants": tenants});
        json!({"users": {"includeGuestsOrExternalUsers": guests}})
    };
    let all = || rule(json!({"membershipKind": "all"}));
    let one = || rule(json!({"membershipKind": "enumerated", "members": ["t1"]}));
    check(all(), guest("b2bCollaborationGuest", None), "applies");
    check(all(), guest("b2bCollaborationMember", None), "users");
    check(all(), as_it_is, "users");
    check(one(), guest("b2bCollaborationGuest", Some("T1")), "applies");
    check(one(), guest("b2bCollaborationGuest", Some("t2")), "users");
    check(one(), guest("b2bCollaborationGuest", None), "users");
    check(json!({"users": {"includeUsers": ["GuestsOrExternalUsers"]}}), guest("internalGuest", None), "applies");
    check(json!({"users": {"includeUsers": ["GuestsOrExternalUsers"]}}), guest("none", None), "users");
    check(json!({"users": {"includeUsers": ["All"], "excludeUsers": ["GuestsOrExternalUsers"]}}), guest("internalGuest", None), "users");
}

#[test]
fn the_kind_of_guest_follows_from_the_object() {
    for (user, expected) in [
        (json!({"userType": "Guest", "creationType": "Invitation"}), "b2bCollaborationGuest"),
        (json!({"userType": "Member", "userPrincipalName": "a_b.com#EXT#@contoso.com"}), "b2bCollaborationMember"),
        (json!({"userType": "Guest"}), "internalGuest"),
    ] {
        let mut tenant = tenant();
        let mut row = object(user);
        row.insert("id".to_owned(), json!(USER));
        tenant.users.put(row);
        for kind in ["b2bCollaborationGuest", "b2bCollaborationMember", "internalGuest"] {
            let guests = json!({"guestOrExternalUserTypes": kind, "externalTenants": {"membershipKind": "all"}});
            let policy = policy(json!({"users": {"includeGuestsOrExternalUsers": guests}}));
            assert_eq!(outcome(&tenant, &policy, &context()), if kind == expected { "applies" } else { "users" }, "{kind}");
        }
    }
}

#[test]
fn applications_by_id_group_and_exclusion() {
    let only = |include: Value, exclude: Value| json!({"applications": {"includeApplications": include, "excludeApplications": exclude}});
    for (include, exclude, id, expected) in [
        (json!([EXCHANGE]), json!([]), EXCHANGE, "applies"),
        (json!([EXCHANGE]), json!([]), "other", "application"),
        (json!(["All"]), json!([EXCHANGE]), EXCHANGE, "application"),
        (json!(["All"]), json!([EXCHANGE]), "00000002-0000-0000-c000-000000000000", "applies"),
        (json!(["None"]), json!([]), EXCHANGE, "application"),
        (json!(["Office365"]), json!([]), EXCHANGE, "applies"),
        (json!(["Office365"]), json!([]), "Office365", "application"),
        (json!(["All"]), json!(["Office365"]), EXCHANGE, "application"),
        (json!(["MicrosoftAdminPortals"]), json!([]), applications::PORTAL, "applies"),
        (json!(["MicrosoftAdminPortals"]), json!([]), EXCHANGE, "application"),
        (json!([applications::SERVICE_MANAGEMENT]), json!([]), applications::PORTAL, "applies"),
        (json!([applications::PORTAL]), json!([]), applications::SERVICE_MANAGEMENT, "application"),
    ] {
        check(only(include, exclude), app(id), expected);
    }
}

#[test]
fn application_filters_read_the_attributes_of_the_service_principal() {
    let filter = |mode: &str, include: Value| {
        json!({"applications": {"includeApplications": include,
               "applicationFilter": {"mode": mode, "rule": "CustomSecurityAttribute.Risk_Level -eq \"high\""}}})
    };
    let mut tenant = tenant();
    tenant.others.put(object(json!({"id": "sp", "@odata.type": "#microsoft.graph.servicePrincipal", "appId": EXCHANGE,
                                    "customSecurityAttributes": {"Risk": {"Level": "High"}}})));
    for (mode, include, id, expected) in [
        ("include", json!([]), EXCHANGE, "applies"),
        ("include", json!([]), "other", "application"),
        ("exclude", json!(["All"]), EXCHANGE, "application"),
        ("exclude", json!(["All"]), "other", "applies"),
    ] {
        let mut at = context();
        app(id)(&mut at);
        assert_eq!(outcome(&tenant, &policy(filter(mode, include)), &at), expected, "{mode} {id}");
    }
    let broken = json!({"applications": {"includeApplications": ["All"], "applicationFilter": {"mode": "include", "rule": "?"}}});
    check(broken, as_it_is, "invalidCondition");
}

#[test]
fn actions_and_authentication_contexts_have_lists_of_their_own() {
    let register = |at: &mut Context| at.target = Target::Action(Action::RegisterSecurityInformation);
    let join = |at: &mut Context| at.target = Target::Action(Action::RegisterOrJoinDevices);
    let sensitive = |at: &mut Context| at.target = Target::AuthenticationContext("c1".to_owned());
    let action = || json!({"applications": {"includeUserActions": ["urn:user:registersecurityinfo"]}});
    check(action(), register, "applies");
    check(action(), join, "userActions");
    check(action(), as_it_is, "application");
    check(json!({}), register, "applies");
    check(json!({"applications": {"includeApplications": [EXCHANGE]}}), register, "userActions");
    let context = |id: &str| json!({"applications": {"includeAuthenticationContextClassReferences": [id]}});
    check(context("c1"), sensitive, "applies");
    check(context("c2"), sensitive, "authenticationContext");
    check(json!({}), sensitive, "authenticationContext");
}

#[test]
fn platforms() {
    let only = |include: Value, exclude: Value| json!({"platforms": {"includePlatforms": include, "excludePlatforms": exclude}});
    let on = |platform: Option<&str>| {
        let platform = platform.map(str::to_owned);
        move |at: &mut Context| at.conditions.platform = platform
    };
    check(only(json!(["windows"]), json!([])), as_it_is, "applies");
    check(only(json!(["macOS", "linux"]), json!([])), as_it_is, "devicePlatform");
    check(only(json!(["all"]), json!(["windows"])), as_it_is, "devicePlatform");
    check(only(json!(["all"]), json!(["windows"])), on(Some("unknownFutureValue")), "applies");
    check(only(json!(["windows"]), json!([])), on(Some("unknownFutureValue")), "devicePlatform");
    check(only(json!(["windows"]), json!([])), on(None), "notEnoughInformation");
    check(only(json!(["all"]), json!([])), on(None), "applies");
}

#[test]
fn clients() {
    let only = |clients: Value| json!({"clientAppTypes": clients});
    let by = |client: Option<&str>| {
        let client = client.map(str::to_owned);
        move |at: &mut Context| at.conditions.client = client
    };
    check(only(json!(["browser"])), as_it_is, "applies");
    check(only(json!(["other", "exchangeActiveSync"])), as_it_is, "clientApps");
    check(only(json!(["all"])), by(None), "applies");
    check(only(json!(["browser"])), by(None), "notEnoughInformation");
    check(only(json!(["exchangeActiveSync"])), by(Some("easSupported")), "applies");
    check(only(json!(["easSupported"])), by(Some("exchangeActiveSync")), "clientApps");
}

#[test]
fn locations_by_address_in_both_families() {
    let only = |include: Value, exclude: Value| json!({"locations": {"includeLocations": include, "excludeLocations": exclude}});
    check(only(json!(["office"]), json!([])), at_address("192.0.2.200"), "applies");
    check(only(json!(["office"]), json!([])), at_address("192.0.3.0"), "location");
    check(only(json!(["office"]), json!([])), at_address("2001:db8::1"), "applies");
    check(only(json!(["office"]), json!([])), at_address("2001:db9::1"), "location");
    check(only(json!(["All"]), json!(["AllTrusted"])), at_address("192.0.2.1"), "location");
    check(only(json!(["All"]), json!(["AllTrusted"])), at_address("198.51.100.1"), "applies");
    check(only(json!(["All"]), json!([])), |at| at.conditions.address = None, "applies");
    check(only(json!(["All"]), json!(["office"])), |at| at.conditions.address = None, "notEnoughInformation");
    check(only(json!(["nowhere"]), json!([])), as_it_is, "location");
    check(only(json!(["00000000-0000-0000-0000-000000000000"]), json!([])), as_it_is, "location");
    check(json!({"locations": {"includeLocations": ["3d46dbda-8382-466a-856d-eb00cbc6b910"]}}), as_it_is, "location");
    check(
        json!({"locations": {"includeLocations": ["3d46dbda-8382-466a-856d-eb00cbc6b910"]}}),
        |at| at.conditions.is_network_compliant = true,
        "applies",
    );
}

#[test]
fn locations_by_country() {
    let only = |include: Value, exclude: Value| json!({"locations": {"includeLocations": include, "excludeLocations": exclude}});
    let country = |code: &str| in_place(Place::Country(code.to_owned()));
    check(only(json!(["home"]), json!([])), country("be"), "applies");
    check(only(json!(["home"]), json!([])), country("FR"), "location");
    check(only(json!(["home"]), json!([])), in_place(Place::Unknown), "location");
    check(only(json!(["unknown"]), json!([])), in_place(Place::Unknown), "applies");
    check(only(json!(["All"]), json!(["home"])), country("FR"), "applies");
    check(only(json!(["All"]), json!(["home"])), country("NL"), "location");
    check(only(json!(["home"]), json!([])), in_place(Place::NotTold), "notEnoughInformation");
    check(only(json!(["telephone"]), json!([])), |at| at.conditions.coordinates = Place::Country("NL".to_owned()), "applies");
    check(only(json!(["telephone"]), json!([])), as_it_is, "location");
}

#[test]
fn device_filters_as_the_published_table_has_them() {
    let filter = |mode: &str, rule: &str| json!({"devices": {"deviceFilter": {"mode": mode, "rule": rule}}});
    let positive = r#"device.extensionAttribute1 -eq "SAW""#;
    let negative = r#"device.extensionAttribute1 -ne "SAW""#;
    let saw = |managed: Value| json!({"extensionAttribute1": "SAW", "isCompliant": false, "mdmAppId": managed});
    // Not registered: positive operators do not hold, negative ones do.
    check(filter("include", positive), as_it_is, "devices");
    check(filter("exclude", positive), as_it_is, "applies");
    check(filter("include", negative), as_it_is, "applies");
    check(filter("exclude", negative), as_it_is, "devices");
    // Registered: extension attributes are there on a device that is managed, compliant or hybrid joined.
    check(filter("include", positive), with_device(saw(json!("0000000a-0000-0000-c000-000000000000"))), "applies");
    check(filter("include", positive), with_device(saw(Value::Null)), "devices");
    check(filter("include", positive), with_device(json!({"extensionAttribute1": "SAW", "isCompliant": true})), "applies");
    check(filter("include", positive), with_device(json!({"extensionAttribute1": "SAW", "trustType": "ServerAD"})), "applies");
    check(filter("include", r#"device.deviceOwnership -eq "Company""#), with_device(json!({"ownership": "company"})), "applies");
    check(filter("include", "device.isCompliant -eq False"), with_device(json!({"isCompliant": false})), "applies");
    check(filter("include", "device.isCompliant -eq False"), as_it_is, "devices");
    check(filter("include", "device.unheard -eq \"x\""), as_it_is, "invalidCondition");
    check(filter("include", "?"), as_it_is, "invalidCondition");
    check(filter("include", r#"device.extensionAttribute16 -eq "x""#), as_it_is, "invalidCondition");
}

#[test]
fn risks_and_flows() {
    check(json!({"signInRiskLevels": ["high", "medium"]}), |at| at.conditions.sign_in_risk = "high".to_owned(), "applies");
    check(json!({"signInRiskLevels": ["high", "medium"]}), |at| at.conditions.sign_in_risk = "low".to_owned(), "signInRisk");
    check(json!({"userRiskLevels": ["high"]}), |at| at.conditions.user_risk = "high".to_owned(), "applies");
    check(json!({"userRiskLevels": ["high"]}), as_it_is, "userRisk");
    check(json!({"insiderRiskLevels": "moderate,elevated"}), |at| at.conditions.insider_risk = "elevated".to_owned(), "applies");
    check(json!({"insiderRiskLevels": "moderate,elevated"}), |at| at.conditions.insider_risk = "minor".to_owned(), "insiderRisk");
    let flow = |named: &str| json!({"authenticationFlows": {"transferMethods": named}});
    let by = |name: &str| {
        let name = name.to_owned();
        move |at: &mut Context| at.conditions.flows = vec![name]
    };
    check(flow("deviceCodeFlow"), by("deviceCodeFlow"), "applies");
    check(flow("deviceCodeFlow"), by("authenticationTransfer"), "authenticationFlow");
    check(flow("deviceCodeFlow,authenticationTransfer"), by("authenticationTransfer"), "applies");
    check(flow("deviceCodeFlow"), as_it_is, "authenticationFlow");
    check(flow("none"), as_it_is, "applies");
}

#[test]
fn the_four_rows_of_the_what_if_document() {
    let conditions = || json!({"applications": {"includeApplications": ["Office365"]}, "locations": {"includeLocations": ["home"]}, "signInRiskLevels": ["high"]});
    let bare = |at: &mut Context| {
        at.target = Target::Applications(vec!["other".to_owned()]);
        at.conditions = Conditions::default();
    };
    check(conditions(), bare, "application");
    check(conditions(), |at| at.conditions = Conditions::default(), "notEnoughInformation");
    let in_country = || Conditions { country: Place::Country("NL".to_owned()), ..Conditions::default() };
    check(conditions(), |at| at.conditions = in_country(), "signInRisk");
    check(conditions(), |at| at.conditions = Conditions { sign_in_risk: "high".to_owned(), ..in_country() }, "applies");
}

#[test]
fn service_principals_have_policies_of_their_own() {
    let mut tenant = tenant();
    tenant.others.put(object(json!({"id": "own", "appOwnerOrganizationId": TENANT, "servicePrincipalType": "Application"})));
    tenant.others.put(object(json!({"id": "foreign", "appOwnerOrganizationId": "other", "servicePrincipalType": "Application"})));
    tenant.others.put(object(json!({"id": "managed", "servicePrincipalType": "ManagedIdentity"})));
    let workload = |exclude: Value| {
        policy(json!({"users": {"includeUsers": ["None"]},
                      "clientApplications": {"includeServicePrincipals": ["ServicePrincipalsInMyTenant"], "excludeServicePrincipals": exclude}}))
    };
    for (id, exclude, expected) in [
        ("own", json!([]), "applies"),
        ("own", json!(["own"]), "workloadIdentities"),
        ("foreign", json!([]), "workloadIdentities"),
        ("managed", json!([]), "workloadIdentities"),
    ] {
        let at = Context { identity: Identity::Principal(id.to_owned()), ..context() };
        assert_eq!(outcome(&tenant, &workload(exclude), &at), expected, "{id}");
        assert_eq!(outcome(&tenant, &policy(json!({})), &at), "workloadIdentities", "a policy for people");
    }
    assert_eq!(outcome(&tenant, &workload(json!([])), &context()), "users");
}
