//! Authentication strengths: the three built-in ones and a custom one.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-authentication-strengths> (read 2026-11-22).

use serde_json::json;

use crate::state::{Object, Table, object};

/// The built-in phishing-resistant strength.
pub(crate) const PHISHING_RESISTANT: &str = "00000000-0000-0000-0000-000000000004";

const PHISHING_RESISTANT_COMBINATIONS: [&str; 3] = ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"];
const PASSWORDLESS_COMBINATIONS: [&str; 4] = ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor", "deviceBasedPush"];
/// What satisfies the demand for multifactor authentication.
pub(crate) const MULTIFACTOR_COMBINATIONS: [&str; 19] = [
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

/// The built-in strengths.
pub(crate) fn built_in() -> Table {
    [
        ("00000000-0000-0000-0000-000000000002", "Multifactor authentication", &MULTIFACTOR_COMBINATIONS[..]),
        ("00000000-0000-0000-0000-000000000003", "Passwordless MFA", &PASSWORDLESS_COMBINATIONS[..]),
        (PHISHING_RESISTANT, "Phishing-resistant MFA", &PHISHING_RESISTANT_COMBINATIONS[..]),
    ]
    .into_iter()
    .map(|(id, name, combinations)| strength(id, name, "builtIn", "2021-12-01T08:00:00Z", combinations))
    .collect()
}

/// A strength of the tenant's own.
pub(crate) fn custom(id: &str, name: &str, combinations: &[&str]) -> Object {
    strength(id, name, "custom", "2025-03-03T12:00:00Z", combinations)
}

fn strength(id: &str, name: &str, policy_type: &str, created: &str, combinations: &[&str]) -> Object {
    object(json!({
        "id": id, "createdDateTime": created, "modifiedDateTime": created, "displayName": name, "description": format!("{name}."),
        "policyType": policy_type, "requirementsSatisfied": "mfa", "allowedCombinations": combinations, "combinationConfigurations": [],
    }))
}
