//! GUIDs: derived from a name, so that a scenario has the same ids in every run, and packed into role assignment ids.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::digest;

/// The GUID that belongs to a name.
pub(crate) fn derived(name: &str) -> String {
    let digest = digest::digest(&digest::SHA256, name.as_bytes());
    let mut value = 0_u128;
    for byte in digest.as_ref().iter().take(16) {
        value = (value << 8) | u128::from(*byte);
    }
    format(value)
}

/// 128 bits as a GUID of version 4.
pub(crate) fn format(bits: u128) -> String {
    let value = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{value:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

/// Whether a text has the shape of a GUID.
pub(crate) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The id of a role assignment: the role and the principal as little-endian GUIDs in base64url, and `-1`.
///
/// Source: decoded from the samples of <https://learn.microsoft.com/en-us/graph/api/rbacapplication-list-roleassignments>
/// (read 2026-11-22), see `roles.md`.
pub(crate) fn assignment_id(parts: &[&str]) -> String {
    let bytes: Vec<u8> = parts.iter().flat_map(|part| little_endian(part)).collect();
    format!("{}-1", BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// The bytes of a GUID as Windows stores it; a text that is no GUID is packed by its derived one.
fn little_endian(guid: &str) -> Vec<u8> {
    if !is_guid(guid) {
        return little_endian(&derived(guid));
    }
    let mut bytes = Vec::with_capacity(16);
    for (index, field) in guid.split('-').enumerate() {
        let digits: Vec<u8> = field.bytes().map(|byte| char::from(byte).to_digit(16).map_or(0, |digit| digit as u8)).collect();
        let mut packed: Vec<u8> = digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit)).collect();
        if index < 3 {
            packed.reverse();
        }
        bytes.append(&mut packed);
    }
    bytes
}

/// The Windows form of an object id, `S-1-12-1-…`: the GUID's four little-endian 32-bit numbers.
pub(crate) fn security_identifier(id: &str) -> String {
    let hex: String = id.chars().filter(char::is_ascii_hexdigit).collect();
    let number = |from: usize, to: usize| hex.get(from..to).and_then(|part| u32::from_str_radix(part, 16).ok()).unwrap_or(0);
    let second = (number(12, 16) << 16) | number(8, 12);
    format!("S-1-12-1-{}-{}-{}-{}", number(0, 8), second, number(16, 24).swap_bytes(), number(24, 32).swap_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignment_ids_are_packed_as_in_the_documents() {
        let packed = assignment_id(&["62e90394-69f5-4237-9190-012177145e10", "ace08e8e-11c0-4ada-9145-addf03982233"]);
        assert_eq!(packed, "lAPpYvVpN0KRkAEhdxReEI6O4KzAEdpKkUWt3wOYIjM-1");
    }

    #[test]
    fn derived_ids_are_guids_and_stable() {
        let id = derived("contoso/user/one");
        assert!(is_guid(&id), "{id}");
        assert_eq!(id, derived("contoso/user/one"));
        assert_ne!(id, derived("contoso/user/two"));
        assert!(!is_guid("all_users"));
        assert!(!is_guid("62e90394-69f5-4237-9190_012177145e10"));
    }
}
