//! What other people's client libraries do and look for, each found by running one.

use axum::http::Method;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{Client, error, header};
use crate::Scenario;

fn claims(token: &str) -> Value {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

fn token(client: &Client, scope: &str) -> String {
    let reply = client.sign_in(&client.form(&[("scope", scope)]));
    reply.body.unwrap()["access_token"].as_str().unwrap_or_else(|| panic!("{scope}")).to_owned()
}

#[test]
fn a_resource_keeps_its_slash_and_a_token_is_good_for_one_service() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let get = |uri: &str, token: &str| client.send(&Method::GET, uri, &[("authorization", &format!("Bearer {token}"))], b"");
    for scope in ["https://graph.microsoft.com//.default", "00000003-0000-0000-c000-000000000000/.default"] {
        assert_eq!(get("/v1.0/organization", &token(&client, scope)).status, 200, "{scope}");
    }
    let management = token(&client, "https://management.core.windows.net//.default");
    assert_eq!(claims(&management)["aud"], "https://management.core.windows.net/");
    assert_eq!(claims(&management)["roles"], json!([]), "permissions are those of Graph");
    assert_eq!(error(&get("/v1.0/organization", &management)), (401, "InvalidAuthenticationToken".to_owned()));
    assert_eq!(get("/subscriptions?api-version=2022-12-01", &management).status, 200);
    let graph = token(&client, "https://graph.microsoft.com/.default");
    assert_eq!(error(&get("/subscriptions?api-version=2022-12-01", &graph)), (401, "InvalidAuthenticationTokenAudience".to_owned()));
}

#[test]
fn the_older_endpoint_takes_a_resource() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let form = client.form(&[("scope", ""), ("resource", "https://management.core.windows.net/")]);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let reply = client.send(&Method::POST, &format!("/{}/oauth2/token", client.app.tenant().id), &headers, form.as_bytes());
    let body = reply.body.unwrap();
    assert_eq!((reply.status, &body["resource"]), (200, &json!("https://management.core.windows.net/")));
    assert!(body["expires_on"].is_string() && body["expires_in"] == "3599", "{body}");
}

#[test]
fn the_token_speaks_for_the_service_principal_that_is_listed() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let object = claims(&token(&client, "https://graph.microsoft.com/.default"))["oid"].clone();
    let uri = format!("/v1.0/servicePrincipals(appId='{}')", client.app.client_id);
    let principal = client.get(&uri).body.unwrap();
    assert_eq!(principal["id"], object);
    assert_eq!(client.get(&format!("/v1.0/directoryObjects/{}", object.as_str().unwrap())).status, 200);
    let held = client.all(&format!("/v1.0/servicePrincipals/{}/appRoleAssignments", object.as_str().unwrap()));
    assert_eq!(held.len(), client.app.permissions.len());
    let resource = client.get("/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')").body.unwrap()["id"].clone();
    assert!(held.iter().all(|row| row["resourceId"] == resource && row["principalId"] == object));
    let all = client.all("/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')/appRoleAssignedTo");
    assert!(all.iter().all(|row| row["resourceId"] == resource), "one resource has one id");
    let registered = client.all("/v1.0/applications");
    assert!(registered.iter().any(|row| row["appId"] == client.app.client_id.as_str() && row["web"].is_object()), "{registered:?}");
}

