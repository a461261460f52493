//! Sign-in without a stored secret, from the declaration to the first verdict.

use breakglass_emulator::Scenario;
use serde_json::Value;

use super::cloud::{Cloud, result};

fn federated_token(cloud: &Cloud) -> String {
    cloud.control("POST", "/_emulator/federated-token", &Value::Null)["token"].as_str().unwrap().to_owned()
}

#[test]
fn a_federated_token_in_a_file_signs_in() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    cloud.declare_identity(&format!("client-id = \"{}\"\nfederated-token = \"file:token\"", cloud.running().client_id));
    let run = cloud.run(&["assess"], &[]);
    assert!(run.code == 4 && run.err.contains("cannot read the federated token"), "{}", run.err);
    std::fs::write(cloud.folder().join("token"), format!("{}\n", federated_token(&cloud))).unwrap();
    let (_, report) = cloud.assess(&[]);
    assert_eq!(result(&report, "acct-designated")["verdict"], "pass");
    std::fs::write(cloud.folder().join("token"), "no token").unwrap();
    let run = cloud.run(&["assess"], &[]);
    assert!(run.code == 4 && run.err.contains("AADSTS"), "{}", run.err);
}

#[test]
fn a_managed_identity_signs_in() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    cloud.declare_identity("managed-identity = true");
    let (_, report) = cloud.assess(&[]);
    assert_eq!(result(&report, "acct-designated")["verdict"], "pass");
    cloud.declare_identity("managed-identity = true\nclient-id = \"somebody-else\"");
    let run = cloud.run(&["assess"], &[]);
    assert!(run.code == 4 && run.err.contains("this machine has no such identity"), "{}", run.err);
}

#[test]
fn tokens_without_a_stored_secret_are_got_again_when_they_end_midway() {
    for identity in ["client-id = \"APP\"\nfederated-token = \"file:token\"", "managed-identity = true"] {
        let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
        cloud.declare_identity(&identity.replace("APP", &cloud.running().client_id));
        std::fs::write(cloud.folder().join("token"), federated_token(&cloud)).unwrap();
        cloud.control("POST", "/_emulator/faults", &serde_json::json!({ "kind": "token", "skip": 5 }));
        let (_, report) = cloud.assess(&[]);
        let states: Vec<&str> = report["evidence"].as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect();
        assert!(states.iter().all(|state| matches!(*state, "complete" | "not-asked" | "absent")), "{identity}: {states:?}");
        assert_eq!(cloud.asked("/token"), 2, "{identity}");
    }
}

#[test]
fn two_ways_at_once_and_none_are_the_operator_s_mistake() {
    let cloud = Cloud::scenario(Scenario::Contoso, |_| {});
    for identity in
        ["client-id = \"x\"", "client-id = \"x\"\nsecret = \"file:secret\"\nmanaged-identity = true", "secret = \"file:secret\""]
    {
        cloud.declare_identity(identity);
        let run = cloud.run(&["assess"], &[]);
        assert!(run.code == 2 && run.err.contains("[identity] needs"), "{identity}: {}", run.err);
    }
}
