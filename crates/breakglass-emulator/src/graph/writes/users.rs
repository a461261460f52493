//! Users: created, changed, deleted, their sessions revoked.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/user-post-users>, <https://learn.microsoft.com/en-us/graph/api/user-update>
//! and <https://learn.microsoft.com/en-us/graph/api/resources/users#who-can-perform-sensitive-actions> (read 2026-11-22).
//! That the last Global Administrator stays: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/security-emergency-access>.
//! Assumption: the texts of the errors (`emulator:directory-error-texts`).

use serde_json::{Value, json};

use super::super::call::{Answer, Call};
use super::super::caller::Act;
use super::super::refusal::Refusal;
use super::super::users::defaults;
use super::{done, merged, with_id};
use crate::state::{Activity, Change, Kind, Object, Tenant, blank, differences, guid, object, text};

/// What a new user must have.
const REQUIRED: [&str; 5] = ["accountEnabled", "displayName", "mailNickname", "userPrincipalName", "passwordProfile"];
/// Properties that only the directory sets.
const READ_ONLY: [&str; 9] = [
    "id",
    "deletedDateTime",
    "createdDateTime",
    "isManagementRestricted",
    "lastPasswordChangeDateTime",
    "securityIdentifier",
    "signInSessionsValidFromDateTime",
    "assignedLicenses",
    "signInActivity",
];
/// Properties that guard the way into an account.
const SENSITIVE: [&str; 7] =
    ["accountEnabled", "businessPhones", "mobilePhone", "onPremisesImmutableId", "otherMails", "passwordProfile", "userPrincipalName"];
/// Permissions that cover every property but the password.
const WRITES_ALL: [&str; 2] = ["User.ReadWrite.All", "Directory.ReadWrite.All"];

/// `POST /users`.
pub(super) fn create(call: &Call<'_>) -> Answer {
    let sent = call.read("user")?;
    let row = call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::Users)?;
        if let Some(missing) = REQUIRED.iter().find(|name| sent.get(**name).is_none_or(Value::is_null)) {
            return Err(Refusal::bad_directory(format!("A value is required for property '{missing}' of resource 'User'.")));
        }
        refuse_read_only(&sent)?;
        check_name(change.tenant(), text(&sent, "userPrincipalName").unwrap_or_default(), None)?;
        check_password(&sent)?;
        let (_, row) = new_row(change, sent.clone());
        let activity = Activity::user("Add", "Add user").on("User", &row, &differences(&Object::new(), &row));
        let id = text(&row, "id").unwrap_or_default().to_owned();
        change.edit(activity.touching(Kind::User, &id, None), |tenant| {
            tenant.users.put(row.clone());
            tenant.know(&id);
            let password = json!({"@odata.type": "#microsoft.graph.passwordAuthenticationMethod", "id": PASSWORD_METHOD,
                                  "createdDateTime": row.get("createdDateTime"), "password": null});
            tenant.methods.insert(&id, vec![password]);
        });
        Ok(row)
    })?;
    call.created("users", row, defaults(call.version))
}

/// The id of everybody's password method.
const PASSWORD_METHOD: &str = "28c10230-6103-485e-b985-444c60001490";

fn new_row(change: &Change<'_>, mut sent: Object) -> (String, Object) {
    hide_password(&mut sent);
    if let Some(Value::Object(profile)) = sent.get_mut("passwordProfile") {
        profile.entry("forceChangePasswordNextSignIn").or_insert(Value::Bool(true));
        profile.entry("forceChangePasswordNextSignInWithMfa").or_insert(Value::Bool(false));
    }
    let upn = sent.get("userPrincipalName").cloned().unwrap_or(Value::Null);
    let mut blank = blank::user();
    blank.append(&mut object(json!({
        "authorizationInfo": {"certificateUserIds": []}, "createdDateTime": change.instant(), "lastPasswordChangeDateTime": change.instant(),
        "signInSessionsValidFromDateTime": change.instant(), "userType": "Member",
        "identities": [{"signInType": "userPrincipalName", "issuer": change.tenant().initial_domain, "issuerAssignedId": upn}],
    })));
    let (id, mut row) = with_id(blank, sent);
    row.insert("securityIdentifier".to_owned(), Value::String(guid::security_identifier(&id)));
    (id, row)
}

