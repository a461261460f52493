//! Tests of the emulator as a client sees it: the protocol, and every body against the published schema.

mod authorize;
mod batch;
mod clients;
mod conditional_access;
mod deleted;
mod delta;
mod device;
mod faults;
mod groups;
mod large;
mod life;
mod locations;
mod login;
mod methods;
mod people;
mod protocol;
mod queries;
mod roles;
mod schema;
mod settings;
mod sign_in;
mod snapshot;
mod strengths;
mod surroundings;
mod users;
mod what_if;
mod workload;

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue, Method},
};
use serde_json::Value;

use crate::app::App;
use crate::door;
use crate::exchange::{Reply, Request};
use crate::{Options, Scenario, TenantSource};

/// A client with a token, in front of the door.
pub(super) struct Client {
    pub(super) app: App,
    pub(super) host: &'static str,
    token: String,
}

impl Client {
    pub(super) fn of(scenario: Scenario, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options { tenant: TenantSource::Scenario(scenario), conditional_access_per_second: None, ..Options::default() };
        change(&mut options);
        Self::with(&options)
    }

    /// A client that may do everything that permissions alone allow.
    pub(super) fn writer(scenario: Scenario) -> Self {
        Self::of(scenario, |options| options.grant_all = true)
    }

    /// Gives the client's own service principal a directory role.
    pub(super) fn promote(&self, role: &str) {
        let principal = crate::login::principal(&self.app.client_id);
        let assign = |tenant: &mut crate::state::Tenant| Ok::<_, ()>(tenant.assign_role(role, &principal));
        self.app.store.change(self.app.now(), assign).unwrap();
    }

    pub(super) fn with(options: &Options) -> Self {
        let app = App::new(options).unwrap();
        let mut client = Self { app, host: "127.0.0.1:9", token: String::new() };
        let reply = client.sign_in(&client.form(&[]));
        client.token = reply.body.unwrap()["access_token"].as_str().unwrap().to_owned();
        client
    }

    /// The same client with a new token, after time has passed.
    pub(super) fn signed_in_again(mut self) -> Self {
        let reply = self.sign_in(&self.form(&[]));
        reply.body.unwrap()["access_token"].as_str().unwrap().clone_into(&mut self.token);
        self
    }

    /// The form of a sign-in with the secret, some of its fields changed.
    pub(super) fn form(&self, changes: &[(&str, &str)]) -> String {
        let mut fields = vec![
            ("client_id", self.app.client_id.as_str()),
            ("client_secret", self.app.client_secret.as_str()),
            ("grant_type", "client_credentials"),
            ("scope", "https://graph.microsoft.com/.default"),
        ];
        fields.retain(|(name, _)| !changes.iter().any(|(other, _)| other == name));
        fields.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
    }

    pub(super) fn sign_in(&self, form: &str) -> Reply {
        self.sign_in_at(&self.app.tenant().id, form)
    }

    pub(super) fn sign_in_at(&self, tenant: &str, form: &str) -> Reply {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.send(&Method::POST, &format!("/{tenant}/oauth2/v2.0/token"), &headers, form.as_bytes())
    }

    /// Any request, without the token.
    pub(super) fn send(&self, method: &Method, uri: &str, headers: &[(&'static str, &str)], body: &[u8]) -> Reply {
        let mut map = HeaderMap::new();
        map.insert("host", HeaderValue::from_static(self.host));
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        let uri = uri.replace(' ', "%20").replace('"', "%22").parse().unwrap();
        let request = Request { method: method.clone(), uri, headers: map, body: Bytes::copy_from_slice(body), encrypted: false };
        door::answer(&self.app, &request)
    }

    pub(super) fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// A request to the emulator itself.
    pub(super) fn control(&self, method: &str, uri: &str, body: &Value) -> Reply {
        self.send(&method.parse().unwrap(), uri, &[], body.to_string().as_bytes())
    }

    /// GET with the token.
    pub(super) fn get(&self, uri: &str) -> Reply {
        self.get_with(uri, &[])
    }

    pub(super) fn get_with(&self, uri: &str, headers: &[(&'static str, &str)]) -> Reply {
        let bearer = self.bearer();
        self.send(&Method::GET, uri, &[headers, &[("authorization", bearer.as_str())]].concat(), b"")
    }

    pub(super) fn post(&self, uri: &str, body: &Value) -> Reply {
        self.write(&Method::POST, uri, body)
    }

    pub(super) fn patch(&self, uri: &str, body: &Value) -> Reply {
        self.write(&Method::PATCH, uri, body)
    }

    pub(super) fn delete(&self, uri: &str) -> Reply {
        let bearer = self.bearer();
        self.send(&Method::DELETE, uri, &[("authorization", bearer.as_str())], b"")
    }

    /// The body of the object that a POST created.
    pub(super) fn create(&self, uri: &str, body: &Value) -> Value {
        let reply = self.post(uri, body);
        assert_eq!(reply.status, 201, "{uri}: {reply:?}");
        reply.body.unwrap()
    }

    /// The names of the activities that were recorded, oldest first.
    pub(super) fn activities(&self) -> Vec<String> {
        let tenant = self.app.tenant();
        tenant.audits.from(0).map(|row| row["activityDisplayName"].as_str().unwrap().to_owned()).collect()
    }

    fn write(&self, method: &Method, uri: &str, body: &Value) -> Reply {
        let headers =
            [("authorization", self.bearer()), ("content-type", "application/json;odata.metadata=minimal;charset=utf-8".to_owned())];
        let headers: Vec<(&'static str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.send(method, uri, &headers, body.to_string().as_bytes())
    }

    /// The values of a list, page after page.
    pub(super) fn all(&self, uri: &str) -> Vec<Value> {
        let (mut found, mut next) = (Vec::new(), Some(uri.to_owned()));
        for _ in 0..10_000 {
            let Some(uri) = next else { return found };
            let reply = self.get(&uri);
            assert_eq!(reply.status, 200, "{uri}: {reply:?}");
            let body = reply.body.unwrap();
            found.extend(body["value"].as_array().unwrap().iter().cloned());
            next = body["@odata.nextLink"].as_str().map(|link| link.split_once(self.host).unwrap().1.to_owned());
        }
        panic!("the pages of {uri} do not end");
    }
}

pub(super) fn error(reply: &Reply) -> (u16, String) {
    (reply.status, reply.body.as_ref().unwrap()["error"]["code"].as_str().unwrap_or_default().to_owned())
}

pub(super) fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply.headers.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
}
