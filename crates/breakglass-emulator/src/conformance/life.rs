//! A whole life over HTTP: created, joined, protected, changed, deleted, brought back, each step on record.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::schema::Schema;
use super::{conditional_access, groups, users};
use crate::{Options, Running, start};

/// A client with a token and a connection for each request.
struct Cloud {
    base: String,
    token: String,
}

impl Cloud {
    fn sign_in(running: &Running) -> Self {
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
            running.client_id, running.client_secret
        );
        let mut cloud = Self { base: running.base_url.clone(), token: String::new() };
        let path = format!("/{}/oauth2/v2.0/token", running.tenant_id);
        let (_, granted) = cloud.exchange("POST", &path, "application/x-www-form-urlencoded", &form);
        granted["access_token"].as_str().unwrap().clone_into(&mut cloud.token);
        cloud
    }

    fn exchange(&self, method: &str, path: &str, kind: &str, body: &str) -> (u16, Value) {
        let address = self.base.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.token,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap_or(Value::Null))
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.exchange(method, &path.replace(' ', "%20"), "application/json", &body)
    }

    fn get(&self, path: &str) -> Value {
        let (status, body) = self.send("GET", path, &Value::Null);
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    fn create(&self, path: &str, body: &Value) -> String {
        let (status, created) = self.send("POST", path, body);
        assert_eq!(status, 201, "{path}: {created}");
        created["id"].as_str().unwrap().to_owned()
    }

    fn does(&self, method: &str, path: &str, body: &Value, wanted: u16) {
        let (status, answer) = self.send(method, path, body);
        assert_eq!(status, wanted, "{method} {path}: {answer}");
    }
}

#[test]
fn a_whole_life_works_over_http_and_is_on_record() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let options = Options { grant_all: true, conditional_access_per_second: None, ..Options::default() };
    let running = runtime.block_on(start(options)).unwrap();
    let cloud = Cloud::sign_in(&running);
    let latest = cloud.get("/v1.0/users/delta?$deltatoken=latest&$select=id,jobTitle");

    let user = cloud.create("/v1.0/users", &users::body("avery"));
    let group = cloud.create("/v1.0/groups", &groups::body("Team"));
    let member = json!({"@odata.id": format!("{}/v1.0/directoryObjects/{user}", cloud.base)});
    cloud.does("POST", &format!("/v1.0/groups/{group}/members/$ref"), &member, 204);
    let mut policy = conditional_access::body();
    policy["conditions"]["users"]["excludeGroups"] = json!([group]);
    let policy = cloud.create("/v1.0/identity/conditionalAccess/policies", &policy);
    cloud.does("PATCH", &format!("/v1.0/users/{user}"), &json!({"jobTitle": "Baker"}), 204);
    cloud.does("PATCH", &format!("/v1.0/identity/conditionalAccess/policies/{policy}"), &json!({"state": "disabled"}), 204);
    cloud.does("DELETE", &format!("/v1.0/users/{user}"), &Value::Null, 204);
    cloud.does("POST", &format!("/v1.0/directory/deletedItems/{user}/restore"), &Value::Null, 200);
    cloud.does("DELETE", &format!("/v1.0/identity/conditionalAccess/policies/{policy}"), &Value::Null, 204);
    cloud.does("POST", &format!("/v1.0/identity/conditionalAccess/deletedItems/policies/{policy}/restore"), &Value::Null, 200);

    let audits =
        cloud.get(&format!("/v1.0/auditLogs/directoryAudits?$filter=targetResources/any(t: t/id eq '{user}')&$orderby=activityDateTime"));
    let records = audits["value"].as_array().unwrap();
    let mut names: Vec<&str> = records.iter().map(|it| it["activityDisplayName"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Add member to group", "Add user", "Delete user", "Restore user", "Update user"]);
    for record in records {
        let faults = Schema::published().faults("directoryAudit", record.as_object().unwrap());
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(record["initiatedBy"]["app"]["appId"], running.client_id.as_str());
    }
    let policies = cloud.get("/v1.0/auditLogs/directoryAudits?$filter=category eq 'Policy'&$top=1");
    assert_eq!(policies["value"][0]["activityDisplayName"], "Restore conditional access policy", "newest first");
    assert!(policies["@odata.nextLink"].is_string());

    let link = latest["@odata.deltaLink"].as_str().unwrap().strip_prefix(&cloud.base).unwrap().to_owned();
    assert_eq!(cloud.get(&link)["value"], json!([{"id": user, "jobTitle": "Baker"}]));
    runtime.block_on(running.shutdown());
}
