//! What surrounds accounts and groups: managers, devices, the recycle bin, risks, workflows, reviews, units, protected actions.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/user-list-manager>, <https://learn.microsoft.com/en-us/graph/api/directory-deleteditems-get>,
//! <https://learn.microsoft.com/en-us/graph/api/riskyuser-list> (read 2026-11-25).

use std::borrow::Cow;

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use crate::address::Version;

/// Relations of a user that are lists: the segment, the collection in a snapshot, the context.
const OF_USERS: [(&str, &str, &str); 4] = [
    ("ownedobjects", "user-owned-objects", "directoryObjects"),
    ("registereddevices", "user-registered-devices", "directoryObjects"),
    ("owneddevices", "user-owned-devices", "directoryObjects"),
    ("oauth2permissiongrants", "user-consents", "oauth2PermissionGrants"),
];

/// A relation of a user that is kept; none where the segment names another one.
pub(super) fn of_user(call: &Call<'_>, id: &str, relation: &str, rest: &[&str]) -> Option<Answer> {
    if relation == "manager" {
        return Some(manager(call, id, rest));
    }
    let (_, collection, context) = OF_USERS.iter().find(|(segment, ..)| *segment == relation)?;
    Some(match rest {
        [] => kept(call, collection, id, context),
        [.., last] => Err(Refusal::segment(last)),
    })
}

fn manager(call: &Call<'_>, id: &str, rest: &[&str]) -> Answer {
    if let [.., last] = rest {
        return Err(Refusal::segment(last));
    }
    call.covered("user-managers", &[id])?;
    match call.tenant.kept.of("user-managers", id) {
        [manager, ..] => call.entity("directoryObjects", Cow::Borrowed(manager), None),
        [] => Err(Refusal::no_object("manager")),
    }
}

/// The administrative units that a user or group is in.
pub(super) fn units_of(call: &Call<'_>, id: &str) -> Answer {
    kept(call, "administrative-unit-memberships", id, "administrativeUnits")
}

/// A list of kept rows that belong to one object.
pub(super) fn kept(call: &Call<'_>, collection: &str, of: &str, context: &str) -> Answer {
    call.covered(collection, &[of])?;
    call.list(&Listing::of(context, call.app.page_size), call.tenant.kept.of(collection, of))
}

/// A list of kept rows that belong to the tenant, or one of them.
fn whole(call: &Call<'_>, collection: &str, context: &str, rest: &[&str]) -> Answer {
    call.covered(collection, rest)?;
    let rows = call.tenant.kept.of(collection, "");
    match rest {
        [] => call.list(&Listing::of(context, call.app.page_size), rows),
        [id] => {
            let is_it = |row: &&crate::state::Object| crate::state::text(row, "id").is_some_and(|own| own.eq_ignore_ascii_case(id));
            call.entity(context, Cow::Borrowed(rows.iter().find(is_it).ok_or_else(|| Refusal::not_found(id))?), None)
        }
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// `/directory`: administrative units.
pub(super) fn directory(call: &Call<'_>, path: &[&str]) -> Answer {
    match path {
        // None of the tenants here is synchronised.
        ["onpremisessynchronization"] => kept(call, "on-premises-synchronization", "", "directory/onPremisesSynchronization"),
        ["administrativeunits", id, "scopedrolemembers"] => kept(call, "scoped-role-members", id, "scopedRoleMemberships"),
        ["administrativeunits", rest @ ..] => whole(call, "administrative-units", "directory/administrativeUnits", rest),
        [.., last] => Err(Refusal::segment(last)),
        [] => Err(Refusal::segment("directory")),
    }
}

/// `/identityProtection`: users at risk. Needs Entra ID P2.
pub(super) fn risks(call: &Call<'_>, path: &[&str]) -> Answer {
    if !call.tenant.premium {
        return Err(Refusal::unlicensed_risk());
    }
    match path {
        ["riskyusers"] => {
            call.covered("risky-users", &[])?;
            let rows: Vec<_> = call.tenant.kept.all("risky-users").cloned().collect();
            call.list(&Listing::of("identityProtection/riskyUsers", call.app.page_size), &rows)
        }
        ["riskyusers", id] => {
            call.covered("risky-users", &[id])?;
            let row = call.tenant.kept.of("risky-users", id).first().ok_or_else(|| Refusal::not_found(id))?;
            call.entity("identityProtection/riskyUsers", Cow::Borrowed(row), None)
        }
        [.., last] => Err(Refusal::segment(last)),
        [] => Err(Refusal::segment("identityProtection")),
    }
}

/// `/identityGovernance`: workflows, reviews, eligible members of groups.
pub(super) fn governance(call: &Call<'_>, path: &[&str]) -> Answer {
    if !call.tenant.premium {
        return Err(Refusal::licence());
    }
    match path {
        ["lifecycleworkflows", "workflows", rest @ ..] => {
            whole(call, "lifecycle-workflows", "identityGovernance/lifecycleWorkflows/workflows", rest)
        }
        ["accessreviews", "definitions", rest @ ..] => whole(call, "access-reviews", "identityGovernance/accessReviews/definitions", rest),
        ["privilegedaccess", "group", "eligibilityscheduleinstances"] => {
            let group = call.query.filter.as_ref().and_then(|filter| filter.values_of("groupId")).unwrap_or_default();
            let Some(group) = group.first() else {
                return Err(Refusal::bad("The request must filter by groupId or principalId."));
            };
            kept(call, "group-eligibilities", group, "identityGovernance/privilegedAccess/group/eligibilityScheduleInstances")
        }
        [.., last] => Err(Refusal::segment(last)),
        [] => Err(Refusal::segment("identityGovernance")),
    }
}

/// Consents to applications, of whomever.
pub(super) fn consents(call: &Call<'_>, rest: &[&str]) -> Answer {
    call.covered("user-consents", &[])?;
    let rows: Vec<_> = call.tenant.kept.all("user-consents").cloned().collect();
    match rest {
        [] => call.list(&Listing::directory("oauth2PermissionGrants", call.app.page_size, None), &rows),
        [id] => Err(Refusal::no_object(id)),
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// Lists of which the tenants here hold nothing but users' devices.
pub(super) fn of_tenant(call: &Call<'_>, path: &[&str]) -> Answer {
    let (collection, context) = match path.first() {
        Some(&"devices") => ("user-registered-devices", "devices"),
        Some(&"contracts") => ("contracts", "contracts"),
        _ => ("group-settings", "groupSettings"),
    };
    call.covered(collection, &[])?;
    let rows: Vec<_> = call.tenant.kept.all(collection).cloned().collect();
    match path.get(1..).unwrap_or_default() {
        [] => call.list(&Listing::directory(context, call.app.page_size, None), &rows),
        [id] => {
            let is_it = |row: &&crate::state::Object| crate::state::text(row, "id").is_some_and(|own| own.eq_ignore_ascii_case(id));
            call.entity(context, Cow::Borrowed(rows.iter().find(is_it).ok_or_else(|| Refusal::no_object(id))?), None)
        }
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// Actions of the directory that an authentication context can protect: beta only.
pub(super) fn resource_actions(call: &Call<'_>, namespace: &str) -> Answer {
    if call.version == Version::V1 || namespace != "microsoft.directory" {
        return Err(Refusal::no_segment("resourceActions"));
    }
    kept(call, "protected-actions", "", "roleManagement/directory/resourceNamespaces('microsoft.directory')/resourceActions")
}
