//! Rules of device filters: the grammar of dynamic membership rules over `device.…` (C30).
//!
//! The parser is total: what it does not understand is an error that says where, and whoever judges takes the rule for unknown.
//! Sources: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-condition-filters-for-devices> and, for the
//! grammar, <https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-membership> (both read 2026-11-25).

use std::fmt;
use std::iter::Peekable;
use std::str::CharIndices;

/// Deepest nesting of parentheses and negations that is read.
const DEEPEST: usize = 64;

/// A rule, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceRule {
    /// Both sides hold.
    And(Box<DeviceRule>, Box<DeviceRule>),
    /// Either side holds.
    Or(Box<DeviceRule>, Box<DeviceRule>),
    /// The inner rule does not hold.
    Not(Box<DeviceRule>),
    /// One comparison.
    Test(DeviceTest),
}

/// One comparison of an attribute with constants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceTest {
    /// The attribute without `device.`, as it was written.
    pub attribute: String,
    /// How it is compared.
    pub operator: DeviceOperator,
    /// Whether the operator is the negative of its kind: `-ne`, `-notIn`, …
    pub is_negative: bool,
    /// One constant, or several for `-in`; none for `null`.
    pub values: Option<Vec<String>>,
}

/// How an attribute is compared; the negative of each is told by [`DeviceTest::is_negative`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeviceOperator {
    /// `-eq`, `-ne`.
    Equals,
    /// `-startsWith`, `-notStartsWith`.
    StartsWith,
    /// `-endsWith`, `-notEndsWith`.
    EndsWith,
    /// `-contains`, `-notContains`: a part of a string, a whole element of a collection.
    Contains,
    /// `-in`, `-notIn`.
    In,
    /// `-match`, `-notMatch`: a regular expression; device filters do not document it.
    Match,
}

/// Why a rule was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRuleError {
    /// What was found or missed.
    pub what: &'static str,
    /// Where, in bytes from the start.
    pub at: usize,
}

impl fmt::Display for DeviceRuleError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at character {}", self.what, self.at)
    }
}

impl std::error::Error for DeviceRuleError {}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
    Text(String),
    /// A bare word: `device.model`, `-eq`, `true`, `null`, a number.
    Word(String),
}

impl DeviceRule {
    /// Reads a rule.
    ///
    /// # Errors
    /// What is not understood, and where.
    pub fn parse(text: &str) -> Result<Self, DeviceRuleError> {
        let mut parser = Parser { tokens: tokens(text)?, next: 0, end: text.len() };
        let rule = parser.either(0)?;
        match parser.peek() {
            None => Ok(rule),
            Some(_) => Err(parser.error("something after the end of the rule")),
        }
    }

    /// Every comparison in the rule, from left to right.
    pub fn tests(&self) -> Vec<&DeviceTest> {
        match self {
            Self::And(one, other) | Self::Or(one, other) => {
                let mut tests = one.tests();
                tests.extend(other.tests());
                tests
            }
            Self::Not(inner) => inner.tests(),
            Self::Test(test) => vec![test],
        }
    }
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, DeviceRuleError> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        let token = match character {
            character if character.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            '[' => Token::ListOpen,
            ']' => Token::ListClose,
            ',' => Token::Comma,
            quote @ ('"' | '\'') => Token::Text(quoted(at, quote, &mut rest)?),
            first => Token::Word(word(first, &mut rest)),
        };
        found.push((at, token));
    }
    Ok(found)
}

/// A constant in quotes; a back-tick escapes the next character.
fn quoted(start: usize, quote: char, rest: &mut Peekable<CharIndices<'_>>) -> Result<String, DeviceRuleError> {
    let mut value = String::new();
    while let Some((_, character)) = rest.next() {
        match character {
            '`' => value.extend(rest.next().map(|(_, escaped)| escaped)),
            character if character == quote => return Ok(value),
            character => value.push(character),
        }
    }
    Err(DeviceRuleError { what: "a constant without its closing quote", at: start })
}

