//! The text of a filter, to its tree: words first, then a descent by precedence.

use serde_json::Value;

use super::{Comparison, Filter, Function, Path};

/// No filter is longer, and none nests deeper.
const LONGEST: usize = 16 * 1024;
const DEEPEST: usize = 32;

#[derive(Debug, Clone, PartialEq)]
enum Word {
    /// A name, keyword, number, date or GUID.
    Bare(String),
    Text(String),
    Open,
    Close,
    Comma,
    Colon,
}

/// Reads a filter.
pub(super) fn parse(text: &str) -> Result<Filter, String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let mut parser = Parser { words: words(text)?, at: 0, depth: 0 };
    let filter = parser.any()?;
    match parser.peek() {
        None => Ok(filter),
        Some(word) => Err(format!("{word:?} is unexpected")),
    }
}

fn words(text: &str) -> Result<Vec<Word>, String> {
    let mut found = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' | '\r' | '\n' => {}
            '(' => found.push(Word::Open),
            ')' => found.push(Word::Close),
            ',' => found.push(Word::Comma),
            '\'' => {
                let mut literal = String::new();
                loop {
                    match letters.next() {
                        Some('\'') if letters.peek() == Some(&'\'') => {
                            letters.next();
                            literal.push('\'');
                        }
                        Some('\'') => break,
                        Some(other) => literal.push(other),
                        None => return Err("a text does not end".to_owned()),
                    }
                }
                found.push(Word::Text(literal));
            }
            ':' => found.push(Word::Colon),
            _ => {
                let mut bare = String::from(letter);
                while let Some(next) = letters.peek().copied().filter(|next| !" \t\r\n(),'".contains(*next)) {
                    // A colon parts a variable from its condition, but stands inside times.
                    if next == ':' && !bare.starts_with(|first: char| first.is_ascii_digit()) {
                        break;
                    }
                    bare.push(next);
                    letters.next();
                }
                found.push(Word::Bare(bare));
            }
        }
    }
    Ok(found)
}

struct Parser {
    words: Vec<Word>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Word> {
        self.words.get(self.at)
    }

    fn next(&mut self) -> Option<Word> {
        let word = self.words.get(self.at).cloned();
        self.at += 1;
        word
    }

    fn take(&mut self, wanted: &Word) -> Result<(), String> {
        match self.next() {
            Some(word) if word == *wanted => Ok(()),
            other => Err(format!("{wanted:?} was expected, not {other:?}")),
        }
    }

    fn takes_keyword(&mut self, keyword: &str) -> bool {
        let is_it = matches!(self.peek(), Some(Word::Bare(word)) if word.eq_ignore_ascii_case(keyword));
        if is_it {
            self.at += 1;
        }
        is_it
    }

