//! `$expand`: what an object stands in relation to, put into it.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/query-parameters#expand-parameter> (read 2026-11-25): lists of directory
//! objects are cut at twenty, without a link to the rest.

use serde_json::Value;

use super::call::Call;
use super::directory::{typed, with_defaults};
use super::query::Expansion;
use super::refusal::Refusal;
use super::{groups, shape, users, vocabulary};
use crate::state::{Kind, Object, text};

/// How many objects an expanded list holds.
const MOST: usize = 20;

/// Puts the relations that the query names into the answer; `row` is the object whole.
pub(super) fn put(call: &Call<'_>, context: &str, row: &Object, shown: &mut Object) -> Result<(), Refusal> {
    for expansion in &call.query.expand {
        // Rows that are made with their relations have them already.
        if let Some((name, value)) = row.iter().find(|(name, _)| name.eq_ignore_ascii_case(&expansion.name)) {
            shown.insert(name.clone(), value.clone());
            continue;
        }
        let (name, value) = related(call, context, row, expansion)?;
        shown.insert(name.to_owned(), value);
    }
    Ok(())
}

/// The relation that one expansion names, by its published name.
fn related(call: &Call<'_>, context: &str, row: &Object, expansion: &Expansion) -> Result<(&'static str, Value), Refusal> {
    let id = text(row, "id").unwrap_or_default();
    let kind = text(row, "@odata.type").and_then(|name| name.rsplit('.').next()).or_else(|| vocabulary::type_of(context));
    let many = |rows: Vec<(Kind, Object)>| {
        let rows = rows.into_iter().take(MOST).map(|(kind, row)| shown(call, kind, row, expansion));
        Value::Array(rows.collect())
    };
    let wanted = expansion.name.to_ascii_lowercase();
    match (kind, wanted.as_str()) {
        (Some("user"), "manager") => {
            call.covered("user-managers", &[id])?;
            let manager = call.tenant.kept.of("user-managers", id).first().cloned();
            Ok(("manager", manager.map_or(Value::Null, |row| shown(call, Kind::Other, row, expansion))))
        }
        (Some("user"), "memberof") => {
            call.covered("user-memberships", &[id])?;
            Ok(("memberOf", many(users::belonging(call, id, false))))
        }
        (Some("user"), "transitivememberof") => {
            call.covered("user-group-memberships", &[id])?;
            Ok(("transitiveMemberOf", many(users::belonging(call, id, true))))
        }
        (Some("group"), "members") => Ok(("members", many(groups::related(call, id, "members")?))),
        (Some("group"), "owners") => Ok(("owners", many(groups::related(call, id, "owners")?))),
        (Some("group"), "memberof") => Ok(("memberOf", many(groups::related(call, id, "memberof")?))),
        (Some("group"), "transitivemembers") => Ok(("transitiveMembers", many(groups::related(call, id, "transitivemembers")?))),
        (Some("group"), "transitivememberof") => Ok(("transitiveMemberOf", many(groups::related(call, id, "transitivememberof")?))),
        (Some("application" | "servicePrincipal"), "owners") => Ok(("owners", many(Vec::new()))),
        // What these name was put in where it is there.
        (Some(kind), "principal") if kind.starts_with("unifiedRole") => Ok(("principal", Value::Null)),
        (Some(kind), "roledefinition") if kind.starts_with("unifiedRole") => Ok(("roleDefinition", Value::Null)),
        (Some(kind), "directoryscope") if kind.starts_with("unifiedRole") => Ok(("directoryScope", Value::Null)),
        (Some("unifiedRoleAssignmentScheduleInstance"), "activatedusing") => Ok(("activatedUsing", Value::Null)),
        _ => Err(Refusal::unsupported(&format!("$expand={}", expansion.name))),
    }
}

fn shown(call: &Call<'_>, kind: Kind, row: Object, expansion: &Expansion) -> Value {
    let row = typed(kind, row);
    Value::Object(match &expansion.select {
        Some(names) => shape::selected(row, Some(names), None),
        None => with_defaults(call, kind, row),
    })
}
