//! `$search`: clauses in double quotes, each a property and the beginnings of words, joined by AND and OR.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/search-query-parameter#using-search-on-directory-object-collections>
//! (read 2026-11-25): OR may be written or not between clauses of one property, AND and OR are capitals.

use crate::state::{Object, text};

/// Groups of clauses: an object is found where each clause of one group is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Search(Vec<Vec<Clause>>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Clause {
    property: String,
    words: Vec<String>,
}

impl Search {
    /// Reads a search, or says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut groups: Vec<Vec<Clause>> = vec![Vec::new()];
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (clause, after) = clause(rest)?;
            if let Some(last) = groups.last_mut() {
                last.push(clause);
            }
            rest = after.trim_start();
            if let Some(after) = rest.strip_prefix("AND ") {
                rest = after.trim_start();
            } else if !rest.is_empty() {
                rest = rest.strip_prefix("OR ").unwrap_or(rest).trim_start();
                groups.push(Vec::new());
            }
            if rest.is_empty() && !after.trim().is_empty() {
                return Err("a clause is missing at the end".to_owned());
            }
        }
        if groups.iter().any(Vec::is_empty) { Err("it is empty".to_owned()) } else { Ok(Self(groups)) }
    }

    /// The properties that are searched.
    pub(super) fn properties(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(|clause| clause.property.as_str())
    }

    /// Whether it finds an object.
    pub(super) fn finds(&self, row: &Object) -> bool {
        self.0.iter().any(|group| group.iter().all(|clause| clause.finds(row)))
    }
}

/// The clause at the beginning of a text, and what comes after it.
fn clause(text: &str) -> Result<(Clause, &str), String> {
    let inner = text.strip_prefix('"').ok_or("a clause stands in double quotes: \"property:words\"")?;
    let (inner, after) = inner.split_once('"').ok_or("a quote does not end")?;
    let (property, words) = inner.split_once(':').ok_or("a clause names a property: \"property:words\"")?;
    let words: Vec<String> = words.to_lowercase().split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        Err("a clause has no words".to_owned())
    } else {
        Ok((Clause { property: property.trim().to_owned(), words }, after))
    }
}

impl Clause {
    fn finds(&self, row: &Object) -> bool {
        let key = row.keys().find(|key| key.eq_ignore_ascii_case(&self.property));
        let seen = key.and_then(|key| text(row, key)).unwrap_or_default().to_lowercase();
        let starts = |word: &String| {
            seen.split(|letter: char| !letter.is_alphanumeric()).any(|part| part.starts_with(word.as_str()))
                || seen.starts_with(word.as_str())
        };
        self.words.iter().all(starts)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::state::object;

    fn finds(text: &str) -> bool {
        let row = object(json!({"displayName": "Adele Vance", "mail": "adele.vance@contoso.com"}));
        Search::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).finds(&row)
    }

    #[test]
    fn clauses_look_at_the_beginnings_of_words_and_are_joined() {
        for text in [
            "\"displayName:van\"",
            "\"DisplayName:adele van\"",
            "\"displayName:bob\" OR \"mail:adele\"",
            "\"displayName:bob\" \"displayName:vance\"",
            "\"displayName:adele\" AND \"mail:adele.vance@con\"",
            "\"mail:x\" OR \"displayName:adele\" AND \"mail:adele\"",
        ] {
            assert!(finds(text), "{text}");
        }
        for text in
            ["\"displayName:ance\"", "\"displayName:adele\" AND \"mail:bob\"", "\"mail:a\" AND \"displayName:b\" OR \"displayName:c\""]
        {
            assert!(!finds(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_clause_is_refused() {
        for text in ["Adele", "\"Adele\"", "\"displayName:a", "\"displayName:\"", "", "\"displayName:a\" OR ", "\"displayName:a\" AND"] {
            assert!(Search::parse(text).is_err(), "{text}");
        }
    }
}
