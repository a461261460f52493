//! A configuration file as a tree in which every value knows its line: YAML with anchors and merges, or JSON.
//!
//! Keys are compared without regard to case, as PowerShell does; two that differ in case alone are an error. The library limits
//! depth, nodes and what anchors multiply to.

use std::fmt;
use std::path::Path;

use breakglass_model::visible;
use miette::Diagnostic;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};
use thiserror::Error;

/// Longest file that is read, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Why a file of another tool was not accepted.
#[derive(Debug, Error, Diagnostic)]
#[error("{}{}: {message}", visible(path), at(*place, key))]
pub struct ForeignError {
    /// The file.
    pub path: String,
    /// Where in it; none where it could not be read at all.
    pub place: Option<Place>,
    /// The key that leads there, empty where there is none.
    pub key: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

fn at(place: Option<Place>, key: &str) -> String {
    let key = if key.is_empty() { String::new() } else { format!(" ({})", visible(key)) };
    place.map(|place| format!(", line {}, column {}{key}", place.line, place.column)).unwrap_or(key)
}

/// A position in a file, counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: u64,
    /// The column, in characters.
    pub column: u64,
}

/// A value and where it was written; what an alias repeats stands where its anchor is.
#[derive(Debug)]
pub struct Node {
    pub value: Value,
    pub place: Place,
}

/// A value.
#[derive(Debug)]
pub enum Value {
    Map(Vec<(String, Place, Node)>),
    List(Vec<Node>),
    Text(String),
    /// Nothing was written.
    Empty,
    /// A number or a truth value.
    Other,
}

impl Node {
    /// What a key of a map leads to: the key as it is written, and the value. Neither a map nor the key: none.
    ///
    /// # Errors
    /// The key is there twice, in different case.
    pub fn get(&self, path: &Path, key: &str) -> Result<Option<(&str, &Node)>, ForeignError> {
        let Value::Map(entries) = &self.value else { return Ok(None) };
        let mut same = entries.iter().filter(|(written, _, _)| written.eq_ignore_ascii_case(key));
        match (same.next(), same.next()) {
            (Some((first, _, _)), Some((second, place, _))) => {
                Err(wrong(path, *place, second, format!("the same key stands there as `{}`: name it once", visible(first))))
            }
            (found, _) => Ok(found.map(|(written, _, node)| (written.as_str(), node))),
        }
    }

    /// The keys of a map, and where they stand.
    pub fn keys(&self) -> impl Iterator<Item = (&str, Place)> {
        let entries = if let Value::Map(entries) = &self.value { entries.as_slice() } else { &[] };
        entries.iter().map(|(key, place, _)| (key.as_str(), *place))
    }
}

/// An error at a place.
pub fn wrong(path: &Path, place: Place, key: &str, message: impl Into<String>) -> ForeignError {
    ForeignError { path: path.display().to_string(), place: Some(place), key: key.to_owned(), message: message.into() }
}

/// Reads a file: JSON where its name ends so, else YAML.
///
/// # Errors
/// It cannot be read, is too long, or is neither.
pub fn read(path: &Path) -> Result<Node, ForeignError> {
    use std::io::Read;
    let unreadable = |message: String| ForeignError { path: path.display().to_string(), place: None, key: String::new(), message };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| unreadable(format!("cannot be read: {error}")))?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > LONGEST {
        return Err(unreadable(format!("is longer than {LONGEST} bytes")));
    }
    let text = breakglass_graph::export::text(&bytes).map_err(unreadable)?;
    parse(path, &text)
}

/// Reads a text under the name of a file.
///
/// # Errors
/// It is no JSON, or no YAML.
pub fn parse(path: &Path, text: &str) -> Result<Node, ForeignError> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        // YAML takes nearly all JSON, and a comment in it for a part of a key: JSON is held to its own rules first.
        serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| {
            let place = Place { line: error.line() as u64, column: error.column() as u64 };
            wrong(path, place, "", format!("is no JSON: {}", without_place(&error.to_string())))
        })?;
    }
    let tree: Spanned<Tree> = serde_saphyr::from_str(text).map_err(|error| {
        let message = format!("is no YAML: {}", without_place(&error.without_snippet().to_string()));
        match error.location() {
            Some(location) => wrong(path, place(location), "", message),
            None => ForeignError { path: path.display().to_string(), place: None, key: String::new(), message },
        }
    })?;
    Ok(node(tree))
}

