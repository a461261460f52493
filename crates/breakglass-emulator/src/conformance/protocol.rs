//! Lists, objects, options, permissions, limits and headers.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::json;

use super::{Client, error, header};
use crate::Scenario;
use crate::state::GLOBAL_ADMINISTRATOR;

#[test]
fn users_page_at_a_hundred_and_each_comes_once() {
    let client = Client::of(Scenario::Contoso, |options| options.users = 1234);
    let body = client.get("/v1.0/users").body.unwrap();
    assert_eq!(body["value"].as_array().unwrap().len(), 100);
    assert!(
        body["@odata.nextLink"].as_str().unwrap().starts_with("http://127.0.0.1:9/v1.0/users?$skiptoken="),
        "{}",
        body["@odata.nextLink"]
    );
    let ids: Vec<String> = client.all("/v1.0/users?$select=id&$top=999").iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), client.app.tenant().users.len());
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn links_lead_back_to_the_host_that_the_client_used() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let front = [("x-forwarded-host", "graph.microsoft.com"), ("x-forwarded-proto", "https")];
    let body = client.get_with("/v1.0/users?$top=2", &front).body.unwrap();
    assert!(body["@odata.nextLink"].as_str().unwrap().starts_with("https://graph.microsoft.com/v1.0/users?"), "{body}");
    assert!(body["@odata.context"].as_str().unwrap().starts_with("https://graph.microsoft.com/v1.0/$metadata#users"));
}

#[test]
fn a_user_shows_eleven_properties_unless_others_are_selected() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let id = client.app.tenant().emergency_accounts[0].clone();
    let body = client.get(&format!("/v1.0/users/{id}")).body.unwrap();
    assert_eq!(body.as_object().unwrap().len(), 12, "{body}");
    assert!(body["@odata.context"].as_str().unwrap().ends_with("#users/$entity"));
    let body = client.get(&format!("/v1.0//users('{id}')?%24select=id,accountEnabled")).body.unwrap();
    assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
    assert!(body["@odata.context"].as_str().unwrap().ends_with("#users(id,accountEnabled)/$entity"), "{body}");
    let upn = client.get(&format!("/v1.0/users/{id}")).body.unwrap()["userPrincipalName"].as_str().unwrap().to_uppercase();
    assert_eq!(client.get(&format!("/v1.0/users/{upn}")).body.unwrap()["id"], id.as_str());
    assert!(client.get(&format!("/beta/users/{id}")).body.unwrap().as_object().unwrap().len() > 30, "beta shows everything");
}

#[test]
fn what_does_not_exist_is_refused_in_graphs_words() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let nobody = "00000000-0000-4000-8000-000000000000";
    for (uri, status, code) in [
        (format!("/v1.0/users/{nobody}"), 404, "Request_ResourceNotFound"),
        (format!("/v1.0/groups/{nobody}/members"), 404, "Request_ResourceNotFound"),
        (format!("/v1.0/users/{nobody}/authentication/methods"), 404, "ResourceNotFound"),
        (format!("/v1.0/identity/conditionalAccess/policies/{nobody}"), 404, "ResourceNotFound"),
        ("/v1.0/unheardOf".to_owned(), 400, "BadRequest"),
        (format!("/v1.0/users/{nobody}/authentication/requirements"), 400, "BadRequest"),
        ("/v1.0/users?$filter=displayName eq".to_owned(), 400, "BadRequest"),
        ("/v3.0/users".to_owned(), 404, ""),
    ] {
        let reply = client.get(&uri);
        let found = reply.body.as_ref().map_or_else(|| (reply.status, String::new()), |_| error(&reply));
        assert_eq!(found, (status, code.to_owned()), "{uri}");
    }
    let bearer = client.bearer();
    let reply = client.send(&Method::PUT, "/v1.0/users", &[("authorization", &bearer)], b"{}");
    assert_eq!(error(&reply), (405, "Request_BadRequest".to_owned()));
}

#[test]
fn errors_name_the_request_twice_and_echo_the_clients_id() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let reply = client.get_with("/v1.0/users/nobody@contoso.com", &[("client-request-id", "7d2fe2a1-0c3c-4e2d-9a53-111111111111")]);
    let inner = reply.body.as_ref().unwrap()["error"]["innerError"].clone();
    assert_eq!(inner["client-request-id"], "7d2fe2a1-0c3c-4e2d-9a53-111111111111");
    assert_eq!(header(&reply, "client-request-id"), Some("7d2fe2a1-0c3c-4e2d-9a53-111111111111"));
    assert_eq!(header(&reply, "request-id"), inner["request-id"].as_str());
    assert_eq!(inner["date"].as_str().unwrap().len(), "2026-11-24T10:00:00".len());
}

