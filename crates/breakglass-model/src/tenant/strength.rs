//! Authentication strengths: which combinations of methods satisfy a policy.

use crate::{ObjectId, Untrusted};

/// An authentication strength policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// Its id.
    pub id: ObjectId,
    /// Its name, where the body holds one.
    pub name: Option<Untrusted>,
    /// Whether it is one that the tenant made.
    pub is_custom: Option<bool>,
    /// Combinations of method modes, each split at commas and trimmed; none where the body holds none.
    pub combinations: Option<Vec<Vec<Untrusted>>>,
    /// Restrictions on the methods in combinations.
    pub configurations: Vec<CombinationConfiguration>,
}

/// A restriction on the methods in some combinations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CombinationConfiguration {
    /// Only these models of FIDO2 keys.
    Fido2 {
        /// The combinations it applies to, each split at commas and trimmed.
        applies_to: Vec<Vec<Untrusted>>,
        /// The models.
        allowed_aaguids: Vec<ObjectId>,
    },
    /// Only certificates of these issuers, under these policies.
    Certificate {
        /// The combinations it applies to.
        applies_to: Vec<Vec<Untrusted>>,
        /// Subject key identifiers of the issuers; empty for any.
        issuer_skis: Vec<Untrusted>,
        /// Policy object identifiers; empty for any.
        policy_oids: Vec<Untrusted>,
    },
    /// A restriction of another kind, by its type's name.
    Other {
        /// The combinations it applies to.
        applies_to: Vec<Vec<Untrusted>>,
        /// `x509Certificate`, …
        kind: Untrusted,
    },
}

impl Strength {
    /// The built-in strengths' combinations, for bodies that name one only by id.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-authentication-strengths> and
    /// <https://learn.microsoft.com/en-us/graph/api/authenticationstrengthroot-list-policies> (read 2026-11-22).
    pub fn built_in(id: &ObjectId) -> Option<Self> {
        let (name, combinations): (&str, &[&str]) = match id.raw() {
            "00000000-0000-0000-0000-000000000002" => ("Multifactor authentication", MULTIFACTOR),
            "00000000-0000-0000-0000-000000000003" => {
                ("Passwordless MFA", &["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor", "deviceBasedPush"])
            }
            "00000000-0000-0000-0000-000000000004" => {
                ("Phishing-resistant MFA", &["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"])
            }
            _ => return None,
        };
        Some(Self {
            id: id.clone(),
            name: Some(name.into()),
            is_custom: Some(false),
            combinations: Some(combinations.iter().map(|combination| combination.split(',').map(Untrusted::from).collect()).collect()),
            configurations: Vec::new(),
        })
    }
}

/// The 19 combinations of the built-in strength "Multifactor authentication".
const MULTIFACTOR: &[&str] = &[
    "windowsHelloForBusiness",
    "fido2",
    "x509CertificateMultiFactor",
    "deviceBasedPush",
    "temporaryAccessPassOneTime",
    "temporaryAccessPassMultiUse",
    "password,microsoftAuthenticatorPush",
    "password,softwareOath",
    "password,hardwareOath",
    "password,x509CertificateSingleFactor",
    "password,x509CertificateMultiFactor",
    "password,sms",
    "password,voice",
    "federatedMultiFactor",
    "microsoftAuthenticatorPush,federatedSingleFactor",
    "softwareOath,federatedSingleFactor",
    "hardwareOath,federatedSingleFactor",
    "sms,federatedSingleFactor",
    "voice,federatedSingleFactor",
];