fn word(first: char, rest: &mut Peekable<CharIndices<'_>>) -> String {
    let mut word = String::from(first);
    let ends = |character: char| character.is_whitespace() || matches!(character, '(' | ')' | '[' | ']' | ',' | '"' | '\'');
    while let Some((_, character)) = rest.next_if(|(_, character)| !ends(*character)) {
        word.push(character);
    }
    word
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn error(&self, what: &'static str) -> DeviceRuleError {
        DeviceRuleError { what, at: self.tokens.get(self.next).map_or(self.end, |(at, _)| *at) }
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.next += 1;
        token
    }

    /// Whether the next token is one of the words of an operator, with or without its dash.
    fn takes_word(&mut self, wanted: &str) -> bool {
        let is_it = matches!(self.peek(), Some(Token::Word(word)) if word.strip_prefix('-').unwrap_or(word).eq_ignore_ascii_case(wanted));
        if is_it {
            self.next += 1;
        }
        is_it
    }

    fn either(&mut self, depth: usize) -> Result<DeviceRule, DeviceRuleError> {
        let mut rule = self.both(depth)?;
        while self.takes_word("or") {
            rule = DeviceRule::Or(Box::new(rule), Box::new(self.both(depth)?));
        }
        Ok(rule)
    }

    fn both(&mut self, depth: usize) -> Result<DeviceRule, DeviceRuleError> {
        let mut rule = self.negated(depth)?;
        while self.takes_word("and") {
            rule = DeviceRule::And(Box::new(rule), Box::new(self.negated(depth)?));
        }
        Ok(rule)
    }

    fn negated(&mut self, depth: usize) -> Result<DeviceRule, DeviceRuleError> {
        if depth > DEEPEST {
            return Err(self.error("parentheses nested too deep"));
        }
        if self.takes_word("not") {
            return Ok(DeviceRule::Not(Box::new(self.negated(depth + 1)?)));
        }
        if self.peek() != Some(&Token::Open) {
            return self.test().map(DeviceRule::Test);
        }
        self.next += 1;
        let inner = self.either(depth + 1)?;
        match self.take() {
            Some(Token::Close) => Ok(inner),
            _ => {
                self.next = self.next.saturating_sub(1);
                Err(self.error("a parenthesis is not closed"))
            }
        }
    }

    fn test(&mut self) -> Result<DeviceTest, DeviceRuleError> {
        let attribute = match self.peek() {
            Some(Token::Word(word)) => word.clone(),
            _ => return Err(self.error("no device attribute")),
        };
        let attribute = match attribute.split_once('.') {
            Some((device, name)) if device.eq_ignore_ascii_case("device") && !name.is_empty() => name.to_owned(),
            _ => return Err(self.error("no device attribute")),
        };
        self.next += 1;
        let (operator, is_negative) = match self.peek() {
            Some(Token::Word(word)) => operator(word).ok_or_else(|| self.error("an unknown operator"))?,
            _ => return Err(self.error("no operator")),
        };
        self.next += 1;
        let values = if operator == DeviceOperator::In { self.list().map(Some)? } else { self.constant()? };
        Ok(DeviceTest { attribute, operator, is_negative, values })
    }

    /// A constant in quotes, a bare word or number, or `null`.
    fn constant(&mut self) -> Result<Option<Vec<String>>, DeviceRuleError> {
        let value = match self.peek() {
            Some(Token::Text(text)) => Some(vec![text.clone()]),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("null") || word.eq_ignore_ascii_case("$null") => None,
            Some(Token::Word(word)) if !word.starts_with('-') => Some(vec![word.clone()]),
            _ => return Err(self.error("no constant")),
        };
        self.next += 1;
        Ok(value)
    }

    fn list(&mut self) -> Result<Vec<String>, DeviceRuleError> {
        if self.take() != Some(Token::ListOpen) {
            self.next = self.next.saturating_sub(1);
            return Err(self.error("no list"));
        }
        let mut values = Vec::new();
        while self.peek() != Some(&Token::ListClose) {
            match self.constant()? {
                Some(constant) => values.extend(constant),
                None => return Err(self.error("null in a list")),
            }
            match self.peek() {
                Some(Token::Comma) => self.next += 1,
                Some(Token::ListClose) => {}
                _ => return Err(self.error("a list is not closed")),
            }
        }
        self.next += 1;
        Ok(values)
    }
}

fn operator(word: &str) -> Option<(DeviceOperator, bool)> {
    let word = word.strip_prefix('-')?.to_ascii_lowercase();
    Some(match word.as_str() {
        "eq" | "equals" => (DeviceOperator::Equals, false),
        "ne" | "notequals" => (DeviceOperator::Equals, true),
        "startswith" => (DeviceOperator::StartsWith, false),
        "notstartswith" => (DeviceOperator::StartsWith, true),
        "endswith" => (DeviceOperator::EndsWith, false),
        "notendswith" => (DeviceOperator::EndsWith, true),
        "contains" => (DeviceOperator::Contains, false),
        "notcontains" => (DeviceOperator::Contains, true),
        "in" => (DeviceOperator::In, false),
        "notin" => (DeviceOperator::In, true),
        "match" => (DeviceOperator::Match, false),
        "notmatch" => (DeviceOperator::Match, true),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        fn write(rule: &DeviceRule) -> String {
            match rule {
                DeviceRule::And(one, other) => format!("({} & {})", write(one), write(other)),
                DeviceRule::Or(one, other) => format!("({} | {})", write(one), write(other)),
                DeviceRule::Not(inner) => format!("!{}", write(inner)),
                DeviceRule::Test(test) => {
                    let sign = if test.is_negative { "not " } else { "" };
                    let values = test.values.as_ref().map_or("null".to_owned(), |values| values.join(","));
                    format!("{} {sign}{:?} {values}", test.attribute, test.operator)
                }
            }
        }
        DeviceRule::parse(text).map_or_else(|error| error.to_string(), |rule| write(&rule))
    }

    #[test]
    fn and_binds_tighter_than_or_and_operators_have_no_case() {
        assert_eq!(
            shape("device.model -eq \"a\" -OR device.model -NE 'b' -and (device.isCompliant -eq True)"),
            "(model Equals a | (model not Equals b & isCompliant Equals True))"
        );
        assert_eq!(shape("-not (device.mdmAppId -notIn [\"x\", \"y\"])"), "!mdmAppId not In x,y");
        assert_eq!(shape("(device.extensionAttribute1 -eq null)"), "extensionAttribute1 Equals null");
        assert_eq!(shape("device.displayName -contains \"a`\"b\""), "displayName Contains a\"b");
    }

    #[test]
    fn what_is_not_understood_says_where() {
        for (text, error) in [
            ("", "no device attribute at character 0"),
            ("user.city -eq \"a\"", "no device attribute at character 0"),
            ("device.model -eq \"a", "a constant without its closing quote at character 17"),
            ("device.model -like \"a\"", "an unknown operator at character 13"),
            ("(device.model -eq \"a\"", "a parenthesis is not closed at character 21"),
            ("device.model -eq \"a\" device.model", "something after the end of the rule at character 21"),
            ("device.model -in \"a\"", "no list at character 17"),
            ("device.model -in [\"a\" \"b\"]", "a list is not closed at character 22"),
        ] {
            assert_eq!(shape(text), error, "{text}");
        }
        assert_eq!(shape(&"(".repeat(100_000)), "parentheses nested too deep at character 65");
    }
}
