//! Whether held credentials give a mode of authentication, and satisfy a strength (C33–C37, C41).

use std::ops::Not;

use breakglass_model::tenant::{CombinationConfiguration, KeyRestrictions, MethodTarget, SecurityKey, Strength};
use breakglass_model::{Collection, Fact, Missing, ObjectId, Reason, Tenant, Untrusted};

use super::certificate::Combination;
use super::credentials::{Credential, CredentialSet, HeldKey, modes_of, registered};
use super::passkeys::{Admission, admission, fido2_reaches, targets};
use super::questions::{Question, Settled};
use super::subject::Known;
use super::truth::{Answer, Doubt};
use super::{Subject, passkeys};

/// The built-in strength to which the grant control `mfa` is equal (C33).
pub const MFA_STRENGTH: &str = "00000000-0000-0000-0000-000000000002";

/// What one set of credentials gives one account in one tenant.
#[derive(Debug, Clone)]
pub struct Holdings<'a> {
    tenant: &'a Tenant,
    settled: &'a Settled,
    set: &'a CredentialSet,
    /// Each item with the modes that it gives.
    gives: Vec<(&'a Credential, Vec<(String, Answer)>)>,
    /// Whether the grant control `mfa` is satisfied.
    pub mfa: Answer,
    /// Whether anything in the set can begin a sign-in.
    pub first_factor: Answer,
}

impl<'a> Holdings<'a> {
    /// Works out what the set gives.
    pub fn new(tenant: &'a Tenant, settled: &'a Settled, subject: &Subject<'_>, set: &'a CredentialSet) -> Self {
        let is_managed = managed(tenant, subject).or(settled.answer(Question::FederatedDomain));
        let gives = set.items.iter().map(|item| (item, modes(tenant, settled, subject, item, &is_managed))).collect();
        let mut holdings = Self { tenant, settled, set, gives, mfa: Answer::no(), first_factor: Answer::no() };
        holdings.mfa = Strength::built_in(&MFA_STRENGTH.into()).map_or_else(Answer::no, |strength| holdings.satisfies(&strength));
        holdings.first_factor = Answer::any(FIRST_FACTORS.iter().map(|mode| holdings.mode(mode)));
        holdings
    }

    /// Whether the password is known to the operator.
    pub fn has_password(&self) -> bool {
        self.set.has_password()
    }

    /// Whether the set can report a position through the Authenticator app.
    pub fn reports_position(&self) -> bool {
        self.set.reports_position()
    }

    /// Whether the set gives a mode.
    pub fn mode(&self, mode: &str) -> Answer {
        Answer::any(self.giving(mode).map(|(_, answer)| answer.clone()))
    }

