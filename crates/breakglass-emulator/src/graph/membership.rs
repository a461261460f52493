//! Which groups and roles something belongs to, asked by function: the ids of all, or of those that are named.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/directoryobject-getmembergroups> and
//! <https://learn.microsoft.com/en-us/graph/api/directoryobject-checkmembergroups> (read 2026-11-25): both are transitive.
//! Assumption: at most twenty ids are checked at once (`emulator:most-checked-ids`).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::refusal::Refusal;
use super::users::belonging;
use crate::state::{Kind, Object, text};

/// How many ids one request checks.
const MOST_IDS: usize = 20;

/// Answers one of the four functions on an object.
pub(super) fn answer(call: &Call<'_>, key: &str, function: &str) -> Answer {
    let tenant = call.tenant;
    let found = tenant.directory_object(key).or_else(|| tenant.users.find(key).map(|user| (Kind::User, user.into_owned())));
    let (kind, row) = found.ok_or_else(|| Refusal::no_object(key))?;
    let id = text(&row, "id").unwrap_or(key).to_owned();
    call.covered(if kind == Kind::User { "user-group-memberships" } else { "group-transitive-memberships" }, &[&id])?;
    let body = call.body()?;
    let of =
        |name: &str| body.as_object().and_then(|body| body.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))).map(|(_, value)| value);
    let only_security = of("securityEnabledOnly") == Some(&Value::Bool(true));
    let is_wanted = |kind: Kind, row: &Object| {
        let is_group = kind == Kind::Group || function.ends_with("objects");
        is_group && (!only_security || row.get("securityEnabled") == Some(&Value::Bool(true)))
    };
    let rows = match tenant.recorded_memberships.get(&id.to_ascii_lowercase()) {
        Some(rows) => rows.iter().filter_map(Value::as_object).map(|row| (Kind::Group, row.clone())).collect(),
        None => belonging(call, &id, true),
    };
    let ids: BTreeSet<String> =
        rows.iter().filter(|(kind, row)| is_wanted(*kind, row)).filter_map(|(_, row)| text(row, "id").map(str::to_owned)).collect();
    if function.starts_with("get") {
        return Ok(call.value("Collection(Edm.String)", &json!(ids)));
    }
    let named = of(if function.ends_with("objects") { "ids" } else { "groupIds" }).and_then(Value::as_array);
    let named: Vec<&str> =
        named.ok_or_else(|| Refusal::bad_directory("The body names no ids."))?.iter().filter_map(Value::as_str).collect();
    if named.len() > MOST_IDS {
        return Err(Refusal::bad_directory(format!("At most {MOST_IDS} ids are checked at once.")));
    }
    let among: Vec<&str> = named.into_iter().filter(|id| ids.iter().any(|own| own.eq_ignore_ascii_case(id))).collect();
    Ok(call.value("Collection(Edm.String)", &json!(among)))
}
