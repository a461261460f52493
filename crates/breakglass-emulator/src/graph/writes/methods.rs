//! Authentication methods of a user: a Temporary Access Pass issued, methods deleted, per-user multifactor authentication set.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/authentication-post-temporaryaccesspassmethods>,
//! <https://learn.microsoft.com/en-us/graph/api/fido2authenticationmethod-delete> and
//! <https://learn.microsoft.com/en-us/graph/api/authentication-update> (read 2026-11-22).
//! Assumption: the bodies of the errors (`emulator:method-errors`).

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::call::{Answer, Call};
use super::super::caller::Act;
use super::super::methods::LISTS;
use super::super::refusal::Refusal;
use super::users::find;
use super::{done, with_id};
use crate::address::Version;
use crate::app::random_bytes;
use crate::state::{Activity, Change, Object, Tenant, modified, object, text};

const PASS: &str = "temporaryAccessPassAuthenticationMethod";
/// Letters and digits that are not mistaken for each other.
const LETTERS: &[u8; 56] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789+";

pub(super) fn answer(call: &Call<'_>, method: &str, key: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("POST", ["temporaryaccesspassmethods"]) => issue_pass(call, key),
        ("DELETE", ["passwordmethods" | "methods", _]) => return None,
        ("DELETE", [list, id]) => delete(call, key, list, id),
        ("PATCH", ["requirements"]) if call.version == Version::Beta => set_requirements(call, key),
        _ => return None,
    })
}

/// Whether the caller may act on the methods of a user.
fn may(call: &Call<'_>, tenant: &Tenant, user: &Object) -> Result<(), Refusal> {
    call.caller.person_needs(tenant, Act::Methods)?;
    if call.caller.is_person() {
        call.caller.may_touch_sensitive(tenant, user)?;
    }
    // Assumption: what restricts passwords restricts other methods as well (`emulator:restricted-management-error`).
    call.caller.may_manage(tenant, user)
}

fn is_pass(row: &Value) -> bool {
    row.get("@odata.type").and_then(Value::as_str).is_some_and(|name| name.ends_with(PASS))
}

/// Issues a pass within the policy; an older one ends. The secret is told this once.
fn issue_pass(call: &Call<'_>, key: &str) -> Answer {
    let sent = call.read(PASS)?;
    let row = call.change(|change| {
        let user = find(change.tenant(), key).map_err(|_| Refusal::not_found(key))?;
        may(call, change.tenant(), &user)?;
        let id = text(&user, "id").unwrap_or_default().to_owned();
        let row = new_pass(change, &id, &sent)?;
        let shown = |name: &str| row.get(name).cloned().unwrap_or_default();
        let details = ["Id", "StartDateTime", "AccessPassUsage"].map(|name| {
            let value = match name {
                "Id" => shown("id"),
                "StartDateTime" => shown("startDateTime"),
                _ => json!(if shown("isUsableOnce") == json!(true) { "OneTime" } else { "MultiUse" }),
            };
            modified(&format!("TemporaryAccessPass.TemporaryAccessPass.{name}"), None, Some(&value))
        });
        let activity = security_info("Admin registered security info", "Admin registered temporary access pass method for user");
        change.edit(activity.on("User", &user, &details), |tenant| {
            tenant.methods.change(&id, |methods| {
                methods.retain(|method| !is_pass(method));
                methods.push(Value::Object(row.clone()));
            });
        });
        Ok(row)
    })?;
    let length =
        call.tenant.method_configurations.get("TemporaryAccessPass").and_then(|it| it.get("defaultLength")).and_then(Value::as_u64);
    let mut told = row;
    told.remove("@odata.type");
    told.insert("temporaryAccessPass".to_owned(), Value::String(secret(length.unwrap_or(8))));
    let user = call.segments.get(1).map_or(key, String::as_str);
    call.created(&format!("users('{user}')/authentication/temporaryAccessPassMethods"), told, None)
}

fn new_pass(change: &Change<'_>, user: &str, sent: &Object) -> Result<Object, Refusal> {
    let refused = |why: &str| Err(Refusal::bad(why));
    let tenant = change.tenant();
    let policy = tenant.method_configurations.get("TemporaryAccessPass").cloned().unwrap_or_default();
    if !is_allowed(tenant, user, &policy) {
        return refused("Temporary Access Pass is not enabled for this user by the authentication methods policy.");
    }
    let number = |row: &Object, name: &str| row.get(name).and_then(Value::as_i64);
    let lifetime = number(sent, "lifetimeInMinutes").or_else(|| number(&policy, "defaultLifetimeInMinutes")).unwrap_or(60);
    let (least, most) =
        (number(&policy, "minimumLifetimeInMinutes").unwrap_or(10), number(&policy, "maximumLifetimeInMinutes").unwrap_or(43_200));
    if !(least..=most).contains(&lifetime) {
        return refused("The lifetime of the Temporary Access Pass is outside what the policy allows.");
    }
    let only_once = policy.get("isUsableOnce") == Some(&Value::Bool(true));
    let is_once = sent.get("isUsableOnce").and_then(Value::as_bool).unwrap_or(only_once);
    if only_once && !is_once {
        return refused("The policy allows Temporary Access Passes for one use only.");
    }
    let start = text(sent, "startDateTime").and_then(|at| at.parse::<Timestamp>().ok()).filter(|at| *at > change.now);
    let start = start.map_or_else(|| change.instant(), |at| json!(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()));
    let (_, mut row) = with_id(
        Object::new(),
        object(json!({
            "@odata.type": format!("#microsoft.graph.{PASS}"), "temporaryAccessPass": null, "createdDateTime": change.instant(),
            "startDateTime": start, "lifetimeInMinutes": lifetime, "isUsableOnce": is_once,
        })),
    );
    let reason = pass_state(tenant, user, &row, change.now);
    row.insert("isUsable".to_owned(), json!(reason == "EnabledByPolicy"));
    row.insert("methodUsabilityReason".to_owned(), json!(reason));
    Ok(row)
}

