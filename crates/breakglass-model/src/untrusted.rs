//! Strings that somebody else chose: names, domains, error texts of a tenant.
//!
//! `Untrusted` has no `Display`: it reaches a person only through an encoder of the sink it is written to. The encoding
//! that all sinks for people share is [`visible`]; the sinks add their own on top (HTML escapes, JSON quotes).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest text in characters that a person is shown of one tenant string; what follows is counted, not shown.
const SHOWN: usize = 200;

/// A string under somebody else's control.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Untrusted(String);

impl Untrusted {
    /// Takes any text as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text for comparing and for machine formats that quote it themselves (JSON). Never for showing.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// Whether nothing but white space is in it.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The text in back-ticks as it may stand inside a sentence of ours.
    pub fn quoted(&self) -> String {
        format!("`{}`", self.shown().replace('`', "\\u{60}"))
    }

    /// The text as a person may see it: made [`visible`], cut after 200 characters with the number of those left out.
    pub fn shown(&self) -> String {
        let total = self.0.chars().count();
        if total <= SHOWN {
            return visible(&self.0);
        }
        let head: String = self.0.chars().take(SHOWN).collect();
        format!("{}… (+{} characters)", visible(&head), total - SHOWN)
    }
}

impl fmt::Debug for Untrusted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.quoted())
    }
}

impl From<&str> for Untrusted {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Untrusted {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Replaces every character that acts instead of showing (control, format, direction, zero width, line and paragraph
/// separators) by `\u{hex}`. A literal `\u{` becomes `\u{5c}u{`, so that the original can always be told.
///
/// Source: Unicode categories Cc, Cf, Zl, Zp; UTR 36 for the direction controls.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let opens_escape = character == '\\' && rest.peek() == Some(&'u') && {
            let mut ahead = rest.clone();
            ahead.next();
            ahead.peek() == Some(&'{')
        };
        if acts(character) || opens_escape {
            out.push_str(&format!("\\u{{{:x}}}", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out
}

/// Whether a character does something to the place where it is shown, or cannot be seen at all.
fn acts(character: char) -> bool {
    character.is_control()
        || matches!(u32::from(character),
            0x00ad | 0x034f | 0x061c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
            | 0x0600..=0x0605 | 0x06dd | 0x070f | 0x0890..=0x0891 | 0x08e2
            | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x2800 | 0x3164 | 0xfeff | 0xffa0
            | 0xfff0..=0xfffb | 0xfe00..=0xfe0f | 0x110bd | 0x110cd | 0x13430..=0x1343f | 0x1bca0..=0x1bca3
            | 0x1d173..=0x1d17a | 0xe0000..=0xe0fff)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The inverse of `visible`, as a reader would apply it.
    fn original(shown: &str) -> String {
        let mut out = String::new();
        let mut rest = shown;
        while let Some(at) = rest.find("\\u{") {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            let end = after.find('}').unwrap();
            out.push(char::from_u32(u32::from_str_radix(&after[3..end], 16).unwrap()).unwrap());
            rest = &after[end + 1..];
        }
        out + rest
    }

    proptest! {
        #[test]
        fn nothing_acts_and_nothing_is_lost(text in "(\\PC|\\p{Cc}|\\p{Cf}|\\\\u\\{|[\u{202e}\u{9b}\\x1b\\r\\n])*") {
            let shown = visible(&text);
            prop_assert!(!shown.chars().any(acts));
            prop_assert_eq!(original(&shown), text);
        }
    }

    #[test]
    fn long_names_are_cut_with_a_count() {
        let shown = Untrusted::new("x".repeat(1_000)).shown();
        assert!(shown.ends_with("… (+800 characters)"), "{shown}");
    }

    #[test]
    fn a_back_tick_cannot_end_the_quotation() {
        assert_eq!(Untrusted::new("a` passes `").quoted(), "`a\\u{60} passes \\u{60}`");
    }
}
