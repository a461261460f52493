//! What the operator holds: security keys, passwords, other methods, certificates; and the sets of them that a proof is about.

use breakglass_model::tenant::{RegisteredMethod, SecurityKey};
use breakglass_model::{Fact, Missing, ObjectId, Tenant, Untrusted};

use super::Subject;

/// One thing that the operator holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A passkey with its PIN.
    Key(HeldKey),
    /// The password.
    Password,
    /// A method by its mode as Graph spells it: `softwareOath`, `microsoftAuthenticatorPush`, …
    Method(String),
    /// A certificate with its private key.
    Certificate {
        /// Subject key identifier of the issuer, where said.
        issuer_ski: Option<String>,
        /// Policy object identifiers.
        policy_oids: Vec<String>,
    },
}

/// Which passkey is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldKey {
    /// One that is registered with the account.
    Registered(SecurityKey),
    /// One of a model of which nobody knows whether it is registered, because the methods of the account were not read.
    Unread(Option<ObjectId>, Missing),
    /// A key of a supposed account: of the given model, or of any model that the tenant admits.
    Supposed(Option<ObjectId>),
    /// A model of which the account certainly has no key.
    NotRegistered(ObjectId),
}

/// A set of credentials that is held together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialSet {
    /// `key:1`, `key:2`, `registered`, `given`.
    pub id: String,
    /// What is in it.
    pub items: Vec<Credential>,
}

/// What the operator says they hold, for every account alike; nothing said means each registered key by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    /// Models of passkeys.
    pub keys: Vec<ObjectId>,
    /// Whether the password is known.
    pub has_password: bool,
    /// Modes of other methods.
    pub methods: Vec<String>,
    /// Certificates: issuer and policies.
    pub certificates: Vec<(Option<String>, Vec<String>)>,
}

impl Held {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && !self.has_password && self.methods.is_empty() && self.certificates.is_empty()
    }

    /// The sets that a proof of this account is about.
    ///
    /// Said credentials are one set. Else each registered passkey is a set of its own; an account without passkeys is judged with its
    /// password and everything that it has registered; one whose methods were not read, with a passkey of which nobody knows.
    pub fn sets(&self, tenant: &Tenant, subject: &Subject<'_>) -> Vec<CredentialSet> {
        if !self.is_empty() {
            return vec![CredentialSet { id: "given".to_owned(), items: self.items(tenant, subject) }];
        }
        if subject.is_supposed() {
            return vec![CredentialSet { id: "key:supposed".to_owned(), items: vec![Credential::Key(HeldKey::Supposed(None))] }];
        }
        let methods = match registered(tenant, subject) {
            Ok(methods) => methods,
            Err(missing) => {
                let key = Credential::Key(HeldKey::Unread(None, missing));
                return vec![CredentialSet { id: "key:unread".to_owned(), items: vec![key] }];
            }
        };
        let keys: Vec<CredentialSet> = methods
            .iter()
            .filter_map(RegisteredMethod::security_key)
            .enumerate()
            .map(|(index, key)| CredentialSet {
                id: format!("key:{}", index + 1),
                items: vec![Credential::Key(HeldKey::Registered(key.clone()))],
            })
            .collect();
        if !keys.is_empty() {
            return keys;
        }
        let modes = methods.iter().flat_map(modes_of).map(|mode| Credential::Method(mode.to_owned()));
        vec![CredentialSet { id: "registered".to_owned(), items: std::iter::once(Credential::Password).chain(modes).collect() }]
    }

    fn items(&self, tenant: &Tenant, subject: &Subject<'_>) -> Vec<Credential> {
        let keys = self.keys.iter().map(|model| Credential::Key(held_key(tenant, subject, model)));
        let password = self.has_password.then_some(Credential::Password);
        let methods = self.methods.iter().map(|mode| Credential::Method(mode.clone()));
        let certificates = self
            .certificates
            .iter()
            .map(|(issuer_ski, policy_oids)| Credential::Certificate { issuer_ski: issuer_ski.clone(), policy_oids: policy_oids.clone() });
        keys.chain(password).chain(methods).chain(certificates).collect()
    }
}

