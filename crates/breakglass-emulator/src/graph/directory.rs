//! Organization, domains, licences and directory objects by id.

use std::borrow::Cow;

use axum::http::Method;
use serde_json::Value;

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use super::{groups, users};
use crate::state::{Kind, Object, Table};

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    let tenant = call.tenant;
    match path {
        ["organization"] => {
            call.covered("organization", &[])?;
            call.list(&Listing::directory("organization", call.app.page_size, None), std::slice::from_ref(&tenant.organization))
        }
        ["organization", id] => {
            call.covered("organization", &[])?;
            let is_it = tenant.organization.get("id").and_then(Value::as_str).is_some_and(|own| own.eq_ignore_ascii_case(id));
            if !is_it {
                return Err(Refusal::no_object(id));
            }
            call.entity("organization", Cow::Borrowed(&tenant.organization), None)
        }
        ["domains", rest @ ..] => table(call, "domains", &tenant.domains, rest),
        ["subscribedskus", rest @ ..] => table(call, "subscribedSkus", &tenant.subscribed_skus, rest),
        ["directoryobjects", "getbyids"] if call.is(&Method::POST) => by_ids(call),
        ["directoryobjects", id] => {
            call.covered("directory-objects", &[id])?;
            let (kind, row) = tenant.directory_object(id).ok_or_else(|| Refusal::no_object(id))?;
            let defaults = defaults(call, kind);
            call.entity("directoryObjects", Cow::Owned(typed(kind, row)), defaults)
        }
        _ => Err(Refusal::segment(path.last().unwrap_or(&""))),
    }
}

fn table(call: &Call<'_>, name: &str, table: &Table, rest: &[&str]) -> Answer {
    call.covered(if name == "domains" { "domains" } else { "subscribed-skus" }, &[])?;
    match rest {
        [] => call.list(&Listing::directory(name, call.app.page_size, None), &table.iter().cloned().collect::<Vec<_>>()),
        [id] => call.entity(name, Cow::Borrowed(table.get(id).ok_or_else(|| Refusal::no_object(id))?), None),
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// Objects by up to a thousand ids; ids of nothing are left out.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/directoryobject-getbyids> (read 2026-11-22).
fn by_ids(call: &Call<'_>) -> Answer {
    let body = call.body()?;
    let ids: Vec<&str> = body.get("ids").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    if ids.is_empty() || ids.len() > 1000 {
        return Err(Refusal::bad_directory("Between 1 and 1000 ids are taken."));
    }
    let types: Option<Vec<&str>> =
        body.get("types").and_then(Value::as_array).map(|types| types.iter().filter_map(Value::as_str).collect());
    let mut rows = Vec::new();
    for id in ids {
        call.covered("directory-objects", &[id])?;
        let Some((kind, row)) = call.tenant.directory_object(id) else { continue };
        let row = typed(kind, row);
        let name = row.get("@odata.type").and_then(Value::as_str).and_then(|name| name.rsplit('.').next()).unwrap_or_default().to_owned();
        if types.as_ref().is_none_or(|types| types.iter().any(|wanted| wanted.eq_ignore_ascii_case(&name) || *wanted == "directoryObject"))
        {
            rows.push(with_defaults(call, kind, row));
        }
    }
    call.list(&Listing::directory("directoryObjects", call.app.page_size, None), &rows)
}

/// An object of a mixed list, with its type.
pub(super) fn typed(kind: Kind, mut row: Object) -> Object {
    if let Some(name) = kind.odata_type() {
        row.insert("@odata.type".to_owned(), Value::String(name.to_owned()));
    }
    row
}

/// An object of a mixed list, reduced to the defaults of its kind unless properties are selected.
pub(super) fn with_defaults(call: &Call<'_>, kind: Kind, row: Object) -> Object {
    match defaults(call, kind) {
        Some(names) if call.query.select.is_none() => super::shape::selected(row, None, Some(names)),
        _ => row,
    }
}

fn defaults(call: &Call<'_>, kind: Kind) -> Option<&'static [&'static str]> {
    match kind {
        Kind::User => users::defaults(call.version),
        Kind::Group => groups::defaults(),
        Kind::Role | Kind::Other => None,
    }
}