/// `PATCH /users/{id}`.
pub(super) fn update(call: &Call<'_>, key: &str) -> Answer {
    let sent = call.read("user")?;
    call.change(|change| {
        let before = find(change.tenant(), key)?;
        let id = text(&before, "id").unwrap_or_default().to_owned();
        may_update(call, change.tenant(), &before, &sent)?;
        refuse_read_only(&sent)?;
        let mut changes = sent.clone();
        if let Some(upn) = text(&sent, "userPrincipalName") {
            check_name(change.tenant(), upn, Some(&id))?;
            // The identity for signing in by name follows the name.
            changes.entry("identities").or_insert_with(|| renamed(&before, upn));
        }
        let has_password = sent.get("passwordProfile").and_then(|it| it.get("password")).is_some_and(Value::is_string);
        if has_password {
            check_password(&sent)?;
            changes.insert("lastPasswordChangeDateTime".to_owned(), change.instant());
        }
        hide_password(&mut changes);
        let after = merged(&before, &changes);
        let modified = differences(&before, &after);
        let activity = Activity::user("Update", "Update user").on("User", &after, &modified).touching(Kind::User, &id, None);
        change.edit(activity, |tenant| tenant.users.put(after.clone()));
        if before.get("accountEnabled") != after.get("accountEnabled") {
            let is_enabled = after.get("accountEnabled") == Some(&Value::Bool(true));
            let name = if is_enabled { "Enable account" } else { "Disable account" };
            let only: Vec<Value> = modified.iter().filter(|it| it["displayName"] == "AccountEnabled").cloned().collect();
            change.also(Activity::user("Update", name).on("User", &after, &only));
        }
        if has_password {
            change.also(Activity::user("Update", "Reset user password").on("User", &after, &[]));
        }
        Ok(())
    })?;
    done()
}

/// `DELETE /users/{id}`: into the recycle bin.
pub(super) fn delete(call: &Call<'_>, key: &str) -> Answer {
    call.change(|change| {
        let user = find(change.tenant(), key)?;
        call.caller.person_needs(change.tenant(), Act::Users)?;
        call.caller.may_touch_sensitive(change.tenant(), &user)?;
        call.caller.may_manage(change.tenant(), &user)?;
        let id = text(&user, "id").unwrap_or_default().to_owned();
        if change.tenant().is_last_global_administrator(&id) {
            return Err(Refusal::bad_directory("The last Global Administrator cannot be removed."));
        }
        let now = change.now;
        let activity = Activity::user("Delete", "Delete user").on("User", &user, &[]).touching(Kind::User, &id, None);
        change.edit(activity, |tenant| tenant.discard(Kind::User, &id, now));
        Ok(())
    })?;
    done()
}

/// `POST /users/{id}/revokeSignInSessions`.
pub(super) fn revoke_sessions(call: &Call<'_>, key: &str) -> Answer {
    call.change(|change| {
        let before = find(change.tenant(), key)?;
        call.caller.person_needs(change.tenant(), Act::Users)?;
        let id = text(&before, "id").unwrap_or_default().to_owned();
        let mut after = before.clone();
        after.insert("signInSessionsValidFromDateTime".to_owned(), change.instant());
        let activity =
            Activity::user("Update", "Update StsRefreshTokenValidFrom Timestamp").on("User", &after, &differences(&before, &after));
        change.edit(activity.touching(Kind::User, &id, None), |tenant| tenant.users.put(after.clone()));
        Ok(())
    })?;
    Ok(call.value("Edm.Boolean", &Value::Bool(true)))
}

/// A user's identities with another user principal name.
fn renamed(user: &Object, upn: &str) -> Value {
    let mut identities = user.get("identities").cloned().unwrap_or_else(|| json!([]));
    for identity in identities.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        if text(identity, "signInType") == Some("userPrincipalName") {
            identity.insert("issuerAssignedId".to_owned(), json!(upn));
        }
    }
    identities
}

/// A user who exists.
pub(super) fn find(tenant: &Tenant, key: &str) -> Result<Object, Refusal> {
    tenant.users.find(key).map(std::borrow::Cow::into_owned).ok_or_else(|| Refusal::no_object(key))
}