#[test]
fn azures_tools_find_tenant_and_subscription_in_any_case() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let bearer = format!("Bearer {}", token(&client, "https://management.azure.com/.default"));
    let front =
        |uri: &str| client.send(&Method::GET, uri, &[("x-forwarded-host", "management.azure.com"), ("authorization", &bearer)], b"");
    let tenants = front("/tenants?api-version=2022-12-01").body.unwrap();
    assert_eq!(
        (&tenants["value"][0]["tenantId"], &tenants["value"][0]["defaultDomain"]),
        (&json!(client.app.tenant().id), &json!("contoso.com"))
    );
    let subscriptions = front("/Subscriptions?API-version=2022-12-01").body.unwrap();
    let id = subscriptions["value"][0]["subscriptionId"].as_str().unwrap().to_owned();
    assert_eq!(front(&format!("/subscriptions/{}?api-version=2022-12-01", id.to_uppercase())).body.unwrap()["state"], "Enabled");
    assert_eq!(front(&format!("/subscriptions/{id}/resourceGroups?api-version=2022-12-01")).body.unwrap(), json!({"value": []}));
    for (uri, status, code) in [
        ("/tenants".to_owned(), 400, "MissingApiVersionParameter"),
        ("/subscriptions/00000000-0000-4000-8000-00000000beef?api-version=1".to_owned(), 404, "SubscriptionNotFound"),
        (format!("/subscriptions/{id}/resourcegroups/none?api-version=1"), 404, "ResourceGroupNotFound"),
    ] {
        assert_eq!(error(&front(&uri)), (status, code.to_owned()), "{uri}");
    }
    let reply = client.send(&Method::GET, "/tenants?api-version=1", &[("x-forwarded-host", "management.azure.com")], b"");
    assert_eq!(error(&reply), (401, "AuthenticationFailed".to_owned()));
    assert!(header(&reply, "www-authenticate").unwrap().starts_with("Bearer "));
}

#[test]
fn batches_write_the_names_of_headers_as_libraries_look_for_them() {
    let client = Client::of(Scenario::Contoso, |_| {});
    client.control("POST", "/_emulator/faults", &json!({"kind": "throttle", "path": "/groups", "retryAfterSeconds": 7}));
    let requests = json!([{"id": "1", "method": "GET", "url": "/users"}, {"id": "2", "method": "GET", "url": "/groups"}]);
    let body = client.post("/v1.0/$batch", &json!({"requests": requests})).body.unwrap();
    let headers = |index: usize| &body["responses"][index]["headers"];
    assert!(headers(0)["Content-Type"].as_str().unwrap().starts_with("application/json"), "{body}");
    assert_eq!((&body["responses"][1]["status"], &headers(1)["Retry-After"]), (&json!(429), &json!("7")));
}

#[test]
fn a_batch_may_be_numbered() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let requests = json!([{"id": 1, "method": "GET", "url": "/users"}, {"id": 2, "method": "GET", "url": "/groups", "dependsOn": [1]}]);
    let body = client.post("/v1.0/$batch", &json!({"requests": requests})).body.unwrap();
    let status: Vec<(&str, u64)> =
        body["responses"].as_array().unwrap().iter().map(|it| (it["id"].as_str().unwrap(), it["status"].as_u64().unwrap())).collect();
    assert_eq!(status, [("1", 200), ("2", 200)]);
}

#[test]
fn the_older_discovery_document_tells_the_tenant() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let front = [("x-forwarded-host", "login.windows.net")];
    let body = client.send(&Method::GET, "/contoso.onmicrosoft.com/.well-known/openid-configuration", &front, b"").body.unwrap();
    let id = client.app.tenant().id.clone();
    assert_eq!(body["issuer"], format!("https://sts.windows.net/{id}/"));
    assert_eq!(body["token_endpoint"], format!("https://login.windows.net/{id}/oauth2/token"));
    assert_eq!(client.send(&Method::GET, "/nowhere.example/.well-known/openid-configuration", &front, b"").status, 400);
}

/// The status of each request of a batch, by id.
fn statuses(client: &Client, requests: &Value) -> Vec<(String, u64)> {
    let body = client.post("/v1.0/$batch", &json!({"requests": requests})).body.unwrap();
    let mut found: Vec<(String, u64)> = body["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["id"].as_str().unwrap().to_owned(), it["status"].as_u64().unwrap()))
        .collect();
    found.sort();
    found
}

#[test]
fn requests_of_a_batch_wait_for_each_other_in_whatever_order_they_stand() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let get = |id: &str, url: &str, before: &[&str]| json!({"id": id, "method": "GET", "url": url, "dependsOn": before});
    let requests = json!([
        get("1", "/users", &["2"]),
        get("2", "/domains", &[]),
        get("3", "/users", &["4"]),
        get("4", "/users/nobody@contoso.com", &["1"])
    ]);
    let wanted = [("1", 200), ("2", 200), ("3", 424), ("4", 404)].map(|(id, status)| (id.to_owned(), status));
    assert_eq!(statuses(&client, &requests), wanted);
    for requests in [
        json!([get("1", "/users", &["1"])]),
        json!([get("1", "/users", &["2"]), get("2", "/users", &["1"])]),
        json!([get("1", "/users", &["9"])]),
        json!([get("a", "/users", &[]), get("A", "/users", &[])]),
    ] {
        assert_eq!(error(&client.post("/v1.0/$batch", &json!({"requests": requests}))), (400, "BadRequest".to_owned()), "{requests}");
    }
}

