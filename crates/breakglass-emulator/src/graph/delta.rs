//! Delta queries over users and groups: everything once, then what changed since, each change exactly once.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/delta-query-overview>, <https://learn.microsoft.com/en-us/graph/delta-query-users>
//! and <https://learn.microsoft.com/en-us/graph/delta-query-groups> (read 2026-11-22).
//! Assumption: a token lives seven days and ends in 410 syncStateNotFound (`emulator:delta-token-life`).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::call::{Answer, Call};
use super::refusal::Refusal;
use super::writes::is_retained;
use super::{groups, shape, users};
use crate::exchange::Reply;
use crate::state::{Kind, Object, Touch, text};

/// How long a token is good for, in seconds.
const TOKEN_LIFE: i64 = 7 * 24 * 3600;
/// What tokens of delta queries begin with, so that no other list takes them.
pub(super) const PREFIX: &str = "delta.";

/// Where a query goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// Reading everything, after this object; changes from `since` on come later.
    Everything { since: usize, after: Option<Cursor> },
    /// Reading the changes from one number to another, and as many of the objects were told already.
    Changes { since: usize, until: usize, told: usize },
}

/// The last object that was told.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cursor {
    Stored(String),
    /// The next of the ordinary users, who have no row until they change.
    Ordinary(usize),
}

/// Answers `/users/delta` or `/groups/delta`.
pub(super) fn answer(call: &Call<'_>, kind: Kind) -> Answer {
    let query = &call.query;
    call.covered(if kind == Kind::User { "users" } else { "groups" }, &[])?;
    if query.top.is_some() || !query.expand.is_empty() || !query.order.is_empty() || query.search.is_some() {
        return Err(Refusal::bad_directory("Delta queries take $select, and $filter by id."));
    }
    super::vocabulary::check(call, if kind == Kind::User { "users" } else { "groups" })?;
    if query.filter.as_ref().is_some_and(|filter| !filter.names_only("id")) {
        return Err(Refusal::bad_directory("Delta queries are filtered by id alone."));
    }
    let now = call.tenant.touches.len();
    let place = match (&query.delta_token, &query.skip_token) {
        (Some(token), _) if token.eq_ignore_ascii_case("latest") => return Ok(page(call, kind, Vec::new(), None, now)),
        (Some(token), _) => match read(call, token)? {
            Place::Changes { since, .. } => Place::Changes { since, until: now, told: 0 },
            Place::Everything { .. } => return Err(Refusal::bad("The delta token is not valid.")),
        },
        (None, Some(token)) => read(call, token)?,
        (None, None) => Place::Everything { since: now, after: None },
    };
    match place {
        Place::Everything { since, after } => Ok(everything(call, kind, since, after)),
        Place::Changes { since, until, told } => Ok(changes(call, kind, since, until, told)),
    }
}

/// A page of everything that there is.
fn everything(call: &Call<'_>, kind: Kind, since: usize, after: Option<Cursor>) -> Reply {
    let size = call.app.page_size;
    let mut rows: Vec<(Cursor, Cow<'_, Object>)> = objects(call, kind, after).take(size + 1).collect();
    let has_more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| has_more).map(|(cursor, _)| Place::Everything { since, after: Some(cursor.clone()) });
    let fits = |row: &Object| call.query.filter.as_ref().is_none_or(|filter| filter.fits(row));
    let values = rows.into_iter().filter(|(_, row)| fits(row)).map(|(_, row)| {
        let id = text(&row, "id").unwrap_or_default().to_owned();
        let members: BTreeSet<String> = call.tenant.members.of(&id).map(str::to_owned).collect();
        shown(call, kind, row.into_owned(), &members)
    });
    page(call, kind, values.collect(), next, since)
}

