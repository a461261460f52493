//! What differs between two snapshots, by object and field: what Graph means, not how it was written down.
//!
//! Lists are sets, annotations and dates of reading do not count, null and empty are absent. What was not read on both sides
//! cannot be compared, and never looks added or removed. Logs are no state of the tenant and are left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{Body, Collection, ObjectId, Read, ReadState, Snapshot, Untrusted};

/// What differs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Difference {
    /// Objects that were added, removed or changed, in the order of collections and ids.
    pub objects: Vec<ObjectChange>,
    /// What cannot be compared, and why.
    pub incomparable: Vec<Incomparable>,
    /// Whether the two are known to be of different tenants.
    pub is_of_two_tenants: bool,
    /// Names of ids, from either side.
    pub names: BTreeMap<String, Untrusted>,
}

/// One object that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectChange {
    /// Its collection.
    pub collection: Collection,
    /// Whose list it stands in, where lists belong to objects.
    pub of: Option<ObjectId>,
    /// Its id; the collection's name where the object has none.
    pub id: ObjectId,
    /// Its name, from the newer side.
    pub name: Option<Untrusted>,
    /// What happened to it.
    pub change: Change,
}

/// What happened to an object.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It is there only now.
    Added,
    /// It was there only before.
    Removed,
    /// Some of its fields differ.
    Fields(Vec<FieldChange>),
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// Its path in the body, as `conditions.users.excludeGroups`.
    pub path: String,
    /// Values that are gone: one, or the elements that a list lost.
    pub removed: Vec<Value>,
    /// Values that are new.
    pub added: Vec<Value>,
}

/// A read that only one side holds in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomparable {
    /// The collection.
    pub collection: Collection,
    /// Whose part of it.
    pub of: Option<ObjectId>,
    /// Why, safe to show.
    pub why: String,
}

/// Logs, which grow by themselves.
const LOGS: [Collection; 3] = [Collection::AccountSignIns, Collection::ManagementSignIns, Collection::RopcSignIns];
/// Fields that say when something was written, not what.
const CLOCKS: [&str; 4] = ["modifiedDateTime", "lastModifiedDateTime", "renewedDateTime", "lastUpdatedDateTime"];

type Key = (Collection, Option<ObjectId>);

impl Difference {
    /// Compares two snapshots.
    pub fn between(old: &Snapshot, new: &Snapshot) -> Self {
        let (before, after) = (reads(old), reads(new));
        let is_of_two_tenants = matches!((&old.tenant_id, &new.tenant_id), (Some(old), Some(new)) if old != new);
        let mut difference = Self { names: names([old, new]), is_of_two_tenants, ..Self::default() };
        let keys: BTreeSet<&Key> = before.keys().chain(after.keys()).collect();
        for key in keys {
            match (before.get(key), after.get(key)) {
                (Some(old), Some(new)) => match (gap("the older", old), gap("the newer", new)) {
                    (None, None) => difference.objects.extend(compare(key, old, new)),
                    (why, more) => difference.refuse(key, &why.into_iter().chain(more).collect::<Vec<_>>().join("; ")),
                },
                (Some(_), None) => difference.refuse(key, "only the older snapshot holds it"),
                (None, _) => difference.refuse(key, "only the newer snapshot holds it"),
            }
        }
        difference
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    fn refuse(&mut self, (collection, of): &Key, why: &str) {
        self.incomparable.push(Incomparable { collection: *collection, of: of.clone(), why: why.to_owned() });
    }
}

fn reads(snapshot: &Snapshot) -> BTreeMap<Key, &Read> {
    let states = snapshot.reads.iter().filter(|read| !LOGS.contains(&read.collection));
    states.map(|read| ((read.collection, read.of.clone()), read)).collect()
}

/// Why a read cannot be compared.
fn gap(whose: &str, read: &Read) -> Option<String> {
    match &read.state {
        ReadState::Complete | ReadState::Absent => None,
        other => Some(format!("{whose} snapshot holds it {}", other.word())),
    }
}

fn compare((collection, of): &Key, old: &Read, new: &Read) -> Vec<ObjectChange> {
    let (before, after) = (objects(*collection, &old.bodies), objects(*collection, &new.bodies));
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut found = Vec::new();
    for id in ids {
        let change = match (before.get(id), after.get(id)) {
            (Some(old), Some(new)) => {
                let mut fields = Vec::new();
                compare_members("", old, new, &mut fields);
                if fields.iter().all(|field| CLOCKS.contains(&field.path.as_str())) {
                    continue;
                }
                Change::Fields(fields)
            }
            (Some(_), None) => Change::Removed,
            (None, _) => Change::Added,
        };
        let name = after.get(id).or_else(|| before.get(id)).and_then(|object| name_of(object));
        found.push(ObjectChange { collection: *collection, of: of.clone(), id: ObjectId::new(id.as_str()), name, change });
    }
    found
}

/// The objects of a read: the values of pages by id, else by name, else by what they say; single objects without an id by their collection.
fn objects(collection: Collection, bodies: &[Body]) -> BTreeMap<String, &Map<String, Value>> {
    let mut found = BTreeMap::new();
    for body in bodies {
        let page = body.json.get("value").and_then(Value::as_array).filter(|_| body.json.get("id").is_none());
        let is_page = page.is_some();
        let values: Vec<&Value> = page.map_or_else(|| vec![&body.json], |values| values.iter().collect());
        for object in values.into_iter().filter_map(Value::as_object) {
            let named = ["id", "name"].iter().find_map(|key| object.get(*key)?.as_str()).map(|id| ObjectId::new(id).raw().to_owned());
            let whole = || if is_page { content(object) } else { collection.slug().to_owned() };
            found.insert(named.unwrap_or_else(whole), object);
        }
    }
    found
}

/// What an object without an id says, annotations and clocks aside.
fn content(object: &Map<String, Value>) -> String {
    let said = object.iter().filter(|(key, value)| !key.contains('@') && !CLOCKS.contains(&key.as_str()) && says(value));
    Value::Object(said.map(|(key, value)| (key.clone(), value.clone())).collect()).to_string()
}

fn name_of(object: &Map<String, Value>) -> Option<Untrusted> {
    ["userPrincipalName", "displayName"].iter().find_map(|key| object.get(*key)?.as_str()).map(Untrusted::from)
}

/// The names of everything that has an id and a name.
fn names(snapshots: [&Snapshot; 2]) -> BTreeMap<String, Untrusted> {
    let mut found = BTreeMap::new();
    for read in snapshots.iter().flat_map(|snapshot| &snapshot.reads) {
        for (id, object) in objects(read.collection, &read.bodies) {
            found.extend(name_of(object).map(|name| (id, name)));
        }
    }
    found
}

fn compare_members(path: &str, old: &Map<String, Value>, new: &Map<String, Value>, found: &mut Vec<FieldChange>) {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).filter(|key| !key.contains('@') && !key.starts_with('#')).collect();
    for key in keys {
        let place = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let (before, after) = (old.get(key).filter(|it| says(it)), new.get(key).filter(|it| says(it)));
        compare_values(&place, before, after, found);
    }
}

