//! Audit logs: what the tenant recorded of its changes, newest first, as long as records are kept.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/directoryaudit-list> and
//! <https://learn.microsoft.com/en-us/entra/identity/monitoring-health/reference-reports-data-retention> (read 2026-11-22).

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use crate::state::{Object, text};

/// Days for which records are kept with a premium licence, and without.
const KEPT: [i64; 2] = [30, 7];

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    match path {
        [] => {
            call.covered("directory-audits", &[])?;
            let listing = Listing::of("auditLogs/directoryAudits", call.app.page_size);
            call.pages(&listing, |from| Box::new(records(call).skip(from).map(Cow::Borrowed)))
        }
        [id] => {
            let row = records(call).find(|row| text(row, "id").is_some_and(|own| own.eq_ignore_ascii_case(id)));
            call.entity("auditLogs/directoryAudits", Cow::Borrowed(row.ok_or_else(|| Refusal::not_found(id))?), None)
        }
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// The records that are still kept, newest first.
fn records<'a>(call: &Call<'a>) -> impl Iterator<Item = &'a Object> {
    let days = if call.tenant.premium { KEPT[0] } else { KEPT[1] };
    let start = call.app.now().saturating_sub(SignedDuration::from_hours(days * 24)).unwrap_or(Timestamp::MIN);
    let is_kept =
        move |row: &&Object| text(row, "activityDateTime").and_then(|at| at.parse::<Timestamp>().ok()).is_none_or(|at| at >= start);
    call.tenant.audits.from(0).rev().filter(is_kept)
}
