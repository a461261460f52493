//! What is wrong with a declaration, where, and what was probably meant. Secrets that were written by mistake are not shown again.

use std::ops::Range;

use super::forms::Form;
use crate::spelling;

/// Keys whose values are names of secrets: what else stands there may be the secret itself.
const TELLING: [&str; 8] = ["secret", "key", "password", "token", "routing-key", "topic", "url", "endpoint"];

/// One thing that is wrong.
#[derive(Debug)]
pub struct Fault {
    /// What, and what would be right.
    pub message: String,
    /// Where, in bytes.
    pub span: Option<Range<usize>>,
}

impl Fault {
    /// A fault at a place.
    pub fn new(message: impl Into<String>, span: Range<usize>) -> Self {
        Self { message: message.into(), span: Some(span) }
    }
}

impl From<toml::de::Error> for Fault {
    fn from(error: toml::de::Error) -> Self {
        Self { message: with_meaning(error.message()), span: error.span() }
    }
}

/// A message of the reader with the known word that was probably meant: "unknown field `clowd`, expected `id` or `cloud`".
fn with_meaning(message: &str) -> String {
    let mut words = message.split('`').skip(1).step_by(2);
    let (Some(word), known) = (words.next(), words.collect::<Vec<_>>()) else { return message.to_owned() };
    match message.starts_with("unknown ").then(|| spelling::nearest(word, &known)).flatten() {
        Some(meant) => format!("{message}: `{meant}` is probably meant"),
        None => message.to_owned(),
    }
}

/// The text with everything that may be a secret made unreadable, byte for byte: places in it stay what they are.
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let end = line.trim_end_matches(['\n', '\r']).len();
        let span = match open {
            // A text of several lines goes on until its quotes close.
            Some(quotes) => {
                open = Some(quotes).filter(|quotes| !line.contains(quotes));
                Some(0..end)
            }
            None => secret_in(line).inspect(|span| open = opened(line.get(span.clone()).unwrap_or_default())),
        };
        let span = span.unwrap_or(end..end);
        out.push_str(line.get(..span.start).unwrap_or_default());
        out.push_str(&"*".repeat(span.len()));
        out.push_str(line.get(span.end..).unwrap_or_default());
    }
    out
}

/// The quotes of a text of several lines that a value opens and does not close.
fn opened(value: &str) -> Option<&'static str> {
    ["\"\"\"", "'''"].into_iter().find(|quotes| value.strip_prefix(quotes).is_some_and(|rest| !rest.contains(quotes)))
}

/// Where a line holds what may be a secret: from the first such value to the end, since one line can hold several.
fn secret_in(line: &str) -> Option<Range<usize>> {
    let end = line.trim_end_matches(['\n', '\r']).len();
    let mut from = 0;
    while let Some(equals) = line.get(from..end)?.find('=').map(|at| from + at) {
        let before = line.get(..equals)?.trim_end().trim_end_matches(['"', '\'']);
        let key = before.rsplit(|it: char| !(it.is_ascii_alphanumeric() || it == '-' || it == '_')).next()?;
        let value = line.get(equals + 1..end)?;
        let start = equals + 1 + (value.len() - value.trim_start().len());
        if TELLING.contains(&key) && !is_place(line.get(start..end)?) {
            return (start < end).then_some(start..end);
        }
        from = equals + 1;
    }
    None
}

/// Whether a value in quotes names the place of a secret, as it should.
fn is_place(value: &str) -> bool {
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''));
    let text = quote.and_then(|quote| value.strip_prefix(quote)?.split_once(quote)).map(|(text, _)| text);
    text.is_some_and(|text| Form::Secret.fault(&text.into()).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_probably_meant_is_said_where_a_word_is_near() {
        let message = with_meaning("unknown field `clowd`, expected `id` or `cloud`");
        assert!(message.ends_with(": `cloud` is probably meant"), "{message}");
        assert_eq!(with_meaning("unknown field `mars`, expected `id`"), "unknown field `mars`, expected `id`");
        assert_eq!(with_meaning("missing field `id`"), "missing field `id`");
    }

    #[test]
    fn secrets_are_not_shown_again_and_places_stay() {
        let text = "secret = \"hunter2\" # of old\r\na = 1\n{ kind = \"slack\", \"url\" = 'https://x' }\npassword= hunter2\nkey = \"file:k\"\ntopic = \"env:hunter2-\"\ntoken = \"é\"\nmonkey = \"b\"\nsecret =\ntoken = \"\"\"\nhunter2\n\"\"\"\nb = 2\n";
        let shown = masked(text);
        assert_eq!(shown.len(), text.len());
        for secret in ["hunter2", "https://x", "é"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        for kept in ["secret = *", "a = 1\n", "kind = \"slack\", \"url\" = *", "key = \"file:k\"", "monkey = \"b\"", "b = 2\n"] {
            assert!(shown.contains(kept), "{kept}: {shown}");
        }
    }

    proptest::proptest! {
        #[test]
        fn masking_keeps_every_place(text in "(\\PC|[\\n\"'= ]|secret|url = \"){0,40}") {
            proptest::prop_assert_eq!(masked(&text).len(), text.len());
        }
    }
}
