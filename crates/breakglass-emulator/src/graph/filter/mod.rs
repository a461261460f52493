//! `$filter`: the grammar that Graph's identity lists take, read into a tree and asked of one object after the other.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/filter-query-parameter> and
//! <https://learn.microsoft.com/en-us/graph/aad-advanced-queries> (read 2026-11-22).

mod parser;

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::Value;

use crate::state::Object;

/// A condition on an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Compare(Path, Comparison, Value),
    In(Path, Vec<Value>),
    /// A function of text, such as `startsWith(displayName,'A')`.
    Text(Function, Path, String),
    /// A property that is itself true or false.
    Is(Path),
    /// `list/any(x:…)` or `list/all(x:…)`; without a condition, whether the list holds anything.
    Quantified {
        list: Path,
        every: bool,
        variable: String,
        condition: Option<Box<Filter>>,
    },
}

/// The steps to a property, or `$count` of a list at the end.
pub(super) type Path = Vec<String>;

/// How a property is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A function of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    StartsWith,
    EndsWith,
    Contains,
}

/// A name bound to an element of a list.
type Binding<'a> = Option<(&'a str, &'a Value)>;

impl Filter {
    /// Reads a filter, or says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        parser::parse(text)
    }

    /// Whether an object fits.
    pub(super) fn fits(&self, object: &Object) -> bool {
        self.holds(object, None)
    }

    fn holds(&self, object: &Object, bound: Binding<'_>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(object, bound)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(object, bound)),
            Self::Not(part) => !part.holds(object, bound),
            Self::Compare(path, comparison, wanted) => compare(&value(object, path, bound), *comparison, wanted),
            Self::In(path, wanted) => {
                let seen = value(object, path, bound);
                wanted.iter().any(|wanted| compare(&seen, Comparison::Equal, wanted))
            }
            Self::Text(function, path, wanted) => value(object, path, bound).as_str().is_some_and(|text| function.holds(text, wanted)),
            Self::Is(path) => value(object, path, bound) == Value::Bool(true),
            Self::Quantified { list, every, variable, condition } => {
                let Value::Array(elements) = value(object, list, bound) else { return *every };
                let holds = |element: &Value| condition.as_ref().is_none_or(|it| it.holds(object, Some((variable, element))));
                if *every { elements.iter().all(holds) } else { elements.iter().any(holds) }
            }
        }
    }

    /// The values of which a property must be one, where the filter says so for every object that fits.
    pub(super) fn values_of(&self, property: &str) -> Option<Vec<&str>> {
        let is_it = |path: &Path| matches!(path.as_slice(), [only] if only.eq_ignore_ascii_case(property));
        match self {
            Self::Compare(path, Comparison::Equal, Value::String(text)) if is_it(path) => Some(vec![text]),
            Self::In(path, values) if is_it(path) => values.iter().map(Value::as_str).collect(),
            Self::All(parts) => parts.iter().find_map(|part| part.values_of(property)),
            _ => None,
        }
    }

    /// Whether the filter demands that a property be true.
    pub(super) fn demands(&self, property: &str) -> bool {
        let is_it = |path: &Path| matches!(path.as_slice(), [only] if only.eq_ignore_ascii_case(property));
        match self {
            Self::Compare(path, Comparison::Equal, Value::Bool(true)) | Self::Is(path) => is_it(path),
            Self::All(parts) => parts.iter().any(|part| part.demands(property)),
            _ => false,
        }
    }

    /// Whether the filter is about how a property begins, and nothing else.
    pub(super) fn begins_with(&self, property: &str) -> bool {
        matches!(self, Self::Text(Function::StartsWith, path, _) if matches!(path.as_slice(), [only] if only.eq_ignore_ascii_case(property)))
    }

    /// Whether the filter asks what a text contains, which the directory does not answer.
    pub(super) fn contains(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::contains),
            Self::Not(part) => part.contains(),
            Self::Text(function, ..) => *function == Function::Contains,
            Self::Quantified { condition, .. } => condition.as_ref().is_some_and(|condition| condition.contains()),
            _ => false,
        }
    }

    /// Whether the filter compares one property alone, and only for being equal.
    pub(super) fn names_only(&self, property: &str) -> bool {
        let is_it = |path: &Path| matches!(path.as_slice(), [only] if only.eq_ignore_ascii_case(property));
        match self {
            Self::Compare(path, Comparison::Equal, _) | Self::In(path, _) => is_it(path),
            Self::All(parts) | Self::Any(parts) => parts.iter().all(|part| part.names_only(property)),
            _ => false,
        }
    }

    /// The properties that are asked of, the first step of each path.
    pub(super) fn properties(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.visit(&mut Vec::new(), &mut |path, _| found.extend(path.first().map(String::as_str)));
        found
    }

    /// The first comparison of a property with a value of another kind: the kinds of both.
    pub(super) fn mismatch(&self, kind_of: &impl Fn(&str) -> Option<String>) -> Option<(String, &'static str)> {
        let mut found = None;
        self.visit(&mut Vec::new(), &mut |path, value| {
            let ([property], Some(value)) = (path.as_slice(), value) else { return };
            let (Some(kind), None) = (kind_of(property), &found) else { return };
            found = match (kind.as_str(), value) {
                (_, Value::Null) => None,
                ("Edm.Boolean", Value::Bool(_)) | ("Edm.String", Value::String(_)) => None,
                ("Edm.String", Value::Bool(_)) => Some((kind, "Edm.Boolean")),
                ("Edm.Boolean" | "Edm.String", Value::Number(_)) => Some((kind, "Edm.Int32")),
                ("Edm.Boolean", Value::String(_)) => Some((kind, "Edm.String")),
                _ => None,
            };
        });
        found
    }

    /// Every path that is not an element of a list, with the value it is compared with.
    fn visit<'f>(&'f self, bound: &mut Vec<&'f str>, act: &mut impl FnMut(&'f Path, Option<&'f Value>)) {
        let is_free = |path: &Path, bound: &[&str]| path.first().is_some_and(|first| !bound.contains(&first.as_str()));
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit(bound, act)),
            Self::Not(part) => part.visit(bound, act),
            Self::Compare(path, _, value) if is_free(path, bound) => act(path, Some(value)),
            Self::In(path, values) if is_free(path, bound) => values.iter().for_each(|value| act(path, Some(value))),
            Self::Text(_, path, _) | Self::Is(path) if is_free(path, bound) => act(path, None),
            Self::Quantified { list, variable, condition, .. } => {
                if is_free(list, bound) {
                    act(list, None);
                }
                bound.push(variable);
                condition.iter().for_each(|condition| condition.visit(bound, act));
                bound.pop();
            }
            _ => {}
        }
    }

    /// Whether Graph asks for `ConsistencyLevel: eventual` and `$count=true` before it takes the filter on directory objects.
    pub(super) fn is_advanced(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::is_advanced),
            Self::Not(_) | Self::Compare(_, Comparison::NotEqual, _) => true,
            Self::Compare(path, ..) => path.last().is_some_and(|last| last == "$count"),
            Self::Text(function, ..) => *function == Function::EndsWith,
            Self::Quantified { condition, .. } => condition.as_ref().is_some_and(|condition| condition.is_advanced()),
            Self::In(..) | Self::Is(_) => false,
        }
    }
}

