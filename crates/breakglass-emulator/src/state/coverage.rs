//! How much of a tenant a snapshot knows, so that what was never read is refused and not shown as empty.

use std::collections::BTreeMap;

/// The state of each read, by collection and object.
#[derive(Debug, Clone, Default)]
pub(crate) struct Coverage {
    reads: BTreeMap<(String, Option<String>), Option<Gap>>,
}

/// Why a read has no full answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// It was refused for lack of a permission.
    Denied,
    /// It was refused for lack of a licence.
    Unlicensed,
    /// It ended before the end, or failed.
    Incomplete,
    /// The object does not exist.
    Absent,
    /// The cloud does not have it.
    Unavailable,
    /// The snapshot says nothing about it.
    NotAsked,
}

impl Coverage {
    /// Records the outcome of one read.
    pub(crate) fn record(&mut self, collection: &str, of: Option<&str>, gap: Option<Gap>) {
        self.reads.insert((collection.to_owned(), of.map(str::to_ascii_lowercase)), gap);
    }

    /// Why a collection cannot be answered in full, whatever its reads belonged to: the best of them counts.
    pub(crate) fn gap_of_any(&self, collection: &str) -> Option<Gap> {
        let mut gaps = self.reads.iter().filter(|((name, _), _)| name == collection).map(|(_, gap)| *gap);
        let first = gaps.next().unwrap_or(Some(Gap::NotAsked));
        gaps.fold(first, |best, gap| if gap.is_none() { None } else { best })
    }

    /// Why a read cannot be answered in full, none where it can.
    ///
    /// `of` holds the ids that the request names (an object, or a role and a principal); the whole collection answers for
    /// each of them, and one that was read answers for a request that names it besides others.
    pub(crate) fn gap(&self, collection: &str, of: &[&str]) -> Option<Gap> {
        if let Some(whole) = self.reads.get(&(collection.to_owned(), None)) {
            return *whole;
        }
        let mut worst = Some(Gap::NotAsked);
        for id in of {
            match self.reads.get(&(collection.to_owned(), Some(id.to_ascii_lowercase()))) {
                Some(None) => return None,
                Some(gap) => worst = *gap,
                None => {}
            }
        }
        worst
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_collection_answers_for_its_objects_and_silence_is_no_answer() {
        let mut coverage = Coverage::default();
        coverage.record("groups", None, None);
        coverage.record("users", Some("A"), Some(Gap::Denied));
        coverage.record("role-assignments", Some("role"), None);
        assert_eq!(coverage.gap("groups", &["g"]), None);
        assert_eq!(coverage.gap("users", &["a"]), Some(Gap::Denied));
        assert_eq!(coverage.gap("users", &["b"]), Some(Gap::NotAsked));
        assert_eq!(coverage.gap("users", &[]), Some(Gap::NotAsked));
        assert_eq!(coverage.gap("role-assignments", &["role", "principal"]), None);
    }
}
