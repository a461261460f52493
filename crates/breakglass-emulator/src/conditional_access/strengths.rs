//! Authentication strengths: whether what somebody shows is one of the combinations that a strength allows (rules C33 to C36).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-authentication-strength-how-it-works> and
//! <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-authentication-strength-advanced-options> (read 2026-11-25).

use std::collections::BTreeSet;

use serde_json::Value;

use super::policy::{has, texts};
use crate::scenarios::MULTIFACTOR_COMBINATIONS;
use crate::state::{Object, Tenant, text};

/// The built-in strength that the control `mfa` stands for (rule C33).
const MULTIFACTOR: &str = "00000000-0000-0000-0000-000000000002";

/// One credential that works.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Credential {
    /// A member of `authenticationMethodModes`.
    pub(crate) mode: String,
    /// The model of a security key.
    pub(crate) aaguid: Option<String>,
    /// The subject key identifier of a certificate's issuer.
    pub(crate) issuer: Option<String>,
    /// The policies of a certificate.
    pub(crate) policies: Vec<String>,
}

/// The strength that a policy demands, as it is now.
pub(crate) fn strength<'t>(tenant: &'t Tenant, policy: &'t Object) -> Option<&'t Object> {
    let named = policy.get("grantControls")?.get("authenticationStrength")?.as_object()?;
    let stored = text(named, "id").and_then(|id| tenant.strengths.get(id));
    stored.or_else(|| named.get("allowedCombinations").and(Some(named)))
}

/// Whether credentials are as good as the control `mfa` wants them.
pub(crate) fn is_multifactor(tenant: &Tenant, credentials: &[Credential]) -> bool {
    let built_in = || MULTIFACTOR_COMBINATIONS.iter().any(|combination| combines(combination, credentials));
    tenant.strengths.get(MULTIFACTOR).map_or_else(built_in, |strength| satisfies(strength, credentials))
}

/// Whether credentials satisfy a strength: one of its combinations is there, and what narrows it holds (rules C34, C36).
pub(crate) fn satisfies(strength: &Object, credentials: &[Credential]) -> bool {
    let configurations: Vec<&Value> = strength.get("combinationConfigurations").and_then(Value::as_array).into_iter().flatten().collect();
    let combinations = strength.get("allowedCombinations").and_then(Value::as_array).into_iter().flatten();
    combinations.filter_map(Value::as_str).any(|combination| {
        let modes = modes(combination);
        let narrowing =
            configurations.iter().filter(|it| texts(Some(it), "appliesToCombinations").iter().any(|named| self::modes(named) == modes));
        let narrowing: Vec<&Value> = narrowing.copied().collect();
        !modes.is_empty()
            && modes.iter().all(|mode| credentials.iter().any(|it| it.mode == *mode && narrowing.iter().all(|by| fits(by, it))))
    })
}

fn combines(combination: &str, credentials: &[Credential]) -> bool {
    modes(combination).iter().all(|mode| credentials.iter().any(|it| it.mode == *mode))
}

/// The modes of a combination, which stand in one text with or without spaces.
fn modes(combination: &str) -> BTreeSet<&str> {
    combination.split(',').map(str::trim).filter(|mode| !mode.is_empty()).collect()
}

/// Whether a credential is one that a configuration lets through; it has nothing to say of other kinds.
///
/// An empty list of models lets none through; of a certificate's two lists each counts that has anything in it.
fn fits(configuration: &Value, credential: &Credential) -> bool {
    let kind = configuration.get("@odata.type").and_then(Value::as_str).and_then(|name| name.rsplit('.').next()).unwrap_or_default();
    let lets = |list: &str, own: &[&str]| {
        let allowed = texts(Some(configuration), list);
        allowed.is_empty() || own.iter().any(|own| has(&allowed, own))
    };
    match (kind, credential.mode.as_str()) {
        ("fido2CombinationConfiguration", "fido2") => {
            let allowed = texts(Some(configuration), "allowedAAGUIDs");
            credential.aaguid.as_deref().is_some_and(|own| has(&allowed, own))
        }
        ("x509CertificateCombinationConfiguration", "x509CertificateSingleFactor" | "x509CertificateMultiFactor") => {
            let policies: Vec<&str> = credential.policies.iter().map(String::as_str).collect();
            lets("allowedIssuerSkis", &credential.issuer.as_deref().into_iter().collect::<Vec<_>>()) && lets("allowedPolicyOIDs", &policies)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::state::object;

    const KEY: &str = "cb69481e-8ff7-4039-93ec-0a2729a154a8";

    fn credential(mode: &str) -> Credential {
        Credential { mode: mode.to_owned(), ..Credential::default() }
    }

    #[test]
    fn strengths_with_what_narrows_them() {
        let strength = |combinations: Value, configurations: Value| {
            object(json!({"allowedCombinations": combinations, "combinationConfigurations": configurations}))
        };
        let key = |aaguid: &str| Credential { aaguid: Some(aaguid.to_owned()), ..credential("fido2") };
        let models = |allowed: Value| json!([{"@odata.type": "#microsoft.graph.fido2CombinationConfiguration", "appliesToCombinations": ["fido2"], "allowedAAGUIDs": allowed}]);
        let keys = |configurations: Value| strength(json!(["fido2"]), configurations);
        assert!(satisfies(&keys(json!([])), &[key(KEY)]));
        assert!(satisfies(&keys(models(json!([KEY.to_uppercase()]))), &[key(KEY)]));
        assert!(!satisfies(&keys(models(json!([KEY]))), &[key("2fc0579f-8113-47ea-b116-bb5a8db9202a")]));
        assert!(!satisfies(&keys(models(json!([KEY]))), &[credential("fido2")]), "a key that tells no model");
        assert!(!satisfies(&keys(models(json!([]))), &[key(KEY)]));
        assert!(satisfies(&strength(json!(["password, sms"]), json!([])), &[credential("sms"), credential("password")]));
        assert!(!satisfies(&strength(json!(["password,sms"]), json!([])), &[credential("sms")]));
        let certificate = |issuer: &str, policy: &str| Credential {
            issuer: Some(issuer.to_owned()),
            policies: vec![policy.to_owned()],
            ..credential("x509CertificateMultiFactor")
        };
        let issued = strength(
            json!(["x509CertificateMultiFactor"]),
            json!([{"@odata.type": "#microsoft.graph.x509CertificateCombinationConfiguration", "appliesToCombinations": ["x509CertificateMultiFactor"],
                    "allowedIssuerSkis": ["aa"], "allowedPolicyOIDs": ["1.2"]}]),
        );
        assert!(satisfies(&issued, &[certificate("AA", "1.2")]));
        assert!(!satisfies(&issued, &[certificate("bb", "1.2")]) && !satisfies(&issued, &[certificate("aa", "1.3")]));
    }
}