fn held_key(tenant: &Tenant, subject: &Subject<'_>, model: &ObjectId) -> HeldKey {
    if subject.is_supposed() {
        return HeldKey::Supposed(Some(model.clone()));
    }
    match registered(tenant, subject) {
        Err(missing) => HeldKey::Unread(Some(model.clone()), missing),
        Ok(methods) => methods
            .iter()
            .filter_map(RegisteredMethod::security_key)
            .find(|key| key.aaguid.as_ref() == Some(model))
            .map_or_else(|| HeldKey::NotRegistered(model.clone()), |key| HeldKey::Registered(key.clone())),
    }
}

/// The methods that the account has registered.
///
/// # Errors
/// The account is not known or supposed, or its methods were not read.
pub fn registered<'t>(tenant: &'t Tenant, subject: &Subject<'_>) -> Fact<&'t [RegisteredMethod]> {
    tenant.methods.get(&subject.user()?.id)
}

/// Modes that a registered method other than a passkey or the password gives.
///
/// Source: the types and modes of <https://learn.microsoft.com/en-us/graph/api/resources/authenticationmethods-overview> and
/// <https://learn.microsoft.com/en-us/graph/api/resources/authenticationstrengths-overview> (read 2026-11-25). The Authenticator app
/// gives notifications; whether it also shows codes or signs in by itself is not in the list.
pub fn modes_of(method: &RegisteredMethod) -> Vec<&'static str> {
    match method {
        RegisteredMethod::Fido2(_) | RegisteredMethod::Password => Vec::new(),
        RegisteredMethod::TemporaryAccessPass(pass) if pass.is_usable == Some(false) => Vec::new(),
        RegisteredMethod::TemporaryAccessPass(pass) if pass.is_usable_once == Some(false) => vec!["temporaryAccessPassMultiUse"],
        RegisteredMethod::TemporaryAccessPass(_) => vec!["temporaryAccessPassOneTime"],
        RegisteredMethod::Other(kind) => match kind.raw().to_ascii_lowercase().as_str() {
            "phone" => vec!["sms", "voice"],
            "email" => vec!["email"],
            "microsoftauthenticator" => vec!["microsoftAuthenticatorPush"],
            "passwordlessmicrosoftauthenticator" => vec!["deviceBasedPush"],
            "softwareoath" => vec!["softwareOath"],
            "hardwareoath" => vec!["hardwareOath"],
            "windowshelloforbusiness" | "platformcredential" => vec!["windowsHelloForBusiness"],
            "qrcodepin" => vec!["qrCodePin"],
            _ => Vec::new(),
        },
    }
}

impl CredentialSet {
    /// The items in words, for JSON and text.
    pub fn described(&self) -> Vec<String> {
        self.items.iter().map(Credential::described).collect()
    }

    /// Whether the password is in it.
    pub fn has_password(&self) -> bool {
        self.items.contains(&Credential::Password)
    }

    /// Whether the set can answer the Authenticator app's question for its position: only with the app and a password (C28).
    pub fn reports_position(&self) -> bool {
        let has_app = self.items.iter().any(|item| matches!(item, Credential::Method(mode) if mode == "microsoftAuthenticatorPush"));
        has_app && self.has_password()
    }
}

impl Credential {
    /// The item in words.
    pub fn described(&self) -> String {
        match self {
            Self::Key(HeldKey::Registered(key)) => format!("fido2 {}", key.described()),
            Self::Key(HeldKey::Unread(model, _)) => format!("fido2 {}, registration not read", model_text(model.as_ref())),
            Self::Key(HeldKey::Supposed(model)) => format!("fido2 {}, supposed", model_text(model.as_ref())),
            Self::Key(HeldKey::NotRegistered(model)) => format!("fido2 {}, not registered", model_text(Some(model))),
            Self::Password => "password".to_owned(),
            Self::Method(mode) => Untrusted::from(mode.as_str()).shown(),
            Self::Certificate { issuer_ski, .. } => {
                let issuer = issuer_ski.as_deref().map_or_else(|| "any issuer".to_owned(), |ski| Untrusted::from(ski).shown());
                format!("certificate of {issuer}")
            }
        }
    }
}

fn model_text(model: Option<&ObjectId>) -> String {
    model.map_or_else(|| "key of any admitted model".to_owned(), |model| format!("AAGUID {}", model.shown()))
}
