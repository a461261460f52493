//! What changes the tenant: one file per resource, each request all or nothing.
//!
//! A request is read against the published types, checked against the tenant as it is, and carried out through the one door
//! that records it. Readers see it when it has reached them.

mod deleted;
mod groups;
mod locations;
mod members;
mod methods;
mod policies;
mod references;
mod roles;
mod settings;
mod strengths;
mod users;

pub(super) use deleted::is_retained;
pub(crate) use methods::{USED_PASS, is_allowed as is_method_allowed, pass_state};

use serde_json::Value;

use super::call::{Answer, Call};
use super::refusal::Refusal;
use super::types::Fault;
use crate::app::random_guid;
use crate::exchange::Reply;
use crate::state::{Change, Object};

/// Answers a request that changes something; none where it is no such request.
pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Option<Answer> {
    Some(match (call.request.method.as_str(), path) {
        ("POST", ["users"]) => users::create(call),
        ("PATCH", ["users", key]) => users::update(call, key),
        ("DELETE", ["users", key]) => users::delete(call, key),
        ("POST", ["users", key, "revokesigninsessions"]) => users::revoke_sessions(call, key),
        ("POST", ["groups"]) => groups::create(call),
        ("PATCH", ["groups", id]) => groups::update(call, id),
        ("DELETE", ["groups", id]) => groups::delete(call, id),
        ("POST", ["groups", id, list @ ("members" | "owners"), "$ref"]) => members::add(call, id, list),
        // Without `$ref` nothing happens (`emulator:member-without-ref`).
        ("DELETE", ["groups", _, "members" | "owners", _]) => Err(Refusal::method()),
        ("DELETE", ["groups", id, list @ ("members" | "owners"), other, "$ref"]) => members::remove(call, id, list, other),
        ("POST", ["directory", "deleteditems", id, "restore"]) => deleted::restore(call, id),
        ("DELETE", ["directory", "deleteditems", id]) => deleted::purge(call, id),
        (method, ["policies", "authenticationstrengthpolicies", rest @ ..])
        | (method, ["identity", "conditionalaccess", "authenticationstrength", "policies", rest @ ..]) => {
            return strengths::answer(call, method, rest);
        }
        (method, ["identity", "conditionalaccess", "namedlocations", rest @ ..]) => return locations::answer(call, method, rest),
        (method, ["identity", "conditionalaccess", rest @ ..]) => return policies::answer(call, method, rest),
        (method, ["policies", rest @ ..]) => return settings::answer(call, method, rest),
        (method, ["users", key, "authentication", rest @ ..]) => return methods::answer(call, method, key, rest),
        (method, ["rolemanagement", "directory", rest @ ..]) => return roles::answer(call, method, rest),
        _ => return None,
    })
}

impl Call<'_> {
    /// Changes the tenant, all or nothing.
    fn change<T>(&self, act: impl FnOnce(&mut Change<'_>) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let now = self.app.now();
        self.app.store.change(now, |tenant| act(&mut Change::new(tenant, now, self.caller.actor.clone(), random_guid())))
    }

    /// The body as an object, whatever its names.
    pub(super) fn raw_body(&self) -> Result<Object, Refusal> {
        let content_type = self.request.header("content-type").unwrap_or_default().to_ascii_lowercase();
        let is_json = content_type.split(';').next().is_some_and(|kind| kind.trim() == "application/json");
        match self.body()? {
            Value::Object(body) if is_json => Ok(body),
            _ => Err(Refusal::payload()),
        }
    }

    /// The body as an object of a published type.
    fn read(&self, name: &str) -> Result<Object, Refusal> {
        self.app.types.read(name, &self.raw_body()?).map_err(|fault| refused(&fault))
    }

    /// The answer to a creation: the object, and where it is.
    fn created(&self, context: &str, row: Object, defaults: Option<&[&str]>) -> Answer {
        let id = row.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut reply = self.entity(context, std::borrow::Cow::Owned(row), defaults)?;
        reply.status = 201;
        Ok(reply.with("location", format!("{}/{}/{context}/{id}", self.address.base, self.version.segment())))
    }
}

/// The answer to a change that says nothing more.
fn done() -> Answer {
    Ok(Reply::empty(204))
}

/// How a body is refused that does not fit its type (`emulator:body-errors`).
pub(super) fn refused(fault: &Fault) -> Refusal {
    match fault {
        Fault::Unknown { property, of } => Refusal::bad(format!(
            "The property '{property}' does not exist on type 'microsoft.graph.{of}'. Make sure to only use property names that are defined by the type."
        )),
        Fault::Value { property, wanted } => Refusal::bad(format!("The value of the property '{property}' cannot be read as '{wanted}'.")),
    }
}

/// The object with changes: properties replaced, objects inside merged property by property, lists replaced whole.
fn merged(before: &Object, changes: &Object) -> Object {
    let mut after = before.clone();
    for (key, value) in changes {
        match (after.get_mut(key), value) {
            // An object of another type is another object.
            (Some(Value::Object(old)), Value::Object(new)) if new.get("@odata.type") == old.get("@odata.type") => *old = merged(old, new),
            _ => {
                after.insert(key.clone(), value.clone());
            }
        }
    }
    after
}

/// A new object's row: a GUID and the properties that were sent.
fn with_id(mut blank: Object, sent: Object) -> (String, Object) {
    let id = random_guid();
    blank.extend(sent);
    blank.insert("id".to_owned(), Value::String(id.clone()));
    (id, blank)
}
