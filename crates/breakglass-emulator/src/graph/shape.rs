//! What of an object is shown: selected properties, masked members of evolvable enumerations, order.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/best-practices-concept#handling-future-members-in-evolvable-enumerations>
//! (read 2026-11-22).

use std::cmp::Ordering;

use serde_json::Value;

use super::filter;
use crate::state::Object;

/// Properties of evolvable enumerations and the members that come after `unknownFutureValue`.
const MASKED: [(&str, &str); 8] = [
    ("includePlatforms", "linux"),
    ("excludePlatforms", "linux"),
    ("builtInControls", "riskRemediation"),
    ("allowedCombinations", "qrCodePin"),
    ("result", "reportOnlySuccess"),
    ("result", "reportOnlyFailure"),
    ("result", "reportOnlyNotApplied"),
    ("result", "reportOnlyInterrupted"),
];
const MASK: &str = "unknownFutureValue";

/// The object with the selected properties, or its default ones; what stands in for a type or a count stays.
pub(super) fn selected(mut row: Object, select: Option<&[String]>, defaults: Option<&[&str]>) -> Object {
    let is_annotation = |key: &str| key.starts_with('@') || key.contains("@odata.");
    match (select, defaults) {
        (Some(names), _) if !names.iter().any(|name| name == "*") => {
            let is_named = |key: &str| names.iter().any(|name| name.eq_ignore_ascii_case(key));
            row.retain(|key, _| is_annotation(key) || is_named(key));
        }
        (None, Some(names)) => row.retain(|key, _| is_annotation(key) || names.contains(&key.as_str())),
        _ => {}
    }
    row
}

/// Masks members that a client did not say that it understands.
pub(super) fn mask(row: &mut Object) {
    for (key, value) in row.iter_mut() {
        let hidden: Vec<&str> = MASKED.iter().filter(|(name, _)| name == key).map(|(_, member)| *member).collect();
        mask_in(value, &hidden);
    }
}

fn mask_in(value: &mut Value, hidden: &[&str]) {
    match value {
        Value::String(text) if !hidden.is_empty() => {
            let parts: Vec<&str> = text.split(',').map(|part| if hidden.contains(&part.trim()) { MASK } else { part }).collect();
            *text = parts.join(",");
        }
        Value::Array(list) => list.iter_mut().for_each(|element| mask_in(element, hidden)),
        Value::Object(object) => mask(object),
        _ => {}
    }
}

/// How two objects stand to each other.
pub(super) fn order(one: &Object, other: &Object, by: &[(String, bool)]) -> Ordering {
    let value = |row: &Object, name: &str| row.get(name).cloned().unwrap_or(Value::Null);
    by.iter().fold(Ordering::Equal, |so_far, (name, descends)| {
        so_far.then_with(|| {
            let (one, other) = (value(one, name), value(other, name));
            let order = filter::order(&one, &other).unwrap_or_else(|| other.is_null().cmp(&one.is_null()));
            if *descends { order.reverse() } else { order }
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::state::object;

    #[test]
    fn later_members_are_masked_wherever_they_stand() {
        let mut row = object(json!({
            "displayName": "linux", "conditions": {"platforms": {"includePlatforms": ["windows", "linux"], "excludePlatforms": []}},
            "grantControls": {"builtInControls": ["mfa", "riskRemediation"], "authenticationStrength": {"allowedCombinations": ["fido2", "password,qrCodePin"]}},
        }));
        mask(&mut row);
        assert_eq!(row["displayName"], "linux");
        assert_eq!(row["conditions"]["platforms"]["includePlatforms"], json!(["windows", "unknownFutureValue"]));
        assert_eq!(row["grantControls"]["builtInControls"][1], "unknownFutureValue");
        assert_eq!(row["grantControls"]["authenticationStrength"]["allowedCombinations"][1], "password,unknownFutureValue");
    }

    #[test]
    fn select_wins_over_defaults_and_types_stay() {
        let row = object(json!({"@odata.type": "#t", "id": "1", "displayName": "a", "mail": null}));
        let keys = |row: Object| row.keys().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(keys(selected(row.clone(), Some(&["DisplayName".to_owned()]), Some(&["id"]))), "@odata.type displayName");
        assert_eq!(keys(selected(row.clone(), None, Some(&["id"]))), "@odata.type id");
        assert_eq!(keys(selected(row, None, None)), "@odata.type id displayName mail");
    }

    #[test]
    fn objects_are_ordered_by_several_properties() {
        let row = |name: &str, age: i64| object(json!({"name": name, "age": age}));
        let by = [("name".to_owned(), false), ("age".to_owned(), true)];
        assert_eq!(order(&row("a", 1), &row("B", 1), &by), Ordering::Less);
        assert_eq!(order(&row("a", 1), &row("a", 2), &by), Ordering::Greater);
    }
}
