//! What the checker reads of policies, strengths, methods and groups, in its own words.

use std::collections::{BTreeMap, BTreeSet};

use breakglass_model::tenant::{
    CombinationConfiguration, CountryLookup, DeviceOperator, DeviceRule, DeviceTest, FilterMode, KeyRestrictions, LocationKind,
    MethodConfiguration, MethodTarget, PasskeyType, Policy, RegisteredMethod, SecurityKey, Strength,
};
use breakglass_model::{ObjectId, Reason, Tenant, Untrusted};

use super::Checker;
use crate::access::applications::{AZURE_MANAGEMENT, BEHIND_AZURE_MANAGEMENT, TOKEN_PROTECTED, is_in_group};
use crate::access::credentials::{Credential, HeldKey};
use crate::access::prove::Side;
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

/// Walks the members of a group down; nothing where a list on the way was not read to its end.
pub(super) fn walk(tenant: &Tenant, group: &ObjectId, account: &ObjectId) -> Option<bool> {
    let (mut rest, mut seen, mut is_whole) = (vec![group], BTreeSet::new(), true);
    while let Some(next) = rest.pop() {
        if !seen.insert(next) {
            continue;
        }
        is_whole &= tenant.group_members.get(next).is_ok();
        for member in tenant.group_members.known(next) {
            if member.id == *account {
                return Some(true);
            }
            if member.is_group() {
                rest.push(&member.id);
            }
        }
    }
    is_whole.then_some(false)
}

/// Whether one group is certainly nested in another.
pub(super) fn reaches(tenant: &Tenant, inner: &ObjectId, outer: &ObjectId) -> bool {
    let (mut rest, mut seen) = (vec![inner.clone()], BTreeSet::new());
    while let Some(next) = rest.pop() {
        if next == *outer {
            return true;
        }
        if seen.insert(next.clone()) {
            rest.extend(tenant.group_parents.known(&next).iter().cloned());
            rest.extend(
                tenant.group_members.iter().filter(|(_, members)| members.iter().any(|it| it.id == next)).map(|(id, _)| id.clone()),
            );
        }
    }
    false
}

/// Everybody who holds a role or may activate it, as far as that matters for the account; nothing where that was not read to its end.
pub(super) fn holders(tenant: &Tenant, role: &ObjectId, account: &ObjectId) -> Option<Vec<ObjectId>> {
    let groups = || tenant.user_groups.known(account).iter();
    let keys: Vec<&ObjectId> = std::iter::once(role).chain(std::iter::once(account)).chain(groups()).collect();
    let is_assigned_whole = tenant.role_assignments.get(role).is_ok()
        || tenant.role_assignments.get(account).is_ok()
            && tenant.user_groups.get(account).is_ok()
            && groups().all(|group| {
                tenant.role_assignments.get(group).is_ok()
                    || tenant.groups.find(group).is_some_and(|it| it.is_role_assignable.is_some_and(|it| it != Some(true)))
            });
    let is_unlicensed = matches!(tenant.role_eligibilities.get(role), Err(missing) if matches!(missing.reason, Reason::Unlicensed(_)));
    let is_eligible_whole = is_unlicensed
        || tenant.role_eligibilities.get(role).is_ok()
        || tenant.user_groups.get(account).is_ok()
            && keys.iter().skip(1).all(|key| match tenant.role_eligibilities.get(key) {
                Ok(_) => true,
                Err(missing) => matches!(missing.reason, Reason::Unlicensed(_)),
            });
    (is_assigned_whole && is_eligible_whole).then(|| {
        let assigned = keys.iter().flat_map(|key| tenant.role_assignments.known(key)).filter(|it| it.role == *role && it.is_tenant_wide());
        let scheduled = keys.iter().flat_map(|key| tenant.role_schedules.known(key).iter().chain(tenant.role_eligibilities.known(key)));
        let scheduled = scheduled.filter(|it| it.role == *role && it.is_tenant_wide());
        assigned.map(|it| it.principal.clone()).chain(scheduled.map(|it| it.principal.clone())).collect()
    })
}

