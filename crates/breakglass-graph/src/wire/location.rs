//! Named locations out of their bodies.

use breakglass_model::Untrusted;
use breakglass_model::tenant::{CountryLookup, IpRange, LocationKind, NamedLocation};

use super::node::{Node, type_name};

pub(super) fn read(node: Node<'_>) -> Option<NamedLocation> {
    Some(NamedLocation { id: node.id("id")?, name: node.untrusted("displayName").unwrap_or_default(), kind: kind(node) })
}

/// The type says what it is; a body without one says it by its properties.
fn kind(node: Node<'_>) -> LocationKind {
    let name = type_name(node).map(str::to_ascii_lowercase);
    match name.as_deref() {
        Some("ipnamedlocation") => networks(node),
        Some("countrynamedlocation") => countries(node),
        None if node.member("ipRanges").is_some() => networks(node),
        None if node.member("countriesAndRegions").is_some() => countries(node),
        _ => LocationKind::Other(type_name(node).unwrap_or("not given").into()),
    }
}

fn networks(node: Node<'_>) -> LocationKind {
    let (mut ranges, mut unread) = (Vec::new(), Vec::new());
    for range in node.list("ipRanges").iter().filter_map(Node::of) {
        let text = range.text("cidrAddress").unwrap_or_default();
        match IpRange::parse(text) {
            Some(range) => ranges.push(range),
            None => unread.push(Untrusted::from(text)),
        }
    }
    LocationKind::Networks { ranges, unread, is_trusted: node.flag("isTrusted") }
}

fn countries(node: Node<'_>) -> LocationKind {
    LocationKind::Countries {
        countries: node.texts("countriesAndRegions").iter().map(|code| code.raw().trim().to_ascii_uppercase().into()).collect(),
        includes_unknown: node.flag("includeUnknownCountriesAndRegions") == Some(true),
        lookup: match node.text("countryLookupMethod") {
            None => CountryLookup::Address,
            Some(word) if word.eq_ignore_ascii_case("clientIpAddress") => CountryLookup::Address,
            Some(word) if word.eq_ignore_ascii_case("authenticatorAppGps") => CountryLookup::AuthenticatorPosition,
            Some(other) => CountryLookup::Other(other.into()),
        },
    }
}
