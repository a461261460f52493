//! `$batch`.

use serde_json::{Value, json};

use super::{Client, error};
use crate::Scenario;

fn batch(client: &Client, requests: &Value) -> Vec<Value> {
    let reply = client.post("/v1.0/$batch", &json!({"requests": requests}));
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body.unwrap()["responses"].as_array().unwrap().clone()
}

#[test]
fn each_member_is_answered_and_counted_by_itself() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let responses = batch(
        &client,
        &json!([
            {"id": "1", "method": "GET", "url": "/users?$top=1&$select=id"},
            {"id": "2", "method": "GET", "url": "http://127.0.0.1:9/v1.0/organization"},
            {"id": "3", "method": "GET", "url": "unheardOf"},
            {"id": "4", "method": "GET", "url": "/domains", "dependsOn": ["3"]},
        ]),
    );
    let status: Vec<u64> = responses.iter().map(|it| it["status"].as_u64().unwrap()).collect();
    assert_eq!(status, [200, 200, 400, 424]);
    assert_eq!(responses[0]["body"]["value"].as_array().unwrap().len(), 1);
    let counts = client.app.counts.all();
    assert_eq!(counts.get("graph v1.0 /users"), Some(&1));
    assert_eq!(counts.get("graph v1.0 /$batch"), Some(&1));
    assert!(!counts.contains_key("graph v1.0 /domains"), "what depends on a failure is not carried out");
}

#[test]
fn throttling_is_inside_the_batch() {
    let client = Client::of(Scenario::Contoso, |options| options.conditional_access_per_second = Some(1.0));
    let policies = |id: &str| json!({"id": id, "method": "GET", "url": "/identity/conditionalAccess/policies"});
    let responses = batch(&client, &json!([policies("a"), policies("b")]));
    assert_eq!((responses[0]["status"].clone(), responses[1]["status"].clone()), (json!(200), json!(429)));
}

#[test]
fn a_batch_that_is_none_is_refused() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let many: Vec<Value> = (0..21).map(|id| json!({"id": id.to_string(), "method": "GET", "url": "/users"})).collect();
    let twice = json!([{"id": "1", "method": "GET", "url": "/users"}, {"id": "1", "method": "GET", "url": "/users"}]);
    for body in [json!({"requests": many}), json!({"requests": twice}), json!({}), json!({"requests": [{"method": "GET"}]})] {
        assert_eq!(error(&client.post("/v1.0/$batch", &body)).0, 400);
    }
}

#[test]
fn writes_in_a_batch_wait_for_what_they_depend_on() {
    let client = Client::writer(Scenario::Contoso);
    let headers = json!({"Content-Type": "application/json"});
    let mut twin = super::users::body("avery");
    twin["displayName"] = json!("Twin");
    let responses = batch(
        &client,
        &json!([
            {"id": "1", "method": "POST", "url": "/users", "headers": headers, "body": super::users::body("avery")},
            {"id": "2", "method": "POST", "url": "/users", "headers": headers, "body": twin, "dependsOn": ["1"]},
            {"id": "3", "method": "PATCH", "url": "/users/avery@contoso.onmicrosoft.com", "headers": headers, "body": {"jobTitle": "Baker"}, "dependsOn": ["2"]},
            {"id": "4", "method": "DELETE", "url": "/users/avery@contoso.onmicrosoft.com", "dependsOn": ["1"]},
        ]),
    );
    let status: Vec<u64> = responses.iter().map(|it| it["status"].as_u64().unwrap()).collect();
    assert_eq!(status, [201, 400, 424, 204]);
    assert_eq!(client.activities(), ["Add user", "Delete user"]);
}
