//! A large tenant stays cheap when it is written: users are computed until somebody changes them.

use serde_json::json;

use super::{Client, users};
use crate::Scenario;

#[test]
fn a_change_in_a_large_tenant_stores_what_it_changed_and_nothing_else() {
    let client = Client::of(Scenario::Contoso, |options| {
        options.users = 100_000;
        options.grant_all = true;
    });
    let before = client.app.tenant().users.stored.len();
    let last = client.app.tenant().users.ordinary_at(99_999).unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(client.patch(&format!("/v1.0/users/{last}"), &json!({"jobTitle": "Baker"})).status, 204);
    for number in 0..500 {
        client.create("/v1.0/users", &users::body(&format!("person{number}")));
    }
    let tenant = client.app.tenant();
    assert_eq!((tenant.users.stored.len(), tenant.users.len()), (before + 500, before + 100_500));
    assert_eq!(client.get(&format!("/v1.0/users/{last}?$select=jobTitle")).body.unwrap()["jobTitle"], "Baker");
}