/// The property of a stored pass that says that it was used. Never shown.
pub(crate) const USED_PASS: &str = "isUsed";

/// Whether a pass can be used now, or why not.
pub(crate) fn pass_state(tenant: &Tenant, user: &str, row: &Object, now: Timestamp) -> &'static str {
    let start = text(row, "startDateTime").and_then(|at| at.parse::<Timestamp>().ok()).unwrap_or(now);
    let minutes = row.get("lifetimeInMinutes").and_then(Value::as_i64).unwrap_or(0);
    let end = start.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX);
    let policy = tenant.method_configurations.get("TemporaryAccessPass");
    if row.get(USED_PASS) == Some(&Value::Bool(true)) {
        "OneTimeUsed"
    } else if now < start {
        "NotYetValid"
    } else if now >= end {
        "Expired"
    } else if policy.is_some_and(|policy| !is_allowed(tenant, user, policy)) {
        "DisabledByPolicy"
    } else {
        "EnabledByPolicy"
    }
}

/// Whether a method's configuration is on for a user: targeted, directly or through groups, and not excluded.
pub(crate) fn is_allowed(tenant: &Tenant, user: &str, policy: &Object) -> bool {
    let groups = tenant.groups_of(user);
    let is_targeted = |list: &str| {
        let targets = policy.get(list).and_then(Value::as_array).into_iter().flatten();
        targets
            .filter_map(|target| target.get("id").and_then(Value::as_str))
            .any(|id| id == "all_users" || id.eq_ignore_ascii_case(user) || groups.contains(&id.to_ascii_lowercase()))
    };
    text(policy, "state") == Some("enabled") && is_targeted("includeTargets") && !is_targeted("excludeTargets")
}

/// A pass that nobody has seen.
fn secret(length: u64) -> String {
    let bytes = random_bytes::<64>().unwrap_or([0; 64]);
    let length = usize::try_from(length).unwrap_or(8).clamp(8, 48);
    bytes.iter().take(length).filter_map(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len())).map(|letter| char::from(*letter)).collect()
}

fn security_info(name: &'static str, reason: &'static str) -> Activity {
    Activity::new("Authentication Methods", "UserManagement", "Update", name).because(reason)
}

/// Deletes a method by its list and id.
fn delete(call: &Call<'_>, key: &str, list: &str, wanted: &str) -> Answer {
    let (_, kind) = LISTS.iter().find(|(name, _)| *name == list).ok_or_else(|| Refusal::segment(list))?;
    call.change(|change| {
        let user = find(change.tenant(), key).map_err(|_| Refusal::not_found(key))?;
        may(call, change.tenant(), &user)?;
        let id = text(&user, "id").unwrap_or_default().to_ascii_lowercase();
        let is_it = |row: &Value| {
            let own = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            own("@odata.type").ends_with(&format!(".{kind}")) && own("id").eq_ignore_ascii_case(wanted)
        };
        if !change.tenant().methods.get(&id).is_some_and(|methods| methods.iter().any(is_it)) {
            return Err(Refusal::not_found(wanted));
        }
        let reason = match *kind {
            "fido2AuthenticationMethod" => "Admin deleted Fido2 Authentication Method for user",
            PASS => "Admin deleted temporary access pass method for user",
            _ => "Admin deleted an authentication method of the user",
        };
        let activity = security_info("Admin deleted security info", reason).on("User", &user, &[]);
        change.edit(activity, |tenant| tenant.methods.change(&id, |methods| methods.retain(|row| !is_it(row))));
        if *kind == "fido2AuthenticationMethod" {
            let name = "Delete FIDO2 security key(s)";
            change.also(Activity::new("Device Registration Service", "UserManagement", "Delete", name).on("User", &user, &[]));
        }
        Ok(())
    })?;
    done()
}

/// Per-user multifactor authentication; enabling it for somebody who has registered enforces it.
fn set_requirements(call: &Call<'_>, key: &str) -> Answer {
    let body = call.raw_body()?;
    let known = ["disabled", "enabled", "enforced"];
    let only = body.iter().find(|(name, _)| !name.starts_with('@'));
    let wanted = only.filter(|(name, _)| name.eq_ignore_ascii_case("perUserMfaState")).and_then(|(_, value)| value.as_str());
    let wanted = wanted.and_then(|wanted| known.into_iter().find(|state| *state == wanted));
    let wanted = wanted.ok_or_else(|| Refusal::bad("perUserMfaState is disabled, enabled or enforced."))?;
    call.change(|change| {
        let user = find(change.tenant(), key).map_err(|_| Refusal::not_found(key))?;
        may(call, change.tenant(), &user)?;
        let id = text(&user, "id").unwrap_or_default().to_ascii_lowercase();
        let is_second = |row: &Value| {
            !is_pass(row) && row.get("@odata.type").and_then(Value::as_str).is_some_and(|it| !it.ends_with("passwordAuthenticationMethod"))
        };
        let has_registered = change.tenant().methods.get(&id).is_some_and(|methods| methods.iter().any(is_second));
        let state = if wanted == "enabled" && has_registered { "enforced" } else { wanted };
        let name = if state == "disabled" { "Disable Strong Authentication" } else { "Enable Strong Authentication" };
        let activity =
            Activity::user("Update", name).on("User", &user, &[modified("StrongAuthenticationRequirement", None, Some(&json!(state)))]);
        change.edit(activity, |tenant| tenant.mfa_requirements.insert(id, object(json!({"perUserMfaState": state}))));
        Ok(())
    })?;
    done()
}
