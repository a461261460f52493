//! Delta queries and replication.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Client, error, groups, users};
use crate::Scenario;

/// Every value of a round, and the link to the next.
fn round(client: &Client, uri: &str) -> (Vec<Value>, String) {
    let (mut found, mut next) = (Vec::new(), uri.to_owned());
    for _ in 0..1000 {
        let reply = client.get(&next);
        assert_eq!(reply.status, 200, "{next}: {reply:?}");
        let body = reply.body.unwrap();
        found.extend(body["value"].as_array().unwrap().iter().cloned());
        let here = |link: &str| link.split_once(client.host).unwrap().1.to_owned();
        if let Some(link) = body["@odata.deltaLink"].as_str() {
            return (found, here(link));
        }
        next = here(body["@odata.nextLink"].as_str().unwrap());
    }
    panic!("the round does not end");
}

#[test]
fn everything_comes_once_and_then_each_change_once() {
    let client = Client::of(Scenario::Contoso, |options| {
        options.users = 250;
        options.grant_all = true;
    });
    let (everything, link) = round(&client, "/v1.0/users/delta()?$select=id,displayName");
    let ids: BTreeSet<&str> = everything.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!((everything.len(), ids.len()), (client.app.tenant().users.len(), everything.len()));
    assert!(everything.iter().all(|it| it.as_object().unwrap().len() == 2), "only what was selected");

    let kept = client.create("/v1.0/users", &users::body("kept"))["id"].as_str().unwrap().to_owned();
    let binned = client.create("/v1.0/users", &users::body("binned"))["id"].as_str().unwrap().to_owned();
    let purged = client.create("/v1.0/users", &users::body("purged"))["id"].as_str().unwrap().to_owned();
    client.patch(&format!("/v1.0/users/{kept}"), &json!({"displayName": "Changed twice"}));
    client.delete(&format!("/v1.0/users/{binned}"));
    client.delete(&format!("/v1.0/users/{purged}"));
    client.delete(&format!("/v1.0/directory/deletedItems/{purged}"));
    let (changes, link) = round(&client, &link);
    assert_eq!(
        changes,
        [
            json!({"id": kept, "displayName": "Changed twice"}),
            json!({"id": binned, "@removed": {"reason": "changed"}}),
            json!({"id": purged, "@removed": {"reason": "deleted"}}),
        ]
    );
    let (nothing, _) = round(&client, &link);
    assert!(nothing.is_empty());
}

#[test]
fn members_of_groups_are_told_with_their_removal() {
    let client = Client::writer(Scenario::Contoso);
    let group = client.create("/v1.0/groups", &groups::body("Team"))["id"].as_str().unwrap().to_owned();
    let user = client.create("/v1.0/users", &users::body("avery"))["id"].as_str().unwrap().to_owned();
    let (none, link) = round(&client, "/v1.0/groups/delta?$deltaToken=latest");
    assert!(none.is_empty(), "latest tells nothing of what is there");
    client.post(
        &format!("/v1.0/groups/{group}/members/$ref"),
        &json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/users/{user}")}),
    );
    let (changes, link) = round(&client, &link);
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0]["members@delta"], json!([{"@odata.type": "#microsoft.graph.user", "id": user}]));
    client.delete(&format!("/v1.0/groups/{group}/members/{user}/$ref"));
    let (changes, _) = round(&client, &link);
    assert_eq!(changes[0]["members@delta"][0]["@removed"], json!({"reason": "deleted"}));
    let (everything, _) = round(&client, "/v1.0/groups/delta?$select=displayName,members");
    assert!(everything.iter().any(|it| it["members@delta"].is_array()));
}

#[test]
fn an_old_token_is_gone_and_a_senseless_one_is_refused() {
    let client = Client::writer(Scenario::Contoso);
    let (_, link) = round(&client, "/v1.0/users/delta");
    client.app.with_clock(|clock| clock.advance(8 * 24 * 3600));
    let client = client.signed_in_again();
    assert_eq!(error(&client.get(&link)), (410, "syncStateNotFound".to_owned()));
    assert_eq!(error(&client.get("/v1.0/users/delta?$deltatoken=x")).0, 400);
    for option in ["$top=5", "$orderby=displayName", "$filter=displayName eq 'x'"] {
        assert_eq!(client.get(&format!("/v1.0/users/delta?{option}")).status, 400, "{option}");
    }
    let id = client.app.tenant().emergency_accounts[0].clone();
    assert_eq!(round(&client, &format!("/v1.0/users/delta?$filter=id eq '{id}'")).0.len(), 1);
}

#[test]
fn what_is_written_is_read_after_the_delay() {
    let client = Client::of(Scenario::Contoso, |options| {
        options.grant_all = true;
        options.replication_delay_ms = 5_000;
    });
    let id = client.create("/v1.0/users", &users::body("avery"))["id"].as_str().unwrap().to_owned();
    assert_eq!(client.get(&format!("/v1.0/users/{id}")).status, 404, "not yet");
    let before = client.all("/v1.0/users").len();
    assert_eq!(client.patch(&format!("/v1.0/users/{id}"), &json!({"jobTitle": "Baker"})).status, 204, "writes see everything");
    client.app.with_clock(|clock| clock.advance(5));
    assert_eq!(client.get(&format!("/v1.0/users/{id}?$select=jobTitle")).body.unwrap()["jobTitle"], "Baker");
    assert_eq!(client.all("/v1.0/users").len(), before + 1);
}
