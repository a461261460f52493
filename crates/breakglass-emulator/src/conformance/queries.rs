//! Query options, as the documents describe them and a hostile reader would try them.

use serde_json::json;

use super::{Client, error};
use crate::Scenario;

const EVENTUAL: [(&str, &str); 1] = [("consistencylevel", "eventual")];

fn client() -> Client {
    Client::of(Scenario::Contoso, |options| options.page_size = 10)
}

#[test]
fn related_objects_are_put_in_where_asked_for() {
    let client = client();
    let uri = "/v1.0/users?$filter=startswith(displayName,'Morgan')&$select=id&$expand=memberOf($select=id,displayName)";
    let body = client.get(uri).body.unwrap();
    let user = &body["value"][0];
    assert_eq!(user.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "memberOf"]);
    let names: Vec<&str> = user["memberOf"].as_array().unwrap().iter().filter_map(|it| it["displayName"].as_str()).collect();
    assert!(names.contains(&"Directory Stewards") && names.contains(&"Global Administrator"), "{body}");
    let group = client.app.tenant().emergency_group.clone().unwrap();
    let body = client.get(&format!("/v1.0/groups/{group}?$expand=members,owners")).body.unwrap();
    assert_eq!((body["members"].as_array().unwrap().len(), body["owners"].as_array().unwrap().len()), (3, 1));
    assert!(body["members"][0]["@odata.type"].is_string() && body["displayName"].is_string());
    let body = client.get("/v1.0/roleManagement/directory/roleAssignments?$select=id&$expand=principal").body.unwrap();
    assert!(body["value"][0]["principal"]["id"].is_string(), "what is expanded need not be selected");
}

#[test]
fn expanded_lists_end_at_twenty() {
    let client = Client::of(Scenario::Contoso, |options| (options.users, options.grant_all) = (20, true));
    let group = client
        .create("/v1.0/groups", &json!({"displayName": "Many", "mailEnabled": false, "mailNickname": "many", "securityEnabled": true}));
    let id = group["id"].as_str().unwrap();
    let users = client.all("/v1.0/users");
    assert!(users.len() > 20);
    for user in &users {
        let reference = json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/users/{}", user["id"].as_str().unwrap())});
        assert_eq!(client.post(&format!("/v1.0/groups/{id}/members/$ref"), &reference).status, 204);
    }
    let body = client.get(&format!("/v1.0/groups/{id}?$expand=members")).body.unwrap();
    assert_eq!(body["members"].as_array().unwrap().len(), 20);
    assert_eq!(client.all(&format!("/v1.0/groups/{id}/members")).len(), users.len());
}

#[test]
fn names_and_values_that_the_type_does_not_have_are_refused() {
    let client = client();
    for uri in [
        "/v1.0/users?$select=id,shoeSize",
        "/v1.0/users?$filter=shoeSize eq 43",
        "/v1.0/users?$filter=accountEnabled eq 'yes'",
        "/v1.0/users?$filter=displayName eq true",
        "/v1.0/users?$orderby=shoeSize",
        "/v1.0/users?$expand=shoes",
        "/v1.0/users?$apply=x",
        "/v1.0/users?$orderby=displayName sideways",
        "/v1.0/users?$search=Morgan",
        "/v1.0/users?$search=\"shoe:Morgan\"",
        "/v1.0/users?$skip=2",
        "/v1.0/groups?$filter=assignedLabels/any(x:x/y eq 'z') and shoeSize eq 1",
        "/v1.0/users/morgan.reyes.ops@contoso.onmicrosoft.com?$select=shoeSize",
        "/v1.0/identity/conditionalAccess/policies?$filter=shoeSize eq 1",
        "/v1.0/identity/conditionalAccess/policies?$search=\"displayName:a\"",
        "/v1.0/identity/conditionalAccess/policies?$expand=conditions",
        "/v1.0/users/delta?$select=shoeSize",
    ] {
        let (status, code) = error(&client.get(uri));
        assert_eq!((status, code.as_str()), (400, "BadRequest"), "{uri}");
    }
    for uri in ["/v1.0/users?$select=extension_0123_shoeSize", "/beta/users?$select=shoeSize", "/v1.0/users?purpose=none"] {
        assert_eq!(client.get(uri).status, 200, "{uri}");
    }
    for uri in ["/v1.0/users?$expand=directReports", "/v1.0/groups?$expand=acceptedSenders"] {
        assert_eq!(error(&client.get(uri)), (501, "EmulatorUnsupported".to_owned()), "{uri}: what Graph has and the emulator has not");
    }
}

