//! What gives a mode, and which combinations a strength allows, in the checker's own words.

use std::collections::BTreeSet;

use breakglass_model::tenant::{
    CombinationConfiguration, KeyRestrictions, MethodConfiguration, MethodTarget, PasskeyType, RegisteredMethod, SecurityKey, Strength,
};
use breakglass_model::{ObjectId, Reason, Tenant, Untrusted};

use super::Checker;
use crate::access::credentials::{Credential, HeldKey};
use crate::access::questions::{Question, Settled};
use crate::access::subject::Known;

/// The built-in strength that `mfa` stands for.
pub(super) const MFA: &str = "00000000-0000-0000-0000-000000000002";

/// Modes that can begin a sign-in, in lower case.
pub(super) const FIRST_FACTORS: [&str; 8] = [
    "password",
    "fido2",
    "windowshelloforbusiness",
    "x509certificatemultifactor",
    "devicebasedpush",
    "temporaryaccesspassonetime",
    "temporaryaccesspassmultiuse",
    "federatedmultifactor",
];

/// The strength with that id, as read or built in.
pub(super) fn strength(tenant: &Tenant, id: &ObjectId) -> Option<Strength> {
    let read = tenant.strengths.iter().flatten().find(|strength| strength.id == *id && strength.combinations.is_some());
    read.cloned().or_else(|| Strength::built_in(id))
}

/// Whether every restriction of the strength on that combination lets the credential count.
pub(super) fn is_permitted(settled: &Settled, strength: &Strength, modes: &BTreeSet<String>, item: &Credential) -> bool {
    let lower = |list: &[Untrusted]| list.iter().map(|it| it.raw().trim().to_ascii_lowercase()).collect::<BTreeSet<_>>();
    let is_meant = |applies_to: &[Vec<Untrusted>]| applies_to.iter().any(|combination| lower(combination) == *modes);
    strength.configurations.iter().all(|restriction| match restriction {
        CombinationConfiguration::Fido2 { applies_to, .. }
        | CombinationConfiguration::Certificate { applies_to, .. }
        | CombinationConfiguration::Other { applies_to, .. }
            if !is_meant(applies_to) =>
        {
            true
        }
        CombinationConfiguration::Fido2 { allowed_aaguids, .. } => match item {
            Credential::Key(_) if allowed_aaguids.is_empty() => settled.said(Question::EmptyModelList) == Some(true),
            Credential::Key(HeldKey::Supposed(None)) => settled.said(Question::KeyModel) == Some(true),
            Credential::Key(key) => model(key).is_some_and(|model| allowed_aaguids.contains(&model)),
            _ => true,
        },
        CombinationConfiguration::Certificate { issuer_skis, policy_oids, .. } => match item {
            Credential::Certificate { issuer_ski, policy_oids: held } => {
                let (skis, oids) = (lower(issuer_skis), lower(policy_oids));
                let has_issuer = issuer_ski.as_ref().is_some_and(|ski| skis.contains(&ski.trim().to_ascii_lowercase()));
                let has_policy = held.iter().any(|oid| oids.contains(&oid.trim().to_ascii_lowercase()));
                (skis.is_empty() || has_issuer) && (oids.is_empty() || has_policy)
            }
            _ => true,
        },
        CombinationConfiguration::Other { .. } => false,
    })
}

fn model(key: &HeldKey) -> Option<ObjectId> {
    match key {
        HeldKey::Registered(key) => key.aaguid.clone(),
        HeldKey::Supposed(model) | HeldKey::Unread(model, _) => model.clone(),
        HeldKey::NotRegistered(model) => Some(model.clone()),
    }
}

