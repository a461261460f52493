//! Simulated sign-ins: who gets in and who does not, each by a pair that differs in one thing, and what the log keeps.

mod accounts;
mod log;
mod policies;

use axum::http::Method;
use serde_json::{Value, json};

use super::Client;
use crate::state::{Tenant, object, text};
use crate::{Scenario, TenantSource};

const PORTAL: &str = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";
const CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";
const KEY: &str = "cb69481e-8ff7-4039-93ec-0a2729a154a8";

/// A sign-in to be tried.
#[derive(Clone)]
struct SignIn(Value);

impl SignIn {
    /// To Exchange with a browser on an unknown Windows machine in the Netherlands.
    fn of(user: &str) -> Self {
        Self(json!({
            "user": user,
            "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [EXCHANGE]},
            "signInConditions": {"devicePlatform": "windows", "clientAppType": "browser", "country": "NL", "ipAddress": "203.0.113.9"},
            "credentials": [{"method": "password"}],
        }))
    }

    fn with(mut self, pointer: &str, value: Value) -> Self {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        self.0.pointer_mut(parent).unwrap()[key] = value;
        self
    }

    fn to(self, app: &str) -> Self {
        self.with("/signInContext/includeApplications", json!([app]))
    }

    fn by(self, client: &str) -> Self {
        self.with("/signInConditions/clientAppType", json!(client))
    }

    fn showing(self, methods: &[&str]) -> Self {
        let methods: Vec<Value> = methods.iter().map(|method| json!({"method": method})).collect();
        self.with("/credentials", json!(methods))
    }

    fn on_compliant_device(self) -> Self {
        self.with("/signInConditions/deviceInfo", json!({"deviceId": "d", "isCompliant": true, "trustType": "AzureAD"}))
    }
}

fn post(client: &Client, body: &Value) -> (u16, Value) {
    let reply = client.send(&Method::POST, "/_emulator/sign-in", &[], body.to_string().as_bytes());
    (reply.status, reply.body.unwrap())
}

fn try_it(client: &Client, sign_in: &SignIn) -> Value {
    let (status, reply) = post(client, &sign_in.0);
    assert_eq!(status, 200, "{reply}");
    assert_eq!(reply["allowed"] == true, reply["errorCode"] == 0, "{reply}");
    reply
}

#[expect(clippy::needless_pass_by_value, reason = "sign-ins are written where they are tried")]
fn code(client: &Client, sign_in: SignIn) -> i64 {
    try_it(client, &sign_in)["errorCode"].as_i64().unwrap()
}

fn change(client: &Client, act: impl FnOnce(&mut Tenant)) {
    let done: Result<(), ()> = client.app.store.change(client.app.now(), |tenant| {
        act(tenant);
        Ok(())
    });
    done.unwrap();
}

fn healthy() -> Client {
    Client::of(Scenario::Healthy, |_| ())
}

/// A tenant with one member who holds methods, and no policy; the id of the member.
fn plain(methods: &[Value]) -> (Client, String) {
    let client = healthy();
    let id = member(&client);
    change(&client, |tenant| {
        tenant.policies = crate::state::Table::default();
        let mut all = vec![json!({"@odata.type": "#microsoft.graph.passwordAuthenticationMethod", "id": "p"})];
        all.extend(methods.iter().cloned());
        tenant.methods.insert(&id, all);
    });
    (client, id)
}

/// An ordinary colleague.
fn member(client: &Client) -> String {
    let tenant = client.app.tenant();
    let found = tenant.users.from(0).find(|user| text(user, "displayName") == Some("Theo Lammers"));
    text(&found.unwrap(), "id").unwrap().to_owned()
}

fn emergency(client: &Client) -> String {
    client.app.tenant().emergency_accounts[0].clone()
}

fn authenticator() -> Value {
    json!({"@odata.type": "#microsoft.graph.microsoftAuthenticatorAuthenticationMethod", "id": "a", "displayName": "Telephone"})
}