#[test]
fn addresses_in_a_batch_are_relative_or_of_graph() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let get = |id: &str, url: &str| json!({"id": id, "method": "GET", "url": url});
    let requests = json!([
        get("1", "https://graph.microsoft.com/v1.0/users"),
        get("2", "http://127.0.0.1:9/v1.0/users"),
        get("3", "users"),
        get("4", "//users"),
        get("5", "/v1.0/users"),
        get("6", "https://evil.example/v1.0/users"),
        get("7", "/beta/users"),
        get("8", "https://graph.microsoft.com"),
    ]);
    let status: Vec<u64> = statuses(&client, &requests).into_iter().map(|(_, status)| status).collect();
    assert_eq!(status, [200, 200, 200, 200, 200, 400, 400, 400]);
}

#[test]
fn faults_strike_inside_a_batch_by_path_and_the_batch_by_its_name() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let fault = |body: Value| assert_eq!(client.control("POST", "/_emulator/faults", &body).status, 201);
    let batch = json!({"requests": [{"id": "1", "method": "GET", "url": "/users"}, {"id": "2", "method": "GET", "url": "/groups"}]});
    fault(json!({"kind": "error", "status": 503, "path": "/groups"}));
    let reply = client.post("/v1.0/$batch", &batch);
    assert_eq!((reply.status, &reply.body.unwrap()["responses"][1]["status"]), (200, &json!(503)));
    fault(json!({"kind": "truncate", "path": "/groups"}));
    assert!(client.post("/v1.0/$batch", &batch).damage.is_some(), "half of an answer inside is half of the whole");
    fault(json!({"kind": "throttle", "path": "/$batch", "retryAfterSeconds": 3}));
    let reply = client.post("/v1.0/$batch", &batch);
    assert_eq!((reply.status, header(&reply, "retry-after")), (429, Some("3")));
    assert_eq!(client.post("/v1.0/$batch", &batch).status, 200, "a fault strikes once");
}

#[test]
fn nobody_is_me_without_signing_in() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let reply = client.get("/v1.0/me/memberOf");
    assert_eq!(error(&reply), (400, "BadRequest".to_owned()));
    assert!(reply.body.unwrap()["error"]["message"].as_str().unwrap().starts_with("/me request is only valid"));
}

#[test]
fn other_clouds_lack_what_their_schemas_lack() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let bearer = format!("Bearer {}", token(&client, "https://microsoftgraph.chinacloudapi.cn/.default"));
    let get = |uri: &str| {
        client.send(&Method::GET, uri, &[("x-forwarded-host", "microsoftgraph.chinacloudapi.cn"), ("authorization", &bearer)], b"")
    };
    assert_eq!(get("/v1.0/users").status, 200);
    for uri in [
        "/v1.0/identity/conditionalAccess/deletedItems/policies",
        "/v1.0/policies/authenticationMethodsPolicy",
        "/v1.0/auditLogs/directoryAudits",
    ] {
        assert_eq!(error(&get(uri)), (400, "BadRequest".to_owned()), "{uri}");
    }
}

#[test]
fn replication_is_slowed_down_while_it_runs() {
    let client = Client::writer(Scenario::Contoso);
    assert_eq!(
        client.control("POST", "/_emulator/replication", &json!({"delayMilliseconds": 60_000})).body.unwrap(),
        json!({"delayMilliseconds": 60_000})
    );
    let group = client
        .create("/v1.0/groups", &json!({"displayName": "Late", "mailEnabled": false, "mailNickname": "late", "securityEnabled": true}));
    let uri = format!("/v1.0/groups/{}", group["id"].as_str().unwrap());
    assert_eq!(client.get(&uri).status, 404, "created and not there yet");
    client.control("POST", "/_emulator/clock", &json!({"advanceSeconds": 61}));
    assert_eq!(client.get(&uri).status, 200);
    assert_eq!(client.control("POST", "/_emulator/replication", &json!({"delay": 1})).status, 400);
}
