//! What a person can sign in with: what is registered, and which of it the tenant lets through (rules C34, C37, C41, C50).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/how-to-enable-passkey-fido2>,
//! <https://learn.microsoft.com/en-us/graph/api/resources/authenticationmethods-overview> and
//! <https://learn.microsoft.com/en-us/graph/api/resources/passkeyprofile> (read 2026-11-25): a method must be registered and on for
//! the person; restrictions of models hold at sign-in; one profile that lets a passkey through is enough.
//! Assumption: a certificate is bound to the person as soon as sign-in by certificate is on (`emulator:certificates`), because Graph does
//! not list it; who has no configuration of a method does not have the method.

use jiff::Timestamp;
use serde_json::Value;

use crate::conditional_access::Credential;
use crate::graph::{is_method_allowed, pass_state};
use crate::state::{Object, Tenant, text};

/// Modes, the type of method that gives them, and the configuration that turns them on.
const MODES: [(&str, &str, Option<&str>); 11] = [
    ("password", "password", None),
    ("fido2", "fido2", Some("Fido2")),
    ("windowsHelloForBusiness", "windowsHelloForBusiness", None),
    ("microsoftAuthenticatorPush", "microsoftAuthenticator", Some("MicrosoftAuthenticator")),
    ("deviceBasedPush", "passwordlessMicrosoftAuthenticator", Some("MicrosoftAuthenticator")),
    ("softwareOath", "softwareOath", Some("SoftwareOath")),
    ("hardwareOath", "hardwareOath", Some("HardwareOath")),
    ("sms", "phone", Some("Sms")),
    ("voice", "phone", Some("Voice")),
    ("email", "email", Some("Email")),
    ("qrCodePin", "qrCodePin", Some("QRCodePin")),
];
pub(super) const PASSES: [&str; 2] = ["temporaryAccessPassOneTime", "temporaryAccessPassMultiUse"];
pub(super) const CERTIFICATES: [&str; 2] = ["x509CertificateSingleFactor", "x509CertificateMultiFactor"];
const FEDERATED: [&str; 2] = ["federatedSingleFactor", "federatedMultiFactor"];

/// Whether something is a mode at all.
pub(super) fn is_mode(mode: &str) -> bool {
    MODES.iter().any(|(own, ..)| *own == mode) || [PASSES, CERTIFICATES, FEDERATED].concat().contains(&mode)
}

/// Whether a mode says by itself who somebody is, so that a sign-in can begin with it.
pub(super) fn is_first(mode: &str) -> bool {
    !["microsoftAuthenticatorPush", "softwareOath", "hardwareOath", "sms", "voice", "email"].contains(&mode)
}

/// A credential that a person holds, with the name that it goes by.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) credential: Credential,
    /// Of a method that has one.
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
}

/// Everything that a person can sign in with now. Of a certificate there is one without issuer, which stands for any.
pub(super) fn held(tenant: &Tenant, user: &Object, now: Timestamp) -> Vec<Held> {
    let id = text(user, "id").unwrap_or_default();
    let is_on = |name: &str| tenant.method_configurations.get(name).is_some_and(|policy| is_method_allowed(tenant, id, policy));
    let is_federated = is_federated(tenant, user);
    let mut held = Vec::new();
    for method in tenant.methods.get(id).into_iter().flatten().filter_map(Value::as_object) {
        let name = text(method, "@odata.type").and_then(|name| name.rsplit('.').next()).unwrap_or_default();
        let kind = name.strip_suffix("AuthenticationMethod").unwrap_or(name);
        let of = |mode: &str| Held {
            credential: Credential { mode: mode.to_owned(), aaguid: text(method, "aaGuid").map(str::to_owned), ..Credential::default() },
            id: text(method, "id").map(str::to_owned),
            name: text(method, "displayName").map(str::to_owned),
        };
        let modes = MODES.iter().filter(|(_, own, configuration)| *own == kind && configuration.is_none_or(is_on));
        let modes = modes.filter(|(mode, ..)| match *mode {
            "password" => !is_federated,
            "fido2" => is_passkey_admitted(tenant, id, method),
            _ => true,
        });
        held.extend(modes.map(|(mode, ..)| of(mode)));
        let [one_time, multi_use] = PASSES;
        if kind == "temporaryAccessPass" && pass_state(tenant, id, method, now) == "EnabledByPolicy" {
            held.push(of(if method.get("isUsableOnce") == Some(&Value::Bool(true)) { one_time } else { multi_use }));
        }
    }
    let unlisted = |mode: &str| Held { credential: Credential { mode: mode.to_owned(), ..Credential::default() }, id: None, name: None };
    if is_on("X509Certificate") {
        held.extend(CERTIFICATES.into_iter().map(unlisted));
    }
    if is_federated {
        held.extend(FEDERATED.into_iter().map(unlisted));
    }
    held
}

/// Whether somebody else says who the people of a user's domain are.
pub(super) fn is_federated(tenant: &Tenant, user: &Object) -> bool {
    domain(tenant, user).is_some_and(|domain| text(domain, "authenticationType") == Some("Federated"))
}

/// The domain of a user's name.
pub(super) fn domain<'t>(tenant: &'t Tenant, user: &Object) -> Option<&'t Object> {
    tenant.domains.get(text(user, "userPrincipalName")?.rsplit_once('@')?.1)
}

/// Whether a passkey may be used for sign-in: by the profiles that the user's targets name, or by the older restriction.
fn is_passkey_admitted(tenant: &Tenant, user: &str, method: &Object) -> bool {
    let Some(policy) = tenant.method_configurations.get("Fido2") else { return false };
    let list = |of: &Object, name: &str| of.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let profiles = list(policy, "passkeyProfiles");
    if profiles.is_empty() {
        return is_model_admitted(policy.get("keyRestrictions"), method);
    }
    let groups = tenant.groups_of(user);
    let is_meant = |target: &Value| {
        let id = target.get("id").and_then(Value::as_str).unwrap_or_default();
        id == "all_users" || id.eq_ignore_ascii_case(user) || groups.contains(&id.to_ascii_lowercase())
    };
    let targets = list(policy, "includeTargets");
    let named: Vec<&str> = targets
        .iter()
        .filter(|target| is_meant(target))
        .filter_map(|target| target.get("allowedPasskeyProfiles").and_then(Value::as_array))
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    profiles.iter().any(|profile| {
        let id = profile.get("id").and_then(Value::as_str).unwrap_or_default();
        let types = profile.get("passkeyTypes").and_then(Value::as_str).unwrap_or_default();
        let own = text(method, "passkeyType").unwrap_or("deviceBound");
        let is_such = types.split(',').any(|kind| kind.trim() == own);
        named.iter().any(|named| named.eq_ignore_ascii_case(id)) && is_such && is_model_admitted(profile.get("keyRestrictions"), method)
    })
}

/// Whether a restriction lets a model through; a passkey that tells no model is on no list.
fn is_model_admitted(restriction: Option<&Value>, method: &Object) -> bool {
    let Some(restriction) = restriction.filter(|it| it.get("isEnforced") == Some(&Value::Bool(true))) else { return true };
    let models = restriction.get("aaGuids").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let own = text(method, "aaGuid").unwrap_or_default();
    let is_listed = models.into_iter().any(|model| model.eq_ignore_ascii_case(own));
    is_listed != (restriction.get("enforcementType").and_then(Value::as_str) == Some("block"))
}
