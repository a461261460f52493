//! The sign-in log: what the scenario or the snapshot holds and what was simulated, newest first. v1.0 shows interactive sign-ins of people and fewer properties.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/signin-list> (read 2026-11-25).

use std::borrow::Cow;

use jiff::SignedDuration;
use serde_json::Value;

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use crate::address::Version;
use crate::state::{HOURS_AGO, Object, text};

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    if !call.tenant.premium {
        return Err(Refusal::unlicensed_report());
    }
    match path {
        ["signins"] => call.list(&Listing::of("auditLogs/signIns", call.app.page_size), &rows(call)?),
        ["signins", id] => {
            let rows = rows(call)?;
            let is_it = |row: &&Object| text(row, "id").is_some_and(|own| own.eq_ignore_ascii_case(id));
            call.entity("auditLogs/signIns", Cow::Borrowed(rows.iter().find(is_it).ok_or_else(|| Refusal::not_found(id))?), None)
        }
        [.., last] => Err(Refusal::segment(last)),
        [] => Err(Refusal::segment("auditLogs")),
    }
}

/// The records that the version shows, newest first.
fn rows(call: &Call<'_>) -> Result<Vec<Object>, Refusal> {
    let named =
        |property: &str| call.query.filter.as_ref().and_then(|filter| filter.values_of(property)).and_then(|it| it.first().copied());
    let mut rows: Vec<Object> = match (&call.tenant.coverage, named("userId"), named("appId")) {
        (None, ..) => call.tenant.kept.of("sign-ins", "").iter().cloned().map(|row| dated(call, row)).collect(),
        (Some(_), Some(user), _) => recorded(call, "account-sign-ins", user)?,
        (Some(_), None, Some(app)) => recorded(call, "management-sign-ins", app)?,
        (Some(_), None, None) => recorded(call, "ropc-sign-ins", "")?,
    };
    // Whatever is filtered by is compared again with every row.
    rows.extend(call.tenant.sign_ins.from(0).cloned());
    let asks_for_types = call.request.uri.query().is_some_and(|query| query.contains("signInEventTypes"));
    let is_interactive = |row: &Object| row.get("isInteractive") != Some(&Value::Bool(false));
    if call.version == Version::V1 {
        rows.retain(is_interactive);
        // What the published type does not have is of beta.
        rows.iter_mut().for_each(|row| call.app.types.only("signIn", row));
    } else if !asks_for_types {
        rows.retain(is_interactive);
    }
    // Source: <https://learn.microsoft.com/en-us/graph/api/signin-list> (read 2026-11-25): what policies did needs a policy permission.
    if !call.caller.may(&["Policy.Read.All", "Policy.Read.ConditionalAccess", "Policy.ReadWrite.ConditionalAccess"]) {
        rows.iter_mut().for_each(|row| {
            row.remove("appliedConditionalAccessPolicies");
        });
    }
    rows.sort_by(|one, other| text(other, "createdDateTime").cmp(&text(one, "createdDateTime")));
    Ok(rows)
}

/// A scenario's record with the instant at which it happened.
fn dated(call: &Call<'_>, mut row: Object) -> Object {
    if let Some(hours) = row.remove(HOURS_AGO).and_then(|hours| hours.as_i64()) {
        let at = call.app.now().checked_sub(SignedDuration::from_hours(hours)).unwrap_or(call.app.now());
        row.insert("createdDateTime".to_owned(), Value::String(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()));
    }
    row
}

fn recorded(call: &Call<'_>, collection: &str, of: &str) -> Result<Vec<Object>, Refusal> {
    let of_one: &[&str] = if of.is_empty() { &[] } else { &[of] };
    call.covered(collection, of_one)?;
    Ok(call.tenant.kept.of(collection, of).to_vec())
}