impl Function {
    fn holds(self, text: &str, wanted: &str) -> bool {
        let (text, wanted) = (text.to_lowercase(), wanted.to_lowercase());
        match self {
            Self::StartsWith => text.starts_with(&wanted),
            Self::EndsWith => text.ends_with(&wanted),
            Self::Contains => text.contains(&wanted),
        }
    }
}

/// The value at a path: property names in any case, null where there is none.
fn value(object: &Object, path: &Path, bound: Binding<'_>) -> Value {
    // A cast asks whether the object is of the type, and goes on with its properties.
    let mut steps = path.iter().skip_while(|step| is_cast(step, object));
    let first = steps.next().map(String::as_str).unwrap_or_default();
    let mut at = match bound {
        Some((name, element)) if name == first => element.clone(),
        _ => property(object, first),
    };
    for step in steps {
        at = match (&at, step.as_str()) {
            (Value::Array(list), "$count") => Value::from(list.len()),
            (Value::Null, "$count") => Value::from(0),
            (Value::Object(object), name) => property(object, name),
            _ => Value::Null,
        };
    }
    at
}

fn is_cast(step: &str, object: &Object) -> bool {
    step.starts_with("microsoft.graph.") && crate::state::text(object, "@odata.type").is_some_and(|own| own.trim_start_matches('#') == step)
}

fn property(object: &Object, name: &str) -> Value {
    let exact = object.get(name);
    exact.or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)).cloned().unwrap_or(Value::Null)
}

