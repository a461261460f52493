//! The registration report: what each user has registered, derived from the methods so that both always agree.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/authenticationmethodsroot-list-userregistrationdetails> (read 2026-11-25).

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use crate::state::{Object, object, text};

const CONTEXT: &str = "reports/authenticationMethods/userRegistrationDetails";

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    if !call.tenant.premium {
        return Err(Refusal::unlicensed_report());
    }
    match path {
        ["authenticationmethods", "userregistrationdetails"] => list(call),
        ["authenticationmethods", "userregistrationdetails", id] => {
            call.covered("registration-details", &[id])?;
            let recorded = call.tenant.kept.of("registration-details", id).first().cloned();
            let derived = || call.tenant.users.find(id).map(|user| details(call, &user, &administrators(call)));
            let row = recorded.or_else(derived).ok_or_else(|| Refusal::not_found(id))?;
            call.entity(CONTEXT, Cow::Owned(row), None)
        }
        [.., last] => Err(Refusal::segment(last)),
        [] => Err(Refusal::segment("reports")),
    }
}

fn list(call: &Call<'_>) -> Answer {
    let listing = Listing::of(CONTEXT, call.app.page_size);
    if call.tenant.coverage.is_some() {
        call.covered("administrator-registrations", &[])?;
        return call.list(&listing, call.tenant.kept.of("administrator-registrations", ""));
    }
    let administrators = administrators(call);
    // A report on administrators alone is answered by looking those up, so that it costs the same in a large tenant.
    if call.query.filter.as_ref().is_some_and(|filter| filter.demands("isAdmin")) {
        let rows: Vec<Object> =
            administrators.iter().filter_map(|id| call.tenant.users.find(id)).map(|user| details(call, &user, &administrators)).collect();
        return call.list(&listing, &rows);
    }
    call.pages(&listing, |from| Box::new(call.tenant.users.from(from).map(|user| Cow::Owned(details(call, &user, &administrators)))))
}

/// Everybody who holds a role, actively or through a group.
fn administrators(call: &Call<'_>) -> BTreeSet<String> {
    let tenant = call.tenant;
    let principals = tenant.role_assignments.iter().chain(tenant.eligibility_instances.iter()).filter_map(|row| text(row, "principalId"));
    let mut found = BTreeSet::new();
    for principal in principals {
        found.insert(principal.to_ascii_lowercase());
        found.extend(tenant.members.reachable(principal));
    }
    found
}

/// The word of the report for a method, and what it counts for: multifactor, passwordless, password reset.
const WORDS: [(&str, &str, bool, bool, bool); 8] = [
    ("fido2", "passKeyDeviceBound", true, true, false),
    ("microsoftAuthenticator", "microsoftAuthenticatorPush", true, false, true),
    ("phone", "mobilePhone", true, false, true),
    ("email", "email", false, false, true),
    ("softwareOath", "softwareOneTimePasscode", true, false, true),
    ("windowsHelloForBusiness", "windowsHelloForBusiness", true, true, false),
    ("temporaryAccessPass", "temporaryAccessPass", true, false, false),
    ("platformCredential", "macOsSecureEnclaveKey", true, true, false),
];

fn details(call: &Call<'_>, user: &Object, administrators: &BTreeSet<String>) -> Object {
    let id = text(user, "id").unwrap_or_default().to_ascii_lowercase();
    let methods = call.tenant.methods.get(&id).map(Vec::as_slice).unwrap_or_default();
    let kinds = methods.iter().filter_map(|method| method.get("@odata.type")?.as_str()?.strip_prefix("#microsoft.graph."));
    let known: Vec<_> =
        kinds.filter_map(|kind| WORDS.iter().find(|(name, ..)| kind.strip_suffix("AuthenticationMethod") == Some(*name))).collect();
    let is_synced = |method: &Value| method.get("passkeyType").and_then(Value::as_str) == Some("synced");
    let mut words: Vec<&str> = known.iter().map(|(_, word, ..)| *word).collect();
    if methods.iter().any(is_synced) {
        words.push("passKeySynced");
    }
    words.sort_unstable();
    words.dedup();
    let (is_mfa, is_passwordless, is_reset) = (known.iter().any(|it| it.2), known.iter().any(|it| it.3), known.iter().any(|it| it.4));
    let is_administrator = administrators.contains(&id);
    let may_reset = call.tenant.authorization_policy.get("allowedToUseSSPR") != Some(&Value::Bool(false));
    let kind = if text(user, "userType") == Some("Guest") { "guest" } else { "member" };
    object(json!({
        "id": id, "userPrincipalName": text(user, "userPrincipalName"), "userDisplayName": text(user, "displayName"), "userType": kind,
        "isAdmin": is_administrator, "isMfaCapable": is_mfa, "isMfaRegistered": is_mfa, "isPasswordlessCapable": is_passwordless,
        "isSsprRegistered": is_reset, "isSsprEnabled": is_administrator && may_reset, "isSsprCapable": is_reset && is_administrator && may_reset,
        "isSystemPreferredAuthenticationMethodEnabled": false, "systemPreferredAuthenticationMethods": [],
        "userPreferredMethodForSecondaryAuthentication": "none", "methodsRegistered": words, "lastUpdatedDateTime": "2026-10-01T06:00:00Z",
    }))
}
