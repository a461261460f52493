//! Models of FIDO2 authenticators by AAGUID: what is plugged in and what lives in a telephone, what asks for a finger.
//!
//! Source: `data/authenticators.tsv`, see `data/NOTICE.md`. A model that is not in the table is unknown.

use breakglass_model::ObjectId;

const TABLE: &str = include_str!("../data/authenticators.tsv");

/// One model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authenticator {
    /// The product's name.
    pub product: &'static str,
    /// Whether it is a key of its own; false for telephones, computers and password managers.
    pub is_security_key: bool,
    /// Whether it verifies its user by fingerprint; none where nobody says.
    pub uses_fingerprint: Option<bool>,
    /// Whether Microsoft lists it for attestation.
    pub is_listed: bool,
}

/// The model with that AAGUID.
pub fn authenticator(aaguid: &ObjectId) -> Option<Authenticator> {
    let id = aaguid.raw();
    // A GUID is ASCII of fixed length, so no other line of the table can begin with it.
    let line = TABLE.lines().filter(|_| aaguid.is_guid()).find(|line| line.starts_with(id))?;
    let mut columns = line.split('\t').skip(1);
    let (kind, verification, listed, product) = (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
    Some(Authenticator {
        product,
        is_security_key: kind == "security-key",
        uses_fingerprint: match verification {
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
        let rows: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() > 300 && rows.is_sorted_by(|one, other| one.split('\t').next() < other.split('\t').next()));
        for row in rows {
            let id = ObjectId::new(row.split('\t').next().unwrap());
            assert!(id.is_guid() && authenticator(&id).is_some(), "{row}");
            assert_eq!(row.split('\t').count(), 5, "{row}");
        }
    }

    #[test]
    fn keys_telephones_and_strangers_are_told_apart() {
        let yubikey = authenticator(&"fa2b99dc-9e39-4257-8f92-4a30d23c4118".into()).unwrap();
        assert!(yubikey.is_security_key && yubikey.is_listed && yubikey.uses_fingerprint == Some(false));
        assert!(!authenticator(&"08987058-cadc-4b81-b6e1-30de50dcbe96".into()).unwrap().is_security_key);
        assert_eq!(authenticator(&"00000000-0000-4000-8000-000000000000".into()), None);
        assert_eq!(authenticator(&"".into()), None);
    }
}
