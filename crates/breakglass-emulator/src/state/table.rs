//! Raw JSON objects by id, in the order of their ids.
//!
//! Rows are shared between the versions of a tenant, so that keeping an older version costs one pointer a row.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use serde_json::{Map, Value};

/// One object as Graph shows it.
pub(crate) type Object = Map<String, Value>;

/// Objects of one kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    rows: Arc<BTreeMap<String, Arc<Object>>>,
}

impl Table {
    /// Puts an object under its id, in place of an older one; an object without an id is not kept.
    pub(crate) fn put(&mut self, row: Object) {
        if let Some(id) = text(&row, "id").map(str::to_ascii_lowercase) {
            Arc::make_mut(&mut self.rows).insert(id, Arc::new(row));
        }
    }

    /// Puts an object under its id unless one is there.
    pub(crate) fn put_if_absent(&mut self, row: Object) {
        if let Some(id) = text(&row, "id").map(str::to_ascii_lowercase) {
            Arc::make_mut(&mut self.rows).entry(id).or_insert_with(|| Arc::new(row));
        }
    }

    /// The object with an id, in whatever case.
    pub(crate) fn get(&self, id: &str) -> Option<&Object> {
        self.rows.get(&id.to_ascii_lowercase()).map(Arc::as_ref)
    }

    /// Takes an object out.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Object> {
        Arc::make_mut(&mut self.rows).remove(&id.to_ascii_lowercase()).map(Arc::unwrap_or_clone)
    }

    /// The objects whose ids come after one, by id.
    pub(crate) fn after<'t>(&'t self, id: &str) -> impl Iterator<Item = &'t Object> + use<'t> {
        let from = (Bound::Excluded(id.to_ascii_lowercase()), Bound::Unbounded);
        self.rows.range(from).map(|(_, row)| row.as_ref())
    }

    /// Every object, by id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Object> {
        self.rows.values().map(Arc::as_ref)
    }

    /// How many objects there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

impl FromIterator<Object> for Table {
    fn from_iter<I: IntoIterator<Item = Object>>(rows: I) -> Self {
        let mut table = Self::default();
        rows.into_iter().for_each(|row| table.put(row));
        table
    }
}

/// A JSON value that is an object; anything else counts as an empty one.
pub(crate) fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}

/// A property that is text.
pub(crate) fn text<'a>(object: &'a Object, property: &str) -> Option<&'a str> {
    object.get(property).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_are_found_in_any_case_and_kept_in_order() {
        let table: Table = [json!({"id": "B"}), json!({"id": "a"}), json!({"name": "no id"})].into_iter().map(object).collect();
        assert_eq!(table.len(), 2);
        assert_eq!(table.iter().map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>(), ["a", "B"]);
        assert!(table.get("b").is_some());
    }
}
