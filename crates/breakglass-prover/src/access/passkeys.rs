//! Whether the tenant's authentication methods policy lets an account use a passkey that it has registered (C37).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/how-to-enable-passkey-fido2> (read 2026-11-22): key
//! restrictions bind at registration and at sign-in; a passkey is usable if one profile in the user's scope admits it; an excluded
//! target beats included ones.

use breakglass_model::tenant::{KeyRestrictions, MethodConfiguration, MethodTarget, PasskeyProfile, PasskeyType, SecurityKey};
use breakglass_model::{Collection, Fact, Missing, ObjectId, Reason, Tenant};

use super::{Subject, is_member};

/// Whether a registered passkey still opens the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// It does.
    Admitted,
    /// It does not, and why.
    Refused(String),
}

/// Whether FIDO2 is enabled and reaches the account; the text says why not.
///
/// # Errors
/// What is missing, where nobody knows.
pub fn fido2_reaches(tenant: &Tenant, subject: &Subject<'_>) -> Fact<Admission> {
    let Some(configuration) = fido2(tenant)? else {
        return Ok(Admission::Refused("the policy has no configuration for FIDO2".to_owned()));
    };
    match configuration.is_enabled {
        Some(true) => {}
        Some(false) => return Ok(Admission::Refused("FIDO2 is disabled".to_owned())),
        None => return Err(not_understood("the state of FIDO2")),
    }
    for target in &configuration.exclude {
        if let Some(path) = targets(tenant, subject, target)? {
            return Ok(Admission::Refused(format!("the account is excluded from FIDO2: {}", path.join(", "))));
        }
    }
    Ok(match reaching(tenant, subject, configuration)?.is_empty() {
        false => Admission::Admitted,
        true => Admission::Refused("no target of FIDO2 includes the account".to_owned()),
    })
}

/// Whether one passkey of the account is still admitted by key restrictions and passkey profiles.
///
/// # Errors
/// What is missing, where nobody knows.
pub fn admission(tenant: &Tenant, subject: &Subject<'_>, key: &SecurityKey) -> Fact<Admission> {
    let Some(configuration) = fido2(tenant)? else {
        return Ok(Admission::Refused("the policy has no configuration for FIDO2".to_owned()));
    };
    let named: Vec<&ObjectId> = match configuration.passkey_profiles.is_empty() {
        true => Vec::new(),
        false => reaching(tenant, subject, configuration)?.iter().flat_map(|target| &target.passkey_profiles).collect(),
    };
    if named.is_empty() {
        return by_restrictions(configuration.key_restrictions.as_ref(), key, "the key restrictions");
    }
    let mut refusals = Vec::new();
    for profile in configuration.passkey_profiles.iter().filter(|profile| named.contains(&&profile.id)) {
        match by_profile(profile, key)? {
            Admission::Admitted => return Ok(Admission::Admitted),
            Admission::Refused(why) => refusals.push(why),
        }
    }
    Ok(Admission::Refused(match refusals.is_empty() {
        true => "no passkey profile reaches the account".to_owned(),
        false => refusals.join("; "),
    }))
}

/// Whether the account's next passkey of that model would have to prove its make: every rule under which the model is admitted demands
/// attestation. It binds at registration only; a passkey that is there keeps working.
///
/// # Errors
/// What is missing, where nobody knows.
pub fn demands_attestation(tenant: &Tenant, subject: &Subject<'_>, key: &SecurityKey) -> Fact<bool> {
    let Some(configuration) = fido2(tenant)? else {
        return Ok(false);
    };
    let named: Vec<&ObjectId> = match configuration.passkey_profiles.is_empty() {
        true => Vec::new(),
        false => reaching(tenant, subject, configuration)?.iter().flat_map(|target| &target.passkey_profiles).collect(),
    };
    if named.is_empty() {
        return Ok(configuration.is_attestation_enforced == Some(true));
    }
    let mut admitting = Vec::new();
    for profile in configuration.passkey_profiles.iter().filter(|profile| named.contains(&&profile.id)) {
        if by_profile(profile, key)? == Admission::Admitted {
            admitting.push(profile);
        }
    }
    let demands = |profile: &&PasskeyProfile| profile.attestation.as_ref().is_some_and(|word| !word.raw().eq_ignore_ascii_case("disabled"));
    Ok(!admitting.is_empty() && admitting.iter().all(demands))
}

/// A device-bound, attested key of a model, as somebody would register it.
pub(super) fn key_of_model(model: &ObjectId) -> SecurityKey {
    SecurityKey {
        id: model.raw().into(),
        name: model.raw().into(),
        aaguid: Some(model.clone()),
        model: None,
        passkey_type: Some(PasskeyType::DeviceBound),
        attestation: Some("attested".into()),
        created: None,
    }
}

fn by_profile(profile: &PasskeyProfile, key: &SecurityKey) -> Fact<Admission> {
    let name = format!("passkey profile {}", profile.name.quoted());
    let wanted = match &key.passkey_type {
        Some(PasskeyType::DeviceBound) => "deviceBound",
        Some(PasskeyType::Synced) => "synced",
        Some(PasskeyType::Other(word)) => {
            return Err(not_understood(&format!("passkey type {}", word.quoted())));
        }
        None => return Err(not_understood("a passkey without a type")),
    };
    if !profile.passkey_types.iter().any(|kind| kind.raw().eq_ignore_ascii_case(wanted)) {
        return Ok(Admission::Refused(format!("{name} does not admit {wanted} passkeys")));
    }
    by_restrictions(profile.key_restrictions.as_ref(), key, &name)
}

