//! Models of FIDO2 authenticators by AAGUID: what is plugged in and what lives in a telephone, what asks for a finger.
//!
//! Source: `data/authenticators.tsv`, see `data/NOTICE.md`. A model that is not in the table is unknown.

use std::sync::LazyLock;

use breakglass_model::ObjectId;
use breakglass_model::tenant::SecurityKey;

/// The rows, sorted by AAGUID.
static ROWS: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("../data/authenticators.tsv").lines().filter(|line| !line.starts_with('#')).collect());

/// One model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authenticator {
    /// The product's name.
    pub product: &'static str,
    /// What kind of thing it is.
    pub kind: AuthenticatorKind,
    /// Whether it verifies its user by a fingerprint or another mark of the body; none where nobody says.
    pub is_biometric: Option<bool>,
    /// Whether Microsoft lists it for attestation.
    pub is_listed: bool,
}

/// What kind of thing holds a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthenticatorKind {
    /// A key of its own that can be kept in a safe.
    SecurityKey,
    /// An app on a telephone.
    Phone,
    /// A computer or its browser.
    Platform,
    /// A password manager.
    PasswordManager,
    /// The sources do not say, or contradict each other.
    Unclear,
}

impl AuthenticatorKind {
    /// The kind in words.
    pub fn described(self) -> &'static str {
        match self {
            Self::SecurityKey => "a security key",
            Self::Phone => "an app on a telephone",
            Self::Platform => "part of a computer",
            Self::PasswordManager => "a password manager",
            Self::Unclear => "of a kind that is not clear",
        }
    }

    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "security-key" => Self::SecurityKey,
            "phone" => Self::Phone,
            "platform" => Self::Platform,
            "password-manager" => Self::PasswordManager,
            "unclear" => Self::Unclear,
            _ => return None,
        })
    }
}

/// The model of a registered passkey.
pub(crate) fn model_of(key: &SecurityKey) -> Option<Authenticator> {
    key.aaguid.as_ref().and_then(authenticator)
}

/// A registered passkey as findings name it: with the product, where it is known.
pub(crate) fn named(key: &SecurityKey) -> String {
    match model_of(key) {
        Some(model) => format!("{}, which is {}", key.described(), model.product),
        None => key.described(),
    }
}

/// The model with that AAGUID.
pub fn authenticator(aaguid: &ObjectId) -> Option<Authenticator> {
    let index = ROWS.binary_search_by_key(&aaguid.raw(), |row| row.split('\t').next().unwrap_or_default()).ok()?;
    let mut columns = ROWS.get(index)?.split('\t').skip(1);
    let (kind, verification, listed) = (columns.next()?, columns.next()?, columns.next()?);
    Some(Authenticator {
        product: columns.nth(2)?,
        kind: AuthenticatorKind::named(kind)?,
        is_biometric: match verification {
            "fingerprint" => Some(true),
            "pin" => Some(false),
            _ => None,
        },
        is_listed: listed == "listed",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_unique_and_whole() {
        let id = |row: &&'static str| row.split('\t').next().unwrap();
        assert!(ROWS.len() > 300 && ROWS.is_sorted_by(|one, other| id(one) < id(other)));
        for row in ROWS.iter() {
            let found = authenticator(&ObjectId::new(id(row)));
            assert!(ObjectId::new(id(row)).is_guid() && found.is_some_and(|model| !model.product.is_empty()), "{row}");
            assert_eq!(row.split('\t').count(), 7, "{row}");
        }
    }

    #[test]
    fn keys_telephones_and_strangers_are_told_apart() {
        let kind = |aaguid: &str| authenticator(&aaguid.into()).map(|model| model.kind);
        let yubikey = authenticator(&"FA2B99DC-9E39-4257-8F92-4A30D23C4118".into()).unwrap();
        assert!(yubikey.is_listed && yubikey.is_biometric == Some(false), "{yubikey:?}");
        assert_eq!(yubikey.kind, AuthenticatorKind::SecurityKey);
        assert_eq!(kind("de1e552d-db1d-4423-a619-566b625cdc84"), Some(AuthenticatorKind::Phone), "Microsoft Authenticator");
        assert_eq!(
            kind("59f85fe7-faa5-4c92-9f52-697b9d4d5473"),
            Some(AuthenticatorKind::Phone),
            "listed for attestation, and still a telephone"
        );
        assert_eq!(kind("08987058-cadc-4b81-b6e1-30de50dcbe96"), Some(AuthenticatorKind::Platform), "Windows Hello");
        assert_eq!(kind("d548826e-79b4-db40-a3d8-11116f7e8349"), Some(AuthenticatorKind::PasswordManager), "Bitwarden");
        assert_eq!(kind("00000000-0000-4000-8000-000000000000"), None);
        assert_eq!(kind(""), None);
    }
}