    fn any(&mut self) -> Result<Filter, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it nests too deep".to_owned());
        }
        let mut parts = vec![self.all()?];
        while self.takes_keyword("or") {
            parts.push(self.all()?);
        }
        self.depth -= 1;
        Ok(one_or(parts, Filter::Any))
    }

    fn all(&mut self) -> Result<Filter, String> {
        let mut parts = vec![self.single()?];
        while self.takes_keyword("and") {
            parts.push(self.single()?);
        }
        Ok(one_or(parts, Filter::All))
    }

    fn single(&mut self) -> Result<Filter, String> {
        if self.takes_keyword("not") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err("it nests too deep".to_owned());
            }
            let inner = self.single()?;
            self.depth -= 1;
            return Ok(Filter::Not(Box::new(inner)));
        }
        match self.next() {
            Some(Word::Open) => {
                let inner = self.any()?;
                self.take(&Word::Close)?;
                Ok(inner)
            }
            Some(Word::Bare(name)) => self.after_name(&name),
            other => Err(format!("a condition was expected, not {other:?}")),
        }
    }

    fn after_name(&mut self, name: &str) -> Result<Filter, String> {
        if self.peek() == Some(&Word::Open) {
            let function = match name.to_ascii_lowercase().as_str() {
                "startswith" => Some(Function::StartsWith),
                "endswith" => Some(Function::EndsWith),
                "contains" => Some(Function::Contains),
                _ => None,
            };
            return match function {
                Some(function) => self.text(function),
                None => self.some(name),
            };
        }
        let path = path(name);
        let Some(Word::Bare(operator)) = self.peek() else { return Ok(Filter::Is(path)) };
        let comparison = match operator.to_ascii_lowercase().as_str() {
            "eq" => Comparison::Equal,
            "ne" => Comparison::NotEqual,
            "lt" => Comparison::Less,
            "le" => Comparison::LessOrEqual,
            "gt" => Comparison::Greater,
            "ge" => Comparison::GreaterOrEqual,
            "in" => {
                self.at += 1;
                return Ok(Filter::In(path, self.values()?));
            }
            "and" | "or" => return Ok(Filter::Is(path)),
            other => return Err(format!("the operator '{other}' is not known")),
        };
        self.at += 1;
        Ok(Filter::Compare(path, comparison, self.literal()?))
    }

    fn text(&mut self, function: Function) -> Result<Filter, String> {
        self.take(&Word::Open)?;
        let Some(Word::Bare(name)) = self.next() else { return Err("a property was expected".to_owned()) };
        self.take(&Word::Comma)?;
        let Some(Word::Text(wanted)) = self.next() else { return Err("a text was expected".to_owned()) };
        self.take(&Word::Close)?;
        Ok(Filter::Text(function, path(&name), wanted))
    }

    /// `list/any(x:condition)`.
    fn some(&mut self, name: &str) -> Result<Filter, String> {
        let mut list = path(name);
        let every = match list.pop().as_deref() {
            Some("any") => false,
            Some("all") => true,
            _ => return Err(format!("the function '{name}' is not known")),
        };
        self.take(&Word::Open)?;
        if !every && self.peek() == Some(&Word::Close) {
            self.at += 1;
            return Ok(Filter::Quantified { list, every, variable: String::new(), condition: None });
        }
        let Some(Word::Bare(variable)) = self.next() else { return Err("a variable was expected".to_owned()) };
        self.take(&Word::Colon)?;
        let condition = Some(Box::new(self.any()?));
        self.take(&Word::Close)?;
        Ok(Filter::Quantified { list, every, variable, condition })
    }

    fn values(&mut self) -> Result<Vec<Value>, String> {
        self.take(&Word::Open)?;
        let mut found = vec![self.literal()?];
        loop {
            match self.next() {
                Some(Word::Comma) => found.push(self.literal()?),
                Some(Word::Close) => return Ok(found),
                other => return Err(format!("a comma or the end of the list was expected, not {other:?}")),
            }
        }
    }

    fn literal(&mut self) -> Result<Value, String> {
        match self.next() {
            Some(Word::Text(text)) => Ok(Value::String(text)),
            Some(Word::Bare(word)) => Ok(match word.as_str() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                "null" => Value::Null,
                _ => word.parse::<i64>().map_or(Value::String(word), Value::from),
            }),
            other => Err(format!("a value was expected, not {other:?}")),
        }
    }
}

fn path(name: &str) -> Path {
    name.split('/').map(str::to_owned).collect()
}

fn one_or(mut parts: Vec<Filter>, many: impl Fn(Vec<Filter>) -> Filter) -> Filter {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            many(parts)
        }
        (None, _) => many(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senseless_filters_are_refused_and_end() {
        for text in ["", "a eq", "a eq 'b", "a foo 'b'", "a eq 'b' c", "a in ()", "a in ('b'", "f(a,'b')", "(a eq 'b'", "x/any(c)"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"(".repeat(10_000)).is_err());
        assert!(parse(&"not ".repeat(3_000)).is_err());
        assert!(parse(&"a".repeat(20_000)).is_err());
    }
}
