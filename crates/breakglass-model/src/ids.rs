//! Ids of tenant objects. A GUID is kept in lower case; anything else (a placeholder of a published policy set, a path)
//! is opaque text under somebody else's control.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::untrusted::visible;

/// Role template id of Global Administrator, which is also its role definition id.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference> (read 2026-11-22).
pub const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

/// Role template id of Privileged Role Administrator. Source as above.
pub const PRIVILEGED_ROLE_ADMINISTRATOR: &str = "e8611ab8-c189-46e8-94e1-60213ab1f814";

/// Role template id of Privileged Authentication Administrator. Source as above.
pub const PRIVILEGED_AUTHENTICATION_ADMINISTRATOR: &str = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13";

/// The id of a directory object, policy, role or named location.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct ObjectId(String);

impl ObjectId {
    /// Takes a GUID in any case, or opaque text as it is.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        if is_guid(text.trim()) { Self(text.trim().to_ascii_lowercase()) } else { Self(text) }
    }

    /// The id for comparing and for machine formats. Never for showing unless [`ObjectId::is_guid`].
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// Whether the id has the shape of a GUID, as every real Entra id has.
    pub fn is_guid(&self) -> bool {
        is_guid(&self.0)
    }

    /// The id as a person may see it.
    pub fn shown(&self) -> String {
        if self.is_guid() { self.0.clone() } else { crate::Untrusted::new(self.0.clone()).shown() }
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&visible(&self.0))
    }
}

impl From<String> for ObjectId {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for ObjectId {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<ObjectId> for String {
    fn from(id: ObjectId) -> Self {
        id.0
    }
}

/// 8-4-4-4-12 hexadecimal digits.
fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_compare_without_case_and_placeholders_stay_as_they_are() {
        let upper = ObjectId::new("62E90394-69F5-4237-9190-012177145E10");
        assert_eq!(upper, ObjectId::new(GLOBAL_ADMINISTRATOR));
        assert!(upper.is_guid());
        let placeholder = ObjectId::new("<EmergencyAccessAccountsGroup>");
        assert_eq!(placeholder.raw(), "<EmergencyAccessAccountsGroup>");
        assert!(!placeholder.is_guid());
    }
}