    fn giving<'b>(&'b self, mode: &'b str) -> impl Iterator<Item = (&'b Credential, &'b Answer)> {
        self.gives.iter().flat_map(move |(item, modes)| {
            modes.iter().filter(move |(given, _)| given.eq_ignore_ascii_case(mode)).map(move |(_, answer)| (*item, answer))
        })
    }

    /// Whether the strength with that id is satisfied.
    pub fn satisfies_id(&self, id: &ObjectId) -> Answer {
        match self.tenant.strength(id) {
            Ok(Some(strength)) if strength.combinations.is_some() => self.satisfies(strength),
            found => match (Strength::built_in(id), found) {
                (Some(built_in), _) => self.satisfies(&built_in),
                (None, Ok(_)) => {
                    let reason = Reason::NotUnderstood(format!("a strength that does not exist: {}", id.shown()));
                    Answer::open(Doubt::Missing(Missing::for_object(Collection::AuthenticationStrengths, id, reason)))
                }
                (None, Err(missing)) => Answer::open(Doubt::Missing(missing)),
            },
        }
    }

    /// Whether one of the strength's combinations is at hand, under its restrictions on models and issuers.
    pub fn satisfies(&self, strength: &Strength) -> Answer {
        let combinations = strength.combinations.as_deref().unwrap_or_default();
        Answer::any(combinations.iter().filter(|combination| !combination.is_empty()).map(|combination| {
            Answer::all(combination.iter().map(|mode| {
                Answer::any(self.giving(mode.raw()).map(|(item, answer)| answer.clone().and(self.permits(strength, combination, item))))
            }))
        }))
    }

    /// A combination of the strength with that id that is certainly at hand.
    pub fn combination(&self, id: &ObjectId) -> Option<Combination> {
        let built_in = Strength::built_in(id);
        let read = self.tenant.strength(id).ok().flatten().filter(|strength| strength.combinations.is_some());
        let strength = read.or(built_in.as_ref())?;
        let item_of = |mode: &Untrusted, combination: &[Untrusted]| {
            let (item, _) =
                self.giving(mode.raw()).find(|(item, answer)| (*answer).clone().and(self.permits(strength, combination, item)).is_yes())?;
            let place = self.set.items.iter().position(|it| std::ptr::eq(it, item))?;
            Some((mode.raw().to_owned(), place))
        };
        let combinations = strength.combinations.iter().flatten();
        let modes = combinations.filter(|it| !it.is_empty()).find_map(|it| it.iter().map(|mode| item_of(mode, it)).collect())?;
        Some(Combination { strength: id.clone(), modes })
    }

    /// Whether the restrictions of a strength on that combination let the item count; several restrictions must all let it.
    fn permits(&self, strength: &Strength, combination: &[Untrusted], item: &Credential) -> Answer {
        let meant = strength.configurations.iter().filter(|it| applies_to(it).iter().any(|meant| same_combination(meant, combination)));
        Answer::all(meant.map(|restriction| match (restriction, item) {
            (CombinationConfiguration::Fido2 { allowed_aaguids, .. }, Credential::Key(key)) => self.admits_model(allowed_aaguids, key),
            (
                CombinationConfiguration::Certificate { issuer_skis, policy_oids, .. },
                Credential::Certificate { issuer_ski, policy_oids: held },
            ) => {
                let issuer = issuer_skis.is_empty() || issuer_ski.as_deref().is_some_and(|ski| has(issuer_skis, ski));
                Answer::certain(issuer && (policy_oids.is_empty() || held.iter().any(|oid| has(policy_oids, oid))))
            }
            (CombinationConfiguration::Fido2 { .. } | CombinationConfiguration::Certificate { .. }, _) => Answer::yes(),
            (CombinationConfiguration::Other { kind, .. }, _) => {
                Answer::open(Doubt::NotUnderstood(format!("restriction {} of a strength", kind.quoted())))
            }
        }))
    }

    fn admits_model(&self, allowed: &[ObjectId], key: &HeldKey) -> Answer {
        if allowed.is_empty() {
            return self.settled.answer(Question::EmptyModelList);
        }
        match key {
            HeldKey::Registered(key) => Answer::certain(key.aaguid.as_ref().is_some_and(|model| allowed.contains(model))),
            HeldKey::Supposed(Some(model)) | HeldKey::Unread(Some(model), _) | HeldKey::NotRegistered(model) => {
                Answer::certain(allowed.contains(model))
            }
            HeldKey::Supposed(None) => self.settled.answer(Question::KeyModel),
            HeldKey::Unread(None, missing) => Answer::open(Doubt::Missing(missing.clone())),
        }
    }
}

/// Modes with which a sign-in can begin.
const FIRST_FACTORS: &[&str] = &[
    "password",
    "fido2",
    "windowsHelloForBusiness",
    "x509CertificateSingleFactor",
    "x509CertificateMultiFactor",
    "deviceBasedPush",
    "temporaryAccessPassOneTime",
    "temporaryAccessPassMultiUse",
    "federatedSingleFactor",
    "federatedMultiFactor",
    "qrCodePin",
];

fn has(list: &[Untrusted], wanted: &str) -> bool {
    list.iter().any(|it| it.raw().trim().eq_ignore_ascii_case(wanted.trim()))
}

fn applies_to(configuration: &CombinationConfiguration) -> &[Vec<Untrusted>] {
    match configuration {
        CombinationConfiguration::Fido2 { applies_to, .. }
        | CombinationConfiguration::Certificate { applies_to, .. }
        | CombinationConfiguration::Other { applies_to, .. } => applies_to,
    }
}