#[test]
fn advanced_queries_on_directory_objects_need_their_header() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let filter = "/v1.0/users?$count=true&$filter=endsWith(userPrincipalName,'contoso.onmicrosoft.com')";
    assert_eq!(error(&client.get(filter)), (400, "Request_UnsupportedQuery".to_owned()));
    let body = client.get_with(filter, &[("consistencylevel", "eventual")]).body.unwrap();
    assert!(body["@odata.count"].as_u64().unwrap() > 0, "{body}");
    assert_eq!(client.get("/v1.0/users?$search=\"displayName:Morgan\"").status, 400);
    let found = client.get_with("/v1.0/users?$search=\"displayName:Morgan\"", &[("consistencylevel", "eventual")]).body.unwrap();
    assert_eq!(found["value"].as_array().unwrap().len(), 1);
    let count = client.get_with("/v1.0/users/$count", &[("consistencylevel", "eventual")]);
    assert_eq!(count.body.as_ref().unwrap().as_u64(), Some(client.app.tenant().users.len() as u64));
    assert_eq!(header(&count, "content-type"), Some("text/plain"));
}

#[test]
fn nested_groups_and_roles_stand_among_the_memberships() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let id = client.app.tenant().emergency_accounts[0].clone();
    let types = |uri: &str| -> Vec<String> {
        client.all(uri).iter().map(|it| it["@odata.type"].as_str().unwrap_or("cast").rsplit('.').next().unwrap().to_owned()).collect()
    };
    let direct = types(&format!("/v1.0/users/{id}/transitiveMemberOf?$select=id"));
    assert_eq!(direct.iter().filter(|it| *it == "group").count(), 2, "{direct:?}");
    assert_eq!(direct.iter().filter(|it| *it == "directoryRole").count(), 1, "{direct:?}");
    assert_eq!(types(&format!("/v1.0/users/{id}/transitiveMemberOf/microsoft.graph.group")), ["cast", "cast"]);
}

#[test]
fn roles_are_filtered_and_their_principals_expanded() {
    let client = Client::of(Scenario::Healthy, |_| {});
    let uri =
        format!("/v1.0/roleManagement/directory/roleAssignments?$filter=roleDefinitionId eq '{GLOBAL_ADMINISTRATOR}'&$expand=principal");
    let assignments = client.all(&uri);
    assert_eq!(assignments.len(), 1);
    assert_eq!(assignments[0]["principal"]["@odata.type"], "#microsoft.graph.group");
    let uri =
        format!("/v1.0/roleManagement/directory/roleAssignmentScheduleInstances?$filter=roleDefinitionId eq '{GLOBAL_ADMINISTRATOR}'");
    let kinds: Vec<String> = client.all(&uri).iter().map(|it| it["memberType"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "Group").count(), 2, "{kinds:?}");
}

#[test]
fn permissions_come_from_the_token() {
    let client = Client::of(Scenario::Contoso, |options| options.without_permissions = vec!["Policy.Read.All".to_owned()]);
    assert_eq!(error(&client.get("/v1.0/identity/conditionalAccess/policies")), (403, "Authorization_RequestDenied".to_owned()));
    assert_eq!(client.get("/v1.0/users").status, 200);
    let reply = client.send(&Method::GET, "/v1.0/users", &[], b"");
    assert_eq!(error(&reply), (401, "InvalidAuthenticationToken".to_owned()));
    assert!(header(&reply, "www-authenticate").unwrap().starts_with("Bearer"));
    for token in ["Bearer", "Bearer x", "Basic x", "Bearer a.b.c"] {
        assert_eq!(client.send(&Method::GET, "/v1.0/users", &[("authorization", token)], b"").status, 401, "{token}");
    }
}

#[test]
fn a_token_ends_and_is_for_one_host() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let other = client.get_with("/v1.0/users", &[("x-forwarded-host", "graph.microsoft.us")]);
    assert_eq!(error(&other), (401, "InvalidAuthenticationToken".to_owned()), "tokens of one cloud are no good in another");
    client.app.with_clock(|clock| clock.advance(7200));
    assert_eq!(client.get("/v1.0/users").status, 401);
}

