//! The condition about locations as a few products of address, country, position and network (C27, C28).

use std::sync::Arc;

use breakglass_model::tenant::{CountryLookup, IncludeExclude, LocationKind, NamedLocation};
use breakglass_model::{Collection, Missing, ObjectId, Reason, Untrusted};

use super::{Both, Compiler};
use crate::access::context::Country;
use crate::access::evaluate::{COMPLIANT_NETWORK, LEGACY_TRUSTED};
use crate::access::prove::region::Positions;
use crate::access::prove::sets::{AddressSet, Mask, WordSet};
use crate::access::questions::Question;
use crate::access::truth::Doubt;

/// A product of places.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) addresses: Arc<AddressSet>,
    pub(super) countries: Arc<WordSet<Country>>,
    pub(super) positions: Arc<Positions>,
    pub(super) networks: Mask,
}

/// What the entries of a list mean together: the union of its four kinds, or everywhere.
#[derive(Debug, Clone)]
struct Union {
    everywhere: bool,
    addresses: AddressSet,
    countries: WordSet<Country>,
    positions: Positions,
    networks: Mask,
}

impl Union {
    fn nowhere() -> Self {
        Self {
            everywhere: false,
            addresses: AddressSet::none(),
            countries: WordSet::none(),
            positions: Positions { none: false, countries: WordSet::none() },
            networks: Mask(0),
        }
    }
}

impl Place {
    fn everywhere() -> Self {
        Self {
            addresses: Arc::new(AddressSet::all()),
            countries: Arc::new(WordSet::all()),
            positions: Arc::new(Positions::all()),
            networks: Mask::first(2),
        }
    }

    fn nowhere() -> Self {
        Self { addresses: Arc::new(AddressSet::none()), ..Self::everywhere() }
    }

    /// Every way to be in the union, as products.
    fn ways(of: &Union) -> [Option<Self>; 5] {
        let all = Self::everywhere;
        let has_position = of.positions.none || !of.positions.countries.is_empty();
        [
            of.everywhere.then(all),
            (!of.addresses.is_empty()).then(|| Self { addresses: Arc::new(of.addresses.clone()), ..all() }),
            (!of.countries.is_empty()).then(|| Self { countries: Arc::new(of.countries.clone()), ..all() }),
            has_position.then(|| Self { positions: Arc::new(of.positions.clone()), ..all() }),
            (!of.networks.is_empty()).then(|| Self { networks: of.networks, ..all() }),
        ]
    }

    /// What is left without a union; nothing where that is everywhere.
    fn without(&self, out: &Union) -> Option<Self> {
        (!out.everywhere).then(|| Self {
            addresses: Arc::new(self.addresses.intersect(&out.addresses.complement())),
            countries: Arc::new(self.countries.intersect(&out.countries.complement())),
            positions: Arc::new(self.positions.intersect(&out.positions.complement())),
            networks: self.networks.without(out.networks),
        })
    }
}

