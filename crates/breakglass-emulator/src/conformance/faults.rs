//! Scripted faults as a client meets them.

use serde_json::{Value, json};

use super::Client;
use crate::Scenario;
use crate::exchange::Damage;

fn add(client: &Client, fault: &Value) -> u16 {
    client.control("POST", "/_emulator/faults", fault).status
}

#[test]
fn a_throttled_path_says_when_to_come_back_and_recovers() {
    let client = Client::of(Scenario::Contoso, |_| {});
    assert_eq!(add(&client, &json!({"kind": "throttle", "path": "/users", "times": 2, "skip": 1, "retryAfterSeconds": 7})), 201);
    assert_eq!(client.get("/v1.0/users?$top=1").status, 200);
    let refused = client.get("/v1.0/users?$top=1");
    assert_eq!((refused.status, refused.headers.contains(&("retry-after", "7".to_owned()))), (429, true));
    assert_eq!(client.get("/v1.0/groups?$top=1").status, 200, "another path");
    assert_eq!(client.get("/beta/Users?$top=1").status, 429);
    assert_eq!(client.get("/v1.0/users?$top=1").status, 200);
}

#[test]
fn servers_fail_tokens_end_and_answers_break_off() {
    let client = Client::of(Scenario::Contoso, |_| {});
    for status in [500, 502, 503, 504] {
        add(&client, &json!({"kind": "error", "status": status}));
        let reply = client.get("/v1.0/organization");
        assert_eq!(reply.status, status);
        assert!(!reply.headers.iter().any(|(name, _)| *name == "retry-after"));
    }
    add(&client, &json!({"kind": "token"}));
    let reply = client.get("/v1.0/organization");
    assert_eq!((reply.status, &reply.body.unwrap()["error"]["code"]), (401, &"InvalidAuthenticationToken".into()));
    for (kind, damage) in [("cut", Damage::Cut), ("truncate", Damage::Truncated)] {
        add(&client, &json!({"kind": kind}));
        let reply = client.get("/v1.0/organization");
        assert_eq!((reply.status, reply.damage), (200, Some(damage)));
    }
    assert_eq!(client.get("/v1.0/organization").damage, None);
}

#[test]
fn a_fault_strikes_inside_a_batch() {
    let client = Client::of(Scenario::Contoso, |_| {});
    add(&client, &json!({"kind": "throttle", "path": "/organization"}));
    let requests =
        json!({"requests": [{"id": "1", "method": "GET", "url": "/organization"}, {"id": "2", "method": "GET", "url": "/organization"}]});
    let reply = client.post("/v1.0/$batch", &requests);
    let statuses: Vec<_> = reply.body.unwrap()["responses"].as_array().unwrap().iter().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, [429, 200]);
}

#[test]
fn the_licence_can_go() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let path = "/v1.0/reports/authenticationMethods/userRegistrationDetails?$top=1";
    assert_eq!(client.get(path).status, 200);
    assert_eq!(client.control("POST", "/_emulator/licence", &json!({"premium": false})).status, 200);
    assert_eq!(client.get(path).status, 403);
    assert_eq!(client.control("POST", "/_emulator/licence", &json!({})).status, 400);
}

#[test]
fn a_fault_that_means_nothing_is_refused() {
    let client = Client::of(Scenario::Contoso, |_| {});
    for wrong in [
        json!([]),
        json!({"kind": "storm"}),
        json!({"kind": "throttle", "times": 0}),
        json!({"kind": "throttle", "times": -1}),
        json!({"kind": "error", "status": 404}),
        json!({"kind": "cut", "pth": "/users"}),
        json!({"kind": "cut", "path": ["/users"]}),
        json!({"kind": "cut", "retryAfterSeconds": 5}),
        json!({"kind": "throttle", "status": 500}),
    ] {
        assert_eq!(add(&client, &wrong), 400, "{wrong}");
    }
    add(&client, &json!({"kind": "cut", "times": 3}));
    let listed = client.control("GET", "/_emulator/faults", &Value::Null).body.unwrap();
    assert_eq!(listed["faults"][0]["times"], 3);
    client.control("DELETE", "/_emulator/faults", &Value::Null);
    assert_eq!(client.get("/v1.0/organization").damage, None);
}
