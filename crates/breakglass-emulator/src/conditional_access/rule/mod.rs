//! The rules of filters: what a device filter or an application filter says, and whether it holds.
//!
//! The language is that of rules for dynamic groups with the operators that filters support.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-condition-filters-for-devices> and
//! <https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-membership> (read 2026-11-25): strings are compared without
//! regard to case; a value that is not there does not match a positive operator and does match a negative one (rule C30).
//! Assumption: a double quote inside a text is written with a backtick or a backslash before it (`emulator:filter-rules`).

mod parser;
mod words;

use super::Attribute;

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rule {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Test(Test),
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Test {
    /// Such as `device.model`.
    attribute: String,
    operator: Operator,
    /// Whether the operator is the negative one.
    is_negative: bool,
    value: Operand,
}

/// How an attribute is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equals,
    StartsWith,
    EndsWith,
    Contains,
    In,
}

/// With what it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Operand {
    Null,
    Text(String),
    List(Vec<String>),
}

impl Rule {
    /// The rule that a text says; none where it says none.
    ///
    /// **Limits.** 3072 characters, as documented, and parentheses nested 64 deep.
    pub(super) fn parse(text: &str) -> Option<Self> {
        parser::parse(text)
    }

    /// Whether the rule holds; none where it names an attribute that does not exist.
    pub(super) fn holds(&self, of: &dyn Fn(&str) -> Option<Attribute>) -> Option<bool> {
        // Every part is looked at, so that an attribute that does not exist is found wherever it stands.
        let each = |parts: &[Self]| parts.iter().map(|part| part.holds(of)).collect::<Option<Vec<bool>>>();
        match self {
            Self::All(parts) => each(parts).map(|parts| parts.into_iter().all(|it| it)),
            Self::Any(parts) => each(parts).map(|parts| parts.into_iter().any(|it| it)),
            Self::Not(part) => part.holds(of).map(|it| !it),
            Self::Test(test) => of(&test.attribute).map(|attribute| test.matches(&attribute) != test.is_negative),
        }
    }
}

impl Test {
    /// Whether the positive operator matches.
    fn matches(&self, attribute: &Attribute) -> bool {
        match (attribute, &self.value) {
            (Attribute::Null, value) => self.operator == Operator::Equals && *value == Operand::Null,
            (_, Operand::Null) => false,
            (Attribute::Text(own), value) => self.compares(own, value, false),
            (Attribute::Many(own), value) => own.iter().any(|own| self.compares(own, value, true)),
        }
    }

    /// Compares one text; the members of a list are compared whole where a single text is searched.
    fn compares(&self, own: &str, value: &Operand, is_member: bool) -> bool {
        let own = own.to_lowercase();
        let any = |test: &dyn Fn(&str) -> bool| match value {
            Operand::Null => false,
            Operand::Text(text) => test(&text.to_lowercase()),
            Operand::List(list) => list.iter().any(|text| test(&text.to_lowercase())),
        };
        match self.operator {
            Operator::Contains if !is_member => any(&|text| own.contains(text)),
            Operator::Equals | Operator::In | Operator::Contains => any(&|text| own == text),
            Operator::StartsWith => any(&|text| own.starts_with(text)),
            Operator::EndsWith => any(&|text| own.ends_with(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A device as rules see it; an attribute that is not named here does not exist.
    fn device(name: &str) -> Option<Attribute> {
        let text = |text: &str| Some(Attribute::Text(text.to_owned()));
        match name.strip_prefix("device.")? {
            "model" => text("Surface Pro 11"),
            "isCompliant" => text("True"),
            "operatingSystemVersion" => text("10.0.22631"),
            "physicalIds" => Some(Attribute::Many(vec!["[ZTDId]:1".to_owned(), "[HWID]:2".to_owned()])),
            "extensionAttribute1" | "displayName" => Some(Attribute::Null),
            _ => None,
        }
    }

    fn holds(rule: &str) -> Option<bool> {
        Rule::parse(rule).unwrap_or_else(|| panic!("{rule} is no rule")).holds(&device)
    }

    #[test]
    fn each_operator_and_its_negative() {
        for (positive, negative) in [
            (r#"device.model -eq "surface pro 11""#, r#"device.model -ne "Surface Pro 11""#),
            (r#"device.model -startsWith "Surf""#, r#"device.model -notStartsWith "surf""#),
            (r#"device.model -endsWith "11""#, r#"device.model -notEndsWith "11""#),
            (r#"device.model -contains "pro""#, r#"device.model -notContains "pro""#),
            (r#"device.model -in ["x", "SURFACE PRO 11"]"#, r#"device.model -notIn ["x", "Surface Pro 11"]"#),
            (r#"device.physicalIds -contains "[HWID]:2""#, r#"device.physicalIds -notContains "[HWID]:2""#),
            (r"device.isCompliant -eq True", r"device.isCompliant -ne true"),
        ] {
            assert_eq!((holds(positive), holds(negative)), (Some(true), Some(false)), "{positive}");
        }
        assert_eq!(holds(r#"device.physicalIds -contains "HWID""#), Some(false), "members of a list are compared whole");
    }

    #[test]
    fn what_is_not_there_matches_only_negative_operators() {
        for (operator, negative) in
            [("eq", "ne"), ("startsWith", "notStartsWith"), ("endsWith", "notEndsWith"), ("contains", "notContains")]
        {
            assert_eq!(holds(&format!(r#"device.extensionAttribute1 -{operator} "SAW""#)), Some(false), "{operator}");
            assert_eq!(holds(&format!(r#"device.extensionAttribute1 -{negative} "SAW""#)), Some(true), "{negative}");
        }
        assert_eq!(holds(r#"device.extensionAttribute1 -in ["SAW"]"#), Some(false));
        assert_eq!(holds(r#"device.extensionAttribute1 -notIn ["SAW"]"#), Some(true));
        assert_eq!((holds("device.displayName -eq null"), holds("device.displayName -ne null")), (Some(true), Some(false)));
        assert_eq!((holds("device.model -eq null"), holds("device.model -ne null")), (Some(false), Some(true)));
    }

    #[test]
    fn not_binds_before_and_and_and_before_or() {
        let (yes, no) = (r#"device.model -contains "pro""#, r#"device.model -eq "x""#);
        assert_eq!(holds(&format!("{yes} -or {no} -and {no}")), Some(true));
        assert_eq!(holds(&format!("({yes} -or {no}) -and {no}")), Some(false));
        assert_eq!(holds(&format!("-not {no} -and {yes}")), Some(true));
        assert_eq!(holds(&format!("-not ({no} -or {yes})")), Some(false));
        assert_eq!(holds(&format!("{yes} and not ({no})")), Some(true), "without hyphens");
    }

    #[test]
    fn an_attribute_that_does_not_exist_is_found_wherever_it_stands() {
        assert_eq!(holds(r#"device.model -contains "pro" -or device.colour -eq "red""#), None);
        assert_eq!(holds(r#"user.model -eq "x""#), None);
    }
}
