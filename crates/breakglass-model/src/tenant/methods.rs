//! Authentication methods: what the tenant allows, and what one user has registered.

use jiff::Timestamp;

use crate::{ObjectId, Untrusted};

/// The tenant's authentication methods policy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MethodsPolicy {
    /// One configuration per method.
    pub configurations: Vec<MethodConfiguration>,
    /// `preMigration`, `migrationInProgress`, `migrationComplete`, where given.
    pub migration_state: Option<Untrusted>,
    /// The campaign that asks users to register a method, where given.
    pub registration_campaign: Option<RegistrationCampaign>,
}

/// The campaign that asks users at sign-in to register a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationCampaign {
    /// `default`, `enabled`, `disabled`.
    pub state: Untrusted,
    /// Whom it asks.
    pub include: Vec<MethodTarget>,
    /// Whom it leaves alone.
    pub exclude: Vec<MethodTarget>,
}

/// The configuration of one method.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MethodConfiguration {
    /// `Fido2`, `TemporaryAccessPass`, …; a GUID for an external method.
    pub id: Untrusted,
    /// Whether the method is enabled at all; none where the state is not understood.
    pub is_enabled: Option<bool>,
    /// Who may use it.
    pub include: Vec<MethodTarget>,
    /// Who may not; wins over the former.
    pub exclude: Vec<MethodTarget>,
    /// For `Fido2`: the top-level key restrictions (deprecated 2025-10-15, data until 2027-10-15).
    pub key_restrictions: Option<KeyRestrictions>,
    /// For `Fido2`: passkey profiles, which replace them.
    pub passkey_profiles: Vec<PasskeyProfile>,
    /// For `Fido2`: whether users may register by themselves.
    pub is_self_service_allowed: Option<bool>,
    /// For `Fido2`: the top-level switch that demands attestation at registration (deprecated with the restrictions).
    pub is_attestation_enforced: Option<bool>,
    /// For `TemporaryAccessPass`: the longest lifetime in minutes.
    pub maximum_lifetime_minutes: Option<i64>,
    /// For `TemporaryAccessPass`: whether a pass works once only.
    pub is_usable_once: Option<bool>,
}

/// Whom a configuration targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodTarget {
    /// `all_users`, or the id of a group or user.
    pub id: ObjectId,
    /// `group` or `user`.
    pub kind: Option<Untrusted>,
    /// For `Fido2`: the passkey profiles that count for this target.
    pub passkey_profiles: Vec<ObjectId>,
}

/// Which models of security keys are admitted. They bind at registration and at sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRestrictions {
    /// Whether the list counts; none where not understood.
    pub is_enforced: Option<bool>,
    /// `Some(true)` for an allow list, `Some(false)` for a block list, none where not understood.
    pub is_allow_list: Option<bool>,
    /// The models.
    pub aaguids: Vec<ObjectId>,
}

/// A passkey profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyProfile {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: Untrusted,
    /// Which kinds of passkeys it admits, as Graph spells them.
    pub passkey_types: Vec<Untrusted>,
    /// Which models it admits.
    pub key_restrictions: Option<KeyRestrictions>,
    /// `disabled` or `registrationOnly`.
    pub attestation: Option<Untrusted>,
}

/// One method that a user has registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisteredMethod {
    /// A FIDO2 security key or another passkey.
    Fido2(SecurityKey),
    /// The password that every user has.
    Password,
    /// A Temporary Access Pass.
    TemporaryAccessPass(TemporaryAccessPass),
    /// Any other method, by its type's name (`phone`, `microsoftAuthenticator`, …).
    Other(Untrusted),
}

/// A Temporary Access Pass that was issued. Its value is never read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemporaryAccessPass {
    /// Its id.
    pub id: Untrusted,
    /// From when it works.
    pub start: Option<Timestamp>,
    /// For how many minutes.
    pub lifetime_minutes: Option<i64>,
    /// Whether it works once only.
    pub is_usable_once: Option<bool>,
    /// Whether it works now.
    pub is_usable: Option<bool>,
}

/// A registered passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityKey {
    /// Its id.
    pub id: Untrusted,
    /// The name given at registration.
    pub name: Untrusted,
    /// The model's AAGUID, where given.
    pub aaguid: Option<ObjectId>,
    /// The model's name, where given.
    pub model: Option<Untrusted>,
    /// Bound to the device or synchronised; none where the body does not say.
    pub passkey_type: Option<PasskeyType>,
    /// `attested` or `notAttested`, where given.
    pub attestation: Option<Untrusted>,
    /// When it was registered.
    pub created: Option<Timestamp>,
}

/// Whether a passkey can leave its device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasskeyType {
    /// It cannot.
    DeviceBound,
    /// It is copied by a provider.
    Synced,
    /// A value that this version does not know.
    Other(Untrusted),
}

impl MethodsPolicy {
    /// The configuration of a method, by id in any case.
    pub fn configuration(&self, id: &str) -> Option<&MethodConfiguration> {
        self.configurations.iter().find(|configuration| configuration.id.raw().eq_ignore_ascii_case(id))
    }
}

impl KeyRestrictions {
    /// Whether a model passes: `None` where the restriction is not understood.
    pub fn admits(&self, aaguid: Option<&ObjectId>) -> Option<bool> {
        match (self.is_enforced?, self.is_allow_list) {
            (false, _) => Some(true),
            (true, Some(true)) => Some(aaguid.is_some_and(|aaguid| self.aaguids.contains(aaguid))),
            (true, Some(false)) => Some(aaguid.is_some_and(|aaguid| !self.aaguids.contains(aaguid))),
            (true, None) => None,
        }
    }
}

impl RegisteredMethod {
    /// The passkey in it.
    pub fn security_key(&self) -> Option<&SecurityKey> {
        match self {
            Self::Fido2(key) => Some(key),
            Self::Password | Self::TemporaryAccessPass(_) | Self::Other(_) => None,
        }
    }
}

impl SecurityKey {
    /// The key as a sentence names it: name, model, AAGUID.
    pub fn described(&self) -> String {
        let model = self.model.as_ref().map_or_else(String::new, |model| format!(", {}", model.shown()));
        let aaguid = self.aaguid.as_ref().map_or_else(|| "no AAGUID".to_owned(), |aaguid| format!("AAGUID {}", aaguid.shown()));
        format!("key {} ({aaguid}{model})", self.name.quoted())
    }
}
