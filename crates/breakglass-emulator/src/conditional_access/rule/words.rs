//! The words of a rule.

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// `(`, `)`, `[`, `]` or `,`.
    Sign(char),
    /// A text that stood in quotes, without them.
    Text(String),
    /// Anything else: an attribute, an operator, `null`, a number.
    Bare(String),
}

/// The words of a text; none where a quote does not end.
pub(super) fn words(text: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            _ if letter.is_whitespace() => {}
            '(' | ')' | '[' | ']' | ',' => words.push(Word::Sign(letter)),
            '"' | '\'' => {
                let mut quoted = String::new();
                loop {
                    match letters.next()? {
                        '`' | '\\' if letters.peek().is_some_and(|next| matches!(next, '"' | '\'' | '`' | '\\')) => {
                            quoted.extend(letters.next());
                        }
                        end if end == letter => break,
                        other => quoted.push(other),
                    }
                }
                words.push(Word::Text(quoted));
            }
            _ => {
                let mut bare = String::from(letter);
                while let Some(next) = letters.next_if(|next| !next.is_whitespace() && !"()[],\"'".contains(*next)) {
                    bare.push(next);
                }
                words.push(Word::Bare(bare));
            }
        }
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_anything_and_must_end() {
        let text = |text: &str| Word::Text(text.to_owned());
        let bare = |text: &str| Word::Bare(text.to_owned());
        assert_eq!(
            words(r#"a -in ["x (y)", "it`"s"]"#).unwrap(),
            [bare("a"), bare("-in"), Word::Sign('['), text("x (y)"), Word::Sign(','), text("it\"s"), Word::Sign(']')]
        );
        assert_eq!(words(r#"a -eq "x"#), None);
    }
}
