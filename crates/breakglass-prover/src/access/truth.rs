//! Three-valued answers that remember why they are open.
//!
//! Kleene's logic: what is certain stays certain whatever the open parts turn out to be. An open answer carries the doubts that would
//! settle it: an uncertain point of the semantics, a fact that was not read, a field that this version does not know.

use std::ops::Not;

use breakglass_model::Missing;

use super::questions::Question;

/// Yes, no, or nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// Certainly not.
    No,
    /// Nobody knows.
    Open,
    /// Certainly.
    Yes,
}

/// Why an answer is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// No document settles it.
    Question(Question),
    /// A fact was not read.
    Missing(Missing),
    /// A field or a word that this version does not know, where it stands.
    NotUnderstood(String),
}

/// A truth with what leaves it open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The truth.
    pub truth: Truth,
    /// Why it is open; empty otherwise.
    pub doubts: Vec<Doubt>,
}

impl Answer {
    /// Certainly.
    pub fn yes() -> Self {
        Self { truth: Truth::Yes, doubts: Vec::new() }
    }

    /// Certainly not.
    pub fn no() -> Self {
        Self { truth: Truth::No, doubts: Vec::new() }
    }

    /// Certain either way.
    pub fn certain(value: bool) -> Self {
        if value { Self::yes() } else { Self::no() }
    }

    /// Open, and why.
    pub fn open(doubt: Doubt) -> Self {
        Self { truth: Truth::Open, doubts: vec![doubt] }
    }

    /// A fact that may not have been read.
    pub fn of_fact(fact: Result<bool, Missing>) -> Self {
        fact.map_or_else(|missing| Self::open(Doubt::Missing(missing)), Self::certain)
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self.truth, other.truth) {
            (Truth::No, _) => self,
            (_, Truth::No) => other,
            (Truth::Yes, _) => other,
            (_, Truth::Yes) => self,
            (Truth::Open, Truth::Open) => Self { truth: Truth::Open, doubts: merged(self.doubts, other.doubts) },
        }
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        !(!self).and(!other)
    }

    /// Whether any of the answers holds.
    pub fn any(answers: impl IntoIterator<Item = Self>) -> Self {
        answers.into_iter().fold(Self::no(), Self::or)
    }

    /// Whether all of the answers hold.
    pub fn all(answers: impl IntoIterator<Item = Self>) -> Self {
        answers.into_iter().fold(Self::yes(), Self::and)
    }

    /// Whether it certainly holds.
    pub fn is_yes(&self) -> bool {
        self.truth == Truth::Yes
    }

    /// Whether it certainly does not hold.
    pub fn is_no(&self) -> bool {
        self.truth == Truth::No
    }
}

impl Not for Answer {
    type Output = Self;

    fn not(self) -> Self {
        let truth = match self.truth {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Open => Truth::Open,
        };
        Self { truth, doubts: self.doubts }
    }
}

/// Both lists, each doubt once, in order.
pub(super) fn merged(mut one: Vec<Doubt>, other: Vec<Doubt>) -> Vec<Doubt> {
    one.extend(other);
    one.sort();
    one.dedup();
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certain_no_beats_what_is_open_and_drops_its_doubts() {
        let open = || Answer::open(Doubt::Question(Question::TermsOfUse));
        assert_eq!(open().and(Answer::no()), Answer::no());
        assert_eq!(open().or(Answer::yes()), Answer::yes());
        assert_eq!(open().and(Answer::yes()), open());
        assert_eq!(open().and(open()), open());
        assert_eq!(!open(), open());
        assert_eq!(Answer::any([]), Answer::no());
        assert_eq!(Answer::all([]), Answer::yes());
    }
}
