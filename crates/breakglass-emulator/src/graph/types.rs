//! The published types at work: bodies that clients send are read against them, stored objects completed by them.
//!
//! Names come in any case and are written as the schema writes them; what the schema does not know is refused. The types are
//! those of v1.0, for beta as well (`emulator:beta-bodies`).
//!
//! Source: `data/schema.json`, see `data/NOTICE.md`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::state::Object;

const SCHEMA: &str = include_str!("../../data/schema.json");

/// The types, with the members that they inherit.
#[derive(Debug, Default)]
pub(crate) struct Types {
    types: BTreeMap<String, Type>,
    enumerations: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Default)]
struct Type {
    base: Option<String>,
    properties: BTreeMap<String, String>,
    relations: BTreeMap<String, String>,
}

/// What is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// A property that the type does not have.
    Unknown { property: String, of: String },
    /// A value that is not of the property's type.
    Value { property: String, wanted: String },
}

impl Types {
    /// The published types.
    ///
    /// INVARIANT: the data is part of the program and a test reads all of it, so what cannot be read cannot occur.
    pub(crate) fn published() -> Self {
        let data: Value = serde_json::from_str(SCHEMA).unwrap_or_default();
        let entries = |name: &str| data.get(name).and_then(Value::as_object).into_iter().flatten();
        let texts = |value: Option<&Value>| -> BTreeMap<String, String> {
            let pairs = value.and_then(Value::as_object).into_iter().flatten();
            pairs.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
        };
        let types = entries("types").map(|(name, it)| {
            let base = it.get("base").and_then(Value::as_str).map(str::to_owned);
            (name.clone(), Type { base, properties: texts(it.get("properties")), relations: texts(it.get("relations")) })
        });
        let enumerations = entries("enums").map(|(name, it)| {
            let members = it.get("members").and_then(Value::as_array).into_iter().flatten();
            (name.clone(), members.filter_map(Value::as_str).map(str::to_owned).collect())
        });
        Self { types: types.collect(), enumerations: enumerations.collect() }
    }

    /// A body of a type, or of one derived from it as its `@odata.type` says, with the names that the schema has.
    ///
    /// # Errors
    /// A property that the type does not have, or a value that is not of the property's type.
    pub(super) fn read(&self, name: &str, body: &Object) -> Result<Object, Fault> {
        let told =
            body.get("@odata.type").and_then(Value::as_str).map(|it| it.trim_start_matches('#').trim_start_matches("microsoft.graph."));
        let own = told.unwrap_or(name);
        if !self.is_kind(own, name) {
            return Err(Fault::Value { property: "@odata.type".to_owned(), wanted: format!("microsoft.graph.{name}") });
        }
        let mut read = Object::new();
        // A derived type is kept, because the declared one does not tell it.
        if own != name {
            read.insert("@odata.type".to_owned(), json!(format!("#microsoft.graph.{own}")));
        }
        for (key, value) in body.iter().filter(|(key, _)| !key.starts_with('@')) {
            let (property, is_binding) =
                key.split_once('@').map_or((key.as_str(), false), |(name, rest)| (name, rest.eq_ignore_ascii_case("odata.bind")));
            if key.contains('@') && !is_binding {
                continue;
            }
            let (property, wanted) =
                self.member(own, property).ok_or_else(|| Fault::Unknown { property: property.to_owned(), of: own.to_owned() })?;
            if is_binding {
                read.insert(format!("{property}@odata.bind"), value.clone());
            } else {
                read.insert(property.to_owned(), self.value(property, wanted, value)?);
            }
        }
        Ok(read)
    }

