//! Groups and their members.

use serde_json::{Value, json};

use super::schema::Schema;
use super::{Client, error, users};
use crate::Scenario;

pub(super) fn body(name: &str) -> Value {
    json!({"displayName": name, "mailEnabled": false, "mailNickname": name.to_lowercase().replace(' ', "-"), "securityEnabled": true, "groupTypes": []})
}

fn reference(id: &str) -> Value {
    json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/directoryObjects/{id}")})
}

#[test]
fn a_group_is_created_with_members_and_owners_or_not_at_all() {
    let client = Client::writer(Scenario::Contoso);
    let user = client.create("/v1.0/users", &users::body("avery"))["id"].as_str().unwrap().to_owned();
    let link = format!("https://graph.microsoft.com/v1.0/users/{user}");
    let mut group = body("Stewards Two");
    group["isAssignableToRole"] = json!(true);
    group["members@odata.bind"] = json!([link]);
    group["owners@odata.bind"] = json!([link]);
    let created = client.create("/v1.0/groups", &group);
    let faults = Schema::published().faults("group", created.as_object().unwrap());
    assert!(faults.iter().all(|fault| fault.contains("creationOptions") || fault.contains("@odata")), "{faults:?}");
    assert_eq!((&created["isAssignableToRole"], &created["visibility"]), (&json!(true), &json!("Private")));
    let id = created["id"].as_str().unwrap();
    assert_eq!(client.all(&format!("/v1.0/groups/{id}/members"))[0]["id"], user.as_str());
    assert_eq!(client.all(&format!("/v1.0/groups/{id}/owners"))[0]["id"], user.as_str());
    assert_eq!(client.activities()[1..], ["Add group", "Add owner to group", "Add member to group"]);

    let count = client.app.tenant().groups.len();
    group["members@odata.bind"] = json!([link, "https://graph.microsoft.com/v1.0/users/62e90394-69f5-4237-9190-012177145e10"]);
    assert_eq!(error(&client.post("/v1.0/groups", &group)).0, 404);
    assert_eq!(client.app.tenant().groups.len(), count, "all or nothing");
}

#[test]
fn a_group_needs_what_is_required_and_makes_sense() {
    let client = Client::writer(Scenario::Contoso);
    for (property, value) in [
        ("displayName", Value::Null),
        ("displayName", json!("")),
        ("mailNickname", json!("a b")),
        ("mailEnabled", json!(true)),
        ("securityEnabled", json!(false)),
        ("groupTypes", json!(["DynamicMembership"])),
        ("membershipRule", json!("(user.department -eq \"x\")")),
    ] {
        let mut group = body("Refused");
        group[property] = value;
        assert_eq!(error(&client.post("/v1.0/groups", &group)), (400, "Request_BadRequest".to_owned()), "{group}");
    }
    let mut dynamic = body("Dynamic");
    dynamic["groupTypes"] = json!(["DynamicMembership"]);
    dynamic["membershipRule"] = json!("(user.department -eq \"x\")");
    dynamic["isAssignableToRole"] = json!(true);
    assert_eq!(client.post("/v1.0/groups", &dynamic).status, 400);
}

#[test]
fn members_come_and_go_by_reference() {
    let client = Client::writer(Scenario::Contoso);
    let group = client.create("/v1.0/groups", &body("Team"))["id"].as_str().unwrap().to_owned();
    let user = client.create("/v1.0/users", &users::body("avery"))["id"].as_str().unwrap().to_owned();
    let members = format!("/v1.0/groups/{group}/members/$ref");
    assert_eq!(client.post(&members, &reference(&user)).status, 204);
    assert_eq!(error(&client.post(&members, &reference(&user))), (400, "Request_BadRequest".to_owned()), "twice");
    assert_eq!(
        error(&client.post(&members, &reference("62e90394-69f5-4237-9190-012177145e10"))),
        (404, "Request_ResourceNotFound".to_owned())
    );
    assert_eq!(client.post(&members, &reference(&group)).status, 400, "itself");
    assert_eq!(client.all(&format!("/v1.0/users/{user}/memberOf")).len(), 1);
    let member = format!("/v1.0/groups/{group}/members/{user}");
    assert_eq!(client.delete(&member).status, 405, "without $ref nothing happens");
    assert_eq!(client.delete(&format!("{member}/$ref")).status, 204);
    assert_eq!(client.delete(&format!("{member}/$ref")).status, 404);
    let many = json!({"members@odata.bind": [format!("https://graph.microsoft.com/v1.0/users/{user}")]});
    assert_eq!(client.patch(&format!("/v1.0/groups/{group}"), &many).status, 204);
    assert_eq!(client.all(&format!("/v1.0/groups/{group}/members")).len(), 1);
    assert_eq!(client.activities()[2..], ["Add member to group", "Remove member from group", "Add member to group"]);
}

#[test]
fn a_role_assignable_group_is_for_those_who_may_assign_roles() {
    let client = Client::of(Scenario::Contoso, |options| {
        options.extra_permissions = ["Group.ReadWrite.All", "User.ReadWrite.All"].map(str::to_owned).to_vec();
    });
    let group = client.app.tenant().emergency_group.clone().unwrap();
    let mut assignable = body("Assignable");
    assignable["isAssignableToRole"] = json!(true);
    assert_eq!(client.post("/v1.0/groups", &assignable).status, 403);
    let user = client.create("/v1.0/users", &users::body("avery"))["id"].as_str().unwrap().to_owned();
    let plain = client.create("/v1.0/groups", &body("Plain"))["id"].as_str().unwrap().to_owned();
    let is_assignable = client.app.tenant().groups.get(&group).unwrap()["isAssignableToRole"] == json!(true);
    let status = client.post(&format!("/v1.0/groups/{group}/members/$ref"), &reference(&user)).status;
    assert_eq!(status, if is_assignable { 403 } else { 204 });
    let all = Client::writer(Scenario::Healthy);
    let stewards = all.app.tenant().emergency_group.clone().unwrap();
    let nested = all.create("/v1.0/groups", &body("Nested"))["id"].as_str().unwrap().to_owned();
    assert_eq!(all.post(&format!("/v1.0/groups/{stewards}/members/$ref"), &reference(&nested)).status, 400, "no nesting");
    assert_eq!(all.patch(&format!("/v1.0/groups/{stewards}"), &json!({"isAssignableToRole": false})).status, 400);
    assert_eq!(client.patch(&format!("/v1.0/groups/{plain}"), &json!({"description": "Changed"})).status, 204);
}

#[test]
fn owners_come_and_go_like_members() {
    let client = Client::writer(Scenario::Contoso);
    let group = client.create("/v1.0/groups", &body("Team"))["id"].as_str().unwrap().to_owned();
    let user = client.create("/v1.0/users", &users::body("avery"))["id"].as_str().unwrap().to_owned();
    let owners = format!("/v1.0/groups/{group}/owners/$ref");
    assert_eq!(client.post(&owners, &reference(&user)).status, 204);
    assert_eq!(client.post(&owners, &reference(&user)).status, 400, "twice");
    assert_eq!(client.post(&owners, &reference(&group)).status, 400, "a group owns nothing");
    assert_eq!(client.all(&format!("/v1.0/groups/{group}/owners")).len(), 1);
    let owner = format!("/v1.0/groups/{group}/owners/{user}/$ref");
    assert_eq!([client.delete(&owner).status, client.delete(&owner).status], [204, 404]);
    assert_eq!(client.activities()[2..], ["Add owner to group", "Remove owner from group"]);
}
