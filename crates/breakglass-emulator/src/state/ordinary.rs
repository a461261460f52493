//! The ordinary users of a tenant, computed from their index and never stored, so that a hundred thousand cost nothing.
//!
//! Index, object id and user principal name lead to each other in constant time. They hold one licence and a password
//! and belong to nothing; a scenario stores the people who matter.

use serde_json::{Value, json};

use super::{Object, guid, object};

const GIVEN: [&str; 40] = [
    "Adele", "Alex", "Amara", "Anders", "Anna", "Beatriz", "Bram", "Carmen", "Chidi", "Clara", "Daan", "Diego", "Elif", "Emil", "Enzo",
    "Farah", "Freja", "Greta", "Hana", "Hugo", "Ines", "Isaiah", "Ivo", "Jana", "Joni", "Kasia", "Lars", "Leila", "Lidia", "Marek", "Mina",
    "Nestor", "Noor", "Olu", "Patti", "Pradeep", "Rosa", "Sami", "Tove", "Yara",
];
const SURNAMES: [&str; 47] = [
    "Abbas",
    "Almeida",
    "Andersson",
    "Bauer",
    "Becker",
    "Bianchi",
    "Castro",
    "Cohen",
    "Costa",
    "Dahl",
    "Demir",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Haddad",
    "Hansen",
    "Horvat",
    "Ivanova",
    "Jansen",
    "Kaya",
    "Keller",
    "Kowalski",
    "Kruger",
    "Larsen",
    "Lopez",
    "Marino",
    "Meyer",
    "Moreau",
    "Nagy",
    "Novak",
    "Okafor",
    "Olsen",
    "Papadakis",
    "Peeters",
    "Popescu",
    "Rossi",
    "Santos",
    "Schmidt",
    "Silva",
    "Svensson",
    "Szabo",
    "Vance",
    "Visser",
    "Wagner",
    "Weber",
    "Zhang",
];
const WORK: [(&str, &str); 6] = [
    ("Account Executive", "Sales"),
    ("Production Planner", "Operations"),
    ("Software Engineer", "Engineering"),
    ("Payroll Specialist", "Finance"),
    ("Support Agent", "Customer Care"),
    ("Buyer", "Procurement"),
];

/// Odd, so that multiplying by it is a permutation of the 32-bit numbers; [`GATHER`] undoes it.
const SCATTER: u32 = 0x9e37_79b1;
const GATHER: u32 = 0x0e8b_2f51;
/// So that the first user has no id of zeros.
const SHIFT: u32 = 0x5bd1_e995;

/// Users `0..count` of a tenant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ordinary {
    pub(crate) count: usize,
    /// The domain of their user principal names.
    pub(crate) domain: String,
    /// The domain that issued their identity.
    pub(crate) initial_domain: String,
    /// The licence that each of them holds.
    pub(crate) licence: Option<String>,
}

impl Ordinary {
    /// The user at an index.
    pub(crate) fn at(&self, index: usize) -> Option<Object> {
        if index >= self.count {
            return None;
        }
        let number = u32::try_from(index).ok()?;
        let given = GIVEN.get(index % GIVEN.len())?;
        let surname = SURNAMES.get((index / GIVEN.len() + index) % SURNAMES.len())?;
        let (title, department) = WORK.get(index % WORK.len())?;
        let alias = format!("{}.{}{index}", given.to_lowercase(), surname.to_lowercase());
        let upn = format!("{alias}@{}", self.domain);
        let created = format!("20{:02}-{:02}-{:02}T08:{:02}:00Z", 16 + index % 10, 1 + index % 12, 1 + index % 28, index % 60);
        let licences: Vec<Value> = self.licence.iter().map(|sku| json!({"skuId": sku, "disabledPlans": []})).collect();
        let states: Vec<Value> = self
            .licence
            .iter()
            .map(|sku| {
                json!({"skuId": sku, "assignedByGroup": null, "state": "Active", "error": "None", "disabledPlans": [],
                       "lastUpdatedDateTime": created})
            })
            .collect();
        Some(object(json!({
            "id": id(number), "deletedDateTime": null, "accountEnabled": index % 97 != 96, "assignedLicenses": licences,
            "assignedPlans": [], "businessPhones": [], "createdDateTime": created, "creationType": null, "department": department,
            "displayName": format!("{given} {surname}"), "givenName": given, "surname": surname, "jobTitle": title,
            "identities": [{"signInType": "userPrincipalName", "issuer": self.initial_domain, "issuerAssignedId": upn}],
            "lastPasswordChangeDateTime": created, "licenseAssignmentStates": states, "mail": upn, "mailNickname": alias,
            "mobilePhone": null, "officeLocation": null, "passwordPolicies": null,
            "passwordProfile": {"forceChangePasswordNextSignIn": false, "forceChangePasswordNextSignInWithMfa": false, "password": null},
            "preferredLanguage": "en-US", "proxyAddresses": [format!("SMTP:{upn}")],
            "signInSessionsValidFromDateTime": created, "usageLocation": "NL", "userPrincipalName": upn, "userType": "Member",
        })))
    }

    /// The index of the user with an object id.
    pub(crate) fn index_of_id(&self, wanted: &str) -> Option<usize> {
        let scattered = u32::from_str_radix(wanted.get(..8)?, 16).ok()?;
        let number = scattered.wrapping_mul(GATHER) ^ SHIFT;
        let index = usize::try_from(number).ok()?;
        (index < self.count && id(number).eq_ignore_ascii_case(wanted)).then_some(index)
    }

    /// The index that a user principal name may belong to.
    pub(crate) fn index_of_name(&self, name: &str) -> Option<usize> {
        let (alias, _) = name.split_once('@')?;
        let digits = alias.rsplit(|letter: char| !letter.is_ascii_digit()).next()?;
        digits.parse().ok().filter(|index| *index < self.count)
    }
}

fn id(number: u32) -> String {
    let head = u128::from((number ^ SHIFT).wrapping_mul(SCATTER));
    let mut tail = u128::from(number ^ SHIFT).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834);
    tail ^= tail >> 61;
    guid::format((head << 96) | (tail & ((1 << 96) - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_id_and_name_lead_to_each_other() {
        let users = Ordinary {
            count: 100_000,
            domain: "contoso.com".to_owned(),
            initial_domain: "contoso.onmicrosoft.com".to_owned(),
            licence: None,
        };
        for index in [0, 1, 9, 99, 65_536, 99_999] {
            let user = users.at(index).unwrap();
            let id = user["id"].as_str().unwrap();
            assert!(guid::is_guid(id));
            assert_eq!(users.index_of_id(id), Some(index));
            assert_eq!(users.index_of_name(user["userPrincipalName"].as_str().unwrap()), Some(index));
        }
        assert_eq!(users.at(100_000), None);
        assert_eq!(users.index_of_name("nobody@contoso.com"), None);
        assert_eq!(users.index_of_id("62e90394-69f5-4237-9190-012177145e10"), None);
    }
}
