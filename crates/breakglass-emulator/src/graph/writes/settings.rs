//! Policies of which a tenant has one each: authentication methods, authorization, security defaults.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/authenticationmethodspolicy-update>,
//! <https://learn.microsoft.com/en-us/graph/api/fido2authenticationmethodconfiguration-update> (read 2026-11-22),
//! <https://learn.microsoft.com/en-us/graph/api/authorizationpolicy-update> and
//! <https://learn.microsoft.com/en-us/graph/api/identitysecuritydefaultsenforcementpolicy-update> (read 2026-11-22).
//! Assumption: the texts of the errors (`emulator:body-errors`).

use serde_json::{Value, json};

use super::super::call::{Answer, Call};
use super::super::caller::Act;
use super::super::refusal::Refusal;
use super::{done, merged};
use crate::state::{Activity, Change, Object, Tenant, differences, guid, text};

const READ_ONLY: [&str; 4] = ["id", "lastModifiedDateTime", "deletedDateTime", "policyVersion"];

pub(super) fn answer(call: &Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("PATCH", ["authenticationmethodspolicy"]) => methods(call),
        ("PATCH", ["authenticationmethodspolicy", "authenticationmethodconfigurations", id]) => configuration(call, id),
        ("DELETE", ["authenticationmethodspolicy", "authenticationmethodconfigurations", id]) => reset(call, id),
        ("PATCH", ["authorizationpolicy"] | ["authorizationpolicy", "authorizationpolicy"]) => authorization(call),
        ("PATCH", ["identitysecuritydefaultsenforcementpolicy"]) => security_defaults(call),
        _ => return None,
    })
}

/// The body without what only the service sets.
fn read(call: &Call<'_>, name: &str) -> Result<Object, Refusal> {
    let mut sent = call.read(name)?;
    sent.retain(|key, _| !READ_ONLY.contains(&key.as_str()));
    Ok(sent)
}

fn methods(call: &Call<'_>) -> Answer {
    let sent = read(call, "authenticationMethodsPolicy")?;
    if sent.contains_key("authenticationMethodConfigurations") {
        return Err(Refusal::bad("Configurations are changed one by one, under authenticationMethodConfigurations."));
    }
    call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::MethodsPolicy)?;
        let before = change.tenant().methods_policy.clone();
        let mut after = merged(&before, &sent);
        after.insert("lastModifiedDateTime".to_owned(), change.instant());
        let activity = methods_activity("Authentication Methods Policy Update").on("Policy", &after, &differences(&before, &after));
        change.edit(activity, |tenant| tenant.methods_policy = after.clone());
        Ok(())
    })?;
    done()
}

fn configuration(call: &Call<'_>, id: &str) -> Answer {
    let sent = read(call, "authenticationMethodConfiguration")?;
    call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::MethodsPolicy)?;
        let before = change.tenant().method_configurations.get(id).cloned().ok_or_else(|| Refusal::not_found(id))?;
        if sent.get("@odata.type") != before.get("@odata.type") {
            return Err(Refusal::bad("The body needs the '@odata.type' of the configuration."));
        }
        let after = merged(&before, &sent);
        check(change.tenant(), &after)?;
        put(change, &before, after, "Authentication Methods Policy Update");
        Ok(())
    })?;
    done()
}

/// Back to what a method is by default: off, for everybody (`emulator:method-defaults`).
fn reset(call: &Call<'_>, id: &str) -> Answer {
    call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::MethodsPolicy)?;
        let before = change.tenant().method_configurations.get(id).cloned().ok_or_else(|| Refusal::not_found(id))?;
        let mut after = before.clone();
        after.insert("state".to_owned(), json!("disabled"));
        after.insert("excludeTargets".to_owned(), json!([]));
        after.insert("includeTargets".to_owned(), json!([{"targetType": "group", "id": "all_users", "isRegistrationRequired": false}]));
        put(change, &before, after, "Authentication Methods Policy Reset");
        Ok(())
    })?;
    done()
}

/// The policy tells when one of its configurations was last changed.
fn put(change: &mut Change<'_>, before: &Object, after: Object, name: &'static str) {
    let activity = methods_activity(name).on("Policy", &after, &differences(before, &after));
    let now = change.instant();
    change.edit(activity, |tenant| {
        tenant.method_configurations.put(after);
        tenant.methods_policy.insert("lastModifiedDateTime".to_owned(), now);
    });
}

fn methods_activity(name: &'static str) -> Activity {
    Activity::new("Authentication Methods", "ApplicationManagement", "Update", name)
}

/// Targets exist, lifetimes are in order, keys are named by AAGUIDs.
fn check(tenant: &Tenant, row: &Object) -> Result<(), Refusal> {
    let list = |name: &str| row.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    for target in [list("includeTargets"), list("excludeTargets")].concat() {
        let id = target.get("id").and_then(Value::as_str).unwrap_or_default();
        if id != "all_users" && tenant.directory_object(id).is_none() {
            return Err(Refusal::bad(format!("The target '{id}' does not exist.")));
        }
    }
    let number = |name: &str| row.get(name).and_then(Value::as_i64);
    if let (Some(least), Some(usual), Some(most)) =
        (number("minimumLifetimeInMinutes"), number("defaultLifetimeInMinutes"), number("maximumLifetimeInMinutes"))
        && !(10 <= least && least <= usual && usual <= most && most <= 43_200)
    {
        return Err(Refusal::bad("Lifetimes are between 10 and 43200 minutes, the default between minimum and maximum."));
    }
    let restrictions = list("passkeyProfiles").into_iter().filter_map(|it| it.get("keyRestrictions").cloned());
    for restriction in row.get("keyRestrictions").cloned().into_iter().chain(restrictions) {
        let keys = restriction.get("aaGuids").and_then(Value::as_array).cloned().unwrap_or_default();
        if !keys.iter().all(|key| key.as_str().is_some_and(guid::is_guid)) {
            return Err(Refusal::bad("Keys are named by their AAGUIDs."));
        }
    }
    Ok(())
}

fn authorization(call: &Call<'_>) -> Answer {
    let sent = read(call, "authorizationPolicy")?;
    call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::Settings)?;
        let before = change.tenant().authorization_policy.clone();
        let after = merged(&before, &sent);
        let activity = Activity::new("Core Directory", "AuthorizationPolicy", "Update", "Update authorization policy");
        let activity = activity.on("Policy", &after, &differences(&before, &after));
        change.edit(activity, |tenant| tenant.authorization_policy = after.clone());
        Ok(())
    })?;
    done()
}

/// Security defaults and enabled policies exclude each other.
fn security_defaults(call: &Call<'_>) -> Answer {
    let sent = read(call, "identitySecurityDefaultsEnforcementPolicy")?;
    call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::Settings)?;
        let is_enabling = sent.get("isEnabled") == Some(&Value::Bool(true));
        if is_enabling && change.tenant().policies.iter().any(|policy| text(policy, "state") == Some("enabled")) {
            return Err(Refusal::bad("Security defaults cannot be enabled while Conditional Access policies are."));
        }
        let before = change.tenant().security_defaults.clone();
        let after = merged(&before, &sent);
        let activity = Activity::new("Conditional Access", "Policy", "Update", "Update security defaults");
        let activity = activity.on("Policy", &after, &differences(&before, &after));
        change.edit(activity, |tenant| tenant.security_defaults = after.clone());
        Ok(())
    })?;
    done()
}
