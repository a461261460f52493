//! The account and what is shown first: locked, disabled, expired; keys, passes, certificates.

use serde_json::{Value, json};

use super::{KEY, PORTAL, SignIn, add, change, code, emergency, healthy, plain, policy};
use crate::state::object;

#[test]
fn accounts_and_first_credentials() {
    let client = healthy();
    let user = emergency(&client);
    let key = |model: &str| SignIn::of(&user).with("/credentials", json!([{"method": "fido2", "aaGuid": model}]));
    assert_eq!(code(&client, key(KEY)), 0);
    assert_eq!(code(&client, key("00000000-0000-0000-0000-000000000000")), 135_010, "no such key is registered");
    assert_eq!(code(&client, SignIn::of("nobody@fabrikam.com")), 50034);
    let wrong = SignIn::of(&user).with("/credentials", json!([{"method": "password", "isRight": false}]));
    assert_eq!(code(&client, wrong.clone()), 50126);
    assert_eq!(code(&client, SignIn::of(&user).showing(&["temporaryAccessPassOneTime"])), 130_503);
    assert_eq!(code(&client, SignIn::of(&user).showing(&["x509CertificateMultiFactor"])), 50017);
    let set = |property: &str, value: Value| {
        change(&client, |tenant| {
            let mut row = tenant.users.find(&user).unwrap().into_owned();
            row.insert(property.to_owned(), value);
            tenant.users.put(row);
        });
    };
    set("accountEnabled", json!(false));
    assert_eq!(code(&client, key(KEY)), 50057);
    assert_eq!(code(&client, wrong), 50126, "who has no credential is not told that the account is disabled");
    set("accountEnabled", json!(true));
    set("passwordProfile", json!({"forceChangePasswordNextSignIn": true}));
    assert_eq!(code(&client, SignIn::of(&user)), 50055);
    assert_eq!(code(&client, key(KEY)), 0, "a password that must be changed does not matter to a key");
}

#[test]
fn a_model_that_is_no_longer_allowed_does_not_sign_in() {
    let client = healthy();
    let user = emergency(&client);
    let key = SignIn::of(&user).with("/credentials", json!([{"method": "fido2", "aaGuid": KEY}]));
    let restrict = |property: &str, value: Value| {
        change(&client, |tenant| {
            let mut row = tenant.method_configurations.get("Fido2").unwrap().clone();
            row.insert(property.to_owned(), value);
            tenant.method_configurations.put(row);
        });
    };
    let list = |kind: &str, models: &[&str]| json!({"isEnforced": true, "enforcementType": kind, "aaGuids": models});
    for (restriction, expected) in [
        (list("allow", &[KEY]), 0),
        (list("allow", &["2fc0579f-8113-47ea-b116-bb5a8db9202a"]), 135_010),
        (list("block", &["2fc0579f-8113-47ea-b116-bb5a8db9202a"]), 0),
        (list("block", &[KEY]), 135_010),
    ] {
        restrict("keyRestrictions", restriction.clone());
        assert_eq!(code(&client, key.clone()), expected, "{restriction}");
    }
    // Profiles win over the older restriction; one that lets the key through is enough.
    let profile = |id: &str, types: &str, restriction: Value| json!({"id": id, "passkeyTypes": types, "keyRestrictions": restriction});
    restrict(
        "passkeyProfiles",
        json!([profile("one", "deviceBound", list("allow", &[])), profile("two", "synced,deviceBound", list("allow", &[KEY]))]),
    );
    let targets = |named: &[&str]| json!([{"targetType": "group", "id": "all_users", "allowedPasskeyProfiles": named}]);
    for (named, expected) in [(vec!["one", "two"], 0), (vec!["one"], 135_010), (vec![], 135_010)] {
        restrict("includeTargets", targets(&named));
        assert_eq!(code(&client, key.clone()), expected, "{named:?}");
    }
}

#[test]
fn ten_wrong_passwords_lock_the_password_for_a_minute_and_no_key() {
    let client = healthy();
    let user = emergency(&client);
    let wrong = SignIn::of(&user).with("/credentials", json!([{"method": "password", "isRight": false}]));
    for _ in 0..9 {
        assert_eq!(code(&client, wrong.clone()), 50126);
    }
    assert_eq!(code(&client, SignIn::of(&user)), 50074, "nine do not lock, and a right one forgets them");
    for _ in 0..10 {
        assert_eq!(code(&client, wrong.clone()), 50126);
    }
    assert_eq!(code(&client, SignIn::of(&user)), 50053);
    assert_eq!(code(&client, SignIn::of(&user).showing(&["fido2"])), 0);
    // The key's success stands between: the count begins anew.
    assert_eq!(code(&client, SignIn::of(&user)), 50074);
    for _ in 0..10 {
        code(&client, wrong.clone());
    }
    assert_eq!(code(&client, SignIn::of(&user)), 50053);
    client.app.with_clock(|clock| clock.advance(61)).unwrap();
    assert_eq!(code(&client, SignIn::of(&user)), 50074);
}

#[test]
fn certificates_count_by_issuer() {
    let (client, user) = plain(&[]);
    change(&client, |tenant| {
        let mut row = tenant.method_configurations.get("X509Certificate").unwrap().clone();
        row.insert("state".to_owned(), json!("enabled"));
        tenant.method_configurations.put(row);
        tenant.strengths.put(object(json!({"id": "s", "displayName": "Cards", "allowedCombinations": ["x509CertificateMultiFactor"],
            "combinationConfigurations": [{"@odata.type": "#microsoft.graph.x509CertificateCombinationConfiguration", "id": "c",
                "appliesToCombinations": ["x509CertificateMultiFactor"], "allowedIssuerSkis": ["aa"], "allowedPolicyOIDs": []}]})));
    });
    add(&client, policy("p", &json!({"operator": "OR", "authenticationStrength": {"id": "s"}})));
    let card =
        |issuer: &str| SignIn::of(&user).with("/credentials", json!([{"method": "x509CertificateMultiFactor", "issuerSki": issuer}]));
    assert_eq!(code(&client, card("AA")), 0);
    assert_ne!(code(&client, card("bb")), 0);
}

#[test]
fn a_pass_for_one_sign_in_is_used_up_by_it() {
    let client = healthy();
    let user = emergency(&client);
    change(&client, |tenant| {
        tenant.policies = crate::state::Table::default();
        let pass = json!({"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod", "id": "t", "lifetimeInMinutes": 60,
                          "isUsableOnce": true, "startDateTime": client.app.now().to_string(), "temporaryAccessPass": null});
        tenant.methods.change(&user, |methods| methods.push(pass));
    });
    let state = || {
        let pass = client.get(&format!("/v1.0/users/{user}/authentication/methods/t")).body.unwrap();
        assert!(pass.get("isUsed").is_none());
        pass["methodUsabilityReason"].as_str().unwrap().to_owned()
    };
    assert_eq!(state(), "EnabledByPolicy");
    assert_eq!(code(&client, SignIn::of(&user).showing(&["temporaryAccessPassMultiUse"])), 130_503, "it is no such pass");
    assert_eq!(code(&client, SignIn::of(&user).to(PORTAL).showing(&["temporaryAccessPassOneTime"])), 0);
    assert_eq!(state(), "OneTimeUsed");
    assert_eq!(code(&client, SignIn::of(&user).showing(&["temporaryAccessPassOneTime"])), 130_503);
}
