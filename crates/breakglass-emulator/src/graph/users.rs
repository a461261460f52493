//! Users: lists, one by id or user principal name, and what they belong to.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/users> (read 2026-11-22) for the eleven properties that
//! v1.0 shows unless others are selected.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::call::{Answer, Call, Listing};
use super::directory::{typed, with_defaults};
use super::refusal::Refusal;
use super::surroundings;
use crate::address::Version;
use crate::state::{Kind, Object, text};

const DEFAULTS: [&str; 11] = [
    "businessPhones",
    "displayName",
    "givenName",
    "id",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
];

/// What comes unless others are selected; on beta, everything.
pub(super) fn defaults(version: Version) -> Option<&'static [&'static str]> {
    match version {
        Version::V1 => Some(&DEFAULTS),
        Version::Beta => None,
    }
}

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    match path {
        [] => list(call),
        ["$count"] => {
            call.covered("users", &[])?;
            call.count(call.tenant.users.len())
        }
        [key] => {
            let id = resolve(call, key)?;
            call.covered("users", &[&id, key])?;
            let user = call.tenant.users.find(key).ok_or_else(|| Refusal::no_object(key))?;
            call.entity("users", user, defaults(call.version))
        }
        [key, "memberof", "microsoft.graph.administrativeunit"] => surroundings::units_of(call, &resolve(call, key)?),
        [key, relation @ ("memberof" | "transitivememberof"), rest @ ..] => {
            let id = resolve(call, key)?;
            memberships(call, &id, *relation == "transitivememberof", rest)
        }
        [key, relation, rest @ ..] => {
            let id = resolve(call, key)?;
            surroundings::of_user(call, &id, relation, rest).unwrap_or_else(|| Err(Refusal::segment(relation)))
        }
    }
}

/// The id of a user who exists, where the snapshot can tell.
fn resolve(call: &Call<'_>, key: &str) -> Result<String, Refusal> {
    let user = call.tenant.users.find(key);
    match user.as_deref().and_then(|user| text(user, "id")) {
        Some(id) => Ok(id.to_owned()),
        None if call.tenant.coverage.is_some() => Ok(key.to_owned()),
        None => Err(Refusal::no_object(key)),
    }
}

fn list(call: &Call<'_>) -> Answer {
    let listing = Listing::directory("users", call.app.page_size, defaults(call.version));
    let users = &call.tenant.users;
    let named = call.query.filter.as_ref().and_then(|filter| filter.values_of("id").or_else(|| filter.values_of("userPrincipalName")));
    if let Some(named) = named {
        call.covered("referenced-users", &[])?;
        // A list by id is answered by looking up, so that it costs the same in a large tenant.
        let rows: Vec<Object> = named.iter().filter_map(|key| users.find(key)).map(Cow::into_owned).collect();
        return call.list(&listing, &rows);
    }
    call.covered("users", &[])?;
    call.pages(&listing, |from| Box::new(users.from(from)))
}

/// What a user is a member of, directly or through groups: groups and directory roles.
fn memberships(call: &Call<'_>, id: &str, is_transitive: bool, rest: &[&str]) -> Answer {
    call.covered(if is_transitive { "user-group-memberships" } else { "user-memberships" }, &[id])?;
    let tenant = call.tenant;
    let recorded = tenant.recorded_memberships.get(&id.to_ascii_lowercase());
    let rows: Vec<(Kind, Object)> = match recorded {
        Some(rows) => rows.iter().filter_map(|row| row.as_object().cloned()).map(|row| (Kind::Group, row)).collect(),
        None => belonging(call, id, is_transitive),
    };
    mixed(call, rows, rest)
}

/// The groups and directory roles of a principal.
pub(super) fn belonging(call: &Call<'_>, id: &str, is_transitive: bool) -> Vec<(Kind, Object)> {
    let tenant = call.tenant;
    let direct = || tenant.members.to(id).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let parents = if is_transitive { tenant.members.leading_to(id) } else { direct() };
    let mut principals = BTreeSet::from([id.to_ascii_lowercase()]);
    if is_transitive {
        principals.extend(parents.iter().cloned());
    }
    let groups = parents.iter().filter_map(|id| tenant.directory_object(id));
    groups.chain(tenant.directory_roles(&principals).into_iter().map(|role| (Kind::Role, role))).collect()
}

/// A list of mixed objects, or of one kind where the path ends in a cast; `$count` at the end.
pub(super) fn mixed(call: &Call<'_>, rows: Vec<(Kind, Object)>, rest: &[&str]) -> Answer {
    let (cast, is_count) = match rest {
        [] => (None, false),
        ["$count"] => (None, true),
        [cast] => (Some(*cast), false),
        [cast, "$count"] => (Some(*cast), true),
        [.., last] => return Err(Refusal::segment(last)),
    };
    let wanted = match cast {
        Some(cast) => Some(cast.strip_prefix("microsoft.graph.").ok_or_else(|| Refusal::segment(cast))?),
        None => None,
    };
    let is_wanted = |row: &Object| {
        let own = text(row, "@odata.type").and_then(|name| name.rsplit('.').next()).unwrap_or_default();
        wanted.is_none_or(|wanted| own.eq_ignore_ascii_case(wanted))
    };
    let mut rows: Vec<Object> = rows.into_iter().map(|(kind, row)| with_defaults(call, kind, typed(kind, row))).filter(is_wanted).collect();
    rows.sort_by(|one, other| text(one, "id").cmp(&text(other, "id")));
    if is_count {
        return call.count(rows.len());
    }
    let context = match wanted {
        Some("group") => "groups",
        Some("user") => "users",
        Some("directoryrole") => "directoryRoles",
        Some(_) | None => "directoryObjects",
    };
    let listing = Listing::directory(context, call.app.page_size, None);
    // A cast tells the type already.
    if wanted.is_some() {
        rows.iter_mut().for_each(|row| {
            row.remove("@odata.type");
        });
    }
    call.list(&listing, &rows)
}