#[test]
fn conditional_access_is_limited_and_does_not_say_for_how_long() {
    let client = Client::of(Scenario::Contoso, |options| options.conditional_access_per_second = Some(1.0));
    assert_eq!(client.get("/v1.0/identity/conditionalAccess/policies").status, 200);
    let refused = client.get("/v1.0/identity/conditionalAccess/namedLocations");
    assert_eq!(error(&refused), (429, "TooManyRequests".to_owned()));
    assert_eq!(header(&refused, "retry-after"), None);
    assert_eq!(client.get("/v1.0/users").status, 200, "other paths are not limited");
}

#[test]
fn schedules_need_a_licence() {
    let client = Client::of(Scenario::Healthy, |options| options.unlicensed = true);
    let reply = client.get("/v1.0/roleManagement/directory/roleAssignmentScheduleInstances");
    assert_eq!(error(&reply), (400, "AadPremiumLicenseRequired".to_owned()));
    assert_eq!(client.get("/v1.0/roleManagement/directory/roleAssignments").status, 200);
}

#[test]
fn later_enumeration_members_show_only_to_those_who_ask() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let mut policy = client.app.tenant().policies.iter().next().unwrap().clone();
    policy["conditions"]["platforms"] = json!({"includePlatforms": ["linux"], "excludePlatforms": []});
    let uri = format!("/v1.0/identity/conditionalAccess/policies/{}", policy["id"].as_str().unwrap());
    let put = |tenant: &mut crate::state::Tenant| {
        tenant.policies.put(policy);
        Ok::<_, ()>(())
    };
    client.app.store.change(client.app.now(), put).unwrap();
    let platform = |headers: &[(&'static str, &str)]| {
        client.get_with(&uri, headers).body.unwrap()["conditions"]["platforms"]["includePlatforms"][0].as_str().unwrap().to_owned()
    };
    assert_eq!(platform(&[]), "unknownFutureValue");
    assert_eq!(platform(&[("prefer", "include-unknown-enum-members")]), "linux");
}

#[test]
fn without_metadata_there_is_no_context() {
    let client = Client::of(Scenario::Contoso, |_| {});
    let body = client.get_with("/v1.0/groups?$top=1", &[("accept", "application/json;odata.metadata=none")]).body.unwrap();
    assert!(body.get("@odata.context").is_none() && body.get("@odata.nextLink").is_some(), "{body}");
}

#[test]
fn objects_come_by_ids() {
    let client = Client::of(Scenario::Contoso, |options| options.extra_permissions = vec!["Directory.Read.All".to_owned()]);
    let ids = [client.app.tenant().emergency_accounts[0].clone(), client.app.tenant().emergency_group.clone().unwrap()];
    let reply = client.post("/v1.0/directoryObjects/getByIds", &json!({"ids": ids, "types": ["group"]}));
    let values = reply.body.unwrap()["value"].clone();
    assert_eq!(values.as_array().unwrap().len(), 1);
    assert_eq!(values[0]["@odata.type"], "#microsoft.graph.group");
}

#[test]
fn memberships_are_asked_by_function() {
    let client = Client::writer(Scenario::Healthy);
    let (account, group) = (client.app.tenant().emergency_accounts[0].clone(), client.app.tenant().emergency_group.clone().unwrap());
    let ask = |path: &str, body: &serde_json::Value| client.post(&format!("/v1.0/{path}"), body).body.unwrap()["value"].clone();
    let all = ask(&format!("users/{account}/microsoft.graph.getMemberGroups"), &json!({"securityEnabledOnly": true}));
    assert_eq!(all, json!([group]));
    let objects = ask(&format!("directoryObjects/{account}/getMemberObjects"), &json!({"securityEnabledOnly": false}));
    assert_eq!(objects.as_array().unwrap().len(), 2, "the role as well");
    let nobody = "62e90394-69f5-4237-9190-012177145e10";
    assert_eq!(ask(&format!("users/{account}/checkMemberGroups"), &json!({"groupIds": [nobody, group]})), json!([group]));
    let many: Vec<&str> = vec![nobody; 21];
    assert_eq!(client.post(&format!("/v1.0/users/{account}/checkMemberGroups"), &json!({"groupIds": many})).status, 400);
}

#[test]
fn what_graph_takes_and_the_emulator_does_not_is_told_apart() {
    let client = Client::writer(Scenario::Contoso);
    let user = client.app.tenant().emergency_accounts[0].clone();
    let unsupported = client.post(&format!("/v1.0/users/{user}/authentication/phoneMethods"), &json!({}));
    assert_eq!(error(&unsupported), (501, "EmulatorUnsupported".to_owned()));
    assert_eq!(client.post("/v1.0/organization", &json!({})).status, 405, "Graph takes no such request");
}