/// A policy for everybody and all resources.
fn policy(id: &str, grant: &Value) -> Value {
    json!({"id": id, "displayName": id, "state": "enabled", "grantControls": grant, "sessionControls": null,
           "conditions": {"clientAppTypes": ["all"], "users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}}})
}

fn requiring(operator: &str, controls: &[&str]) -> Value {
    json!({"operator": operator, "builtInControls": controls})
}

fn add(client: &Client, policy: Value) {
    change(client, |tenant| tenant.policies.put(object(policy)));
}

#[test]
fn an_emergency_account_gets_in_with_its_key_and_nothing_else() {
    let client = healthy();
    let at_portal = || SignIn::of(&emergency(&client)).to(PORTAL);
    let reply = try_it(&client, &at_portal().showing(&["fido2"]));
    assert_eq!((&reply["allowed"], &reply["failureReason"]), (&json!(true), &Value::Null), "{reply}");
    let applying: Vec<&Value> = reply["policies"].as_array().unwrap().iter().filter(|it| it["applies"] == true).collect();
    assert_eq!(applying.len(), 1);
    assert_eq!((&applying[0]["result"], &applying[0]["unsatisfied"]), (&json!("success"), &json!([])));
    assert_eq!(reply["requirements"], json!([{"id": "mandatoryMultifactorAuthentication", "unsatisfied": []}]));
    let reply = try_it(&client, &at_portal());
    assert_eq!(reply["errorCode"], 50074, "a password alone: {reply}");
    let own = reply["policies"].as_array().unwrap().iter().find(|it| it["applies"] == true).unwrap();
    assert_eq!((&own["result"], &own["unsatisfied"]), (&json!("failure"), &json!(["authenticationStrength"])));
    assert_eq!(code(&client, at_portal().by("mobileAppsAndDesktopClients")), 50076);
}

#[test]
fn security_defaults_block_legacy_clients_and_ask_administrators() {
    let (client, user) = plain(&[authenticator()]);
    assert_eq!(code(&client, SignIn::of(&user).by("other")), 0);
    change(&client, |tenant| {
        tenant.security_defaults.insert("isEnabled".to_owned(), json!(true));
    });
    assert_eq!(code(&client, SignIn::of(&user).by("other")), 530_035);
    assert_eq!(code(&client, SignIn::of(&user)), 0);
    change(&client, |tenant| {
        tenant.assign_role(crate::state::GLOBAL_ADMINISTRATOR, &user);
    });
    assert_eq!(code(&client, SignIn::of(&user)), 50074);
    assert_eq!(code(&client, SignIn::of(&user).showing(&["password", "microsoftAuthenticatorPush"])), 0);
}

#[test]
fn portals_want_a_second_factor_whatever_policies_say() {
    let (client, user) = plain(&[authenticator()]);
    assert_eq!(code(&client, SignIn::of(&user)), 0);
    assert_eq!(code(&client, SignIn::of(&user).to(PORTAL)), 50074);
    assert_eq!(code(&client, SignIn::of(&user).to(PORTAL).showing(&["password", "microsoftAuthenticatorPush"])), 0);
    let cli = || SignIn::of(&user).with("/clientAppId", json!(CLI));
    assert_eq!(code(&client, cli()), 50074);
    assert_eq!(code(&client, cli().with("/isChange", json!(false))), 0, "reading with the tools is let off");
    change(&client, |tenant| {
        tenant.mfa_requirements.insert(user.clone(), object(json!({"perUserMfaState": "enforced"})));
    });
    let reply = try_it(&client, &SignIn::of(&user));
    assert_eq!((&reply["errorCode"], &reply["requirements"][0]["id"]), (&json!(50074), &json!("perUserMultifactorAuthentication")));
}

#[test]
fn a_body_that_makes_no_sense_is_refused_and_leaves_no_record() {
    let client = healthy();
    let base = || SignIn::of(&emergency(&client));
    for (body, why) in [
        (json!(null), "nothing"),
        (json!({"user": "x"}), "no context"),
        (base().with("/shoeSize", json!(43)).0, "an unknown property"),
        (base().with("/credentials", json!([])).0, "nothing shown"),
        (base().showing(&["sms"]).0, "a second factor alone"),
        (base().showing(&["magic"]).0, "an unknown method"),
        (base().with("/credentials", json!([{"method": "password", "word": "x"}])).0, "a password itself"),
        (base().with("/isChange", json!("no")).0, "a flag that is none"),
        (base().with("/signInConditions/ipAddress", Value::Null).0, "no address"),
        (base().with("/signInConditions/clientAppType", json!("all")).0, "every client at once"),
        (base().with("/signInConditions/devicePlatform", json!("amiga")).0, "an unknown platform"),
        (base().with("/signInContext/includeApplications", json!([PORTAL, EXCHANGE])).0, "two applications"),
    ] {
        let (status, reply) = post(&client, &body);
        assert_eq!(status, 400, "{why}: {reply}");
        assert!(reply["error"].is_string(), "{why}: {reply}");
    }
    assert_eq!(client.app.tenant().sign_ins.len(), 0);
}

#[test]
fn a_snapshot_that_lacks_what_decides_is_not_guessed() {
    let snapshot = json!({"schema": "breakglass.snapshot/1", "tenantId": "t", "reads": [
        {"collection": "users", "of": "u", "state": "complete", "bodies": [{"json": {"id": "u", "userPrincipalName": "u@t.onmicrosoft.com"}}]},
        {"collection": "conditional-access-policies", "of": null, "state": "complete", "bodies": [{"json": {"value": []}}]},
    ]});
    let client = Client::of(Scenario::Healthy, |options| options.tenant = TenantSource::Snapshot(snapshot));
    let (status, reply) = post(&client, &SignIn::of("u").0);
    assert_eq!(status, 501, "{reply}");
    let (status, _) = post(&client, &SignIn::of("somebody").0);
    assert_eq!(status, 501, "whether somebody exists was not read");
}