/// Two combinations of the same modes, in any order and case.
fn same_combination(one: &[Untrusted], other: &[Untrusted]) -> bool {
    one.len() == other.len() && one.iter().all(|mode| has(other, mode.raw()))
}

/// Whether the account's domain is managed by Entra. An initial domain cannot be federated.
fn managed(tenant: &Tenant, subject: &Subject<'_>) -> Answer {
    let Known::Read(user) = &subject.known else {
        return Answer::yes();
    };
    let fact = || -> Fact<bool> {
        let name = user.upn()?.raw().to_ascii_lowercase();
        let suffix = name.rsplit('@').next().unwrap_or_default().to_owned();
        if suffix.ends_with(".onmicrosoft.com") {
            return Ok(true);
        }
        let domains = tenant.domains.as_ref().map_err(Clone::clone)?;
        let domain = domains.iter().find(|domain| domain.name.raw().eq_ignore_ascii_case(&suffix));
        let kind = domain.and_then(|domain| domain.authentication_type.as_ref());
        kind.map(|kind| kind.raw().eq_ignore_ascii_case("Managed")).ok_or_else(|| {
            Missing::for_object(Collection::Domains, &user.id, Reason::NotUnderstood("the domain of the account".to_owned()))
        })
    };
    Answer::of_fact(fact())
}

/// The modes that one item gives, each with whether it counts: registered, enabled, targeted, admitted, and Entra's own to judge.
fn modes(tenant: &Tenant, settled: &Settled, subject: &Subject<'_>, item: &Credential, is_managed: &Answer) -> Vec<(String, Answer)> {
    match item {
        Credential::Key(key) => vec![("fido2".to_owned(), usable_key(tenant, subject, key).and(is_managed.clone()))],
        Credential::Password => vec![("password".to_owned(), Answer::yes())],
        Credential::Certificate { .. } => {
            let enabled = enabled(tenant, settled, subject, "X509Certificate").and(is_managed.clone());
            ["x509CertificateMultiFactor", "x509CertificateSingleFactor"].map(|mode| (mode.to_owned(), enabled.clone())).into()
        }
        Credential::Method(mode) => vec![(mode.clone(), usable_method(tenant, settled, subject, mode, is_managed))],
    }
}

fn usable_key(tenant: &Tenant, subject: &Subject<'_>, key: &HeldKey) -> Answer {
    let admitted = |key: &SecurityKey| {
        let fact = || -> Fact<bool> {
            Ok(fido2_reaches(tenant, subject)? == Admission::Admitted && admission(tenant, subject, key)? == Admission::Admitted)
        };
        Answer::of_fact(fact())
    };
    match key {
        HeldKey::Registered(key) => admitted(key),
        HeldKey::NotRegistered(_) => Answer::no(),
        HeldKey::Unread(model, missing) => {
            let open = Answer::open(Doubt::Missing(missing.clone()));
            model.as_ref().map_or_else(|| open.clone(), |model| open.clone().and(admitted(&passkeys::key_of_model(model))))
        }
        // A bare set of policies says nothing of methods: that the key is admitted is part of the supposition.
        HeldKey::Supposed(_) if matches!(&tenant.methods_policy, Err(missing) if missing.reason == Reason::NotAsked) => Answer::yes(),
        HeldKey::Supposed(Some(model)) => admitted(&passkeys::key_of_model(model)),
        HeldKey::Supposed(None) => {
            let reaches = fido2_reaches(tenant, subject).map(|reaches| reaches == Admission::Admitted);
            Answer::of_fact(reaches).and(Answer::certain(admits_some_model(tenant)))
        }
    }
}

/// Whether any model at all is admitted: an enforced allow list without entries admits none.
fn admits_some_model(tenant: &Tenant) -> bool {
    let is_closed = |restrictions: &KeyRestrictions| {
        restrictions.is_enforced == Some(true) && restrictions.is_allow_list == Some(true) && restrictions.aaguids.is_empty()
    };
    let Some(fido2) = tenant.methods_policy.as_ref().ok().and_then(|policy| policy.configuration("Fido2")) else {
        return true;
    };
    match fido2.passkey_profiles.is_empty() {
        true => !fido2.key_restrictions.as_ref().is_some_and(is_closed),
        false => fido2.passkey_profiles.iter().any(|profile| !profile.key_restrictions.as_ref().is_some_and(is_closed)),
    }
}

