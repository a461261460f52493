//! What stands before and beside Conditional Access: lockout, expiry, security defaults, mandatory and per-user multifactor
//! authentication (rules C47 to C50).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/howto-password-smart-lockout>,
//! <https://learn.microsoft.com/en-us/entra/fundamentals/security-defaults> (read 2026-11-25).
//! Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-mandatory-multifactor-authentication> and
//! <https://learn.microsoft.com/en-us/entra/identity/authentication/howto-mfa-userstates> (read 2026-11-25).
//! Assumption: each wrong password is another one, and every lockout lasts a minute (`emulator:smart-lockout`); security defaults ask
//! everybody else for nothing more, and any multifactor credential satisfies them (`emulator:security-defaults`).

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::codes;
use super::credentials::domain;
use crate::conditional_access::{Context, Control, Hand, Subject, Target, is_multifactor};
use crate::scenarios::administrator_roles;
use crate::state::{Object, Tenant, text};

/// How many wrong passwords lock an account of the global cloud, and for how long at first.
const WRONG_PASSWORDS: usize = 10;
const LOCKED: SignedDuration = SignedDuration::from_secs(60);

/// The portal of Azure, Entra and Intune; the Microsoft 365 admin center: every operation needs multifactor authentication.
const PORTALS: [&str; 2] = ["c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "618dd325-23f6-4b6f-8380-4df78026e39b"];
/// Azure CLI, PowerShell, the mobile app, the Service Management API: whatever changes something needs it.
const TOOLS: [&str; 4] = [
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    "1950a258-227b-4e31-a9cf-717495945fc2",
    "0c1307d4-29d6-4389-a11c-5cbe7f65d7fa",
    "797f4846-ba00-4fd7-ba43-dac1f8f63013",
];
/// Roles that security defaults ask besides the fourteen of Microsoft's policies: Authentication Policy, Identity Governance.
const ALSO_ASKED: [&str; 2] = ["0526716b-113d-4c15-b2c8-68e3c22b9f80", "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e"];

/// What something besides policies demands.
#[derive(Debug, Clone)]
pub(super) struct Requirement {
    pub(super) id: &'static str,
    pub(super) unmet: Vec<Control>,
}

/// Whether wrong passwords have locked an account; only passwords do.
pub(super) fn is_locked(tenant: &Tenant, user: &str, now: Timestamp) -> bool {
    let number = |row: &Object| row.get("status").and_then(|it| it.get("errorCode")).and_then(Value::as_u64);
    let is_wrong = |row: &&Object| number(row) == Some(u64::from(codes::WRONG.number));
    let is_locked = |row: &Object| number(row) == Some(u64::from(codes::LOCKED.number));
    let own = tenant.sign_ins.from(0).rev().filter(|row| text(row, "userId") == Some(user) && !is_locked(row));
    let wrong: Vec<&Object> = own.take_while(is_wrong).take(WRONG_PASSWORDS).collect();
    let last = wrong.first().and_then(|row| text(row, "createdDateTime")).and_then(|at| at.parse::<Timestamp>().ok());
    wrong.len() == WRONG_PASSWORDS && last.is_some_and(|last| now.duration_since(last) < LOCKED)
}

/// Whether a password is too old, or must be changed.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/domain> (read 2026-11-25): passwords are valid for ninety days where a
/// domain says nothing, and 2147483647 is for ever.
pub(super) fn is_expired(tenant: &Tenant, user: &Object, now: Timestamp) -> bool {
    const FOR_EVER: i64 = 2_147_483_647;
    let must_change = user.get("passwordProfile").and_then(|it| it.get("forceChangePasswordNextSignIn")) == Some(&Value::Bool(true));
    let never = text(user, "passwordPolicies").is_some_and(|policies| policies.contains("DisablePasswordExpiration"));
    let days = domain(tenant, user).and_then(|it| it.get("passwordValidityPeriodInDays")).and_then(Value::as_i64).unwrap_or(90);
    let changed = text(user, "lastPasswordChangeDateTime").and_then(|at| at.parse::<Timestamp>().ok());
    let is_old = changed.is_some_and(|changed| now.duration_since(changed).as_hours() >= days.saturating_mul(24));
    must_change || (!never && days != FOR_EVER && is_old)
}

/// What is demanded besides policies, whether it is met or not.
pub(super) fn requirements(
    tenant: &Tenant,
    subject: &Subject,
    context: &Context,
    client_app: &str,
    is_change: bool,
    hand: &Hand,
) -> Vec<Requirement> {
    let Subject::Person { id, roles, .. } = subject else { return Vec::new() };
    let missing = || if is_multifactor(tenant, &hand.credentials) { Vec::new() } else { vec![Control::Multifactor] };
    let is_used = |apps: &[&str]| {
        let Target::Applications(ids) = &context.target else { return false };
        apps.iter().any(|app| app.eq_ignore_ascii_case(client_app) || ids.iter().any(|id| id.eq_ignore_ascii_case(app)))
    };
    let mut found = Vec::new();
    if tenant.security_defaults.get("isEnabled") == Some(&Value::Bool(true)) {
        let is_legacy = matches!(context.conditions.client.as_deref(), Some("exchangeActiveSync" | "easSupported" | "other"));
        let is_administrator = administrator_roles().into_iter().chain(ALSO_ASKED).any(|role| roles.contains(role));
        if is_legacy {
            found.push(Requirement { id: "securityDefaults", unmet: vec![Control::Block] });
        } else if is_administrator || is_used(&PORTALS) || is_used(&TOOLS) {
            found.push(Requirement { id: "securityDefaults", unmet: missing() });
        }
    }
    if is_used(&PORTALS) || is_change && is_used(&TOOLS) {
        found.push(Requirement { id: "mandatoryMultifactorAuthentication", unmet: missing() });
    }
    let state = id.as_deref().and_then(|id| tenant.mfa_requirements.get(&id.to_ascii_lowercase()));
    if state.is_some_and(|row| matches!(text(row, "perUserMfaState"), Some("enabled" | "enforced"))) {
        found.push(Requirement { id: "perUserMultifactorAuthentication", unmet: missing() });
    }
    found
}
