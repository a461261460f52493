//! A person's token: scopes permit, and the directory role decides.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use serde_json::{Value, json};

use super::{Client, groups, users};
use crate::Scenario;
use crate::state::{GLOBAL_ADMINISTRATOR, Tenant};

const SCOPES: &str = "User.ReadWrite.All Group.ReadWrite.All Policy.Read.All Policy.ReadWrite.ConditionalAccess Application.Read.All \
                      UserAuthenticationMethod.ReadWrite.All RoleManagement.ReadWrite.Directory Policy.ReadWrite.Authorization";

/// The client with the token of a person who signed in.
fn signed_in(mut client: Client, person: &str) -> Client {
    let now = client.app.now().as_second();
    let claims = json!({"aud": "https://graph.microsoft.com", "exp": now + 3600, "appid": client.app.client_id, "oid": person,
                        "upn": "person@contoso.onmicrosoft.com", "scp": SCOPES, "tid": client.app.tenant().id});
    let encode = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encode(json!({"alg": "ES256", "typ": "JWT"})), encode(claims));
    let signature = client.app.signing_key.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    client.token = format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
    client
}

fn writes(client: &Client) -> Vec<(&'static str, u16)> {
    let group = client.app.tenant().groups.iter().next().unwrap()["id"].as_str().unwrap().to_owned();
    let role = json!({"roleDefinitionId": GLOBAL_ADMINISTRATOR, "principalId": client.app.tenant().emergency_accounts[0], "directoryScopeId": "/administrativeUnits/62e90394-69f5-4237-9190-012177145e10"});
    vec![
        ("user", client.post("/v1.0/users", &users::body("avery")).status),
        ("group", client.post("/v1.0/groups", &groups::body("Team")).status),
        ("member", client.patch(&format!("/v1.0/groups/{group}"), &json!({"description": "x"})).status),
        ("policy", client.post("/v1.0/identity/conditionalAccess/policies", &super::conditional_access::body()).status),
        ("setting", client.patch("/v1.0/policies/authorizationPolicy", &json!({"allowedToUseSSPR": true})).status),
        ("role", client.post("/v1.0/roleManagement/directory/roleAssignments", &role).status),
    ]
}

#[test]
fn scopes_alone_are_not_enough_for_a_person() {
    let client = Client::of(Scenario::Contoso, |options| options.users = 5);
    let ordinary = client.app.tenant().users.ordinary_at(0).unwrap()["id"].as_str().unwrap().to_owned();
    let client = signed_in(client, &ordinary);
    for (what, status) in writes(&client) {
        assert_eq!(status, 403, "{what}");
    }
    assert!(client.activities().is_empty());
}

#[test]
fn a_global_administrator_may_and_stands_in_the_records() {
    let client = Client::of(Scenario::Contoso, |options| options.users = 5);
    let person = client.app.tenant().users.ordinary_at(0).unwrap()["id"].as_str().unwrap().to_owned();
    let promote = |tenant: &mut Tenant| Ok::<_, ()>(tenant.assign_role(GLOBAL_ADMINISTRATOR, &person));
    client.app.store.change(client.app.now(), promote).unwrap();
    let client = signed_in(client, &person);
    for (what, status) in writes(&client) {
        assert!(status < 300, "{what}: {status}");
    }
    let tenant = client.app.tenant();
    let record = tenant.audits.from(0).next().unwrap();
    assert_eq!((record["initiatedBy"]["user"]["id"].as_str(), &record["initiatedBy"]["app"]), (Some(person.as_str()), &Value::Null));
}
