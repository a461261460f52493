//! The recycle bin of the directory: users and groups that can still be brought back.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/directory-deleteditems-list> and
//! <https://learn.microsoft.com/en-us/graph/api/directory-deleteditems-get> (read 2026-11-22).

use std::borrow::Cow;

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use super::writes::is_retained;
use super::{groups, users};
use crate::state::{Kind, Object, text};

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    match path {
        [cast @ ("microsoft.graph.user" | "microsoft.graph.group")] => {
            let kind = if *cast == "microsoft.graph.user" { Kind::User } else { Kind::Group };
            may_read(call, kind)?;
            call.covered("deleted-objects", &[])?;
            let rows: Vec<Object> =
                call.tenant.deleted.iter().filter(|row| is_there(call, row) && is_kind(row, kind)).map(untyped).collect();
            let (context, defaults) = shown_as(call, kind);
            call.list(&Listing::directory(context, call.app.page_size, defaults), &rows)
        }
        [id] => {
            call.covered("deleted-objects", &[id])?;
            let row = call.tenant.deleted.get(id).filter(|row| is_there(call, row)).ok_or_else(|| Refusal::no_object(id))?;
            let kind = if is_kind(row, Kind::User) { Kind::User } else { Kind::Group };
            may_read(call, kind)?;
            call.entity("directoryObjects", Cow::Borrowed(row), shown_as(call, kind).1)
        }
        [.., last] => Err(Refusal::segment(last)),
        [] => Err(Refusal::segment("deletedItems")),
    }
}

fn is_there(call: &Call<'_>, row: &Object) -> bool {
    is_retained(call.tenant, row, call.app.now())
}

fn is_kind(row: &Object, kind: Kind) -> bool {
    text(row, "@odata.type") == kind.odata_type()
}

/// A cast tells the type already.
fn untyped(row: &Object) -> Object {
    let mut row = row.clone();
    row.remove("@odata.type");
    row
}

/// Users and groups need different permissions, which the path does not tell.
fn may_read(call: &Call<'_>, kind: Kind) -> Result<(), Refusal> {
    match kind {
        Kind::User => call.caller.needs(&["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"]),
        _ => call.caller.needs(&[
            "Group.Read.All",
            "Group.ReadWrite.All",
            "GroupMember.Read.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ]),
    }
}

type Shown = (&'static str, Option<&'static [&'static str]>);

fn shown_as(call: &Call<'_>, kind: Kind) -> Shown {
    match kind {
        Kind::User => ("users", users::defaults(call.version)),
        _ => ("groups", groups::defaults()),
    }
}
