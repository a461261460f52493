//! What policies make of a sign-in: each control by a pair that differs in one thing.

use serde_json::{Value, json};

use super::super::Client;
use super::{KEY, SignIn, add, authenticator, change, code, emergency, healthy, member, plain, policy, requiring, try_it};
use crate::state::object;

#[test]
fn a_colleague_meets_the_policies_of_a_healthy_tenant() {
    let client = healthy();
    let base = || SignIn::of(&member(&client)).showing(&["password", "microsoftAuthenticatorPush"]).on_compliant_device();
    assert_eq!(code(&client, base()), 0);
    for (sign_in, expected, why) in [
        (base().with("/signInConditions/country", json!("US")), 53003, "blocked outside Europe"),
        (base().with("/signInConditions/deviceInfo", json!({"isCompliant": false})), 53000, "a device that is not compliant"),
        (base().with("/privateWindow", json!(true)), 53000, "a private window hides the device"),
        (base().showing(&["password"]), 50074, "no second factor"),
        (
            base().with("/credentials", json!([{"method": "password"}, {"method": "microsoftAuthenticatorPush", "isRight": false}])),
            500_121,
            "declined",
        ),
        (base().by("other"), 53003, "legacy authentication"),
        (base().with("/signInConditions/authenticationFlow", json!({"transferMethod": "deviceCodeFlow"})), 53003, "device code"),
        (base().with("/signInConditions/signInRiskLevel", json!("high")), 0, "risk is remediated by a second factor"),
    ] {
        assert_eq!(code(&client, sign_in), expected, "{why}");
    }
}

#[test]
fn each_control_ends_a_sign_in_with_its_own_number() {
    let (client, user) = plain(&[authenticator()]);
    let base = || SignIn::of(&user).showing(&["password", "microsoftAuthenticatorPush"]);
    assert_eq!(code(&client, base()), 0);
    let hybrid = json!({"trustType": "ServerAD"});
    let on_telephone = |flag: &str| {
        let base = base().with("/signInConditions/devicePlatform", json!("iOS"));
        if flag.is_empty() { base } else { base.with(flag, json!(true)) }
    };
    for (grant, refused, expected, met) in [
        (requiring("OR", &["block"]), base(), 53003, None),
        (requiring("OR", &["domainJoinedDevice"]), base(), 53001, Some(base().with("/signInConditions/deviceInfo", hybrid))),
        (requiring("OR", &["approvedApplication"]), on_telephone(""), 53002, Some(on_telephone("/approvedApplication"))),
        (requiring("OR", &["compliantApplication"]), on_telephone(""), 53009, Some(on_telephone("/protectedApplication"))),
        (requiring("AND", &["mfa", "passwordChange"]), base(), 50135, Some(base().with("/changesPassword", json!(true)))),
        (json!({"operator": "OR", "termsOfUse": ["t"]}), base(), 50158, Some(base().with("/termsOfUse", json!(["t"])))),
        (json!({"operator": "OR", "customAuthenticationFactors": ["x"]}), base(), 50158, None),
        (
            requiring("OR", &["mfa", "compliantDevice"]),
            base().showing(&["password"]),
            50074,
            Some(base().showing(&["password"]).on_compliant_device()),
        ),
        (requiring("AND", &["mfa", "compliantDevice"]), base(), 53000, Some(base().on_compliant_device())),
    ] {
        add(&client, policy("p", &grant));
        assert_eq!(code(&client, refused), expected, "{grant}");
        if let Some(met) = met {
            assert_eq!(code(&client, met), 0, "{grant}");
        }
    }
}

#[test]
fn policies_are_all_to_be_satisfied_and_a_block_comes_first() {
    let (client, user) = plain(&[authenticator()]);
    add(&client, policy("one", &requiring("OR", &["mfa"])));
    add(&client, policy("two", &requiring("OR", &["compliantDevice"])));
    let base = || SignIn::of(&user);
    assert_eq!(code(&client, base()), 50074, "the second factor is asked for before the device");
    assert_eq!(code(&client, base().showing(&["password", "microsoftAuthenticatorPush"])), 53000);
    assert_eq!(code(&client, base().showing(&["password", "microsoftAuthenticatorPush"]).on_compliant_device()), 0);
    add(&client, policy("three", &requiring("OR", &["block"])));
    let reply = try_it(&client, &base());
    assert_eq!(reply["errorCode"], 53003);
    let unmet: Vec<&Value> = reply["policies"].as_array().unwrap().iter().map(|it| &it["unsatisfied"]).collect();
    assert_eq!(unmet, [&json!(["mfa"]), &json!(["block"]), &json!(["compliantDevice"])], "each policy by itself, in the order of ids");
}