fn by_restrictions(restrictions: Option<&KeyRestrictions>, key: &SecurityKey, whose: &str) -> Fact<Admission> {
    let Some(restrictions) = restrictions else {
        return Ok(Admission::Admitted);
    };
    match restrictions.admits(key.aaguid.as_ref()) {
        Some(true) => Ok(Admission::Admitted),
        Some(false) => Ok(Admission::Refused(format!("{whose} refuse this model"))),
        None => Err(not_understood(whose)),
    }
}

/// The targets of FIDO2 that include the account.
fn reaching<'t>(tenant: &'t Tenant, subject: &Subject<'_>, configuration: &'t MethodConfiguration) -> Fact<Vec<&'t MethodTarget>> {
    let mut found = Vec::new();
    let mut missing = None;
    for target in &configuration.include {
        match targets(tenant, subject, target) {
            Ok(Some(_)) => found.push(target),
            Ok(None) => {}
            Err(gap) => missing = Some(gap),
        }
    }
    match missing {
        // Another target that nobody could resolve may add profiles, never take them away: a certain yes stands.
        Some(gap) if found.is_empty() => Err(gap),
        _ => Ok(found),
    }
}

/// Whether a target names the account, and through what.
pub(super) fn targets(tenant: &Tenant, subject: &Subject<'_>, target: &MethodTarget) -> Fact<Option<Vec<String>>> {
    if target.id.raw().eq_ignore_ascii_case("all_users") {
        return Ok(Some(vec!["all users".to_owned()]));
    }
    if target.id == subject.object.id {
        return Ok(Some(vec!["the account itself".to_owned()]));
    }
    match target.kind.as_ref().is_some_and(|kind| kind.raw().eq_ignore_ascii_case("user")) {
        true => Ok(None),
        false => is_member(tenant, subject, &target.id),
    }
}

fn fido2(tenant: &Tenant) -> Fact<Option<&MethodConfiguration>> {
    Ok(tenant.methods_policy.as_ref().map_err(Clone::clone)?.configuration("Fido2"))
}

fn not_understood(what: &str) -> Missing {
    Missing::of(Collection::AuthenticationMethodsPolicy, Reason::NotUnderstood(what.to_owned()))
}

#[cfg(test)]
mod tests {
    use breakglass_model::build::{self, AAGUID, OTHER_AAGUID};
    use breakglass_model::{ObjectKind, ObjectRef};

    use super::*;

    fn check(change: impl FnOnce(&mut MethodConfiguration), aaguid: &str) -> Fact<Admission> {
        let mut tenant = build::healthy();
        let policy = tenant.methods_policy.as_mut().unwrap();
        change(policy.configurations.iter_mut().find(|it| it.id.raw() == "Fido2").unwrap());
        let user = tenant.users.find(&build::FIRST.into()).unwrap();
        let subject = Subject::read(ObjectRef::new(ObjectKind::User, build::FIRST, None), user);
        match fido2_reaches(&tenant, &subject)? {
            Admission::Admitted => admission(&tenant, &subject, &build::key("k", aaguid)),
            refused => Ok(refused),
        }
    }

    fn restrict(is_allow_list: bool) -> KeyRestrictions {
        KeyRestrictions { is_enforced: Some(true), is_allow_list: Some(is_allow_list), aaguids: vec![AAGUID.into()] }
    }

    fn is_admitted(change: impl FnOnce(&mut MethodConfiguration), aaguid: &str) -> bool {
        check(change, aaguid).unwrap() == Admission::Admitted
    }

    #[test]
    fn allow_lists_and_block_lists_of_models() {
        assert!(is_admitted(|fido2| fido2.key_restrictions = Some(restrict(true)), AAGUID));
        assert!(!is_admitted(|fido2| fido2.key_restrictions = Some(restrict(true)), OTHER_AAGUID));
        assert!(!is_admitted(|fido2| fido2.key_restrictions = Some(restrict(false)), AAGUID));
        assert!(is_admitted(|fido2| fido2.key_restrictions = Some(restrict(false)), OTHER_AAGUID));
    }

    #[test]
    fn one_profile_that_reaches_the_account_and_admits_the_key_is_enough() {
        let profile = |id: &str, is_allow_list| PasskeyProfile {
            id: id.into(),
            name: id.into(),
            passkey_types: vec!["deviceBound".into()],
            key_restrictions: Some(restrict(is_allow_list)),
            attestation: None,
        };
        let set = |fido2: &mut MethodConfiguration, named: &[&str]| {
            fido2.passkey_profiles = vec![profile("yes", true), profile("no", false)];
            fido2.include[0].passkey_profiles = named.iter().map(|id| (*id).into()).collect();
        };
        assert!(is_admitted(|fido2| set(fido2, &["no", "yes"]), AAGUID));
        assert!(!is_admitted(|fido2| set(fido2, &["no"]), AAGUID));
    }

    #[test]
    fn an_excluded_target_beats_included_ones() {
        let excluded = |fido2: &mut MethodConfiguration| fido2.exclude = fido2.include.clone();
        assert!(!is_admitted(excluded, AAGUID));
        assert!(!is_admitted(|fido2| fido2.is_enabled = Some(false), AAGUID));
        assert!(!is_admitted(|fido2| fido2.include.clear(), AAGUID));
    }

    #[test]
    fn a_restriction_of_an_unknown_kind_is_no_answer() {
        let odd = |fido2: &mut MethodConfiguration| {
            fido2.key_restrictions = Some(KeyRestrictions { is_allow_list: None, ..restrict(true) });
        };
        assert!(check(odd, AAGUID).is_err());
    }
}