    fn value(&self, property: &str, wanted: &str, value: &Value) -> Result<Value, Fault> {
        let fault = || Fault::Value { property: property.to_owned(), wanted: wanted.to_owned() };
        let (name, is_required) = wanted.strip_suffix('!').map_or((wanted, false), |name| (name, true));
        if let Some(element) = name.strip_prefix("Collection(").and_then(|it| it.strip_suffix(')')) {
            return match value {
                Value::Null => Ok(json!([])),
                Value::Array(list) => {
                    list.iter().map(|it| self.value(property, element, it)).collect::<Result<Vec<_>, _>>().map(Value::Array)
                }
                _ => Err(fault()),
            };
        }
        let is_right = match (name, value) {
            (_, Value::Null) => !is_required,
            ("Edm.Boolean", value) => value.is_boolean(),
            ("Edm.Int32" | "Edm.Int64" | "Edm.Int16", value) => value.is_i64(),
            ("Edm.Double", value) => value.is_number(),
            ("Edm.DateTimeOffset", Value::String(text)) => text.parse::<jiff::Timestamp>().is_ok(),
            ("Edm.Guid", Value::String(text)) => crate::state::guid::is_guid(text),
            (name, Value::String(_)) if name.starts_with("Edm.") => true,
            (name, Value::Object(body)) if self.types.contains_key(name) => return self.read(name, body).map(Value::Object),
            (name, Value::String(text)) => self.is_member(name, text),
            _ => false,
        };
        if is_right { Ok(value.clone()) } else { Err(fault()) }
    }

    /// The object with every property that its type has: lists that are not there are empty, all else is null.
    pub(super) fn complete(&self, name: &str, row: &mut Object) {
        let own = row.get("@odata.type").and_then(Value::as_str).and_then(|it| it.rsplit('.').next()).unwrap_or(name).to_owned();
        for (property, wanted) in self.properties(&own) {
            let element = wanted.trim_end_matches('!');
            if element.starts_with("Collection(") {
                let place = row.entry(property.to_owned()).or_insert_with(|| json!([]));
                if place.is_null() {
                    *place = json!([]);
                }
            } else if let Some(Value::Object(inner)) = row.get_mut(property) {
                self.complete(element, inner);
            } else if !wanted.ends_with('!') {
                row.entry(property.to_owned()).or_insert(Value::Null);
            }
        }
    }

    /// The object without what its type does not have.
    pub(super) fn only(&self, name: &str, row: &mut Object) {
        row.retain(|key, _| key.starts_with('@') || self.member(name, key).is_some());
    }

    /// Whether a type, or one derived from it, has a property or relation of a name.
    pub(super) fn knows(&self, name: &str, property: &str) -> bool {
        self.types.keys().any(|own| self.is_kind(own, name) && self.member(own, property).is_some())
    }

    /// Whether a type, or one derived from it, has a relation of a name.
    pub(super) fn relates(&self, name: &str, relation: &str) -> bool {
        let has = |it: &Type| it.relations.keys().any(|own| own.eq_ignore_ascii_case(relation));
        self.types.keys().any(|own| self.is_kind(own, name) && self.lineage(own).any(|(_, it)| has(it)))
    }

    /// The kind of a property, such as `Edm.Boolean`; none where the type has no such property.
    pub(super) fn kind_of(&self, name: &str, property: &str) -> Option<String> {
        self.member(name, property).map(|(_, wanted)| wanted.trim_end_matches('!').to_owned())
    }

