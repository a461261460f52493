//! Reads a rule: comparisons joined by `-not`, `-and` and `-or`, in this order of binding, and parentheses.

use super::words::{Word, words};
use super::{Operand, Operator, Rule, Test};

/// The longest rule.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-condition-filters-for-devices> (read 2026-11-25).
const LONGEST: usize = 3072;
/// How deep parentheses may be nested, so that a rule cannot exhaust the stack.
const DEEPEST: usize = 64;

const OPERATORS: [(&str, Operator, bool); 10] = [
    ("eq", Operator::Equals, false),
    ("ne", Operator::Equals, true),
    ("startswith", Operator::StartsWith, false),
    ("notstartswith", Operator::StartsWith, true),
    ("endswith", Operator::EndsWith, false),
    ("notendswith", Operator::EndsWith, true),
    ("contains", Operator::Contains, false),
    ("notcontains", Operator::Contains, true),
    ("in", Operator::In, false),
    ("notin", Operator::In, true),
];

/// The rule that a text says.
pub(super) fn parse(text: &str) -> Option<Rule> {
    if text.chars().count() > LONGEST {
        return None;
    }
    let words = words(text)?;
    let mut parser = Parser { words: words.into_iter().peekable(), depth: 0 };
    let rule = parser.any()?;
    parser.words.peek().is_none().then_some(rule)
}

struct Parser {
    words: std::iter::Peekable<std::vec::IntoIter<Word>>,
    depth: usize,
}

impl Parser {
    fn any(&mut self) -> Option<Rule> {
        let mut parts = vec![self.all()?];
        while self.takes("or") {
            parts.push(self.all()?);
        }
        Some(if parts.len() == 1 { parts.pop()? } else { Rule::Any(parts) })
    }

    fn all(&mut self) -> Option<Rule> {
        let mut parts = vec![self.one()?];
        while self.takes("and") {
            parts.push(self.one()?);
        }
        Some(if parts.len() == 1 { parts.pop()? } else { Rule::All(parts) })
    }

    fn one(&mut self) -> Option<Rule> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let rule = if self.takes("not") {
            Rule::Not(Box::new(self.one()?))
        } else if self.words.next_if_eq(&Word::Sign('(')).is_some() {
            let inner = self.any()?;
            self.words.next_if_eq(&Word::Sign(')'))?;
            inner
        } else {
            Rule::Test(self.test()?)
        };
        self.depth -= 1;
        Some(rule)
    }

    /// Takes a keyword, with or without its hyphen.
    fn takes(&mut self, keyword: &str) -> bool {
        self.words.next_if(|word| matches!(word, Word::Bare(bare) if plain(bare) == keyword)).is_some()
    }

    fn test(&mut self) -> Option<Test> {
        let Word::Bare(attribute) = self.words.next()? else { return None };
        let Word::Bare(operator) = self.words.next()? else { return None };
        let operator = plain(&operator);
        let (_, operator, is_negative) = *OPERATORS.iter().find(|(name, ..)| *name == operator)?;
        let value = self.operand()?;
        let is_list = matches!(value, Operand::List(_));
        let is_fitting = (operator == Operator::In) == is_list && (value != Operand::Null || operator == Operator::Equals);
        is_fitting.then_some(Test { attribute, operator, is_negative, value })
    }

    fn operand(&mut self) -> Option<Operand> {
        match self.words.next()? {
            Word::Text(text) => Some(Operand::Text(text)),
            Word::Bare(bare) if bare.eq_ignore_ascii_case("null") => Some(Operand::Null),
            Word::Bare(bare) => Some(Operand::Text(bare)),
            Word::Sign('[') => self.list().map(Operand::List),
            Word::Sign(_) => None,
        }
    }

    /// The rest of a list.
    fn list(&mut self) -> Option<Vec<String>> {
        let mut list = Vec::new();
        loop {
            match self.words.next()? {
                Word::Text(text) | Word::Bare(text) => list.push(text),
                Word::Sign(_) => return None,
            }
            match self.words.next()? {
                Word::Sign(',') => {}
                Word::Sign(']') => return Some(list),
                _ => return None,
            }
        }
    }
}

/// A keyword or operator without its hyphen, in lower case.
fn plain(word: &str) -> String {
    word.strip_prefix('-').unwrap_or(word).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_rule_is_none() {
        for text in [
            "",
            "device.model",
            "device.model -eq",
            r#"device.model -like "x""#,
            r#"(device.model -eq "x""#,
            r#"device.model -eq "x")"#,
            r#"device.model -eq "x" device.model -eq "y""#,
            r#"device.model -in "x""#,
            r#"device.model -eq ["x"]"#,
            "device.model -in []",
            "device.model -contains null",
            r#"device.model -eq "x" -and"#,
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn any_words_in_any_order_are_a_rule_or_none() {
        const WORDS: [&str; 16] =
            ["(", ")", "[", "]", ",", "-not", "-and", "or", "device.model", "-eq", "-notIn", "null", "\"x\"", "'y'", "`\"", "é"];
        let mut state = 7_u64;
        let mut rules = 0;
        for round in 0..20_000 {
            let mut text = String::new();
            for _ in 0..=round % 12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(WORDS[usize::try_from(state >> 60).unwrap()]);
                text.push(' ');
            }
            rules += usize::from(parse(&text).is_some());
        }
        assert!(rules > 0, "some of them are rules");
    }

    #[test]
    fn length_and_depth_are_limited() {
        let nested = |depth: usize| format!("{}device.model -eq \"x\"{}", "(".repeat(depth), ")".repeat(depth));
        assert!(parse(&nested(DEEPEST - 1)).is_some());
        assert_eq!(parse(&nested(DEEPEST)), None);
        assert_eq!(parse(&"-not ".repeat(DEEPEST + 1)), None);
        let long = format!("device.model -eq \"{}\"", "x".repeat(LONGEST));
        assert_eq!(parse(&long), None);
    }
}
