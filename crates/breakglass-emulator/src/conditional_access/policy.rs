//! A stored policy, part by part: lists that are not there are empty, objects that are not there are none.

use serde_json::Value;

/// A property of an object that may not be there; null counts as not there.
pub(super) fn part<'v>(of: Option<&'v Value>, name: &str) -> Option<&'v Value> {
    of?.get(name).filter(|value| !value.is_null())
}

/// The texts of a list that may not be there.
pub(super) fn texts<'v>(of: Option<&'v Value>, name: &str) -> Vec<&'v str> {
    part(of, name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The members of an enumeration with flags, which stand in one text; a list of texts is taken as well.
pub(super) fn flags<'v>(of: Option<&'v Value>, name: &str) -> Vec<&'v str> {
    match part(of, name) {
        Some(Value::String(text)) => text.split(',').map(str::trim).filter(|it| !it.is_empty()).collect(),
        _ => texts(of, name),
    }
}

/// Whether a list has a text, in whatever case.
pub(super) fn has(list: &[&str], wanted: &str) -> bool {
    list.iter().any(|own| own.eq_ignore_ascii_case(wanted))
}
