//! What an audit record says happened: its name, its service, what it was done to, what changed.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/monitoring-health/reference-audit-activities> (read 2026-11-22) for
//! names, services and categories; <https://learn.microsoft.com/en-us/graph/api/resources/directoryaudit> for the record.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Kind, Object, object, text};

/// One activity.
#[derive(Debug, Clone)]
pub(crate) struct Activity {
    name: String,
    service: &'static str,
    category: &'static str,
    operation: &'static str,
    reason: &'static str,
    targets: Vec<Value>,
    pub(super) touched: Vec<Touch>,
}

/// What delta queries tell of: a user or group that changed, or a membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Touch {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    /// The member that was added to a group or removed from it.
    pub(crate) member: Option<String>,
}

/// Who did it.
#[derive(Debug, Clone)]
pub(crate) enum Actor {
    /// An application by itself.
    Application { app_id: String, principal: String, name: String },
    /// A person through an application.
    Person { id: String, name: String },
}

impl Activity {
    /// An activity of a service in a category; the operation is the first word of the name's kind, such as `Add`.
    pub(crate) fn new(service: &'static str, category: &'static str, operation: &'static str, name: impl Into<String>) -> Self {
        Self { name: name.into(), service, category, operation, reason: "", targets: Vec::new(), touched: Vec::new() }
    }

    /// An activity on users.
    pub(crate) fn user(operation: &'static str, name: &'static str) -> Self {
        Self::new("Core Directory", "UserManagement", operation, name)
    }

    /// An activity on groups.
    pub(crate) fn group(operation: &'static str, name: &'static str) -> Self {
        Self::new("Core Directory", "GroupManagement", operation, name)
    }

    /// The same activity with why it had this result.
    pub(crate) const fn because(mut self, reason: &'static str) -> Self {
        self.reason = reason;
        self
    }

    /// The same activity on one more object.
    pub(crate) fn on(mut self, kind: &str, row: &Object, modified: &[Value]) -> Self {
        let group_type = match (kind, row.get("groupTypes").and_then(Value::as_array)) {
            ("Group", Some(types)) if types.iter().any(|it| it == "Unified") => Some("unifiedGroups"),
            ("Group", _) => Some("azureAD"),
            _ => None,
        };
        self.targets.push(json!({
            "id": text(row, "id"), "displayName": text(row, "displayName"), "type": kind, "groupType": group_type,
            "userPrincipalName": text(row, "userPrincipalName"), "modifiedProperties": modified,
        }));
        self
    }

    /// The same activity, told of by delta queries.
    pub(crate) fn touching(mut self, kind: Kind, id: &str, member: Option<&str>) -> Self {
        self.touched.push(Touch { kind, id: id.to_ascii_lowercase(), member: member.map(str::to_ascii_lowercase) });
        self
    }

    /// The record of the activity.
    pub(super) fn record(&self, number: usize, now: Timestamp, correlation: &str, actor: &Actor) -> Object {
        let prefix = if self.service == "Conditional Access" { "IPCGraph" } else { "Directory" };
        let initiated = match actor {
            Actor::Application { app_id, principal, name } => json!({"user": null, "app": {
                "appId": app_id, "displayName": name, "servicePrincipalId": principal, "servicePrincipalName": null}}),
            Actor::Person { id, name } => json!({"app": null, "user": {
                "id": id, "displayName": null, "userPrincipalName": name, "ipAddress": null}}),
        };
        object(json!({
            "id": format!("{prefix}_{correlation}_{number:05}"), "category": self.category, "correlationId": correlation, "result": "success",
            "resultReason": self.reason, "activityDisplayName": self.name, "activityDateTime": now.to_string(),
            "loggedByService": self.service, "operationType": self.operation, "initiatedBy": initiated,
            "targetResources": self.targets, "additionalDetails": [],
        }))
    }
}

/// A property that changed, as records hold it: the values are JSON inside text.
pub(crate) fn modified(name: &str, before: Option<&Value>, after: Option<&Value>) -> Value {
    let written = |value: Option<&Value>| value.filter(|value| !value.is_null()).map(Value::to_string);
    json!({"displayName": name, "oldValue": written(before), "newValue": written(after)})
}

/// Every property in which two states of an object differ; a password is never shown.
pub(crate) fn differences(before: &Object, after: &Object) -> Vec<Value> {
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    after
        .keys()
        .chain(gone)
        .filter(|key| before.get(*key) != after.get(*key))
        .map(|key| modified(&titled(key), before.get(key), after.get(key)))
        .collect()
}

/// A property's name as records write it, with a capital.
fn titled(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_json_inside_text() {
        let before = object(json!({"accountEnabled": true, "mail": null, "gone": 1}));
        let after = object(json!({"accountEnabled": false, "mail": null, "displayName": "A"}));
        let expected = json!([
            {"displayName": "AccountEnabled", "oldValue": "true", "newValue": "false"},
            {"displayName": "DisplayName", "oldValue": null, "newValue": "\"A\""},
            {"displayName": "Gone", "oldValue": "1", "newValue": null},
        ]);
        assert_eq!(Value::Array(differences(&before, &after)), expected);
    }
}
