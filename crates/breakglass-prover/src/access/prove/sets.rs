//! Sets of values of one dimension: of words in an open world, of addresses, of the members of an enumeration.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use breakglass_model::tenant::IpRange;

/// A set of words: those listed, or all but those listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordSet<T> {
    listed: BTreeSet<T>,
    is_all_but: bool,
}

impl<T: Ord + Clone> WordSet<T> {
    /// Nothing.
    pub fn none() -> Self {
        Self { listed: BTreeSet::new(), is_all_but: false }
    }

    /// Everything.
    pub fn all() -> Self {
        Self { listed: BTreeSet::new(), is_all_but: true }
    }

    /// Exactly these.
    pub fn of(words: impl IntoIterator<Item = T>) -> Self {
        Self { listed: words.into_iter().collect(), is_all_but: false }
    }

    /// Everything but these.
    pub fn all_but(words: impl IntoIterator<Item = T>) -> Self {
        Self { listed: words.into_iter().collect(), is_all_but: true }
    }

    /// Whether a word is in it.
    pub fn contains(&self, word: &T) -> bool {
        self.listed.contains(word) != self.is_all_but
    }

    /// What is not in it.
    pub fn complement(&self) -> Self {
        Self { listed: self.listed.clone(), is_all_but: !self.is_all_but }
    }

    /// What is in both.
    pub fn intersect(&self, other: &Self) -> Self {
        match (self.is_all_but, other.is_all_but) {
            (true, true) => Self::all_but(self.listed.union(&other.listed).cloned()),
            (false, _) => Self::of(self.listed.iter().filter(|word| other.contains(word)).cloned()),
            (true, false) => other.intersect(self),
        }
    }

    /// What is in either.
    pub fn unite(&self, other: &Self) -> Self {
        self.complement().intersect(&other.complement()).complement()
    }

    /// Whether nothing is in it, in a world that never runs out of words.
    pub fn is_empty(&self) -> bool {
        !self.is_all_but && self.listed.is_empty()
    }

    /// Whether everything is in it.
    pub fn is_all(&self) -> bool {
        self.is_all_but && self.listed.is_empty()
    }

    /// Every word that the set is told by.
    pub fn mentioned(&self) -> impl Iterator<Item = &T> {
        self.listed.iter()
    }

    /// The listed words where they are the set, none where all others are.
    pub fn listed(&self) -> Option<&BTreeSet<T>> {
        (!self.is_all_but).then_some(&self.listed)
    }
}

/// A set of addresses of both families, as sorted ranges that do not touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressSet {
    v4: Vec<(u128, u128)>,
    v6: Vec<(u128, u128)>,
}

const LAST_V4: u128 = u32::MAX as u128;

impl AddressSet {
    /// Nothing.
    pub fn none() -> Self {
        Self { v4: Vec::new(), v6: Vec::new() }
    }

    /// Everything.
    pub fn all() -> Self {
        Self { v4: vec![(0, LAST_V4)], v6: vec![(0, u128::MAX)] }
    }

    /// The addresses of some prefixes.
    pub fn of<'r>(ranges: impl IntoIterator<Item = &'r IpRange>) -> Self {
        let mut set = Self::none();
        for range in ranges {
            let (family, start, width) = match range.network {
                IpAddr::V4(address) => (&mut set.v4, u128::from(u32::from(address)), 32),
                IpAddr::V6(address) => (&mut set.v6, u128::from(address), 128),
            };
            let free = width - u32::from(range.prefix).min(width);
            let size = 1_u128.checked_shl(free).map_or(u128::MAX, |size| size - 1);
            family.push((start, start.saturating_add(size)));
        }
        set.v4 = joined(set.v4);
        set.v6 = joined(set.v6);
        set
    }

    /// What is in either.
    pub fn unite(&self, other: &Self) -> Self {
        let both = |one: &[(u128, u128)], other: &[(u128, u128)]| joined(one.iter().chain(other).copied().collect());
        Self { v4: both(&self.v4, &other.v4), v6: both(&self.v6, &other.v6) }
    }

    /// What is not in it.
    pub fn complement(&self) -> Self {
        Self { v4: gaps(&self.v4, LAST_V4), v6: gaps(&self.v6, u128::MAX) }
    }

    /// What is in both.
    pub fn intersect(&self, other: &Self) -> Self {
        Self { v4: common(&self.v4, &other.v4), v6: common(&self.v6, &other.v6) }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// Whether everything is in it.
    pub fn is_all(&self) -> bool {
        *self == Self::all()
    }

    /// Whether an address is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (family, value) = match address {
            IpAddr::V4(address) => (&self.v4, u128::from(u32::from(address))),
            IpAddr::V6(address) => (&self.v6, u128::from(address)),
        };
        let after = family.partition_point(|(start, _)| *start <= value);
        after.checked_sub(1).and_then(|index| family.get(index)).is_some_and(|(_, end)| value <= *end)
    }

    /// One address of it: of the range for documentation where that is in it, else the first.
    ///
    /// Source of the range: RFC 5737.
    pub fn pick(&self) -> Option<IpAddr> {
        let example = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 10));
        if self.contains(example) {
            return Some(example);
        }
        let v4 = self.v4.first().and_then(|(start, _)| u32::try_from(*start).ok()).map(|value| IpAddr::V4(Ipv4Addr::from(value)));
        v4.or_else(|| self.v6.first().map(|(start, _)| IpAddr::V6(Ipv6Addr::from(*start))))
    }

    /// The first address of every range and of every gap: one of each class that ranges tell apart.
    pub fn representatives(&self) -> Vec<IpAddr> {
        let starts = |family: &[(u128, u128)], last: u128| -> Vec<u128> {
            family.iter().flat_map(|(start, end)| std::iter::once(*start).chain((*end < last).then(|| end + 1))).collect()
        };
        let v4 = starts(&self.v4, LAST_V4).into_iter().filter_map(|value| u32::try_from(value).ok());
        let v6 = starts(&self.v6, u128::MAX).into_iter().map(|value| IpAddr::V6(Ipv6Addr::from(value)));
        v4.map(|value| IpAddr::V4(Ipv4Addr::from(value))).chain(v6).collect()
    }
}