/// Whether a condition lets no sign-in that matters through.
pub(super) fn is_closed(checker: &Checker<'_>, policy: &Policy, side: Side) -> bool {
    let settled = checker.settled;
    let conditions = &policy.conditions;
    let empty_is_nothing = settled.said(Question::EmptyInclude) == Some(false);
    let all = |words: &[Untrusted], known: &[&str]| {
        !words.is_empty() && words.iter().all(|word| known.iter().any(|it| word.raw().eq_ignore_ascii_case(it)))
    };
    let applications = &conditions.applications;
    match side {
        Side::Client => all(&conditions.client_app_types, &["exchangeActiveSync", "easSupported", "other"]),
        Side::Flow => {
            all(&conditions.authentication_flows, &["deviceCodeFlow", "authenticationTransfer", "none"])
                && conditions.authentication_flows.iter().any(|word| !word.raw().eq_ignore_ascii_case("none"))
        }
        Side::Platform => conditions.platforms.as_ref().is_some_and(|it| {
            let has = |list: &[Untrusted], wanted: &str| list.iter().any(|word| word.raw().eq_ignore_ascii_case(wanted));
            has(&it.exclude, "all")
                || empty_is_nothing && it.include.is_empty() && !it.exclude.is_empty()
                || all(&it.include, &["android", "iOS", "windows", "windowsPhone", "macOS", "linux"])
                    && it.include.iter().all(|word| has(&it.exclude, word.raw()))
        }),
        Side::SignInRisk => all(&conditions.sign_in_risk, &["hidden"]),
        Side::UserRisk => all(&conditions.user_risk, &["hidden"]),
        Side::InsiderRisk => all(&conditions.insider_risk, &["hidden"]),
        Side::Place => conditions.locations.as_ref().is_some_and(|it| {
            empty_is_nothing && it.include.is_empty() && !it.exclude.is_empty() || is_nowhere(checker, &it.include, &it.exclude)
        }),
        Side::Resource => {
            let is_out = |word: &Untrusted| {
                word.raw().eq_ignore_ascii_case("none") || applications.exclude.iter().any(|out| is_within(settled, word.raw(), out.raw()))
            };
            let covers_all = applications.include.iter().any(|word| word.raw().eq_ignore_ascii_case("all"));
            let has_others = !applications.user_actions.is_empty() || !applications.authentication_contexts.is_empty();
            let matches = settled.said(Question::ApplicationFilter);
            let by_filter = match applications.filter.as_ref().map(|filter| &filter.mode) {
                None => !applications.include.is_empty() || empty_is_nothing,
                Some(FilterMode::Include) => matches == Some(false),
                Some(FilterMode::Exclude) => !applications.include.is_empty() || matches == Some(true),
                Some(FilterMode::Other(_)) => false,
            };
            let excludes_everything =
                matches!(applications.filter.as_ref().map(|it| &it.mode), Some(FilterMode::Exclude)) && matches == Some(true);
            !has_others && !covers_all && by_filter && applications.include.iter().all(is_out)
                || !has_others && !covers_all && excludes_everything
        }
        Side::Device => conditions.devices.as_ref().is_some_and(|filter| {
            let is_unparsable = DeviceRule::parse(filter.rule.raw()).is_err();
            let misses = settled.said(Question::DeviceRule).zip(wants(&filter.mode)).is_some_and(|(matches, wanted)| matches != wanted);
            is_unparsable && misses || no_device(settled, policy, &[])
        }),
    }
}

/// Whether an entry that excludes takes everything away that an included one brings.
fn is_within(settled: &Settled, included: &str, excluded: &str) -> bool {
    let (included, excluded) = (included.to_ascii_lowercase(), excluded.to_ascii_lowercase());
    let is_group = |word: &str| ["office365", "microsoftadminportals"].contains(&word);
    let is_member = || match is_in_group(&excluded, &included) {
        Some(is_in) => is_in,
        None => settled.said(Question::ApplicationGroup) == Some(true),
    };
    included == excluded
        || excluded == "all"
        || excluded == AZURE_MANAGEMENT && BEHIND_AZURE_MANAGEMENT.contains(&included.as_str())
        || is_group(&excluded) && !is_group(&included) && included != "all" && is_member()
}

