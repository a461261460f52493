//! Authentication methods of a user.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/authentication-list-methods> and
//! <https://learn.microsoft.com/en-us/graph/api/authentication-get> (read 2026-11-22); the state of per-user multifactor authentication is of beta.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use crate::address::Version;
use crate::state::{Object, object, text};

/// The lists of one kind each, and the kind.
pub(super) const LISTS: [(&str, &str); 9] = [
    ("fido2methods", "fido2AuthenticationMethod"),
    ("microsoftauthenticatormethods", "microsoftAuthenticatorAuthenticationMethod"),
    ("passwordmethods", "passwordAuthenticationMethod"),
    ("phonemethods", "phoneAuthenticationMethod"),
    ("emailmethods", "emailAuthenticationMethod"),
    ("softwareoathmethods", "softwareOathAuthenticationMethod"),
    ("temporaryaccesspassmethods", "temporaryAccessPassAuthenticationMethod"),
    ("windowshelloforbusinessmethods", "windowsHelloForBusinessAuthenticationMethod"),
    ("platformcredentialmethods", "platformCredentialAuthenticationMethod"),
];

pub(super) fn answer(call: &Call<'_>, key: &str, path: &[&str]) -> Answer {
    if path == ["requirements"] && call.version == Version::V1 {
        return Err(Refusal::no_segment("requirements"));
    }
    let tenant = call.tenant;
    let user = tenant.users.find(key);
    let id = user.as_deref().and_then(|user| text(user, "id")).unwrap_or(key).to_owned();
    if user.is_none() && tenant.coverage.is_none() {
        return Err(Refusal::not_found(key));
    }
    let user = call.segments.get(1).map_or(key, String::as_str);
    match path {
        ["requirements"] => {
            call.covered("user-mfa-requirements", &[&id])?;
            let disabled = || object(json!({"perUserMfaState": "disabled"}));
            let state = tenant.mfa_requirements.get(&id.to_ascii_lowercase()).cloned().unwrap_or_else(disabled);
            call.singleton(&format!("users('{user}')/authentication/requirements"), &state)
        }
        ["methods", rest @ ..] => of_kind(call, &id, &format!("users('{user}')/authentication/methods"), None, rest),
        [list, rest @ ..] => {
            let (_, kind) = LISTS.iter().find(|(name, _)| name == list).ok_or_else(|| Refusal::segment(list))?;
            let name = call.segments.get(3).map_or(*list, String::as_str);
            of_kind(call, &id, &format!("users('{user}')/authentication/{name}"), Some(kind), rest)
        }
        [] => Err(Refusal::segment("authentication")),
    }
}

/// The methods of a user, all or of one kind, or one of them.
fn of_kind(call: &Call<'_>, id: &str, context: &str, kind: Option<&str>, rest: &[&str]) -> Answer {
    call.covered("authentication-methods", &[id])?;
    let stored = call.tenant.methods.get(&id.to_ascii_lowercase());
    let rows = stored.into_iter().flatten().filter_map(Value::as_object).cloned().map(|row| as_of(call, id, row));
    let is_kind = |row: &Object| kind.is_none_or(|kind| text(row, "@odata.type").is_some_and(|name| name.ends_with(&format!(".{kind}"))));
    let untyped = |mut row: Object| {
        if kind.is_some() {
            row.remove("@odata.type");
        }
        row
    };
    let rows: Vec<Object> = rows.filter(is_kind).map(untyped).collect();
    match rest {
        [] => call.list(&Listing::of(context, call.app.page_size), &rows),
        [wanted] => {
            let is_it = |row: &&Object| text(row, "id").is_some_and(|own| own.eq_ignore_ascii_case(wanted));
            let row = rows.iter().find(is_it).ok_or_else(|| Refusal::not_found(wanted))?;
            call.entity(context, Cow::Borrowed(row), None)
        }
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// A Temporary Access Pass as it stands now: whether it can be used follows from the time and the policy.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/temporaryaccesspassauthenticationmethod> (read 2026-11-22).
fn as_of(call: &Call<'_>, user: &str, mut row: Object) -> Object {
    if text(&row, "@odata.type").is_some_and(|name| name.ends_with(".temporaryAccessPassAuthenticationMethod")) {
        let reason = super::writes::pass_state(call.tenant, user, &row, call.app.now());
        row.remove(super::writes::USED_PASS);
        row.insert("isUsable".to_owned(), json!(reason == "EnabledByPolicy"));
        row.insert("methodUsabilityReason".to_owned(), json!(reason));
    }
    row
}