fn joined(mut ranges: Vec<(u128, u128)>) -> Vec<(u128, u128)> {
    ranges.sort_unstable();
    let mut out: Vec<(u128, u128)> = Vec::with_capacity(ranges.len());
    for (start, end) in ranges {
        match out.last_mut() {
            Some(last) if start <= last.1.saturating_add(1) => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}

fn gaps(ranges: &[(u128, u128)], last: u128) -> Vec<(u128, u128)> {
    let mut out = Vec::with_capacity(ranges.len() + 1);
    let mut next = Some(0);
    for (start, end) in ranges {
        if let Some(from) = next.filter(|from| from < start) {
            out.push((from, start - 1));
        }
        next = (*end < last).then(|| end + 1);
    }
    out.extend(next.map(|from| (from, last)));
    out
}

fn common(one: &[(u128, u128)], other: &[(u128, u128)]) -> Vec<(u128, u128)> {
    let (mut out, mut left, mut right) = (Vec::new(), one.iter().peekable(), other.iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let (start, end) = (a.0.max(b.0), a.1.min(b.1));
        if start <= end {
            out.push((start, end));
        }
        if a.1 < b.1 {
            left.next()
        } else {
            right.next()
        };
    }
    out
}

/// A set of members of an enumeration, by their place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mask(pub u16);

impl Mask {
    /// The first so many members.
    pub fn first(count: usize) -> Self {
        Self(u16::try_from((1_u32 << count.min(16)) - 1).unwrap_or(u16::MAX))
    }

    /// The members of a list that a predicate picks.
    pub fn of<T>(all: &[T], is_in: impl Fn(&T) -> bool) -> Self {
        all.iter().enumerate().filter(|(_, value)| is_in(value)).fold(Self(0), |mask, (index, _)| Self(mask.0 | 1 << index))
    }

    /// What is in both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in the first and not in the second.
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the member at that place is in it.
    pub fn has(self, index: usize) -> bool {
        self.0 >> index & 1 == 1
    }

    /// The members that are in it.
    pub fn members<T: Copy>(self, all: &[T]) -> impl Iterator<Item = T> {
        all.iter().enumerate().filter(move |(index, _)| self.has(*index)).map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> AddressSet {
        let ranges: Vec<IpRange> = texts.iter().map(|text| IpRange::parse(text).unwrap()).collect();
        AddressSet::of(&ranges)
    }

    #[test]
    fn words_in_an_open_world_obey_de_morgan() {
        let (a, b) = (WordSet::of([1, 2]), WordSet::all_but([2, 3]));
        assert_eq!(a.intersect(&b), WordSet::of([1]));
        assert_eq!(a.unite(&b), WordSet::all_but([3]));
        assert_eq!(a.unite(&b).complement(), a.complement().intersect(&b.complement()));
        assert!(a.intersect(&a.complement()).is_empty() && a.unite(&a.complement()).is_all());
    }

    #[test]
    fn addresses_join_complement_and_meet_at_their_ends() {
        let set = addresses(&["192.0.2.0/25", "192.0.2.128/25", "0.0.0.0/32", "2001:db8::/32"]);
        assert_eq!(set.v4.len(), 2);
        assert!(set.contains("192.0.2.255".parse().unwrap()) && !set.contains("192.0.3.0".parse().unwrap()));
        assert_eq!(set.complement().complement(), set);
        assert!(set.intersect(&set.complement()).is_empty() && set.unite(&set.complement()).is_all());
        assert_eq!(addresses(&["0.0.0.0/0", "::/0"]), AddressSet::all());
        assert!(AddressSet::all().complement().is_empty());
        assert_eq!(addresses(&["255.255.255.255/32"]).complement().v4, vec![(0, LAST_V4 - 1)]);
        assert_eq!(AddressSet::all().pick(), Some("203.0.113.10".parse().unwrap()));
        assert_eq!(addresses(&["::1/128"]).pick(), Some("::1".parse().unwrap()));
    }
}