/// Whether the policy reaches none of the applications that token protection guards.
pub(super) fn opens_nothing_protected(settled: &Settled, policy: &Policy) -> bool {
    let applications = &policy.conditions.applications;
    let is_one = |word: &Untrusted| TOKEN_PROTECTED.iter().any(|id| word.raw().eq_ignore_ascii_case(id));
    let is_out = |id: &str| applications.exclude.iter().any(|word| is_within(settled, id, word.raw()));
    let reaches = |word: &Untrusted| match word.raw().to_ascii_lowercase().as_str() {
        "all" | "office365" => !is_out(word.raw()),
        // No admin portal is among them.
        "none" | "microsoftadminportals" => false,
        _ => is_one(word) && !is_out(word.raw()),
    };
    let is_bare =
        applications.include.is_empty() && applications.user_actions.is_empty() && applications.authentication_contexts.is_empty();
    let names_only_known = applications.user_actions.iter().all(|word| {
        ["urn:user:registersecurityinfo", "urn:user:registerdevice"].iter().any(|known| word.raw().eq_ignore_ascii_case(known))
    });
    let mode = applications.filter.as_ref().map(|filter| &filter.mode);
    let matches = settled.said(Question::ApplicationFilter);
    if mode == Some(&FilterMode::Exclude) && matches == Some(true) {
        return names_only_known;
    }
    // A filter that excludes only narrows what is included, and one that includes what never matches adds nothing.
    let is_plain = match mode {
        None => !is_bare,
        Some(FilterMode::Exclude) => !applications.include.is_empty(),
        Some(FilterMode::Include) => matches == Some(false),
        Some(FilterMode::Other(_)) => false,
    };
    names_only_known && is_plain && !applications.include.iter().any(reaches)
}

/// Whether everything included is excluded again: by `All`, by the same location told by address, or as one of the trusted networks. A
/// country told by the phone is nowhere for whom no phone reports, once the operator says so.
fn is_nowhere(checker: &Checker<'_>, include: &[Untrusted], exclude: &[Untrusted]) -> bool {
    let is_silent = !checker.set.reports_position() && checker.settled.said(Question::PositionWithoutAuthenticator) == Some(false);
    let has = |wanted: &str| exclude.iter().any(|word| word.raw().eq_ignore_ascii_case(wanted));
    let is_out = |word: &Untrusted| {
        // All compliant network locations: a fact of the sign-in alone.
        if word.raw().eq_ignore_ascii_case("3d46dbda-8382-466a-856d-eb00cbc6b910") {
            return has(word.raw());
        }
        let location = checker.tenant.named_locations.iter().flatten().find(|it| it.id == ObjectId::new(word.raw()));
        match location.map(|it| &it.kind) {
            Some(LocationKind::Networks { is_trusted, unread, .. }) => {
                unread.is_empty() && (has(word.raw()) || *is_trusted == Some(true) && has("AllTrusted"))
            }
            Some(LocationKind::Countries { lookup: CountryLookup::Address, .. }) => has(word.raw()),
            Some(LocationKind::Countries { lookup: CountryLookup::AuthenticatorPosition, .. }) => is_silent,
            _ => false,
        }
    };
    has("All") || !include.is_empty() && include.iter().all(is_out)
}

