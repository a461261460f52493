//! The recycle bin of users and groups: thirty days to bring something back.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/directory-deleteditems-restore> (read 2026-11-22); that security groups
//! lie there as well, <https://learn.microsoft.com/en-us/entra/identity/users/groups-restore-deleted> (read 2026-11-22).

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::super::call::{Answer, Call};
use super::super::caller::Act;
use super::super::refusal::Refusal;
use super::{done, groups, users};
use crate::state::{Activity, Kind, Object, Tenant, text};

/// How long deleted objects can be brought back.
const RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Whether something deleted can still be brought back; in a snapshot, whatever was there when it was taken.
pub(in crate::graph) fn is_retained(tenant: &Tenant, row: &Object, now: Timestamp) -> bool {
    let deleted = text(row, "deletedDateTime").and_then(|at| at.parse::<Timestamp>().ok());
    tenant.coverage.is_some() || deleted.is_none_or(|at| now.duration_since(at) < RETENTION)
}

/// `POST /directory/deletedItems/{id}/restore`.
pub(super) fn restore(call: &Call<'_>, id: &str) -> Answer {
    let wanted_name = if call.request.body.is_empty() { None } else { call.raw_body()?.get("newUserPrincipalName").cloned() };
    let row = call.change(|change| {
        let mut row = find(call, change.tenant(), id)?;
        let kind = kind(&row);
        may(call, change.tenant(), kind, &row)?;
        if kind == Kind::User {
            if let Some(name) = wanted_name.filter(Value::is_string) {
                row.insert("userPrincipalName".to_owned(), name);
            }
            users::check_name(change.tenant(), text(&row, "userPrincipalName").unwrap_or_default(), None)?;
        }
        let activity = match kind {
            Kind::User => Activity::user("Restore", "Restore user").on("User", &row, &[]),
            _ => Activity::group("Restore", "Restore group").on("Group", &row, &[]),
        };
        let restored = change.edit(activity.touching(kind, id, None), |tenant| {
            tenant.deleted.put(row.clone());
            tenant.bring_back(id)
        });
        restored.map(|row| (kind, row)).ok_or_else(|| Refusal::no_object(id))
    })?;
    let (kind, row) = row;
    let defaults = if kind == Kind::User { super::super::users::defaults(call.version) } else { super::super::groups::defaults() };
    call.entity("directoryObjects", std::borrow::Cow::Owned(super::super::directory::typed(kind, row)), defaults)
}

/// `DELETE /directory/deletedItems/{id}`: for good.
pub(super) fn purge(call: &Call<'_>, id: &str) -> Answer {
    call.change(|change| {
        let row = find(call, change.tenant(), id)?;
        let kind = kind(&row);
        may(call, change.tenant(), kind, &row)?;
        let activity = match kind {
            Kind::User => Activity::user("Delete", "Hard Delete user").on("User", &row, &[]),
            _ => Activity::group("Delete", "Hard Delete group").on("Group", &row, &[]),
        };
        change.edit(activity.touching(kind, id, None), |tenant| tenant.purge(id));
        Ok(())
    })?;
    done()
}

fn find(call: &Call<'_>, tenant: &Tenant, id: &str) -> Result<Object, Refusal> {
    let row = tenant.deleted.get(id).filter(|row| is_retained(tenant, row, call.app.now()));
    row.cloned().ok_or_else(|| Refusal::no_object(id))
}

fn kind(row: &Object) -> Kind {
    if text(row, "@odata.type") == Kind::User.odata_type() { Kind::User } else { Kind::Group }
}

/// A user needs other permissions than a group, and one who held a role needs a role.
fn may(call: &Call<'_>, tenant: &Tenant, kind: Kind, row: &Object) -> Result<(), Refusal> {
    if kind != Kind::User {
        call.caller.needs(&["Group.ReadWrite.All"])?;
        return groups::may_change(call, tenant, row);
    }
    call.caller.needs(&["User.DeleteRestore.All", "User.ReadWrite.All"])?;
    call.caller.person_needs(tenant, Act::Users)?;
    call.caller.may_touch_sensitive(tenant, row)
}