/// Whether a credential certainly gives a mode (in lower case) to the account.
pub(super) fn gives(checker: &Checker<'_>, item: &Credential, mode: &str) -> bool {
    let is_supposed = checker.subject.is_supposed();
    let policy_unread = matches!(&checker.tenant.methods_policy, Err(missing) if missing.reason == Reason::NotAsked);
    let enabled = |id: &str| is_supposed && policy_unread || configuration(checker, id).is_some_and(|it| targets_account(checker, it));
    match item {
        Credential::Password => mode == "password",
        Credential::Certificate { .. } => mode.starts_with("x509certificate") && is_managed(checker) && enabled("X509Certificate"),
        Credential::Key(key) => {
            let admitted = |key: &SecurityKey| {
                configuration(checker, "Fido2").is_some_and(|it| targets_account(checker, it) && admits(checker, it, key))
            };
            mode == "fido2"
                && is_managed(checker)
                && match key {
                    HeldKey::Registered(key) => is_registered(checker, key) && admitted(key),
                    HeldKey::Supposed(_) if is_supposed && policy_unread => true,
                    HeldKey::Supposed(Some(model)) => is_supposed && admitted(&crate::access::passkeys::key_of_model(model)),
                    HeldKey::Supposed(None) => is_supposed && enabled("Fido2"),
                    HeldKey::Unread(..) | HeldKey::NotRegistered(_) => false,
                }
        }
        Credential::Method(held) => {
            let own = held.eq_ignore_ascii_case(mode);
            own && match mode {
                "federatedsinglefactor" | "federatedmultifactor" => {
                    checker.settled.said(Question::ExternalProvider) == Some(true) && !is_managed(checker)
                }
                "windowshelloforbusiness" => {
                    checker.settled.said(Question::BoundToDevice) == Some(true) && is_managed(checker) && has_method(checker, mode)
                }
                "microsoftauthenticatorpush" | "devicebasedpush" => listed(checker, "MicrosoftAuthenticator", mode),
                "softwareoath" => listed(checker, "SoftwareOath", mode),
                "hardwareoath" => listed(checker, "HardwareOath", mode),
                "sms" => listed(checker, "Sms", mode),
                "voice" => listed(checker, "Voice", mode),
                "email" => listed(checker, "Email", mode),
                "temporaryaccesspassonetime" | "temporaryaccesspassmultiuse" => listed(checker, "TemporaryAccessPass", mode),
                "qrcodepin" => listed(checker, "QRCodePin", mode),
                "x509certificatesinglefactor" | "x509certificatemultifactor" => is_managed(checker) && enabled("X509Certificate"),
                _ => checker.settled.said(Question::ExternalProvider) == Some(true) && has_method(checker, mode),
            }
        }
    }
}

/// Whether a method is enabled for the account and registered with it; the legacy settings count where the operator settled that.
fn listed(checker: &Checker<'_>, id: &str, mode: &str) -> bool {
    let policy_unread = matches!(&checker.tenant.methods_policy, Err(missing) if missing.reason == Reason::NotAsked);
    let by_policy =
        configuration(checker, id).is_some_and(|it| targets_account(checker, it)) || checker.subject.is_supposed() && policy_unread;
    let migration = checker.tenant.methods_policy.as_ref().ok().and_then(|policy| policy.migration_state.as_ref());
    let is_migrating = migration.is_some_and(|state| !state.raw().eq_ignore_ascii_case("migrationComplete"));
    let by_legacy = is_migrating
        && checker.settled.said(Question::LegacyMethodSettings) == Some(true)
        && matches!(id, "Sms" | "Voice" | "MicrosoftAuthenticator" | "SoftwareOath" | "HardwareOath");
    (by_policy || by_legacy) && is_managed(checker) && has_method(checker, mode)
}

fn has_method(checker: &Checker<'_>, mode: &str) -> bool {
    let Known::Read(user) = &checker.subject.known else { return checker.subject.is_supposed() };
    let kinds: &[&str] = match mode {
        "sms" | "voice" => &["phone"],
        "microsoftauthenticatorpush" => &["microsoftAuthenticator"],
        "devicebasedpush" => &["passwordlessMicrosoftAuthenticator"],
        "windowshelloforbusiness" => &["windowsHelloForBusiness", "platformCredential"],
        "softwareoath" => &["softwareOath"],
        "hardwareoath" => &["hardwareOath"],
        "email" => &["email"],
        "qrcodepin" => &["qrCodePin"],
        _ => &[],
    };
    checker.tenant.methods.get(&user.id).is_ok_and(|methods| {
        methods.iter().any(|method| match method {
            RegisteredMethod::Other(kind) => kinds.iter().any(|it| kind.raw().eq_ignore_ascii_case(it)),
            RegisteredMethod::TemporaryAccessPass(pass) => {
                let is_multi = pass.is_usable_once == Some(false);
                pass.is_usable != Some(false) && mode == if is_multi { "temporaryaccesspassmultiuse" } else { "temporaryaccesspassonetime" }
            }
            RegisteredMethod::Fido2(_) | RegisteredMethod::Password => false,
        })
    })
}

