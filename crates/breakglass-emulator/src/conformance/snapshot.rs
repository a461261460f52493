//! A snapshot is served as far as it knows, and not a step farther.

use serde_json::json;

use super::{Client, error};
use crate::{Options, TenantSource};

const GROUP: &str = "b0000000-0000-4000-8000-000000000001";
const USER: &str = "a0000000-0000-4000-8000-000000000001";

fn client() -> Client {
    Client::with(&options())
}

fn options() -> Options {
    let snapshot = json!({
        "schema": "breakglass.snapshot/1", "takenAt": "2026-11-01T00:00:00Z", "cloud": "global", "endpoint": "x", "tenantId": "71000000-0000-4000-8000-000000000001",
        "reads": [
            {"collection": "conditional-access-policies", "of": null, "state": "complete", "bodies": [{"json": {"value": [
                {"id": "c1", "displayName": "Block", "state": "enabled", "somethingNew": {"kept": true}}]}}]},
            {"collection": "domains", "of": null, "state": "denied", "reason": "403", "bodies": []},
            {"collection": "users", "of": USER, "state": "complete", "bodies": [{"json": {"id": USER, "displayName": "One"}}]},
            {"collection": "user-group-memberships", "of": USER, "state": "complete", "bodies": [{"json": {"value": [{"id": GROUP, "displayName": "Stewards"}]}}]},
            {"collection": "role-eligibility-schedules", "of": USER, "state": "unlicensed", "reason": "P2", "bodies": []},
            {"collection": "groups", "of": GROUP, "state": "absent", "bodies": []},
        ]
    });
    Options { tenant: TenantSource::Snapshot(snapshot), conditional_access_per_second: None, ..Options::default() }
}

#[test]
fn what_was_read_is_served_with_unknown_properties() {
    let client = client();
    assert_eq!(client.all("/v1.0/identity/conditionalAccess/policies")[0]["somethingNew"]["kept"], true);
    assert_eq!(client.get(&format!("/v1.0/users/{USER}")).body.unwrap()["displayName"], "One");
    assert_eq!(client.all(&format!("/v1.0/users/{USER}/transitiveMemberOf/microsoft.graph.group")).len(), 1);
}

#[test]
fn what_was_refused_is_refused_again_and_what_is_unknown_is_no_empty_list() {
    let client = client();
    assert_eq!(error(&client.get("/v1.0/domains")), (403, "Authorization_RequestDenied".to_owned()));
    let eligible = format!("/v1.0/roleManagement/directory/roleEligibilityScheduleInstances?$filter=principalId eq '{USER}'");
    assert_eq!(error(&client.get(&eligible)), (400, "AadPremiumLicenseRequired".to_owned()));
    assert_eq!(error(&client.get(&format!("/v1.0/groups/{GROUP}"))).0, 404);
    for uri in ["/v1.0/users", "/v1.0/organization", "/v1.0/policies/authorizationPolicy"] {
        assert_eq!(error(&client.get(uri)), (501, "EmulatorSnapshotGap".to_owned()), "{uri}");
    }
}

#[test]
fn what_is_written_on_a_snapshot_is_known_from_then_on() {
    let client = Client::with(&Options { grant_all: true, ..options() });
    let mut body = super::users::body("avery");
    body["userPrincipalName"] = json!("avery@unknown.onmicrosoft.com");
    let user = client.create("/v1.0/users", &body)["id"].as_str().unwrap().to_owned();
    let group = client.create("/v1.0/groups", &super::groups::body("Team"))["id"].as_str().unwrap().to_owned();
    let link = json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/users/{user}")});
    assert_eq!(client.post(&format!("/v1.0/groups/{group}/members/$ref"), &link).status, 204);
    assert_eq!(client.get(&format!("/v1.0/users/{user}")).status, 200);
    assert_eq!(client.all(&format!("/v1.0/groups/{group}/members")).len(), 1);
    let known = json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/users/{USER}")});
    assert_eq!(client.post(&format!("/v1.0/groups/{group}/members/$ref"), &known).status, 204);
    let memberships = client.all(&format!("/v1.0/users/{USER}/transitiveMemberOf/microsoft.graph.group"));
    assert_eq!(memberships.len(), 2, "what was read and what was added");
    assert_eq!(client.delete(&format!("/v1.0/groups/{group}/members/{USER}/$ref")).status, 204);
    assert_eq!(client.all(&format!("/v1.0/users/{USER}/transitiveMemberOf/microsoft.graph.group")).len(), 1);
    assert_eq!(client.get("/v1.0/users").status, 501, "a list that was never read is not made whole by one user");
}