fn usable_method(tenant: &Tenant, settled: &Settled, subject: &Subject<'_>, mode: &str, is_managed: &Answer) -> Answer {
    let is_registered = match registered(tenant, subject) {
        _ if is_not_listed(mode) || subject.is_supposed() => Answer::yes(),
        Ok(methods) => Answer::certain(methods.iter().flat_map(modes_of).any(|given| given.eq_ignore_ascii_case(mode))),
        Err(missing) => Answer::open(Doubt::Missing(missing)),
    };
    let counts = match mode.to_ascii_lowercase().as_str() {
        "federatedsinglefactor" | "federatedmultifactor" => is_managed.clone().not().and(settled.answer(Question::ExternalProvider)),
        "windowshelloforbusiness" => settled.answer(Question::BoundToDevice).and(is_managed.clone()),
        lower => match configuration_of(lower) {
            Some(id) => enabled(tenant, settled, subject, id).and(is_managed.clone()),
            None => settled.answer(Question::ExternalProvider),
        },
    };
    is_registered.and(counts)
}

/// Modes that the list of registered methods never shows.
fn is_not_listed(mode: &str) -> bool {
    let lower = mode.to_ascii_lowercase();
    lower.starts_with("x509") || lower.starts_with("federated")
}

/// The configuration of the authentication methods policy that governs a mode.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/authenticationmethodspolicies-overview> (read 2026-11-25).
fn configuration_of(mode: &str) -> Option<&'static str> {
    Some(match mode {
        "microsoftauthenticatorpush" | "devicebasedpush" => "MicrosoftAuthenticator",
        "softwareoath" => "SoftwareOath",
        "hardwareoath" => "HardwareOath",
        "sms" => "Sms",
        "voice" => "Voice",
        "email" => "Email",
        "temporaryaccesspassonetime" | "temporaryaccesspassmultiuse" => "TemporaryAccessPass",
        "x509certificatesinglefactor" | "x509certificatemultifactor" => "X509Certificate",
        "qrcodepin" => "QRCodePin",
        _ => return None,
    })
}

