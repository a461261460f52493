//! Reading JSON whose keys may come in another case than Graph writes them: exact first, then without case.

use breakglass_model::{ObjectId, Untrusted};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// A JSON object, read leniently.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a>(pub(crate) &'a Map<String, Value>);

impl<'a> Node<'a> {
    /// The object in a value.
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    /// A member that is there, `null` included.
    pub(crate) fn member(self, key: &str) -> Option<&'a Value> {
        self.0.get(key).or_else(|| self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value))
    }

    /// A member that is not `null`.
    pub(crate) fn get(self, key: &str) -> Option<&'a Value> {
        self.member(key).filter(|value| !value.is_null())
    }

    /// An object that says anything at all: one filled with nulls counts as unset.
    pub(crate) fn node(self, key: &str) -> Option<Self> {
        self.get(key).filter(|value| says_something(value)).and_then(Self::of)
    }

    /// A string.
    pub(crate) fn text(self, key: &str) -> Option<&'a str> {
        self.get(key)?.as_str()
    }

    /// A string as the tenant wrote it.
    pub(crate) fn untrusted(self, key: &str) -> Option<Untrusted> {
        self.text(key).map(Untrusted::from)
    }

    /// An id.
    pub(crate) fn id(self, key: &str) -> Option<ObjectId> {
        self.text(key).filter(|text| !text.is_empty()).map(ObjectId::from)
    }

    /// A truth value.
    pub(crate) fn flag(self, key: &str) -> Option<bool> {
        self.get(key)?.as_bool()
    }

    /// A number.
    pub(crate) fn number(self, key: &str) -> Option<i64> {
        self.get(key)?.as_i64()
    }

    /// An instant: RFC 3339, or `/Date(milliseconds)/` as older tools write it.
    pub(crate) fn instant(self, key: &str) -> Option<Timestamp> {
        let text = self.text(key)?;
        match text.strip_prefix("/Date(").and_then(|rest| rest.split(['+', '-', ')']).next()) {
            Some(milliseconds) => Timestamp::from_millisecond(milliseconds.parse().ok()?).ok(),
            None => text.parse().ok(),
        }
    }

    /// The elements of a list; a single element stands for a list of one.
    pub(crate) fn list(self, key: &str) -> &'a [Value] {
        match self.get(key) {
            Some(Value::Array(items)) => items,
            Some(single) => std::slice::from_ref(single),
            None => &[],
        }
    }

    /// The strings of a list.
    pub(crate) fn texts(self, key: &str) -> Vec<Untrusted> {
        self.list(key).iter().filter_map(Value::as_str).map(Untrusted::from).collect()
    }

    /// The ids of a list.
    pub(crate) fn ids(self, key: &str) -> Vec<ObjectId> {
        self.list(key).iter().filter_map(Value::as_str).map(ObjectId::from).collect()
    }

    /// Flags as Graph writes them: one string with commas, or a list.
    pub(crate) fn flags(self, key: &str) -> Vec<Untrusted> {
        self.list(key).iter().filter_map(Value::as_str).flat_map(split).collect()
    }
}

/// Parts of a comma-joined text, trimmed.
pub(crate) fn split(text: &str) -> impl Iterator<Item = Untrusted> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Untrusted::from)
}

/// Whether a value is more than null, empty, or made of such.
pub(crate) fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => items.iter().any(says_something),
        Value::Object(members) => members.iter().any(|(key, value)| !is_annotation(key) && says_something(value)),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Whether a key is OData's own, not the object's.
pub(crate) fn is_annotation(key: &str) -> bool {
    key.contains('@') || key.starts_with('#')
}

/// The name of a type without its namespace: `fido2` of `#microsoft.graph.fido2AuthenticationMethod` with that ending.
pub(crate) fn type_name(node: Node<'_>) -> Option<&str> {
    node.text("@odata.type").map(|name| name.rsplit('.').next().unwrap_or(name))
}
