//! Named locations: networks by address, countries by address or by the Authenticator app.

use std::net::IpAddr;

use crate::{ObjectId, Untrusted};

/// A named location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedLocation {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: Untrusted,
    /// What it is.
    pub kind: LocationKind,
}

/// What a named location is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocationKind {
    /// Networks by address.
    Networks {
        /// The ranges.
        ranges: Vec<IpRange>,
        /// Ranges that could not be read, as they were written.
        unread: Vec<Untrusted>,
        /// Whether the location is trusted; none where the body does not say.
        is_trusted: Option<bool>,
    },
    /// Countries and regions.
    Countries {
        /// ISO 3166 codes of two letters, in upper case.
        countries: Vec<Untrusted>,
        /// Whether addresses that belong to no known country count.
        includes_unknown: bool,
        /// How the country is told.
        lookup: CountryLookup,
    },
    /// A kind that this version does not know, by its type.
    Other(Untrusted),
}

/// How a country is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CountryLookup {
    /// By the client's address.
    Address,
    /// By the position that the Authenticator app reports.
    AuthenticatorPosition,
    /// A word that this version does not know.
    Other(Untrusted),
}

/// A range of addresses: a prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IpRange {
    /// The first address, host bits cleared.
    pub network: IpAddr,
    /// Leading bits that count.
    pub prefix: u8,
}

impl IpRange {
    /// Reads `192.0.2.0/24` or `2001:db8::/32`; a bare address is a range of one. Host bits are cleared.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().ok()?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => width,
            Some(digits) if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) => digits.parse().ok()?,
            Some(_) => return None,
        };
        (prefix <= width).then(|| Self { network: masked(address, prefix), prefix })
    }

    /// Whether an address is in the range. An IPv4 address is in no IPv6 range, and the other way round.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.network.is_ipv4() == address.is_ipv4() && masked(address, self.prefix) == self.network
    }
}

fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix.min(32))).unwrap_or(0);
            IpAddr::V4((u32::from(address) & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix.min(128))).unwrap_or(0);
            IpAddr::V6((u128::from(address) & mask).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_prefixes_of_either_family() {
        let range = IpRange::parse("192.0.2.77/24").unwrap();
        assert!(range.contains("192.0.2.255".parse().unwrap()) && !range.contains("192.0.3.0".parse().unwrap()));
        assert!(!range.contains("::ffff:192.0.2.1".parse().unwrap()));
        let everything = IpRange::parse("::/0").unwrap();
        assert!(everything.contains("2001:db8::1".parse().unwrap()) && !everything.contains("192.0.2.1".parse().unwrap()));
        assert!(IpRange::parse("198.51.100.7").unwrap().contains("198.51.100.7".parse().unwrap()));
        for wrong in ["", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/+8", "2001:db8::/129", "192.0.2/24", "a/b/c"] {
            assert_eq!(IpRange::parse(wrong), None, "{wrong}");
        }
    }
}