/// Whether the caller may change these properties of this user.
fn may_update(call: &Call<'_>, tenant: &Tenant, user: &Object, sent: &Object) -> Result<(), Refusal> {
    let caller = call.caller;
    caller.person_needs(tenant, Act::Users)?;
    caller.may_manage(tenant, user)?;
    if sent.keys().any(|key| SENSITIVE.contains(&key.as_str())) {
        caller.may_touch_sensitive(tenant, user)?;
    }
    for property in sent.keys() {
        let narrow = match property.as_str() {
            "accountEnabled" => "User.EnableDisableAccount.All",
            "otherMails" => "User-Mail.ReadWrite.All",
            "businessPhones" | "mobilePhone" => "User-Phone.ReadWrite.All",
            "identities" => "User.ManageIdentities.All",
            // An application needs exactly this one for passwords (`emulator:password-permission`), and a role.
            "passwordProfile" => {
                let is_covered = caller.is_person() && caller.may(&WRITES_ALL);
                if !is_covered {
                    caller.needs(&["User-PasswordProfile.ReadWrite.All"])?;
                }
                caller.may_set_password(tenant)?;
                continue;
            }
            _ => WRITES_ALL[0],
        };
        caller.needs(&[&WRITES_ALL[..], &[narrow]].concat())?;
    }
    Ok(())
}

fn refuse_read_only(sent: &Object) -> Result<(), Refusal> {
    match READ_ONLY.iter().find(|name| sent.contains_key(**name)) {
        Some(name) => Err(Refusal::bad_directory(format!("Property '{name}' is read-only and cannot be set."))),
        None => Ok(()),
    }
}

/// A user principal name of the documented form, on a verified domain, that nobody else has.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-sspr-policy#userprincipalname-policies-that-apply-to-all-user-accounts>
/// (read 2026-11-22).
pub(super) fn check_name(tenant: &Tenant, upn: &str, own_id: Option<&str>) -> Result<(), Refusal> {
    let invalid = || Refusal::bad_directory("Property userPrincipalName is invalid.");
    let (alias, domain) = upn.rsplit_once('@').ok_or_else(invalid)?;
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "'.-_!#^~".contains(letter);
    if alias.is_empty() || alias.len() > 64 || domain.len() > 48 || alias.ends_with('.') || !alias.chars().all(is_allowed) {
        return Err(invalid());
    }
    let is_verified = tenant.domains.get(domain).is_some_and(|row| row.get("isVerified") != Some(&Value::Bool(false)));
    if !is_verified && !tenant.initial_domain.eq_ignore_ascii_case(domain) {
        return Err(Refusal::bad_directory(
            "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.",
        ));
    }
    match tenant.users.find(upn) {
        Some(other) if text(&other, "id") != own_id => {
            Err(Refusal::bad_directory("Another object with the same value for property userPrincipalName already exists."))
        }
        _ => Ok(()),
    }
}

/// 8 to 256 ASCII characters of three of four kinds.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-sspr-policy#password-policies-that-only-apply-to-cloud-user-accounts>
/// (read 2026-11-22).
fn check_password(sent: &Object) -> Result<(), Refusal> {
    let password = sent.get("passwordProfile").and_then(|it| it.get("password")).and_then(Value::as_str).unwrap_or_default();
    let kinds: [fn(&char) -> bool; 4] =
        [char::is_ascii_lowercase, char::is_ascii_uppercase, char::is_ascii_digit, char::is_ascii_punctuation];
    let used = kinds.iter().filter(|is_kind| password.chars().any(|letter| is_kind(&letter) || (letter == ' ' && is_kind(&'!')))).count();
    let is_strong = (8..=256).contains(&password.len()) && password.is_ascii() && used >= 3;
    if is_strong {
        return Ok(());
    }
    Err(Refusal::bad_directory(
        "The specified password does not comply with password complexity requirements. Please provide a different password.",
    ))
}

/// The password itself is never kept, because nothing ever shows it.
fn hide_password(sent: &mut Object) {
    if let Some(Value::Object(profile)) = sent.get_mut("passwordProfile") {
        profile.insert("password".to_owned(), Value::Null);
    }
}