fn compare_values(place: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<FieldChange>) {
    match (old, new) {
        (None, None) => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => compare_members(place, old, new, found),
        (Some(Value::Array(old)), Some(Value::Array(new))) => compare_lists(place, old, new, found),
        (Some(Value::Array(old)), None) => compare_lists(place, old, &[], found),
        (None, Some(Value::Array(new))) => compare_lists(place, &[], new, found),
        (old, new) if old == new => {}
        (old, new) => {
            let listed = |value: Option<&Value>| value.into_iter().cloned().collect();
            found.push(FieldChange { path: place.to_owned(), removed: listed(old), added: listed(new) });
        }
    }
}

/// Elements with an id are compared one by one; all others as a set.
fn compare_lists(place: &str, old: &[Value], new: &[Value], found: &mut Vec<FieldChange>) {
    let id = |value: &Value| value.get("id").and_then(Value::as_str).map(str::to_ascii_lowercase);
    let (before, after) = (by_id(old, id), by_id(new, id));
    if let (Some(before), Some(after)) = (before, after) {
        let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for key in ids {
            let inner = format!("{place}[{key}]");
            match (before.get(key), after.get(key)) {
                (Some(Value::Object(old)), Some(Value::Object(new))) => compare_members(&inner, old, new, found),
                (old, new) => compare_values(place, old.copied(), new.copied(), found),
            }
        }
        return;
    }
    let missing = |from: &[Value], other: &[Value]| from.iter().filter(|it| !other.iter().any(|one| same(it, one))).cloned().collect();
    let (removed, added): (Vec<Value>, Vec<Value>) = (missing(old, new), missing(new, old));
    if !removed.is_empty() || !added.is_empty() {
        found.push(FieldChange { path: place.to_owned(), removed, added });
    }
}

/// The elements by id, where every one of them has one.
fn by_id(list: &[Value], id: impl Fn(&Value) -> Option<String>) -> Option<BTreeMap<String, &Value>> {
    list.iter().map(|value| Some((id(value)?, value))).collect()
}

/// Whether two elements mean the same: objects by their members, whatever their annotations.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let mut found = Vec::new();
            compare_members("", one, other, &mut found);
            found.is_empty()
        }
        (one, other) => one == other,
    }
}