    /// A path whose casts are written in full and whose functions are not: `graph.user` is `microsoft.graph.user`,
    /// `microsoft.graph.delta` is `delta`.
    ///
    /// Source: the alias `graph` stands in the published schema, see `data/NOTICE.md`.
    pub(super) fn unqualified(&self, segments: &[String]) -> Vec<String> {
        let is_type = |name: &str| self.types.keys().any(|own| own.eq_ignore_ascii_case(name));
        let after = |segment: &'_ str, prefix: &str| {
            let (head, rest) = segment.split_at_checked(prefix.len())?;
            (head.eq_ignore_ascii_case(prefix) && !rest.contains('@')).then(|| rest.to_owned())
        };
        let plain = |segment: &String| match (after(segment, "microsoft.graph."), after(segment, "graph.")) {
            (Some(name), _) | (None, Some(name)) if is_type(&name) => format!("microsoft.graph.{name}"),
            (Some(name), _) => name,
            (None, _) => segment.clone(),
        };
        segments.iter().map(plain).collect()
    }

    /// Whether a name of a type is that of another, or of one derived from it.
    pub(super) fn is_kind(&self, name: &str, wanted: &str) -> bool {
        self.lineage(name).any(|(own, _)| own == wanted)
    }

    /// Every property of a type, its own and those it inherits.
    fn properties<'s>(&'s self, name: &'s str) -> impl Iterator<Item = (&'s str, &'s str)> {
        self.lineage(name).flat_map(|(_, it)| it.properties.iter().map(|(key, value)| (key.as_str(), value.as_str())))
    }

    /// A property or relation by its name in any case.
    fn member<'s>(&'s self, name: &'s str, wanted: &str) -> Option<(&'s str, &'s str)> {
        let all = |it: &'s Type| it.properties.iter().chain(&it.relations);
        self.lineage(name)
            .flat_map(|(_, it)| all(it))
            .find(|(key, _)| key.eq_ignore_ascii_case(wanted))
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// A type and those it is derived from; none where there is no such type.
    fn lineage<'s>(&'s self, name: &'s str) -> impl Iterator<Item = (&'s str, &'s Type)> {
        let first = self.types.get_key_value(name);
        std::iter::successors(first, |(_, it)| it.base.as_ref().and_then(|base| self.types.get_key_value(base)))
            .map(|(name, it)| (name.as_str(), it))
    }

    fn is_member(&self, name: &str, text: &str) -> bool {
        self.enumerations.get(name).is_some_and(|members| text.split(',').all(|part| members.iter().any(|member| member == part.trim())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::object;

    fn read(name: &str, body: Value) -> Result<Value, Fault> {
        Types::published().read(name, &object(body)).map(Value::Object)
    }

    #[test]
    fn names_come_in_any_case_and_types_are_kept_where_they_tell_more() {
        let user = read("user", json!({"@odata.type": "#microsoft.graph.user", "MailNickName": "a", "passwordprofile": {"Password": "x"}}));
        assert_eq!(user.unwrap(), json!({"mailNickname": "a", "passwordProfile": {"password": "x"}}));
        let body = json!({"@odata.type": "#microsoft.graph.ipNamedLocation", "displayName": "a",
                          "ipRanges": [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "1.2.3.0/24"}]});
        assert_eq!(read("namedLocation", body.clone()).unwrap(), body);
        let bound = json!({"Members@odata.bind": ["x"], "members@odata.count": 1});
        assert_eq!(read("group", bound).unwrap(), json!({"members@odata.bind": ["x"]}));
    }

    #[test]
    fn what_the_schema_does_not_know_is_refused() {
        for (name, body) in [
            ("user", json!({"shoeSize": 43})),
            ("user", json!({"accountEnabled": "yes"})),
            ("user", json!({"@odata.type": "#microsoft.graph.group"})),
            ("conditionalAccessPolicy", json!({"state": "on"})),
            ("conditionalAccessPolicy", json!({"conditions": {"users": {"includeUser": ["All"]}}})),
            ("conditionalAccessPolicy", json!({"displayName": null})),
            ("group", json!({"groupTypes": "Unified"})),
        ] {
            assert!(read(name, body.clone()).is_err(), "{body}");
        }
    }

    #[test]
    fn casts_are_written_in_full_and_functions_are_not() {
        let types = Types::published();
        let path = |text: &str| types.unqualified(&text.split('/').map(str::to_owned).collect::<Vec<_>>()).join("/");
        assert_eq!(path("directory/deletedItems/graph.user"), "directory/deletedItems/microsoft.graph.user");
        assert_eq!(path("groups/x/members/microsoft.graph.User"), "groups/x/members/microsoft.graph.User");
        assert_eq!(path("users/microsoft.graph.delta"), "users/delta");
        assert_eq!(path("users/graph.user@contoso.com"), "users/graph.user@contoso.com");
        assert_eq!(path("users/graph.unheard"), "users/graph.unheard");
    }

    #[test]
    fn completion_fills_lists_and_nulls_at_every_depth() {
        let mut row = object(json!({"conditions": {"users": {"includeUsers": ["All"]}}, "grantControls": null}));
        Types::published().complete("conditionalAccessPolicy", &mut row);
        assert_eq!(row["conditions"]["users"]["excludeGroups"], json!([]));
        assert_eq!(row["conditions"]["users"]["excludeGuestsOrExternalUsers"], Value::Null);
        assert_eq!(
            (&row["conditions"]["platforms"], &row["grantControls"], &row["sessionControls"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        assert!(!row.contains_key("displayName"), "what must not be null is not made null");
    }
}
