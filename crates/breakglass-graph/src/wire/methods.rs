//! Authentication methods, strengths and switches out of their bodies.

use breakglass_model::tenant::{
    CombinationConfiguration, KeyRestrictions, MethodConfiguration, MethodTarget, MethodsPolicy, PasskeyProfile, PasskeyType,
    RegisteredMethod, RegistrationCampaign, SecurityKey, Strength, TemporaryAccessPass,
};
use breakglass_model::{ObjectId, Untrusted};
use serde_json::Value;

use super::node::{Node, split, type_name};

pub(super) fn registered(node: Node<'_>) -> Option<RegisteredMethod> {
    let kind = type_name(node).map(|name| name.strip_suffix("AuthenticationMethod").unwrap_or(name));
    match kind {
        Some("fido2") => Some(RegisteredMethod::Fido2(key(node))),
        Some("password") => Some(RegisteredMethod::Password),
        Some("temporaryAccessPass") => Some(RegisteredMethod::TemporaryAccessPass(TemporaryAccessPass {
            id: node.untrusted("id").unwrap_or_default(),
            start: node.instant("startDateTime"),
            lifetime_minutes: node.number("lifetimeInMinutes"),
            is_usable_once: node.flag("isUsableOnce"),
            is_usable: node.flag("isUsable"),
        })),
        Some(other) => Some(RegisteredMethod::Other(other.into())),
        // A list of fido2Methods carries no type on its elements.
        None if node.member("aaGuid").is_some() => Some(RegisteredMethod::Fido2(key(node))),
        None => None,
    }
}

fn key(node: Node<'_>) -> SecurityKey {
    SecurityKey {
        id: node.untrusted("id").unwrap_or_default(),
        name: node.untrusted("displayName").unwrap_or_default(),
        aaguid: node.id("aaGuid"),
        model: node.untrusted("model"),
        passkey_type: node.text("passkeyType").map(|word| match word {
            word if word.eq_ignore_ascii_case("deviceBound") => PasskeyType::DeviceBound,
            word if word.eq_ignore_ascii_case("synced") => PasskeyType::Synced,
            other => PasskeyType::Other(other.into()),
        }),
        attestation: node.untrusted("attestationLevel"),
        created: node.instant("createdDateTime"),
    }
}

pub(super) fn methods_policy(node: Node<'_>) -> Option<MethodsPolicy> {
    let configurations = node.list("authenticationMethodConfigurations").iter().filter_map(Node::of).filter_map(configuration).collect();
    node.member("authenticationMethodConfigurations").map(|_| MethodsPolicy {
        configurations,
        migration_state: node.untrusted("policyMigrationState"),
        registration_campaign: node
            .node("registrationEnforcement")
            .and_then(|it| it.node("authenticationMethodsRegistrationCampaign"))
            .map(registration_campaign),
    })
}

fn registration_campaign(node: Node<'_>) -> RegistrationCampaign {
    let targets = |key: &str| node.list(key).iter().map(target).collect();
    RegistrationCampaign {
        state: node.untrusted("state").unwrap_or_default(),
        include: targets("includeTargets"),
        exclude: targets("excludeTargets"),
    }
}

/// One method's configuration, alone or inside the policy.
pub(super) fn configuration(node: Node<'_>) -> Option<MethodConfiguration> {
    let profiles = node.list("passkeyProfiles").iter().filter_map(Node::of);
    let targets = |key: &str| node.list(key).iter().map(target).collect();
    Some(MethodConfiguration {
        id: node.untrusted("id")?,
        is_enabled: match node.text("state") {
            Some(word) if word.eq_ignore_ascii_case("enabled") => Some(true),
            Some(word) if word.eq_ignore_ascii_case("disabled") => Some(false),
            _ => None,
        },
        include: targets("includeTargets"),
        exclude: targets("excludeTargets"),
        key_restrictions: node.node("keyRestrictions").map(restrictions),
        passkey_profiles: profiles.filter_map(profile).collect(),
        is_self_service_allowed: node.flag("isSelfServiceRegistrationAllowed"),
        is_attestation_enforced: node.flag("isAttestationEnforced"),
        maximum_lifetime_minutes: node.number("maximumLifetimeInMinutes"),
        is_usable_once: node.flag("isUsableOnce"),
    })
}

/// A target without an id, or that is no object, is kept as a group that nobody knows: left out, it would spare or admit for certain.
fn target(value: &Value) -> MethodTarget {
    let node = Node::of(value);
    let id = node.and_then(|node| node.id("id")).unwrap_or_else(|| ObjectId::new(""));
    let kind = node.and_then(|node| node.untrusted("targetType"));
    MethodTarget { id, kind, passkey_profiles: node.map(|node| node.ids("allowedPasskeyProfiles")).unwrap_or_default() }
}

fn restrictions(node: Node<'_>) -> KeyRestrictions {
    KeyRestrictions {
        is_enforced: node.flag("isEnforced"),
        is_allow_list: match node.text("enforcementType") {
            Some(word) if word.eq_ignore_ascii_case("allow") => Some(true),
            Some(word) if word.eq_ignore_ascii_case("block") => Some(false),
            _ => None,
        },
        aaguids: node.ids("aaGuids"),
    }
}

fn profile(node: Node<'_>) -> Option<PasskeyProfile> {
    Some(PasskeyProfile {
        id: node.id("id")?,
        name: node.untrusted("name").unwrap_or_default(),
        passkey_types: node.flags("passkeyTypes"),
        key_restrictions: node.node("keyRestrictions").map(restrictions),
        attestation: node.untrusted("attestationEnforcement"),
    })
}

pub(super) fn strength(node: Node<'_>) -> Option<Strength> {
    let combinations = |key: &str| -> Vec<Vec<Untrusted>> {
        node.list(key).iter().filter_map(serde_json::Value::as_str).map(|text| split(text).collect()).collect()
    };
    Some(Strength {
        id: node.id("id")?,
        name: node.untrusted("displayName"),
        is_custom: node.text("policyType").map(|word| word.eq_ignore_ascii_case("custom")),
        combinations: node.get("allowedCombinations").map(|_| combinations("allowedCombinations")),
        configurations: node.list("combinationConfigurations").iter().filter_map(Node::of).map(combination_configuration).collect(),
    })
}

fn combination_configuration(node: Node<'_>) -> CombinationConfiguration {
    let applies_to: Vec<Vec<Untrusted>> = node.texts("appliesToCombinations").iter().map(|text| split(text.raw()).collect()).collect();
    if node.member("allowedAAGUIDs").is_some() {
        return CombinationConfiguration::Fido2 { applies_to, allowed_aaguids: node.ids("allowedAAGUIDs") };
    }
    if node.member("allowedIssuerSkis").is_some() || node.member("allowedPolicyOIDs").is_some() {
        let (issuer_skis, policy_oids) = (node.texts("allowedIssuerSkis"), node.texts("allowedPolicyOIDs"));
        return CombinationConfiguration::Certificate { applies_to, issuer_skis, policy_oids };
    }
    CombinationConfiguration::Other { applies_to, kind: type_name(node).unwrap_or("not given").into() }
}