#[test]
fn who_has_no_second_factor_is_sent_to_register_one() {
    let (client, user) = plain(&[]);
    add(&client, policy("p", &requiring("OR", &["mfa"])));
    assert_eq!(code(&client, SignIn::of(&user)), 50072);
    assert_eq!(code(&client, SignIn::of(&user).by("mobileAppsAndDesktopClients")), 50079);
    let mut risky = policy("p", &requiring("OR", &["mfa"]));
    risky["conditions"]["signInRiskLevels"] = json!(["high"]);
    add(&client, risky);
    assert_eq!(code(&client, SignIn::of(&user).with("/signInConditions/signInRiskLevel", json!("high"))), 53004);
    assert_eq!(code(&client, SignIn::of(&user)), 0, "without the risk nothing is asked");
    add(&client, policy("p", &requiring("OR", &["mfa"])));
    let mut registration = policy("r", &requiring("OR", &["block"]));
    registration["conditions"]["applications"] = json!({"includeUserActions": ["urn:user:registersecurityinfo"]});
    registration["conditions"]["platforms"] = json!({"includePlatforms": ["windows"]});
    add(&client, registration);
    assert_eq!(code(&client, SignIn::of(&user)), 53010, "registration is closed on Windows");
    assert_eq!(code(&client, SignIn::of(&user).with("/signInConditions/devicePlatform", json!("macOS"))), 50072);
}

#[test]
fn a_strength_that_nothing_registered_can_satisfy_blocks() {
    let (client, user) = plain(&[authenticator()]);
    let strength = "00000000-0000-0000-0000-000000000004";
    add(&client, policy("p", &json!({"operator": "OR", "authenticationStrength": {"id": strength}})));
    assert_eq!(code(&client, SignIn::of(&user).showing(&["password", "microsoftAuthenticatorPush"])), 53003);
    change(&client, |tenant| {
        let key = json!({"@odata.type": "#microsoft.graph.fido2AuthenticationMethod", "id": "k", "aaGuid": KEY, "displayName": "Key"});
        tenant.methods.change(&user, |methods| methods.push(key));
    });
    assert_eq!(code(&client, SignIn::of(&user).showing(&["password", "microsoftAuthenticatorPush"])), 50074, "now there is a key to show");
    assert_eq!(code(&client, SignIn::of(&user).showing(&["fido2"])), 0);
    change(&client, |tenant| {
        let mut row = tenant.strengths.get(strength).unwrap().clone();
        let models = json!([{"@odata.type": "#microsoft.graph.fido2CombinationConfiguration", "id": "c", "appliesToCombinations": ["fido2"],
                             "allowedAAGUIDs": ["2fc0579f-8113-47ea-b116-bb5a8db9202a"]}]);
        row.insert("combinationConfigurations".to_owned(), models);
        tenant.strengths.put(row);
    });
    assert_eq!(code(&client, SignIn::of(&user).showing(&["fido2"])), 53003, "a key of another model");
}

#[test]
fn policies_that_only_report_let_everybody_in_and_say_what_they_would_have_done() {
    let (client, user) = plain(&[authenticator()]);
    let report = |grant: Value| {
        let mut policy = policy("p", &grant);
        policy["state"] = json!("enabledForReportingButNotEnforced");
        policy
    };
    let result = |client: &Client, sign_in: SignIn| {
        let reply = try_it(client, &sign_in);
        assert_eq!(reply["errorCode"], 0, "{reply}");
        reply["policies"][0]["result"].as_str().unwrap().to_owned()
    };
    for (grant, expected) in [
        (requiring("OR", &["block"]), "reportOnlyFailure"),
        (requiring("OR", &["compliantDevice"]), "reportOnlyFailure"),
        (requiring("OR", &["mfa"]), "reportOnlyInterrupted"),
        (json!({"operator": "OR", "termsOfUse": ["t"]}), "reportOnlyInterrupted"),
    ] {
        add(&client, report(grant.clone()));
        assert_eq!(result(&client, SignIn::of(&user)), expected, "{grant}");
    }
    add(&client, report(requiring("OR", &["mfa"])));
    assert_eq!(result(&client, SignIn::of(&user).showing(&["password", "microsoftAuthenticatorPush"])), "reportOnlySuccess");
    let action = json!({"@odata.type": "#microsoft.graph.userActionContext", "userAction": "registerSecurityInformation"});
    assert_eq!(result(&client, SignIn::of(&user).with("/signInContext", action)), "reportOnlyNotApplied", "it is not asked about actions");
    let mut off = report(requiring("OR", &["block"]));
    off["state"] = json!("disabled");
    add(&client, off);
    assert_eq!(result(&client, SignIn::of(&user)), "notEnabled");
}

#[test]
fn coordinates_need_a_telephone_and_a_password() {
    let (client, user) = plain(&[authenticator()]);
    change(&client, |tenant| {
        tenant
            .named_locations
            .put(object(json!({"@odata.type": "#microsoft.graph.countryNamedLocation", "id": "g", "countriesAndRegions": ["NL"],
            "countryLookupMethod": "authenticatorAppGps", "includeUnknownCountriesAndRegions": false})));
    });
    let mut outside = policy("p", &requiring("OR", &["block"]));
    outside["conditions"]["locations"] = json!({"includeLocations": ["All"], "excludeLocations": ["g"]});
    add(&client, outside);
    assert_eq!(code(&client, SignIn::of(&user)), 53003, "nobody said where the telephone is");
    assert_eq!(code(&client, SignIn::of(&user).with("/gpsCountry", json!("NL"))), 0);
    assert_eq!(code(&client, SignIn::of(&emergency(&client)).showing(&["fido2"]).with("/gpsCountry", json!("NL"))), 53003);
}
