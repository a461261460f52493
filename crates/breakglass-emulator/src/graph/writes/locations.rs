//! Named locations: addresses or countries.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/conditionalaccessroot-post-namedlocations> and
//! <https://learn.microsoft.com/en-us/graph/api/resources/ipnamedlocation> (read 2026-11-22).
//! Assumption: a location that a policy names cannot be deleted (`emulator:in-use`).

use std::net::IpAddr;

use serde_json::{Value, json};

use super::super::call::{Answer, Call};
use super::super::caller::Act;
use super::super::refusal::Refusal;
use super::{done, merged, with_id};
use crate::state::{Activity, Object, differences, object, text};

const CONTEXT: &str = "identity/conditionalAccess/namedLocations";
const READ_ONLY: [&str; 4] = ["id", "createdDateTime", "modifiedDateTime", "deletedDateTime"];

pub(super) fn answer(call: &Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("POST", []) => create(call),
        ("PATCH", [id]) => update(call, id),
        ("DELETE", [id]) => delete(call, id),
        _ => return None,
    })
}

fn create(call: &Call<'_>) -> Answer {
    let sent = read(call)?;
    let row = call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::ConditionalAccess)?;
        if !change.tenant().premium {
            return Err(Refusal::unlicensed_policy());
        }
        let blank = object(json!({"createdDateTime": change.instant(), "modifiedDateTime": change.instant(), "deletedDateTime": null}));
        let (_, row) = with_id(blank, sent.clone());
        let row = with_defaults(row);
        check(&row)?;
        let activity = activity("Add", "Add named location").on("Policy", &row, &differences(&Object::new(), &row));
        change.edit(activity, |tenant| tenant.named_locations.put(row.clone()));
        Ok(row)
    })?;
    call.created(CONTEXT, row, None)
}

fn update(call: &Call<'_>, id: &str) -> Answer {
    let sent = read(call)?;
    call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::ConditionalAccess)?;
        let before = change.tenant().named_locations.get(id).cloned().ok_or_else(|| Refusal::not_found(id))?;
        if before.get("@odata.type") != sent.get("@odata.type") {
            return Err(Refusal::bad("The type of a named location cannot be changed."));
        }
        let after = merged(&before, &sent);
        check(&after)?;
        let activity = activity("Update", "Update named location").on("Policy", &after, &differences(&before, &after));
        change.replace(|tenant| &mut tenant.named_locations, after, activity);
        Ok(())
    })?;
    done()
}

fn delete(call: &Call<'_>, id: &str) -> Answer {
    call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::ConditionalAccess)?;
        let before = change.tenant().named_locations.get(id).cloned().ok_or_else(|| Refusal::not_found(id))?;
        if change.tenant().is_location_used(id) {
            return Err(Refusal::bad("The named location is used by a Conditional Access policy."));
        }
        let activity = activity("Delete", "Delete named location").on("Policy", &before, &[]);
        change.edit(activity, |tenant| tenant.named_locations.remove(id));
        Ok(())
    })?;
    done()
}

fn activity(operation: &'static str, name: &'static str) -> Activity {
    Activity::new("Conditional Access", "Policy", operation, name)
}

/// The body; its type says which kind of location it is.
fn read(call: &Call<'_>) -> Result<Object, Refusal> {
    let mut sent = call.read("namedLocation")?;
    sent.retain(|key, _| !READ_ONLY.contains(&key.as_str()));
    if sent.contains_key("@odata.type") { Ok(sent) } else { Err(Refusal::bad("The body needs the '@odata.type' of the named location.")) }
}

fn is_country(row: &Object) -> bool {
    text(row, "@odata.type").is_some_and(|name| name.ends_with("countryNamedLocation"))
}

fn with_defaults(mut row: Object) -> Object {
    if is_country(&row) {
        row.entry("countriesAndRegions").or_insert(json!([]));
        row.entry("countryLookupMethod").or_insert(json!("clientIpAddress"));
        row.entry("includeUnknownCountriesAndRegions").or_insert(json!(false));
    } else {
        row.entry("ipRanges").or_insert(json!([]));
        row.entry("isTrusted").or_insert(json!(false));
    }
    row
}

fn check(row: &Object) -> Result<(), Refusal> {
    if text(row, "displayName").is_none_or(str::is_empty) {
        return Err(Refusal::bad("A named location needs a displayName."));
    }
    let list = |name: &str| row.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    if is_country(row) {
        let is_code =
            |code: &Value| code.as_str().is_some_and(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()));
        let countries = list("countriesAndRegions");
        let is_right = !countries.is_empty() && countries.iter().all(is_code);
        return if is_right { Ok(()) } else { Err(Refusal::bad("Countries are named by their two-letter codes, at least one.")) };
    }
    let ranges = list("ipRanges");
    if !ranges.is_empty() && ranges.iter().all(is_range) {
        Ok(())
    } else {
        Err(Refusal::bad("Address ranges are in CIDR notation, at least one."))
    }
}

/// Whether a range is one of its own family.
fn is_range(range: &Value) -> bool {
    let text = |name: &str| range.get(name).and_then(Value::as_str).unwrap_or_default();
    let Some((address, bits)) = text("cidrAddress").split_once('/') else { return false };
    let (Ok(address), Ok(bits)) = (address.parse::<IpAddr>(), bits.parse::<u8>()) else { return false };
    match text("@odata.type").rsplit('.').next() {
        Some("iPv4CidrRange") => address.is_ipv4() && bits <= 32,
        Some("iPv6CidrRange") => address.is_ipv6() && bits <= 128,
        _ => false,
    }
}