/// A message without the position at its end: ours stands at its beginning.
fn without_place(message: &str) -> String {
    visible(message.split(" at line ").next().unwrap_or(message))
}

fn place(location: Location) -> Place {
    Place { line: location.line(), column: location.column() }
}

fn node(tree: Spanned<Tree>) -> Node {
    let place = place(tree.defined);
    let value = match tree.value {
        Tree::Map(entries) => {
            Value::Map(entries.into_iter().map(|(key, value)| (key.value, self::place(key.defined), node(value))).collect())
        }
        Tree::List(items) => Value::List(items.into_iter().map(node).collect()),
        Tree::Text(text) => Value::Text(text),
        Tree::Empty => Value::Empty,
        Tree::Other => Value::Other,
    };
    Node { value, place }
}

/// What the library fills.
enum Tree {
    Map(Vec<(Spanned<String>, Spanned<Tree>)>),
    List(Vec<Spanned<Tree>>),
    Text(String),
    Empty,
    Other,
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Tree;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Tree::Map(entries))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Empty)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Empty)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        Tree::deserialize(deserializer)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_bytes<E: serde::de::Error>(self, _: &[u8]) -> Result<Tree, E> {
        Err(E::custom("binary values have no place here"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, text: &str) -> String {
        parse(Path::new(name), text).unwrap_err().to_string()
    }

    #[test]
    fn what_an_alias_repeats_stands_where_its_anchor_is() {
        let text = "Aad:\n  One: &C\n    Users:\n      - x\n  Two: *C\n  Three:\n    <<: *C\n";
        let document = parse(Path::new("a.yaml"), text).unwrap();
        let (_, aad) = document.get(Path::new(""), "aad").unwrap().unwrap();
        for key in ["One", "Two", "Three"] {
            let (_, policy) = aad.get(Path::new(""), key).unwrap().unwrap();
            let (_, users) = policy.get(Path::new(""), "users").unwrap().unwrap();
            let Value::List(users) = &users.value else { panic!("{users:?}") };
            assert_eq!(users[0].place, Place { line: 4, column: 9 }, "{key}");
        }
    }

    #[test]
    fn errors_name_the_line_and_the_column() {
        assert_eq!(refused("a.yaml", "a: [1,\nb: }"), "a.yaml, line 1, column 4: is no YAML: mismatched bracket '[' closed by '}'");
        assert!(refused("a.yaml", "a: 1\na: 2\n").starts_with("a.yaml, line 2, column 1: is no YAML: duplicate"));
        assert!(refused("a.json", "{ // who\n\"a\": 1}").starts_with("a.json, line 1, column 3: is no JSON: key must be a string"));
        assert!(refused("a.json", "{\"a\": [1,]}").starts_with("a.json, line 1, column 10: is no JSON: expected value"));
        assert!(refused("a.yaml", "a: *gone\n").contains("line 1, column 4"));
        let document = parse(Path::new("a.json"), "{\"Id\": \"x\",\n \"id\": \"y\"}").unwrap();
        let error = document.get(Path::new("a.json"), "ID").unwrap_err();
        assert_eq!(error.to_string(), "a.json, line 2, column 2 (id): the same key stands there as `Id`: name it once");
    }

    #[test]
    fn what_multiplies_or_nests_without_end_is_refused() {
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (before, name) in ["a", "b", "c", "d", "e", "f"].iter().zip(["b", "c", "d", "e", "f", "g"]) {
            bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(", ")));
        }
        assert!(refused("a.yaml", &bomb).contains("is no YAML"));
        assert!(refused("a.yaml", &"[".repeat(100_000)).contains("is no YAML"));
        assert!(refused("a.json", &"[".repeat(100_000)).contains("is no JSON"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_never_panics(text in "(\\PC|[\\n :\\-&*<>'\"\\[\\]{},!|]|Aad:|\\n  - ){0,60}") {
            let _ = parse(Path::new("a.yaml"), &text);
            let _ = parse(Path::new("a.json"), &text);
        }
    }
}