/// Whether a method is enabled and reaches the account (C34); where migration is not complete the legacy settings may still allow it.
fn enabled(tenant: &Tenant, settled: &Settled, subject: &Subject<'_>, id: &str) -> Answer {
    let fact = || -> Fact<bool> {
        let policy = tenant.methods_policy.as_ref().map_err(Clone::clone)?;
        let Some(configuration) = policy.configuration(id).filter(|it| it.is_enabled != Some(false)) else {
            return Ok(false);
        };
        if configuration.is_enabled.is_none() {
            return Err(Missing::of(Collection::AuthenticationMethodsPolicy, Reason::NotUnderstood(format!("the state of {id}"))));
        }
        let reaches = |target: &MethodTarget| targets(tenant, subject, target).map(|path| path.is_some());
        for target in &configuration.exclude {
            if reaches(target)? {
                return Ok(false);
            }
        }
        let answers: Vec<Fact<bool>> = configuration.include.iter().map(reaches).collect();
        match answers.contains(&Ok(true)) {
            true => Ok(true),
            false => answers.into_iter().find(Result::is_err).unwrap_or(Ok(false)),
        }
    };
    if subject.is_supposed() && matches!(&tenant.methods_policy, Err(missing) if missing.reason == Reason::NotAsked) {
        return Answer::yes();
    }
    let is_migrated = tenant.methods_policy.as_ref().ok().and_then(|policy| policy.migration_state.as_ref());
    let is_migrated = is_migrated.is_none_or(|state| state.raw().eq_ignore_ascii_case("migrationComplete"));
    let is_legacy_kind = matches!(id, "Sms" | "Voice" | "MicrosoftAuthenticator" | "SoftwareOath" | "HardwareOath");
    match Answer::of_fact(fact()) {
        answer if answer.is_no() && !is_migrated && is_legacy_kind => settled.answer(Question::LegacyMethodSettings),
        answer => answer,
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::build::{self, AAGUID, FIRST, OTHER_AAGUID};
    use breakglass_model::tenant::{MethodConfiguration, RegisteredMethod};
    use breakglass_model::{ObjectKind, ObjectRef};

    use super::*;
    use crate::access::Supposition;
    use crate::access::credentials::Held;
    use crate::access::truth::Truth;

    const YES: Truth = Truth::Yes;
    const NO: Truth = Truth::No;
    const OPEN: Truth = Truth::Open;

    fn account(tenant: &Tenant) -> Subject<'_> {
        Subject::read(ObjectRef::new(ObjectKind::User, FIRST, None), tenant.users.find(&FIRST.into()).unwrap())
    }

    fn fido2(combination: &[&str], aaguids: &[&str]) -> CombinationConfiguration {
        CombinationConfiguration::Fido2 {
            applies_to: vec![combination.iter().map(|mode| Untrusted::new(*mode)).collect()],
            allowed_aaguids: aaguids.iter().map(|id| ObjectId::new(*id)).collect(),
        }
    }

    fn strength(combinations: &[&[&str]], configurations: Vec<CombinationConfiguration>) -> Strength {
        let combination = |modes: &&[&str]| modes.iter().map(|mode| Untrusted::new(*mode)).collect();
        let combinations = Some(combinations.iter().map(combination).collect());
        Strength { id: "s".into(), name: None, is_custom: Some(true), combinations, configurations }
    }

    /// Whether a strength is satisfied by what is held.
    fn satisfied(held: &Held, strength: &Strength, settled: &Settled) -> Truth {
        let tenant = build::healthy();
        let subject = account(&tenant);
        let set = held.sets(&tenant, &subject).remove(0);
        Holdings::new(&tenant, settled, &subject, &set).satisfies(strength).truth
    }

    fn key(model: &str) -> Held {
        Held { keys: vec![model.into()], ..Held::default() }
    }

    #[test]
    fn a_restriction_admits_the_models_that_it_lists_for_the_combination_that_it_names() {
        let with = |held: &str, restriction: CombinationConfiguration| {
            satisfied(&key(held), &strength(&[&["fido2"]], vec![restriction]), &Settled::default())
        };
        assert_eq!(with(AAGUID, fido2(&["fido2"], &[AAGUID])), YES);
        assert_eq!(with(AAGUID, fido2(&["fido2"], &[OTHER_AAGUID])), NO, "its AAGUID was taken off the list");
        assert_eq!(with(AAGUID, fido2(&["FIDO2"], &[OTHER_AAGUID])), NO, "in any case");
        assert_eq!(with(AAGUID, fido2(&["x509CertificateMultiFactor"], &[OTHER_AAGUID])), YES, "it is about another combination");
        assert_eq!(with(AAGUID, fido2(&["fido2", "password"], &[OTHER_AAGUID])), YES, "a longer combination is another one");
        assert_eq!(with(AAGUID, fido2(&["fido2"], &[])), OPEN, "no document says what an empty list admits");
        assert_eq!(satisfied(&key(AAGUID), &strength(&[&[]], vec![]), &Settled::default()), NO, "an empty combination is none");
    }

    #[test]
    fn a_certificate_counts_by_issuer_and_by_policy() {
        let restricted = |issuers: &[&str], oids: &[&str]| {
            let words = |list: &[&str]| list.iter().map(|word| Untrusted::new(*word)).collect::<Vec<_>>();
            let applies_to = vec![words(&["x509CertificateMultiFactor"])];
            CombinationConfiguration::Certificate { applies_to, issuer_skis: words(issuers), policy_oids: words(oids) }
        };
        let mut tenant = build::healthy();
        let everybody =
            breakglass_model::tenant::MethodTarget { id: "all_users".into(), kind: Some("group".into()), passkey_profiles: vec![] };
        if let Ok(policy) = &mut tenant.methods_policy {
            let id = "X509Certificate".into();
            policy.configurations.push(MethodConfiguration {
                id,
                is_enabled: Some(true),
                include: vec![everybody],
                ..MethodConfiguration::default()
            });
        }
        let subject = account(&tenant);
        let held = Held { certificates: vec![(Some("AB".to_owned()), vec!["1.2.3".to_owned()])], ..Held::default() };
        let set = held.sets(&tenant, &subject).remove(0);
        let settled = Settled::default();
        let holdings = Holdings::new(&tenant, &settled, &subject, &set);
        let with = |issuers: &[&str], oids: &[&str]| {
            holdings.satisfies(&strength(&[&["x509CertificateMultiFactor"]], vec![restricted(issuers, oids)])).truth
        };
        assert_eq!([with(&[], &[]), with(&["ab"], &[]), with(&["cd"], &[])], [YES, YES, NO]);
        assert_eq!([with(&["AB"], &["1.2.3"]), with(&["AB"], &["9.9"]), with(&[], &["1.2.3", "9.9"])], [YES, NO, YES]);
    }

    #[test]
    fn a_supposed_key_counts_where_some_model_does() {
        let mut tenant = build::healthy();
        let group = Some(build::GROUP.into());
        let subject = Subject::supposed(
            ObjectRef::new(ObjectKind::User, "any", None),
            Supposition { group, is_member: true, is_global_administrator: true },
        );
        let verdict = |tenant: &Tenant, model: Option<&str>| {
            let held = model.map_or_else(Held::default, key);
            let set = held.sets(tenant, &subject).remove(0);
            Holdings::new(tenant, &Settled::default(), &subject, &set).mfa.truth
        };
        let mut restrict = |is_enforced: bool, is_allow_list: bool, aaguids: &[&str]| {
            if let Ok(policy) = &mut tenant.methods_policy {
                policy.configurations[0].key_restrictions = Some(KeyRestrictions {
                    is_enforced: Some(is_enforced),
                    is_allow_list: Some(is_allow_list),
                    aaguids: aaguids.iter().map(|id| ObjectId::new(*id)).collect(),
                });
            }
            (verdict(&tenant, None), verdict(&tenant, Some(AAGUID)))
        };
        assert_eq!(restrict(true, true, &[]), (NO, NO), "an enforced list without entries admits nothing");
        assert_eq!(restrict(true, true, &[AAGUID]), (YES, YES));
        assert_eq!(restrict(true, true, &[OTHER_AAGUID]), (YES, NO));
        assert_eq!(restrict(false, true, &[]), (YES, YES), "what is not enforced restricts nothing");
        assert_eq!(restrict(true, false, &[]), (YES, YES));
        assert_eq!(restrict(true, false, &[AAGUID]), (YES, NO));
        let unread = build::tenant();
        assert_eq!(verdict(&unread, Some(AAGUID)), YES, "a bare set of policies supposes that the key is admitted");
        let mut denied = build::tenant();
        denied.methods_policy = Err(Missing::of(Collection::AuthenticationMethodsPolicy, Reason::Denied("403".to_owned())));
        assert_eq!(verdict(&denied, Some(AAGUID)), OPEN, "one that was refused is not supposed");
    }

    #[test]
    fn codes_of_hardware_and_software_follow_their_own_configurations() {
        let with = |enabled: &str, mode: &str| {
            let mut tenant = build::healthy();
            let everybody =
                breakglass_model::tenant::MethodTarget { id: "all_users".into(), kind: Some("group".into()), passkey_profiles: vec![] };
            if let Ok(policy) = &mut tenant.methods_policy {
                policy.configurations.push(MethodConfiguration {
                    id: enabled.into(),
                    is_enabled: Some(true),
                    include: vec![everybody],
                    ..MethodConfiguration::default()
                });
            }
            let methods = ["softwareOath", "hardwareOath"].map(|kind| RegisteredMethod::Other(kind.into()));
            tenant.methods.add(FIRST.into(), methods, Ok(()));
            let subject = account(&tenant);
            let held = Held { has_password: true, methods: vec![mode.to_owned()], ..Held::default() };
            let set = held.sets(&tenant, &subject).remove(0);
            Holdings::new(&tenant, &Settled::default(), &subject, &set).mfa.truth
        };
        assert_eq!([with("SoftwareOath", "softwareOath"), with("HardwareOath", "softwareOath")], [YES, NO]);
        assert_eq!([with("HardwareOath", "hardwareOath"), with("SoftwareOath", "hardwareOath")], [YES, NO]);
    }
}