fn compare(seen: &Value, comparison: Comparison, wanted: &Value) -> bool {
    let order = order(seen, wanted);
    match comparison {
        Comparison::Equal => order == Some(Ordering::Equal),
        Comparison::NotEqual => order != Some(Ordering::Equal),
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

/// How two values stand to each other; text in any case, times as times.
pub(super) fn order(seen: &Value, wanted: &Value) -> Option<Ordering> {
    match (seen, wanted) {
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (Value::Bool(seen), Value::Bool(wanted)) => Some(seen.cmp(wanted)),
        (Value::Number(seen), Value::Number(wanted)) => seen.as_f64()?.partial_cmp(&wanted.as_f64()?),
        (Value::String(seen), Value::String(wanted)) => match (seen.parse::<Timestamp>(), wanted.parse::<Timestamp>()) {
            (Ok(seen), Ok(wanted)) => Some(seen.cmp(&wanted)),
            _ => Some(seen.to_lowercase().cmp(&wanted.to_lowercase())),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::state::object;

    fn fits(filter: &str, row: Value) -> bool {
        Filter::parse(filter).unwrap_or_else(|error| panic!("{filter}: {error}")).fits(&object(row))
    }

    #[test]
    fn comparisons_and_logic() {
        let row = json!({"displayName": "Adele Vance", "accountEnabled": true, "value": 4, "mail": null, "createdDateTime": "2026-03-01T00:00:00Z",
                         "groupTypes": ["Unified"], "assignedLicenses": [{"skuId": "a"}], "conditions": {"state": "x"}});
        for filter in [
            "displayName eq 'adele vance'",
            "accountEnabled eq true and value ge 4",
            "accountEnabled",
            "mail eq null",
            "createdDateTime gt 2026-02-28T23:59:59.9999999Z",
            "not(displayName eq 'Bob') and (value lt 5 or value eq 9)",
            "startswith(displayName,'Adele') and endsWith(displayName, 'vance') and contains(displayName,'e V')",
            "displayName in ('Bob', 'Adele Vance')",
            "groupTypes/any(c:c eq 'Unified')",
            "assignedLicenses/any(l:l/skuId eq 'a')",
            "assignedLicenses/$count eq 1",
            "conditions/state eq 'x'",
            "NOT groupTypes/any(c:c eq 'DynamicMembership')",
            "groupTypes/any()",
        ] {
            assert!(fits(filter, row.clone()), "{filter}");
        }
        for filter in ["displayName ne 'Adele Vance'", "value gt 4", "mail eq 'x'", "groupTypes/all(c:c eq 'other')", "displayName lt 'A'"]
        {
            assert!(!fits(filter, row.clone()), "{filter}");
        }
    }

    #[test]
    fn a_quote_is_doubled_inside_text() {
        assert!(fits("displayName eq 'O''Neil (a)'", json!({"displayName": "O'Neil (a)"})));
    }

    #[test]
    fn what_must_be_equal_is_known_in_advance() {
        let filter = Filter::parse("roleDefinitionId eq 'r' and directoryScopeId eq '/'").unwrap();
        assert_eq!(filter.values_of("roleDefinitionId"), Some(vec!["r"]));
        assert_eq!(filter.values_of("principalId"), None);
        assert_eq!(Filter::parse("id eq 'a' or x eq 'b'").unwrap().values_of("id"), None);
    }

    #[test]
    fn what_is_asked_of_is_known_and_elements_of_lists_are_not() {
        let filter = Filter::parse("a eq 'x' and list/any(l:l/b eq 'y' and c eq true) or not startswith(d,'z')").unwrap();
        assert_eq!(filter.properties(), ["a", "list", "c", "d"]);
        let kind = |name: &str| Some(if name == "c" { "Edm.Boolean" } else { "Edm.String" }.to_owned());
        assert_eq!(filter.mismatch(&kind), None);
        for (text, found) in [
            ("c eq 'yes'", Some(("Edm.Boolean".to_owned(), "Edm.String"))),
            ("a eq true", Some(("Edm.String".to_owned(), "Edm.Boolean"))),
            ("a in ('x', 4)", Some(("Edm.String".to_owned(), "Edm.Int32"))),
            ("c eq null", None),
        ] {
            assert_eq!(Filter::parse(text).unwrap().mismatch(&kind), found, "{text}");
        }
    }

    #[test]
    fn a_cast_asks_for_the_type() {
        let row = json!({"@odata.type": "#microsoft.graph.ipNamedLocation", "isTrusted": true});
        assert!(fits("microsoft.graph.ipNamedLocation/isTrusted eq true", row.clone()));
        assert!(!fits("microsoft.graph.countryNamedLocation/isTrusted eq true", row));
    }

    #[test]
    fn advanced_queries_are_known() {
        for (filter, is_advanced) in
            [("a eq 'b'", false), ("a ne 'b'", true), ("not a eq 'b'", true), ("endswith(a,'b')", true), ("a/$count eq 0", true)]
        {
            assert_eq!(Filter::parse(filter).unwrap().is_advanced(), is_advanced, "{filter}");
        }
    }
}