/// Whether no device meets the filter while the controls are unmet, strings taken as free: every test is either true or false, but one
/// comparison has one answer, and compliance and trust are what the device is.
pub(super) fn no_device(settled: &Settled, policy: &Policy, unmet: &[String]) -> bool {
    let filter = policy.conditions.devices.as_ref();
    let Some((rule, wanted)) = filter.and_then(|it| Some((DeviceRule::parse(it.rule.raw()).ok()?, wants(&it.mode)?))) else {
        return false;
    };
    let tests = rule.tests();
    // No document says what a comparison with null gives, unless the operator does.
    let nulls = settled.said(Question::DeviceRule);
    let free = tests.iter().filter(|test| test.values.is_some() && fixed(test, "", false).is_none());
    let free: BTreeSet<String> = free.map(|test| key(test)).collect();
    if free.len() > 12 || nulls.is_none() && tests.iter().any(|test| test.values.is_none()) || has_negation(&rule) {
        return false;
    }
    let nulls = nulls.unwrap_or(false);
    let kinds = [
        ("", false),
        ("Workplace", false),
        ("Workplace", true),
        ("AzureAD", false),
        ("AzureAD", true),
        ("ServerAD", false),
        ("ServerAD", true),
    ];
    let is_unmet = |(trust, is_compliant): (&str, bool)| {
        unmet.iter().all(|control| match control.as_str() {
            "compliantDevice" => !is_compliant,
            "domainJoinedDevice" => trust != "ServerAD",
            _ => true,
        })
    };
    kinds.into_iter().filter(|kind| is_unmet(*kind)).all(|(trust, is_compliant)| {
        (0_u32..1 << free.len()).all(|bits| {
            let value: BTreeMap<&String, bool> = free.iter().enumerate().map(|(index, key)| (key, bits >> index & 1 == 1)).collect();
            holds(&rule, (trust, is_compliant), &value, nulls) != wanted
        })
    })
}

fn wants(mode: &FilterMode) -> Option<bool> {
    match mode {
        FilterMode::Include => Some(true),
        FilterMode::Exclude => Some(false),
        FilterMode::Other(_) => None,
    }
}

fn has_negation(rule: &DeviceRule) -> bool {
    match rule {
        DeviceRule::Not(_) => true,
        DeviceRule::And(one, other) | DeviceRule::Or(one, other) => has_negation(one) || has_negation(other),
        DeviceRule::Test(_) => false,
    }
}

/// A comparison without its sign, as one free answer.
fn key(test: &DeviceTest) -> String {
    format!("{}|{:?}|{:?}", test.attribute.to_ascii_lowercase(), test.operator, test.values)
}

/// The answer of a comparison of compliance or trust, its sign aside; none for any other.
fn fixed(test: &DeviceTest, trust: &str, is_compliant: bool) -> Option<bool> {
    let wanted = test.values.as_ref()?.first()?;
    let compliance = if trust.is_empty() {
        ""
    } else if is_compliant {
        "true"
    } else {
        "false"
    };
    match (test.attribute.to_ascii_lowercase().as_str(), test.operator) {
        ("iscompliant", DeviceOperator::Equals) => Some(wanted.eq_ignore_ascii_case(compliance)),
        // Written in another case it may mean anything.
        ("trusttype", DeviceOperator::Equals) if is_written_exactly(wanted) => Some(wanted.as_str() == trust),
        _ => None,
    }
}

fn is_written_exactly(trust: &str) -> bool {
    ["Workplace", "AzureAD", "ServerAD"].iter().all(|known| *known == trust || !known.eq_ignore_ascii_case(trust))
}

fn holds(rule: &DeviceRule, kind: (&str, bool), free: &BTreeMap<&String, bool>, nulls: bool) -> bool {
    match rule {
        DeviceRule::And(one, other) => holds(one, kind, free, nulls) && holds(other, kind, free, nulls),
        DeviceRule::Or(one, other) => holds(one, kind, free, nulls) || holds(other, kind, free, nulls),
        DeviceRule::Not(inner) => !holds(inner, kind, free, nulls),
        DeviceRule::Test(test) if test.values.is_none() => nulls,
        DeviceRule::Test(test) => {
            let answer = fixed(test, kind.0, kind.1).unwrap_or_else(|| free.get(&key(test)).copied().unwrap_or(false));
            answer != test.is_negative
        }
    }
}