/// Whether a value is more than null, empty, or made of such.
fn says(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => members.values().any(says),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Cloud;

    fn snapshot(state: ReadState, policies: &Value) -> Snapshot {
        let mut snapshot = Snapshot::new(jiff::Timestamp::UNIX_EPOCH, Cloud::Global, "export");
        snapshot.reads.push(Read {
            collection: Collection::ConditionalAccessPolicies,
            of: None,
            state,
            at: None,
            since: None,
            bodies: vec![Body { path: None, json: json!({"@odata.context": "x", "value": policies}) }],
        });
        snapshot
    }

    fn changes(old: &Value, new: &Value) -> Vec<ObjectChange> {
        Difference::between(&snapshot(ReadState::Complete, old), &snapshot(ReadState::Complete, new)).objects
    }

    #[test]
    fn order_annotations_nulls_and_clocks_do_not_count() {
        let old = json!([{"id": "1", "displayName": "P", "modifiedDateTime": null, "conditions": {"users": {"excludeGroups": ["a", "b"], "includeRoles": []}}}]);
        let new = json!([{"id": "1", "@odata.etag": "x", "displayName": "P", "modifiedDateTime": "2026-01-01T00:00:00Z",
            "conditions": {"platforms": null, "users": {"excludeGroups": ["b", "a"]}}}]);
        assert_eq!(changes(&old, &new), []);
    }

    #[test]
    fn a_lost_exclusion_a_new_policy_and_a_deleted_one_are_told_apart() {
        let old = json!([{"id": "1", "displayName": "P", "conditions": {"users": {"excludeGroups": ["a", "b"]}}}, {"id": "2", "displayName": "Q"}]);
        let new = json!([{"id": "1", "displayName": "P", "state": "enabled", "conditions": {"users": {"excludeGroups": ["a"]}}}, {"id": "3", "displayName": "R"}]);
        let found = changes(&old, &new);
        assert_eq!(found.len(), 3);
        let Change::Fields(fields) = &found[0].change else { panic!("{found:?}") };
        assert_eq!(fields[0], FieldChange { path: "conditions.users.excludeGroups".into(), removed: vec![json!("b")], added: vec![] });
        assert_eq!(fields[1].path, "state");
        assert_eq!((&found[1].change, &found[2].change), (&Change::Removed, &Change::Added));
    }

    #[test]
    fn elements_with_an_id_are_compared_one_by_one() {
        let old = json!([{"id": "p", "configurations": [{"id": "Fido2", "state": "enabled"}, {"id": "Sms", "state": "disabled"}]}]);
        let new = json!([{"id": "p", "configurations": [{"id": "Sms", "state": "disabled"}, {"id": "Fido2", "state": "disabled"}]}]);
        let Change::Fields(fields) = changes(&old, &new).remove(0).change else { panic!() };
        assert_eq!(fields.len(), 1);
        assert_eq!(fields[0].path, "configurations[fido2].state");
    }

    #[test]
    fn objects_without_an_id_are_told_apart() {
        let (one, other) = (json!({"name": "one", "context": null}), json!({"name": "other", "context": null}));
        let found = changes(&json!([one, other]), &json!([{"name": "one", "context": "c1"}, other]));
        assert_eq!((found.len(), found[0].id.raw()), (1, "one"));
        assert_eq!(changes(&json!([{"sku": 1}, {"sku": 2}]), &json!([{"sku": 2}])).len(), 1);
        assert_eq!(changes(&json!([{"sku": 1}, {"sku": 2, "@odata.etag": "x"}]), &json!([{"sku": 2}, {"sku": 1}])), []);
    }

    #[test]
    fn two_tenants_are_told_apart() {
        let of = |id: Option<&str>| Snapshot { tenant_id: id.map(Into::into), ..snapshot(ReadState::Complete, &json!([])) };
        let (one, upper) = ("a0000000-0000-4000-8000-000000000001", "A0000000-0000-4000-8000-000000000001");
        assert!(Difference::between(&of(Some(one)), &of(Some("b"))).is_of_two_tenants);
        assert!(!Difference::between(&of(Some(one)), &of(Some(upper))).is_of_two_tenants);
        assert!(!Difference::between(&of(Some(one)), &of(None)).is_of_two_tenants);
    }

    #[test]
    fn what_was_not_read_on_both_sides_is_not_compared() {
        let partial = ReadState::Partial { reason: "page 2".into() };
        let difference = Difference::between(&snapshot(ReadState::Complete, &json!([{"id": "1"}])), &snapshot(partial, &json!([])));
        assert!(difference.is_empty());
        assert_eq!(difference.incomparable.len(), 1);
        let nothing = Snapshot::new(jiff::Timestamp::UNIX_EPOCH, Cloud::Global, "export");
        assert_eq!(Difference::between(&snapshot(ReadState::Complete, &json!([])), &nothing).incomparable.len(), 1);
    }
}
