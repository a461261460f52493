//! What somebody probably meant who wrote a word that nobody knows.

/// The known word that is nearest, where it is near enough: another case, or one slip in about every four letters.
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |other: &str| strsim::damerau_levenshtein(&word.to_ascii_lowercase(), &other.to_ascii_lowercase());
    let near = known.iter().map(|other| (distance(other), *other)).min_by_key(|(distance, _)| *distance)?;
    (near.0 <= word.chars().count().div_ceil(4)).then_some(near.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        for (word, meant) in [("clowd", Some("cloud")), ("Cloud", Some("cloud")), ("colud", Some("cloud")), ("tenant", None), ("", None)] {
            assert_eq!(nearest(word, &["id", "cloud"]), meant, "{word}");
        }
        assert_eq!(nearest("x", &[]), None);
    }
}