impl Compiler<'_> {
    /// The ways to meet the condition, each with what it hangs on.
    pub(super) fn places(&mut self, condition: Option<&IncludeExclude>) -> Vec<(Both<Place>, Vec<Doubt>)> {
        let Some(condition) = condition else {
            return vec![(Both::sure(Place::everywhere()), Vec::new())];
        };
        let excluded = self.union_of(&condition.exclude, true);
        let mut included = self.union_of(&condition.include, false);
        if condition.include.is_empty() {
            let is_met = if condition.exclude.is_empty() { Both::sure(true) } else { self.settle(Question::EmptyInclude) };
            included.certain.everywhere = is_met.certain;
            included.possible.everywhere = is_met.possible;
        }
        let doubts = std::mem::take(&mut self.doubts);
        let (certain, possible) = (Place::ways(&included.certain), Place::ways(&included.possible));
        certain
            .into_iter()
            .zip(possible)
            .filter_map(|(certain, possible)| {
                let certain = certain.and_then(|place| place.without(&excluded.possible)).unwrap_or_else(Place::nowhere);
                let possible = possible.and_then(|place| place.without(&excluded.certain))?;
                Some((Both { certain, possible }, doubts.clone()))
            })
            .collect()
    }

    fn union_of(&mut self, words: &[Untrusted], lets_off: bool) -> Both<Union> {
        let mut found = Both::sure(Union::nowhere());
        for word in words {
            self.add(&mut found, word.raw().trim(), lets_off);
        }
        found
    }

    fn add(&mut self, found: &mut Both<Union>, word: &str, lets_off: bool) {
        if word.eq_ignore_ascii_case("All") {
            found.certain.everywhere = true;
            found.possible.everywhere = true;
            return;
        }
        if word.eq_ignore_ascii_case("AllTrusted") {
            return self.add_trusted(found, lets_off);
        }
        let id = ObjectId::new(word);
        match id.raw() {
            LEGACY_TRUSTED => self.add_legacy(found, lets_off),
            COMPLIANT_NETWORK => {
                found.certain.networks.0 |= 2;
                found.possible.networks.0 |= 2;
            }
            _ => self.add_named(found, &id, lets_off),
        }
    }

    /// The trusted addresses of the legacy settings are not to be read: they let nobody off, and include nobody knows whom.
    fn add_legacy(&mut self, found: &mut Both<Union>, lets_off: bool) {
        if !lets_off {
            self.doubt(Doubt::Question(Question::LegacyMethodSettings));
            found.possible.everywhere = true;
        }
    }

    fn add_trusted(&mut self, found: &mut Both<Union>, lets_off: bool) {
        self.add_legacy(found, lets_off);
        match &self.tenant.named_locations {
            Err(missing) => {
                found.possible.everywhere = true;
                self.doubt(Doubt::Missing(missing.clone()));
            }
            Ok(locations) => {
                for location in locations {
                    match &location.kind {
                        LocationKind::Networks { is_trusted: Some(false), .. } | LocationKind::Countries { .. } => {}
                        LocationKind::Networks { is_trusted: Some(true), .. } => self.add_location(found, location, lets_off),
                        LocationKind::Networks { .. } | LocationKind::Other(_) => {
                            let mut aside = Both { certain: Union::nowhere(), possible: found.possible.clone() };
                            self.add_location(&mut aside, location, lets_off);
                            found.possible = aside.possible;
                            self.doubt_location(location);
                        }
                    }
                }
            }
        }
    }

    fn add_named(&mut self, found: &mut Both<Union>, id: &ObjectId, lets_off: bool) {
        let tenant = self.tenant;
        match &tenant.named_locations {
            Err(missing) => {
                found.possible.everywhere = true;
                self.doubt(Doubt::Missing(missing.clone()));
            }
            Ok(locations) => match locations.iter().find(|location| &location.id == id) {
                Some(location) => self.add_location(found, location, lets_off),
                // An id that points to nothing lets nobody off (Q25); whether it still includes anybody, nobody knows.
                None if lets_off => {}
                None => {
                    found.possible.everywhere = true;
                    let reason = Reason::NotUnderstood("a named location that does not exist".to_owned());
                    self.doubt(Doubt::Missing(Missing::for_object(Collection::NamedLocations, id, reason)));
                }
            },
        }
    }

    fn add_location(&mut self, found: &mut Both<Union>, location: &NamedLocation, lets_off: bool) {
        match &location.kind {
            LocationKind::Other(_) => {
                found.possible.everywhere = true;
                self.doubt_location(location);
            }
            LocationKind::Networks { ranges, unread, .. } => {
                let addresses = AddressSet::of(ranges);
                found.certain.addresses = found.certain.addresses.unite(&addresses);
                found.possible.addresses = found.possible.addresses.unite(&addresses);
                if !unread.is_empty() {
                    found.possible.everywhere = true;
                    self.doubt_location(location);
                }
            }
            LocationKind::Countries { countries, includes_unknown, lookup } => {
                let codes = countries.iter().map(|code| Country::Code(code.raw().to_owned()));
                let set = WordSet::of(codes.chain(includes_unknown.then_some(Country::Unknown)));
                match lookup {
                    CountryLookup::Address => {
                        found.certain.countries = found.certain.countries.unite(&set);
                        found.possible.countries = found.possible.countries.unite(&set);
                    }
                    CountryLookup::AuthenticatorPosition => self.add_position(found, &set, lets_off),
                    CountryLookup::Other(_) => {
                        found.possible.everywhere = true;
                        self.doubt_location(location);
                    }
                }
            }
        }
    }

    /// C28: a sign-in that reports no position is let off by none; whether it is included, nobody knows.
    fn add_position(&mut self, found: &mut Both<Union>, set: &WordSet<Country>, lets_off: bool) {
        for union in [&mut found.certain, &mut found.possible] {
            union.positions.countries = union.positions.countries.unite(set);
        }
        if !lets_off {
            let is_in = self.settle(Question::PositionWithoutAuthenticator);
            found.certain.positions.none |= is_in.certain;
            found.possible.positions.none |= is_in.possible;
        }
    }

    fn doubt_location(&mut self, location: &NamedLocation) {
        self.doubt(Doubt::NotUnderstood(format!("named location {}", location.name.quoted())));
    }
}
