//! The recycle bin: what was deleted comes back as it was, for thirty days.

use serde_json::json;

use super::{Client, error, groups, users};
use crate::Scenario;
use crate::state::GLOBAL_ADMINISTRATOR;

#[test]
fn a_user_comes_back_with_memberships_and_roles() {
    let client = Client::writer(Scenario::Healthy);
    client.promote(GLOBAL_ADMINISTRATOR);
    let account = client.app.tenant().emergency_accounts[0].clone();
    let group = client.app.tenant().emergency_group.clone().unwrap();
    let members = || client.all(&format!("/v1.0/groups/{group}/members")).len();
    assert_eq!(client.delete(&format!("/v1.0/users/{account}")).status, 204);
    assert_eq!((members(), client.get(&format!("/v1.0/users/{account}")).status), (1, 404));
    let deleted = client.all("/v1.0/directory/deletedItems/microsoft.graph.user?$select=id,deletedDateTime");
    assert_eq!((deleted.len(), &deleted[0]["id"]), (1, &json!(account)));
    assert!(deleted[0]["deletedDateTime"].is_string());
    assert_eq!(client.all("/v1.0/directory/deletedItems/graph.user").len(), 1, "client libraries write the alias");
    let one = client.get(&format!("/v1.0/directory/deletedItems/{account}")).body.unwrap();
    assert_eq!(one["@odata.type"], "#microsoft.graph.user");
    let restored = client.post(&format!("/v1.0/directory/deletedItems/{account}/restore"), &json!({}));
    assert_eq!((restored.status, &restored.body.unwrap()["@odata.type"]), (200, &json!("#microsoft.graph.user")));
    assert_eq!((members(), client.get(&format!("/v1.0/users/{account}")).status), (2, 200));
    assert_eq!(client.activities(), ["Delete user", "Restore user"]);
}

#[test]
fn a_group_can_be_purged_and_everything_is_after_thirty_days() {
    let client = Client::writer(Scenario::Contoso);
    let create = |name: &str| client.create("/v1.0/groups", &groups::body(name))["id"].as_str().unwrap().to_owned();
    let (first, second) = (create("First"), create("Second"));
    for id in [&first, &second] {
        assert_eq!(client.delete(&format!("/v1.0/groups/{id}")).status, 204);
    }
    assert_eq!(client.delete(&format!("/v1.0/directory/deletedItems/{first}")).status, 204);
    assert_eq!(error(&client.get(&format!("/v1.0/directory/deletedItems/{first}"))).0, 404);
    assert_eq!(client.all("/v1.0/directory/deletedItems/microsoft.graph.group").len(), 1);
    let token_life = 30 * 24 * 3600;
    client.app.with_clock(|clock| clock.advance(token_life));
    let client = client.signed_in_again();
    assert!(client.all("/v1.0/directory/deletedItems/microsoft.graph.group").is_empty());
    assert_eq!(client.post(&format!("/v1.0/directory/deletedItems/{second}/restore"), &json!({})).status, 404);
}

#[test]
fn a_name_that_was_taken_meanwhile_is_refused() {
    let client = Client::writer(Scenario::Contoso);
    let first = client.create("/v1.0/users", &users::body("avery"))["id"].as_str().unwrap().to_owned();
    client.delete(&format!("/v1.0/users/{first}"));
    client.create("/v1.0/users", &users::body("avery"));
    let restore = format!("/v1.0/directory/deletedItems/{first}/restore");
    assert_eq!(client.post(&restore, &json!({})).status, 400);
    assert_eq!(client.post(&restore, &json!({"newUserPrincipalName": "avery2@contoso.onmicrosoft.com"})).status, 200);
}
