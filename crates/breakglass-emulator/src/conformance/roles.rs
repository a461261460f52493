//! Role assignments, direct and by request.

use serde_json::{Value, json};

use super::schema::Schema;
use super::{Client, error, groups, users};
use crate::Scenario;
use crate::state::GLOBAL_ADMINISTRATOR;

const ASSIGNMENTS: &str = "/v1.0/roleManagement/directory/roleAssignments";
const REQUESTS: &str = "/v1.0/roleManagement/directory/roleAssignmentScheduleRequests";
const INSTANCES: &str = "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances";
const NOBODY: &str = "00000000-0000-4000-8000-00000000beef";

fn user(client: &Client) -> String {
    client.create("/v1.0/users", &users::body("avery"))["id"].as_str().unwrap().to_owned()
}

fn body(principal: &str) -> Value {
    json!({"@odata.type": "#microsoft.graph.unifiedRoleAssignment", "roleDefinitionId": GLOBAL_ADMINISTRATOR, "principalId": principal,
           "directoryScopeId": "/"})
}

fn held(client: &Client, user: &str) -> Vec<Value> {
    client.all(&format!("{INSTANCES}?$filter=principalId eq '{user}'"))
}

#[test]
fn an_assignment_is_packed_into_its_id_and_ends() {
    let client = Client::writer(Scenario::Contoso);
    let user = user(&client);
    let created = client.create(ASSIGNMENTS, &body(&user));
    let faults = Schema::published().faults("unifiedRoleAssignment", created.as_object().unwrap());
    assert!(faults.is_empty(), "{faults:?}");
    let id = created["id"].as_str().unwrap();
    assert!(id.starts_with("lAPpYvVpN0KRkAEhdxReE") && id.ends_with("-1"), "{id}");
    assert_eq!(held(&client, &user)[0]["assignmentType"], "Assigned");
    assert_eq!(error(&client.post(ASSIGNMENTS, &body(&user))), (400, "Request_BadRequest".to_owned()), "twice");
    assert_eq!(client.delete(&format!("{ASSIGNMENTS}/{id}")).status, 204);
    assert!(held(&client, &user).is_empty());
    assert_eq!(client.activities()[1..], ["Add member to role", "Remove member from role"]);
}

#[test]
fn a_role_goes_to_what_can_hold_it() {
    let client = Client::writer(Scenario::Contoso);
    let plain = client.create("/v1.0/groups", &groups::body("Plain"))["id"].as_str().unwrap().to_owned();
    let user = user(&client);
    assert_eq!(client.post(ASSIGNMENTS, &body(&plain)).status, 400, "a group that is not role-assignable");
    assert_eq!(client.post(ASSIGNMENTS, &body(NOBODY)).status, 404);
    let with = |property: &str, value: &str| {
        let mut body = body(&user);
        body[property] = json!(value);
        body
    };
    assert_eq!(client.post(ASSIGNMENTS, &with("roleDefinitionId", NOBODY)).status, 400);
    assert_eq!(client.post(ASSIGNMENTS, &with("directoryScopeId", "nowhere")).status, 400);
    client.create(ASSIGNMENTS, &with("directoryScopeId", &format!("/administrativeUnits/{NOBODY}")));
    assert_eq!(client.activities().last().unwrap(), "Add scoped member to role");
}

#[test]
fn the_last_global_administrator_stays() {
    let client = Client::writer(Scenario::Contoso);
    let of_role = format!("{ASSIGNMENTS}?$filter=roleDefinitionId eq '{GLOBAL_ADMINISTRATOR}'");
    let delete = |row: &Value| client.delete(&format!("{ASSIGNMENTS}/{}", row["id"].as_str().unwrap())).status;
    let status: Vec<u16> = client.all(&of_role).iter().map(delete).collect();
    let (last, others) = status.split_last().unwrap();
    assert_eq!((*last, client.all(&of_role).len()), (400, 1));
    assert!(!others.is_empty() && others.iter().all(|it| *it == 204), "{status:?}");
}

#[test]
fn requests_assign_for_good_or_for_a_time() {
    let client = Client::writer(Scenario::Contoso);
    let user = user(&client);
    let request = |action: &str, expiration: Value| {
        json!({"action": action, "principalId": user, "roleDefinitionId": GLOBAL_ADMINISTRATOR, "directoryScopeId": "/", "justification": "drill",
               "scheduleInfo": {"startDateTime": "2026-11-24T08:00:00Z", "expiration": expiration}})
    };
    let created = client.create(REQUESTS, &request("adminAssign", json!({"type": "noExpiration"})));
    let faults = Schema::published().faults("unifiedRoleAssignmentScheduleRequest", created.as_object().unwrap());
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!((&created["status"], &held(&client, &user)[0]["endDateTime"]), (&json!("Provisioned"), &Value::Null));
    assert_eq!(client.create(REQUESTS, &request("adminRemove", Value::Null))["status"], "Revoked");
    assert!(held(&client, &user).is_empty());
    client.create(REQUESTS, &request("adminAssign", json!({"type": "afterDuration", "duration": "P1DT8H"})));
    assert_eq!(held(&client, &user)[0]["endDateTime"], "2026-11-25T16:00:00Z");
    assert_eq!(client.post(REQUESTS, &request("selfActivate", Value::Null)).status, 501, "what is not carried out says so");
    assert_eq!(client.activities()[1..3], ["Add member to role", "Add member to role in PIM completed (permanent)"]);
    let unlicensed = Client::of(Scenario::Contoso, |options| {
        options.unlicensed = true;
        options.grant_all = true;
    });
    assert_eq!(error(&unlicensed.post(REQUESTS, &json!({}))), (400, "AadPremiumLicenseRequired".to_owned()));
}
