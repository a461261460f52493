//! Where a sign-in comes from (rules C27, C28).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-assignment-network> (read 2026-11-25).
//! Assumption: the trusted addresses of multifactor authentication are not in Graph, so there are none here
//! (`emulator:trusted-addresses`); who does not say where his telephone is, is in no location by coordinates
//! (`emulator:coordinates`).

use std::net::IpAddr;

use serde_json::Value;

use super::policy::{has, part, texts};
use super::{Conditions, Place};
use crate::state::{Object, Tenant, text};

/// All compliant networks of Global Secure Access.
///
/// Source: seen in examples of Graph's documents and in several public repositories (rule C27).
const COMPLIANT_NETWORKS: &str = "3d46dbda-8382-466a-856d-eb00cbc6b910";

/// Whether the condition is met; none where the sign-in says too little.
pub(super) fn met(tenant: &Tenant, policy: Option<&Value>, at: &Conditions) -> Option<bool> {
    let Some(locations) = part(policy, "locations") else { return Some(true) };
    let (include, exclude) = (texts(Some(locations), "includeLocations"), texts(Some(locations), "excludeLocations"));
    let included = if include.is_empty() { Some(true) } else { any(include.iter().map(|id| is_in(tenant, id, at))) };
    let excluded = any(exclude.iter().map(|id| is_in(tenant, id, at)));
    match (included, excluded) {
        (Some(false), _) | (_, Some(true)) => Some(false),
        (Some(true), Some(false)) => Some(true),
        _ => None,
    }
}

/// Whether any of some answers is yes; none where none is and one is not known.
fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let answers: Vec<Option<bool>> = answers.collect();
    if answers.contains(&Some(true)) {
        return Some(true);
    }
    (!answers.contains(&None)).then_some(false)
}

fn is_in(tenant: &Tenant, id: &str, at: &Conditions) -> Option<bool> {
    match id {
        "All" => Some(true),
        "AllTrusted" => any(tenant.named_locations.iter().filter(|row| is_trusted(row)).map(|row| holds_address(row, at.address))),
        COMPLIANT_NETWORKS => Some(at.is_network_compliant),
        // An id that leads nowhere is nowhere.
        _ => tenant.named_locations.get(id).map_or(Some(false), |row| holds(row, at)),
    }
}

fn is_trusted(row: &Object) -> bool {
    is_kind(row, "ipNamedLocation") && row.get("isTrusted") == Some(&Value::Bool(true))
}

fn is_kind(row: &Object, kind: &str) -> bool {
    text(row, "@odata.type").and_then(|name| name.rsplit('.').next()) == Some(kind)
}

fn holds(row: &Object, at: &Conditions) -> Option<bool> {
    if is_kind(row, "ipNamedLocation") {
        return holds_address(row, at.address);
    }
    if !is_kind(row, "countryNamedLocation") {
        return Some(is_kind(row, "compliantNetworkNamedLocation") && at.is_network_compliant);
    }
    let by_telephone = text(row, "countryLookupMethod") == Some("authenticatorAppGps");
    let countries = row.get("countriesAndRegions").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    match if by_telephone { &at.coordinates } else { &at.country } {
        Place::Country(country) => Some(has(&countries.collect::<Vec<_>>(), country)),
        Place::Unknown => Some(row.get("includeUnknownCountriesAndRegions") == Some(&Value::Bool(true))),
        Place::Nowhere => Some(false),
        Place::NotTold => None,
    }
}

fn holds_address(row: &Object, address: Option<IpAddr>) -> Option<bool> {
    let ranges = row.get("ipRanges").and_then(Value::as_array).into_iter().flatten();
    address.map(|address| ranges.filter_map(|range| range.get("cidrAddress").and_then(Value::as_str)).any(|range| spans(range, address)))
}

/// Whether a range such as `192.0.2.0/24` holds an address; a range that cannot be read holds none.
fn spans(range: &str, address: IpAddr) -> bool {
    let Some((network, length)) = range.split_once('/') else { return false };
    let (Ok(network), Ok(length)) = (network.trim().parse::<IpAddr>(), length.trim().parse::<u32>()) else { return false };
    let (own, network, width) = match (address.to_canonical(), network) {
        (IpAddr::V4(own), IpAddr::V4(network)) => (u128::from(own.to_bits()), u128::from(network.to_bits()), 32),
        (IpAddr::V6(own), IpAddr::V6(network)) => (own.to_bits(), network.to_bits(), 128),
        _ => return false,
    };
    let Some(rest) = u32::checked_sub(width, length) else { return false };
    // A range of length nought is every address, and a shift by the whole width is none.
    own.checked_shr(rest).unwrap_or(0) == network.checked_shr(rest).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_shares_their_prefix() {
        let spans = |range: &str, address: &str| spans(range, address.parse().unwrap());
        for (range, inside, outside) in [
            ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
            ("192.0.2.128/25", "192.0.2.128", "192.0.2.127"),
            ("192.0.2.7/32", "192.0.2.7", "192.0.2.6"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("2001:db8::1/128", "2001:db8::1", "2001:db8::2"),
        ] {
            assert!(spans(range, inside), "{range} {inside}");
            assert!(!spans(range, outside), "{range} {outside}");
        }
        assert!(spans("192.0.2.0/24", "::ffff:192.0.2.1"), "the same address, written as one of the other family");
        assert!(spans("0.0.0.0/0", "203.0.113.9") && spans("::/0", "2001:db8::9"));
        assert!(!spans("::/0", "203.0.113.9") && !spans("0.0.0.0/0", "2001:db8::9"));
        assert!(!spans("192.0.2.0/33", "192.0.2.0") && !spans("192.0.2.0", "192.0.2.0") && !spans("x/8", "192.0.2.0"));
    }
}