#[test]
fn numbers_come_on_the_first_page_of_directory_objects_and_with_their_header() {
    let client = client();
    let counted = |uri: &str, headers| client.get_with(uri, headers).body.unwrap();
    let first = counted("/v1.0/users?$count=true", &EVENTUAL);
    assert!(first["@odata.count"].as_u64().unwrap() > 10);
    let next = first["@odata.nextLink"].as_str().unwrap().split_once(client.host).unwrap().1.to_owned();
    assert_eq!(counted(&next, &EVENTUAL).get("@odata.count"), None);
    assert_eq!(counted("/v1.0/users?$count=true", &[]).get("@odata.count"), None, "passed over without its header");
    let policies = counted("/v1.0/identity/conditionalAccess/policies?$count=true&$top=5", &[]);
    assert_eq!(policies["@odata.count"], 12);
    assert_eq!(error(&client.get("/v1.0/users/$count")), (400, "Request_BadRequest".to_owned()));
}

#[test]
fn what_a_text_contains_is_asked_outside_the_directory_alone() {
    let client = client();
    assert_eq!(error(&client.get("/v1.0/users?$filter=contains(displayName,'a')")), (400, "Request_UnsupportedQuery".to_owned()));
    assert!(!client.all("/v1.0/identity/conditionalAccess/policies?$filter=contains(displayName,'legacy')").is_empty());
}

#[test]
fn searches_are_joined() {
    let client = client();
    let found = |search: &str| {
        let body = client.get_with(&format!("/v1.0/users?$search={search}&$select=displayName"), &EVENTUAL).body.unwrap();
        let names = body["value"].as_array().unwrap_or_else(|| panic!("{search}: {body}")).clone();
        names.iter().map(|row| row["displayName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("\"displayName:Morgan\" AND \"displayName:Reyes\""), ["Morgan Reyes Ops"]);
    assert_eq!(found("\"displayName:Morgan\" OR \"displayName:Sasha\"").len(), 2);
    assert!(found("\"displayName:Morgan\" AND \"displayName:Sasha\"").is_empty());
}

#[test]
fn what_graph_has_and_the_emulator_has_not_is_called_so() {
    let client = Client::writer(Scenario::Contoso);
    let group = client.app.tenant().emergency_group.clone().unwrap();
    for uri in ["/v1.0/directoryRoles/delta", "/v1.0/applications/delta", &format!("/v1.0/groups/{group}/appRoleAssignments")] {
        assert_eq!(error(&client.get(uri)), (501, "EmulatorUnsupported".to_owned()), "{uri}");
    }
    for uri in ["/v1.0/unheardOf", "/v1.0/users/morgan.reyes.ops@contoso.onmicrosoft.com/shoes", "/v1.0/policies/unheardOf"] {
        assert_eq!(error(&client.get(uri)), (400, "BadRequest".to_owned()), "{uri}");
    }
    let all = client.all("/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations");
    assert!(all.iter().any(|row| row["id"] == "Fido2"), "{all:?}");
}

#[test]
fn delta_tells_what_was_selected_in_its_context() {
    let body = client().get("/v1.0/users/delta?$select=displayName,id").body.unwrap();
    assert!(body["@odata.context"].as_str().unwrap().ends_with("/v1.0/$metadata#users(displayName,id)"), "{body}");
}

#[test]
fn policies_are_skipped_and_paged() {
    let client = client();
    let all = client.all("/v1.0/identity/conditionalAccess/policies?$top=5");
    assert_eq!(all.len(), 12);
    let rest = client.all("/v1.0/identity/conditionalAccess/policies?$skip=3&$top=4");
    assert_eq!(rest, all[3..]);
}

#[test]
fn a_cast_in_a_filter_narrows_named_locations() {
    let client = client();
    let trusted = client.all("/v1.0/identity/conditionalAccess/namedLocations?$filter=microsoft.graph.ipNamedLocation/isTrusted eq true");
    assert!(!trusted.is_empty() && trusted.iter().all(|row| row["isTrusted"] == true));
}