fn is_registered(checker: &Checker<'_>, key: &SecurityKey) -> bool {
    let Known::Read(user) = &checker.subject.known else { return false };
    checker.tenant.methods.get(&user.id).is_ok_and(|methods| methods.contains(&RegisteredMethod::Fido2(key.clone())))
}

fn is_managed(checker: &Checker<'_>) -> bool {
    let Known::Read(user) = &checker.subject.known else { return true };
    let name = user.principal_name.as_ref().map(|name| name.raw().to_ascii_lowercase()).unwrap_or_default();
    let domain = name.split('@').next_back().unwrap_or_default();
    let is = |it: &breakglass_model::tenant::Domain| {
        it.name.raw().eq_ignore_ascii_case(domain)
            && it.authentication_type.as_ref().is_some_and(|kind| kind.raw().eq_ignore_ascii_case("managed"))
    };
    domain.ends_with(".onmicrosoft.com")
        || checker.tenant.domains.iter().flatten().any(is)
        || checker.settled.said(Question::FederatedDomain) == Some(true)
}

fn configuration<'c>(checker: &'c Checker<'_>, id: &str) -> Option<&'c MethodConfiguration> {
    let policy = checker.tenant.methods_policy.as_ref().ok()?;
    policy.configurations.iter().find(|it| it.id.raw().eq_ignore_ascii_case(id)).filter(|it| it.is_enabled == Some(true))
}

/// Whether a target names the account; nothing where nobody knows.
fn names(checker: &Checker<'_>, target: &MethodTarget) -> Option<bool> {
    let is_user = target.kind.as_ref().is_some_and(|kind| kind.raw().eq_ignore_ascii_case("user"));
    match target.id.raw() {
        id if id.eq_ignore_ascii_case("all_users") => Some(true),
        _ if target.id == checker.subject.object.id => Some(true),
        _ if is_user => Some(false),
        _ => checker.is_in(&target.id),
    }
}

fn targets_account(checker: &Checker<'_>, configuration: &MethodConfiguration) -> bool {
    configuration.exclude.iter().all(|target| names(checker, target) == Some(false))
        && configuration.include.iter().any(|target| names(checker, target) == Some(true))
}

/// Whether key restrictions, or one passkey profile in scope, admit the key.
fn admits(checker: &Checker<'_>, fido2: &MethodConfiguration, key: &SecurityKey) -> bool {
    let by = |restrictions: Option<&KeyRestrictions>| {
        restrictions.is_none_or(|it| match (it.is_enforced, it.is_allow_list) {
            (Some(false), _) => true,
            (Some(true), Some(allows)) => key.aaguid.as_ref().is_some_and(|model| it.aaguids.contains(model) == allows),
            _ => false,
        })
    };
    let in_scope = fido2.include.iter().filter(|target| names(checker, target) == Some(true));
    let profiles: Vec<&ObjectId> = in_scope.flat_map(|target| &target.passkey_profiles).collect();
    if fido2.passkey_profiles.is_empty() || profiles.is_empty() {
        return by(fido2.key_restrictions.as_ref());
    }
    let kind = match &key.passkey_type {
        Some(PasskeyType::DeviceBound) => "deviceBound",
        Some(PasskeyType::Synced) => "synced",
        _ => return false,
    };
    fido2.passkey_profiles.iter().any(|profile| {
        profiles.contains(&&profile.id)
            && profile.passkey_types.iter().any(|it| it.raw().eq_ignore_ascii_case(kind))
            && by(profile.key_restrictions.as_ref())
    })
}