/// Every object after a cursor, each with its own.
fn objects<'a>(call: &Call<'a>, kind: Kind, after: Option<Cursor>) -> Box<dyn Iterator<Item = (Cursor, Cow<'a, Object>)> + 'a> {
    let tenant = call.tenant;
    let cursor = |row: &Object| Cursor::Stored(text(row, "id").unwrap_or_default().to_owned());
    let (last, index) = match after {
        None => (String::new(), 0),
        Some(Cursor::Stored(id)) => (id, 0),
        Some(Cursor::Ordinary(index)) => ("\u{10ffff}".to_owned(), index),
    };
    let table = if kind == Kind::User { &tenant.users.stored } else { &tenant.groups };
    let stored = table.after(&last).map(move |row| (cursor(row), Cow::Borrowed(row)));
    let count = if kind == Kind::User { tenant.users.ordinary.count } else { 0 };
    let ordinary = (index..count).filter_map(|index| Some((Cursor::Ordinary(index + 1), tenant.users.ordinary_at(index)?)));
    Box::new(stored.chain(ordinary))
}

/// A page of what changed: each object once, as it is now.
fn changes(call: &Call<'_>, kind: Kind, since: usize, until: usize, told: usize) -> Reply {
    let touches: Vec<&Touch> =
        call.tenant.touches.from(since).take(until.saturating_sub(since)).filter(|touch| touch.kind == kind).collect();
    let mut members: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut ids: Vec<&str> = Vec::new();
    for touch in touches {
        if !members.contains_key(touch.id.as_str()) {
            ids.push(&touch.id);
        }
        members.entry(&touch.id).or_default().extend(touch.member.clone());
    }
    let is_wanted = |id: &&str| {
        let row = Map::from_iter([("id".to_owned(), json!(id))]);
        call.query.filter.as_ref().is_none_or(|filter| filter.fits(&row))
    };
    let size = call.app.page_size;
    let left: Vec<&str> = ids.into_iter().filter(is_wanted).skip(told).collect();
    let next = (left.len() > size).then_some(Place::Changes { since, until, told: told + size });
    let none = BTreeSet::new();
    let values = left.iter().take(size).map(|id| changed(call, kind, id, members.get(id).unwrap_or(&none)));
    page(call, kind, values.collect(), next, until)
}

/// An object as it is now, or that it is gone: in the recycle bin, or for good.
fn changed(call: &Call<'_>, kind: Kind, id: &str, members: &BTreeSet<String>) -> Value {
    let row = match kind {
        Kind::User => call.tenant.users.find(id).map(Cow::into_owned),
        _ => call.tenant.groups.get(id).cloned(),
    };
    if let Some(row) = row {
        return shown(call, kind, row, members);
    }
    let is_in_bin = call.tenant.deleted.get(id).is_some_and(|row| is_retained(call.tenant, row, call.app.now()));
    json!({"id": id, "@removed": {"reason": if is_in_bin { "changed" } else { "deleted" }}})
}

/// The selected properties, the id always, and of a group the members that were asked of.
fn shown(call: &Call<'_>, kind: Kind, row: Object, members: &BTreeSet<String>) -> Value {
    let select = call.query.select.clone().map(|mut names| {
        names.push("id".to_owned());
        names
    });
    let wants_members =
        kind == Kind::Group && select.as_ref().is_none_or(|names| names.iter().any(|name| name.eq_ignore_ascii_case("members")));
    let group = text(&row, "id").unwrap_or_default().to_owned();
    let defaults = if kind == Kind::User { users::defaults(call.version) } else { groups::defaults() };
    let mut row = shape::selected(row, select.as_deref(), defaults);
    if wants_members && !members.is_empty() {
        let told: Vec<Value> = members.iter().map(|member| membership(call, &group, member)).collect();
        row.insert("members@delta".to_owned(), Value::Array(told));
    }
    Value::Object(row)
}

fn membership(call: &Call<'_>, group: &str, member: &str) -> Value {
    let kind = call.tenant.directory_object(member).map_or(Kind::User, |(kind, _)| kind);
    let mut told = json!({"@odata.type": kind.odata_type().unwrap_or("#microsoft.graph.directoryObject"), "id": member});
    if let (false, Some(told)) = (call.tenant.members.has(group, member), told.as_object_mut()) {
        told.insert("@removed".to_owned(), json!({"reason": "deleted"}));
    }
    told
}

/// A page with the link to the next one, or to the changes from a number on.
fn page(call: &Call<'_>, kind: Kind, values: Vec<Value>, next: Option<Place>, since: usize) -> Reply {
    let list = if kind == Kind::User { "users" } else { "groups" };
    let base = format!("{}/{}", call.address.base, call.version.segment());
    let link = |option: &str, place: &Place| {
        let repeated = if call.query.repeated.is_empty() { String::new() } else { format!("{}&", call.query.repeated) };
        json!(format!("{base}/{list}/delta?{repeated}${option}={}", written(call, place)))
    };
    let mut body = Map::new();
    let selected = call.query.select.as_ref().map(|names| format!("({})", names.join(","))).unwrap_or_default();
    body.insert("@odata.context".to_owned(), json!(format!("{base}/$metadata#{list}{selected}")));
    match next {
        Some(place) => body.insert("@odata.nextLink".to_owned(), link("skiptoken", &place)),
        None => body.insert("@odata.deltaLink".to_owned(), link("deltatoken", &Place::Changes { since, until: since, told: 0 })),
    };
    body.insert("value".to_owned(), Value::Array(values));
    Reply::json(200, Value::Object(body))
}

/// A place as the text of a token, with the time at which it was given.
fn written(call: &Call<'_>, place: &Place) -> String {
    let at = call.app.now().as_second();
    let text = match place {
        Place::Everything { since, after: None } => format!("{at} all {since}"),
        Place::Everything { since, after: Some(Cursor::Stored(id)) } => format!("{at} stored {since} {id}"),
        Place::Everything { since, after: Some(Cursor::Ordinary(index)) } => format!("{at} ordinary {since} {index}"),
        Place::Changes { since, until, told } => format!("{at} changes {since} {until} {told}"),
    };
    format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(text))
}

/// The place that a token tells; one that is too old, or of another tenant's life, is gone.
fn read(call: &Call<'_>, token: &str) -> Result<Place, Refusal> {
    let invalid = || Refusal::bad("The token is not valid.");
    let text = token
        .strip_prefix(PREFIX)
        .and_then(|text| BASE64_URL_SAFE_NO_PAD.decode(text).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.ok_or_else(invalid)?;
    let words: Vec<&str> = text.split(' ').collect();
    let number = |index: usize| words.get(index).and_then(|word| word.parse::<usize>().ok());
    let since = number(2).ok_or_else(invalid)?;
    let place = match (words.get(1).copied(), words.get(3)) {
        (Some("all"), None) => Place::Everything { since, after: None },
        (Some("stored"), Some(id)) => Place::Everything { since, after: Some(Cursor::Stored((*id).to_owned())) },
        (Some("ordinary"), Some(_)) => Place::Everything { since, after: Some(Cursor::Ordinary(number(3).ok_or_else(invalid)?)) },
        (Some("changes"), Some(_)) => Place::Changes { since, until: number(3).ok_or_else(invalid)?, told: number(4).ok_or_else(invalid)? },
        _ => return Err(invalid()),
    };
    let issued = words.first().and_then(|word| word.parse::<i64>().ok()).ok_or_else(invalid)?;
    let is_old = call.app.now().as_second() - issued > TOKEN_LIFE;
    if is_old { Err(Refusal::gone()) } else { Ok(place) }
}
