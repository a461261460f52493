//! The record that a simulated sign-in leaves.

use serde_json::{Value, json};

use super::super::schema::Schema;
use super::super::{Client, error};
use super::{KEY, PORTAL, SignIn, emergency, healthy, member, try_it};
use crate::{Options, Scenario};

#[test]
fn the_log_shows_what_happened_and_conforms_to_the_published_schema() {
    let client = healthy();
    let (user, schema) = (emergency(&client), Schema::published());
    let with_key = try_it(&client, &SignIn::of(&user).to(PORTAL).showing(&["fido2"]).with("/city", json!("Utrecht")));
    client.app.with_clock(|clock| clock.advance(60)).unwrap();
    let blocked = try_it(&client, &SignIn::of(&member(&client)).with("/signInConditions/country", json!("US")));
    try_it(&client, &SignIn::of("Nobody@fabrikam.com"));
    let all = client.all("/v1.0/auditLogs/signIns");
    assert_eq!(all.len(), 3);
    for row in &all {
        let faults = schema.faults("signIn", row.as_object().unwrap());
        assert!(faults.is_empty(), "{faults:?}");
    }
    let one = |version: &str, reply: &Value, prefer: &str| {
        let uri = format!("/{version}/auditLogs/signIns/{}", reply["signInId"].as_str().unwrap());
        client.get_with(&uri, &[("prefer", prefer)]).body.unwrap()
    };
    let row = one("v1.0", &with_key, "");
    assert_eq!(
        (&row["status"]["errorCode"], &row["conditionalAccessStatus"], &row["appId"]),
        (&json!(0), &json!("success"), &json!(PORTAL))
    );
    assert_eq!(row["userPrincipalName"], row["userPrincipalName"].as_str().unwrap().to_lowercase());
    assert_eq!((&row["location"]["countryOrRegion"], &row["location"]["city"]), (&json!("NL"), &json!("Utrecht")));
    assert_eq!(row["correlationId"], with_key["correlationId"]);
    assert!(row.get("authenticationDetails").is_none(), "beta alone shows the steps");
    let row = one("beta", &with_key, "");
    let step = &row["authenticationDetails"][0];
    assert_eq!((&step["authenticationMethod"], &step["succeeded"]), (&json!("FIDO2 security key"), &json!(true)));
    assert!(step["authenticationMethodDetail"].as_str().unwrap().ends_with(KEY), "{step}");
    assert_eq!(step["authenticationStepRequirement"], "Security key only", "the strength stands for the requirement");
    let row = one("v1.0", &blocked, "");
    let of = |row: &Value, name: &str| {
        let all = row["appliedConditionalAccessPolicies"].as_array().unwrap().clone();
        all.into_iter().find(|it| it["displayName"].as_str().unwrap().starts_with(name)).unwrap()
    };
    assert_eq!((&row["status"]["errorCode"], &row["conditionalAccessStatus"]), (&json!(53003), &json!("failure")));
    assert_eq!((&of(&row, "CA006")["result"], &of(&row, "CA006")["enforcedGrantControls"]), (&json!("failure"), &json!(["Block"])));
    assert_eq!(of(&row, "CA001")["result"], "notApplied");
    assert_eq!(of(&row, "CA009")["result"], "unknownFutureValue", "results of policies that only report are masked");
    let row = one("v1.0", &blocked, "include-unknown-enum-members");
    assert_eq!(of(&row, "CA009")["result"], "reportOnlyNotApplied");
    let filtered = client.all(&format!("/v1.0/auditLogs/signIns?$filter=userId eq '{user}'"));
    assert_eq!(filtered.len(), 1);
    let times: Vec<&str> = all.iter().map(|row| row["createdDateTime"].as_str().unwrap()).collect();
    assert!(times[0] > times[2], "newest first, by the virtual clock: {times:?}");
}

#[test]
fn a_record_reaches_readers_after_the_delay() {
    let client = Client::of(Scenario::Healthy, |options| options.replication_delay_ms = 300_000);
    let reply = try_it(&client, &SignIn::of(&emergency(&client)).showing(&["fido2"]));
    let uri = format!("/v1.0/auditLogs/signIns/{}", reply["signInId"].as_str().unwrap());
    assert_eq!(error(&client.get(&uri)), (404, "ResourceNotFound".to_owned()));
    client.app.with_clock(|clock| clock.advance(301)).unwrap();
    assert_eq!(client.get(&uri).status, 200);
}

#[test]
fn what_policies_did_is_not_shown_without_a_permission_for_policies() {
    let client = Client::of(Scenario::Healthy, |options: &mut Options| options.without_permissions = vec!["Policy.Read.All".to_owned()]);
    let reply = try_it(&client, &SignIn::of(&emergency(&client)).showing(&["fido2"]));
    let row = client.get(&format!("/v1.0/auditLogs/signIns/{}", reply["signInId"].as_str().unwrap())).body.unwrap();
    assert!(row.get("appliedConditionalAccessPolicies").is_none_or(|it| it == &json!([])), "{row}");
}
