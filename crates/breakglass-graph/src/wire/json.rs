//! Strict JSON: duplicate keys, excess depth and excess size are errors, not surprises.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use thiserror::Error;

/// Deepest nesting.
const DEPTH: usize = 64;
/// Most values in one document.
const VALUES: usize = 20_000_000;

/// Why a text is not taken for JSON.
#[derive(Debug, Error)]
#[error("{message} at line {line}, column {column}")]
pub struct JsonError {
    message: String,
    line: usize,
    column: usize,
    /// Whether the text is well-formed but hostile: duplicate keys, too deep, too many values.
    pub(crate) is_hostile: bool,
}

/// Parses one document.
///
/// # Errors
/// It is no JSON; or an object names a key twice (in any case of letters); or it nests deeper than 64; or it holds more than 20 million values.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let budget = Budget { values: Cell::new(VALUES), is_hostile: Cell::new(false) };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let parsed = Strict { depth: 0, budget: &budget }.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    parsed.map_err(|error| {
        let text = error.to_string();
        let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
        JsonError { message: message.to_owned(), line: error.line(), column: error.column(), is_hostile: budget.is_hostile.get() }
    })
}

struct Budget {
    values: Cell<usize>,
    is_hostile: Cell<bool>,
}

impl Budget {
    fn hostile<E: serde::de::Error>(&self, message: String) -> E {
        self.is_hostile.set(true);
        E::custom(message)
    }
}

#[derive(Clone, Copy)]
struct Strict<'b> {
    depth: usize,
    budget: &'b Budget,
}

impl Strict<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= DEPTH {
            return Err(self.budget.hostile(format!("nested deeper than {DEPTH}: too deep")));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let left = self.budget.values.get();
        if left == 0 {
            return Err(self.budget.hostile(format!("more than {VALUES} values")));
        }
        self.budget.values.set(left - 1);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut members = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            if members.contains_key(&key) {
                return Err(self.budget.hostile(format!("the key {} twice in one object", breakglass_model::Untrusted::new(key).quoted())));
            }
            let value = access.next_value_seed(inner)?;
            members.insert(key, value);
        }
        one_case_each(&members).map_err(|key| -> A::Error { self.is_ambiguous(&key) })?;
        Ok(Value::Object(members))
    }
}

impl Strict<'_> {
    fn is_ambiguous<E: serde::de::Error>(self, key: &str) -> E {
        self.budget.hostile(format!("the key {} twice in one object, in different case", breakglass_model::Untrusted::new(key).quoted()))
    }
}

/// Keys that differ only in case would make a lenient reader choose.
fn one_case_each(members: &Map<String, Value>) -> Result<(), String> {
    let has_upper_start = members.keys().any(|key| key.starts_with(|first: char| first.is_ascii_uppercase()));
    if !has_upper_start {
        return Ok(());
    }
    let mut seen = BTreeSet::new();
    members.keys().try_for_each(|key| if seen.insert(key.to_ascii_lowercase()) { Ok(()) } else { Err(key.clone()) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, message: &str, is_hostile: bool) {
        let error = parse(text.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!(error.is_hostile, is_hostile, "{error}");
    }

    #[test]
    fn ordinary_documents_are_read_as_they_are() {
        let text = r#"{"b":[1,-2,3.5,null,true,"x"],"a":{"é":""}}"#;
        assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text);
    }

    #[test]
    fn hostile_documents_are_told_from_broken_ones() {
        check(r#"{"a":1,"a":2}"#, "twice in one object", true);
        check(r#"{"displayName":1,"DisplayName":2}"#, "different case", true);
        check(&format!("{}1{}", "[".repeat(65), "]".repeat(65)), "deep", true);
        check(&"[".repeat(1_000_000), "deep", true);
        check("{\"a\":", "EOF", false);
        check("{}{}", "trailing", false);
        check("{\"a\":\u{0}}", "expected value", false);
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }
    }
}
