//! What-if as a client sees it: permissions, bodies, refusals, answers against the published schema.

use serde_json::{Value, json};

use super::schema::Schema;
use super::{Client, error};
use crate::{Options, Scenario};

const EVALUATE: &str = "/v1.0/identity/conditionalAccess/evaluate";
const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// The body of the documents' first example, for somebody of the tenant.
fn body(user: &str) -> Value {
    json!({
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": user},
        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [EXCHANGE]},
        "signInConditions": {"devicePlatform": "android", "clientAppType": "browser", "signInRiskLevel": "high", "userRiskLevel": "high",
                             "country": "US", "ipAddress": "40.77.182.32", "insiderRiskLevel": "elevated",
                             "authenticationFlow": {"transferMethod": "deviceCodeFlow"}, "deviceInfo": {"isCompliant": true}},
    })
}

fn account(client: &Client) -> String {
    client.app.tenant().emergency_accounts[0].clone()
}

/// The names of the policies that apply.
fn applying(client: &Client, body: &Value) -> Vec<String> {
    let reply = client.post(EVALUATE, body);
    assert_eq!(reply.status, 200, "{reply:?}");
    let rows = reply.body.unwrap()["value"].as_array().unwrap().clone();
    rows.iter().filter(|row| row["policyApplies"] == true).map(|row| row["displayName"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_policy_comes_with_its_verdict_and_conforms_to_the_published_schema() {
    let schema = Schema::published();
    for scenario in [Scenario::Contoso, Scenario::Healthy] {
        let client = Client::of(scenario, |_| ());
        let reply = client.post(EVALUATE, &body(&account(&client))).body.unwrap();
        let context = reply["@odata.context"].as_str().unwrap();
        assert!(context.ends_with("/v1.0/$metadata#Collection(microsoft.graph.whatIfAnalysisResult)"), "{context}");
        let rows = reply["value"].as_array().unwrap();
        assert_eq!(rows.len(), client.app.tenant().policies.len());
        for row in rows {
            let faults = schema.faults("whatIfAnalysisResult", row.as_object().unwrap());
            assert!(faults.is_empty(), "{faults:?}");
            assert_eq!(row["policyApplies"] == true, row["analysisReasons"] == "notSet", "{row}");
        }
    }
}

#[test]
fn an_emergency_account_meets_its_own_policy_alone() {
    let client = Client::of(Scenario::Healthy, |_| ());
    assert_eq!(applying(&client, &body(&account(&client))), ["CA010 Security key for directory stewards"]);
}

#[test]
fn only_what_applies_comes_where_that_is_asked() {
    let client = Client::of(Scenario::Healthy, |_| ());
    let mut body = body(&account(&client));
    body["appliedPoliciesOnly"] = json!(true);
    let rows = client.post(EVALUATE, &body).body.unwrap()["value"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["grantControls"]["authenticationStrength"]["allowedCombinations"], json!(["fido2"]), "the strength is whole");
}

#[test]
fn somebody_else_meets_every_policy_that_fits() {
    let client = Client::of(Scenario::Healthy, |_| ());
    let user = client.all("/v1.0/users?$select=id,displayName").into_iter().find(|user| user["displayName"] == "Theo Lammers").unwrap();
    let user = user["id"].as_str().unwrap();
    let mut names = applying(&client, &body(user));
    names.sort();
    let short: Vec<&str> = names.iter().map(|name| name.split(' ').next().unwrap()).collect();
    // Not the legacy clients, administrators, or the registration of security information; Android and a device code do count.
    assert_eq!(short, ["CA002", "CA003", "CA005", "CA006", "CA007", "CA009", "EM001"]);
    let mut at_home = body(user);
    at_home["signInConditions"]["country"] = json!("NL");
    let mut names_at_home = applying(&client, &at_home);
    names_at_home.sort();
    assert_eq!(names_at_home.len(), 6, "one location less: {names_at_home:?}");
}

#[test]
fn one_of_three_permissions_is_enough_and_others_are_not() {
    for (permission, expected) in [
        ("Policy.Read.All", 200),
        ("Policy.Read.ConditionalAccess", 200),
        ("Policy.ReadWrite.ConditionalAccess", 200),
        ("Policy.Read.AuthenticationMethod", 403),
    ] {
        let change = |options: &mut Options| {
            options.without_permissions = crate::app::PERMISSIONS.iter().map(|name| (*name).to_owned()).collect();
            options.extra_permissions = vec![permission.to_owned()];
        };
        let client = Client::of(Scenario::Healthy, change);
        let reply = client.post(EVALUATE, &body(&account(&client)));
        assert_eq!(reply.status, expected, "{permission}: {reply:?}");
    }
    let client = Client::of(Scenario::Healthy, |_| ());
    assert_eq!(client.send(&axum::http::Method::POST, EVALUATE, &[], b"{}").status, 401);
}

#[test]
fn beta_answers_as_well_and_reading_by_get_is_refused() {
    let client = Client::of(Scenario::Healthy, |_| ());
    assert_eq!(client.post(&EVALUATE.replace("v1.0", "beta"), &body(&account(&client))).status, 200);
    assert_ne!(client.get(EVALUATE).status, 200);
}

#[test]
fn a_body_that_makes_no_sense_is_refused() {
    let client = Client::of(Scenario::Healthy, |_| ());
    let user = account(&client);
    let refused = |pointer: &str, value: Option<Value>, expected: (u16, &str)| {
        let mut body = body(&user);
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        match value.clone() {
            Some(value) => parent.insert(key.to_owned(), value),
            None => parent.remove(key),
        };
        assert_eq!(error(&client.post(EVALUATE, &body)), (expected.0, expected.1.to_owned()), "{pointer} {value:?}");
    };
    let bad = (400, "BadRequest");
    for part in ["/signInIdentity", "/signInContext", "/signInConditions"] {
        refused(part, None, bad);
        refused(part, Some(json!("x")), bad);
    }
    refused("/unheard", Some(json!(1)), bad);
    refused("/appliedPoliciesOnly", Some(json!("yes")), bad);
    refused("/signInIdentity/@odata.type", None, bad);
    refused("/signInIdentity/@odata.type", Some(json!("#microsoft.graph.applicationContext")), bad);
    refused("/signInIdentity/userId", None, bad);
    refused("/signInIdentity/userId", Some(json!("a@contoso.com")), bad);
    refused("/signInIdentity/userId", Some(json!("62e90394-69f5-4237-9190-012177145e10")), (404, "ResourceNotFound"));
    refused("/signInContext/includeApplications", Some(json!([])), bad);
    refused("/signInConditions/ipAddress", Some(json!("300.1.1.1")), bad);
    refused("/signInConditions/country", Some(json!("Netherlands")), bad);
    refused("/signInConditions/devicePlatform", Some(json!("amiga")), bad);
    refused("/signInConditions/shoeSize", Some(json!(43)), bad);
    refused("/signInConditions/deviceInfo/colour", Some(json!("red")), bad);
}

#[test]
fn actions_contexts_and_service_principals_are_taken() {
    let client = Client::of(Scenario::Healthy, |_| ());
    let mut body = body(&account(&client));
    body["signInContext"] = json!({"@odata.type": "#microsoft.graph.userActionContext", "userAction": "registerSecurityInformation"});
    assert_eq!(applying(&client, &body), ["CA010 Security key for directory stewards"], "policies for all resources reach actions");
    body["signInContext"] = json!({"@odata.type": "#microsoft.graph.authContext", "authenticationContextValue": "c1"});
    assert!(applying(&client, &body).is_empty());
    body["signInIdentity"] = json!({"@odata.type": "#microsoft.graph.servicePrincipalSignIn", "servicePrincipalId": crate::login::principal(&client.app.client_id)});
    body["signInContext"] = json!({"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [EXCHANGE]});
    assert!(applying(&client, &body).is_empty(), "no policy is for workloads");
}

#[test]
fn the_limit_of_conditional_access_holds_here_too() {
    let client = Client::of(Scenario::Healthy, |options| options.conditional_access_per_second = Some(1.0));
    let body = body(&account(&client));
    let status: Vec<u16> = (0..3).map(|_| client.post(EVALUATE, &body).status).collect();
    assert!(status.contains(&200) && status.contains(&429), "{status:?}");
}
