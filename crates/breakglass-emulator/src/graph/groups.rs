//! Groups: lists, one by id, members, owners and what they belong to.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/group> and
//! <https://learn.microsoft.com/en-us/graph/api/group-list-transitivemembers> (read 2026-11-22).

use std::borrow::Cow;

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use super::users::{belonging, mixed};
use crate::state::{Kind, Object};

/// What comes unless others are selected.
const DEFAULTS: [&str; 35] = [
    "classification",
    "createdDateTime",
    "creationOptions",
    "deletedDateTime",
    "description",
    "displayName",
    "expirationDateTime",
    "groupTypes",
    "id",
    "isAssignableToRole",
    "mail",
    "mailEnabled",
    "mailNickname",
    "membershipRule",
    "membershipRuleProcessingState",
    "onPremisesDomainName",
    "onPremisesLastSyncDateTime",
    "onPremisesNetBiosName",
    "onPremisesProvisioningErrors",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "onPremisesSyncEnabled",
    "preferredDataLocation",
    "preferredLanguage",
    "proxyAddresses",
    "renewedDateTime",
    "resourceBehaviorOptions",
    "resourceProvisioningOptions",
    "securityEnabled",
    "securityIdentifier",
    "serviceProvisioningErrors",
    "theme",
    "uniqueName",
    "visibility",
    "isManagementRestricted",
];

pub(super) fn defaults() -> Option<&'static [&'static str]> {
    Some(&DEFAULTS)
}

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    let tenant = call.tenant;
    match path {
        [] => list(call),
        ["$count"] => {
            call.covered("groups", &[])?;
            call.count(tenant.groups.len())
        }
        [id] => {
            call.covered("groups", &[id])?;
            call.entity("groups", Cow::Borrowed(tenant.groups.get(id).ok_or_else(|| Refusal::no_object(id))?), defaults())
        }
        [id, "memberof", "microsoft.graph.administrativeunit"] => super::surroundings::units_of(call, id),
        [id, relation, rest @ ..] => {
            if tenant.coverage.is_none() && tenant.groups.get(id).is_none() {
                return Err(Refusal::no_object(id));
            }
            let rows = related(call, id, relation)?;
            mixed(call, rows, rest)
        }
    }
}

fn list(call: &Call<'_>) -> Answer {
    let tenant = call.tenant;
    let listing = Listing::directory("groups", call.app.page_size, defaults());
    let filter = call.query.filter.as_ref();
    if let Some(ids) = filter.and_then(|filter| filter.values_of("id")) {
        call.covered("referenced-groups", &[])?;
        let rows: Vec<Object> = ids.iter().filter_map(|id| tenant.groups.get(id)).cloned().collect();
        return call.list(&listing, &rows);
    }
    if let (Some(coverage), true) = (&tenant.coverage, filter.is_some_and(|filter| filter.begins_with("displayName"))) {
        call.known(coverage.gap_of_any("similar-groups"), "similar-groups", &[])?;
        let rows: Vec<Object> = tenant.kept.all("similar-groups").cloned().collect();
        return call.list(&listing, &rows);
    }
    let names = filter.and_then(|filter| filter.values_of("displayName")).unwrap_or_default();
    call.covered("groups", &names)?;
    call.pages(&listing, |from| Box::new(tenant.groups.iter().skip(from).map(Cow::Borrowed)))
}

/// The objects that stand in a relation to a group.
pub(super) fn related(call: &Call<'_>, id: &str, relation: &str) -> Result<Vec<(Kind, Object)>, Refusal> {
    let tenant = call.tenant;
    let objects = |ids: Vec<&str>| ids.into_iter().filter_map(|id| tenant.directory_object(id)).collect();
    Ok(match relation {
        "members" => {
            call.covered("group-members", &[id])?;
            objects(tenant.members.of(id).collect())
        }
        "owners" => {
            call.covered("group-owners", &[id])?;
            objects(tenant.owners.of(id).collect())
        }
        "transitivemembers" => {
            call.covered("group-transitive-members", &[id])?;
            tenant.members.reachable(id).iter().filter_map(|id| tenant.directory_object(id)).collect()
        }
        "memberof" => {
            call.covered("group-memberships", &[id])?;
            belonging(call, id, false)
        }
        "transitivememberof" => {
            call.covered("group-transitive-memberships", &[id])?;
            belonging(call, id, true)
        }
        _ => return Err(Refusal::segment(relation)),
    })
}
