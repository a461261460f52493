//! A device rule on one concrete device (C30).

use std::ops::Not;

use breakglass_model::tenant::{DeviceOperator, DeviceRule, DeviceTest};

use crate::access::context::{Device, Registration};
use crate::access::questions::{Question, Settled};
use crate::access::truth::Answer;

/// Attributes that device filters document, in lower case, with the operators that each takes.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-condition-filters-for-devices> (read 2026-11-25).
pub const ATTRIBUTES: &[(&str, Takes)] = &[
    ("deviceid", Takes::List),
    ("displayname", Takes::Text),
    ("deviceownership", Takes::Word),
    ("enrollmentprofilename", Takes::Text),
    ("iscompliant", Takes::Word),
    ("manufacturer", Takes::Text),
    ("mdmappid", Takes::List),
    ("model", Takes::Text),
    ("operatingsystem", Takes::Text),
    ("operatingsystemversion", Takes::Text),
    ("physicalids", Takes::Elements),
    ("profiletype", Takes::Word),
    ("systemlabels", Takes::Elements),
    ("trusttype", Takes::Word),
];

/// Which operators an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// `-eq`, `-ne`.
    Word,
    /// The same and `-in`.
    List,
    /// Everything but `-match`.
    Text,
    /// `-contains` on whole elements.
    Elements,
}

/// Which operators an attribute takes; `None` for one that no document names.
pub fn takes(attribute: &str) -> Option<Takes> {
    let lower = attribute.to_ascii_lowercase();
    let known = ATTRIBUTES.iter().find(|(name, _)| *name == lower).map(|(_, takes)| *takes);
    known.or_else(|| is_extension(&lower).then_some(Takes::Text))
}

/// `extensionAttribute1` to `extensionAttribute15`.
pub fn is_extension(attribute: &str) -> bool {
    let number = attribute.to_ascii_lowercase().strip_prefix("extensionattribute").and_then(|digits| digits.parse::<u8>().ok());
    number.is_some_and(|number| (1..=15).contains(&number))
}

/// Attributes that are no strings: truth values and GUIDs, which have no case.
pub fn is_without_case(attribute: &str) -> bool {
    ["iscompliant", "deviceid", "mdmappid"].iter().any(|name| attribute.eq_ignore_ascii_case(name))
}

/// Whether a comparison is one that the documents describe.
pub fn is_documented(test: &DeviceTest) -> bool {
    use DeviceOperator::{Contains, EndsWith, Equals, In, StartsWith};
    test.values.is_some()
        && match takes(&test.attribute) {
            Some(Takes::Word) => test.operator == Equals,
            Some(Takes::List) => matches!(test.operator, Equals | In),
            Some(Takes::Text) => matches!(test.operator, Equals | In | StartsWith | EndsWith | Contains),
            Some(Takes::Elements) => test.operator == Contains,
            None => false,
        }
}

/// Whether the rule matches the device.
pub fn matches(rule: &DeviceRule, device: &Device, settled: &Settled) -> Answer {
    match rule {
        DeviceRule::And(one, other) => matches(one, device, settled).and(matches(other, device, settled)),
        DeviceRule::Or(one, other) => matches(one, device, settled).or(matches(other, device, settled)),
        // What a negation makes of an attribute that is not there, no document says.
        DeviceRule::Not(inner) if inner.tests().iter().any(|test| is_null(test, device)) => settled.answer(Question::DeviceRule),
        DeviceRule::Not(inner) => matches(inner, device, settled).not(),
        DeviceRule::Test(test) => test_matches(test, device, settled),
    }
}

/// Whether the attribute is not there.
fn is_null(test: &DeviceTest, device: &Device) -> bool {
    match test.attribute.to_ascii_lowercase().as_str() {
        "physicalids" | "systemlabels" => !device.is_registered(),
        lower => value(lower, device).is_none(),
    }
}

fn test_matches(test: &DeviceTest, device: &Device, settled: &Settled) -> Answer {
    if !is_documented(test) {
        return settled.answer(Question::DeviceRule);
    }
    let lower = test.attribute.to_ascii_lowercase();
    let hides_extensions =
        device.is_registered() && !device.is_managed && !device.is_compliant && device.registration != Registration::Hybrid;
    if is_extension(&lower) && hides_extensions {
        return match settled.said(Question::ExtensionAttribute) {
            None => settled.answer(Question::ExtensionAttribute),
            Some(true) => compare(test, value(&lower, device), settled),
            Some(false) => Answer::certain(test.is_negative),
        };
    }
    if let Some(elements) = device.collections.get(&lower) {
        let wanted = test.values.iter().flatten().next().map_or("", String::as_str);
        return signed(test, Answer::any(elements.iter().map(|element| same(element, wanted, settled))));
    }
    compare(test, value(&lower, device), settled)
}

/// The value of an attribute that is no collection.
fn value<'d>(lower: &str, device: &'d Device) -> Option<&'d str> {
    match lower {
        _ if !device.is_registered() => None,
        "iscompliant" => Some(if device.is_compliant { "True" } else { "False" }),
        "trusttype" => device.trust_type(),
        other => device.attributes.get(other).map(String::as_str),
    }
}

/// An attribute that is not there fails every positive comparison and passes every negative one.
fn compare(test: &DeviceTest, value: Option<&str>, settled: &Settled) -> Answer {
    let Some(value) = value else {
        return Answer::certain(test.is_negative);
    };
    let wanted = test.values.as_deref().unwrap_or_default();
    let holds = Answer::any(wanted.iter().map(|wanted| match test.operator {
        DeviceOperator::Equals | DeviceOperator::In if is_without_case(&test.attribute) => {
            Answer::certain(value.eq_ignore_ascii_case(wanted))
        }
        DeviceOperator::Equals | DeviceOperator::In => same(value, wanted, settled),
        DeviceOperator::StartsWith => either_case(value, wanted, settled, |value, wanted| value.starts_with(wanted)),
        DeviceOperator::EndsWith => either_case(value, wanted, settled, |value, wanted| value.ends_with(wanted)),
        DeviceOperator::Contains => either_case(value, wanted, settled, |value, wanted| value.contains(wanted)),
        DeviceOperator::Match => settled.answer(Question::DeviceRule),
    }));
    signed(test, holds)
}

fn signed(test: &DeviceTest, holds: Answer) -> Answer {
    if test.is_negative { holds.not() } else { holds }
}

fn same(value: &str, wanted: &str, settled: &Settled) -> Answer {
    either_case(value, wanted, settled, |value, wanted| value == wanted)
}

/// Strings are compared without case; where only case decides, nobody knows.
fn either_case(value: &str, wanted: &str, settled: &Settled, holds: impl Fn(&str, &str) -> bool) -> Answer {
    match (holds(value, wanted), holds(&value.to_lowercase(), &wanted.to_lowercase())) {
        (true, _) => Answer::yes(),
        (false, true) => settled.answer(Question::DeviceRule),
        (false, false) => Answer::no(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::truth::Truth;

    fn truth(rule: &str, device: &Device) -> Truth {
        matches(&DeviceRule::parse(rule).unwrap(), device, &Settled::default()).truth
    }

    fn with(registration: Registration, is_compliant: bool, is_managed: bool) -> Device {
        let mut device = Device::of(registration, is_compliant, is_managed);
        device.attributes.insert("model".to_owned(), "Surface".to_owned());
        device.attributes.insert("extensionattribute1".to_owned(), "SAW".to_owned());
        device.collections.insert("systemlabels".to_owned(), vec!["MultiUser".to_owned()]);
        device
    }

    /// The eight rows of the table of device filters: positive and negative operators, unregistered and registered, with and without
    /// extension attributes, managed and not.
    #[test]
    fn lockout_t02_the_table_of_device_filters() {
        let unregistered = Device::unregistered();
        let registered = with(Registration::Registered, false, false);
        let managed = with(Registration::Registered, false, true);
        let compliant = with(Registration::Joined, true, false);
        let rows = [
            ("device.model -eq \"Surface\"", &unregistered, Truth::No),
            ("device.model -eq \"Surface\"", &registered, Truth::Yes),
            ("device.extensionAttribute1 -eq \"SAW\"", &managed, Truth::Yes),
            ("device.extensionAttribute1 -eq \"SAW\"", &registered, Truth::Open),
            ("device.extensionAttribute1 -eq \"SAW\"", &compliant, Truth::Yes),
            ("device.model -ne \"Surface\"", &unregistered, Truth::Yes),
            ("device.model -ne \"Surface\"", &registered, Truth::No),
            ("device.extensionAttribute1 -ne \"SAW\"", &managed, Truth::No),
            ("device.extensionAttribute1 -ne \"SAW\"", &unregistered, Truth::Yes),
            ("device.extensionAttribute1 -ne \"SAW\"", &registered, Truth::Open),
        ];
        for (rule, device, expected) in rows {
            assert_eq!(truth(rule, device), expected, "{rule} on {device:?}");
        }
    }

    #[test]
    fn collections_are_compared_by_whole_elements_and_case_alone_decides_nothing() {
        let device = with(Registration::Joined, true, true);
        assert_eq!(truth("device.systemLabels -contains \"MultiUser\"", &device), Truth::Yes);
        assert_eq!(truth("device.systemLabels -contains \"Multi\"", &device), Truth::No);
        assert_eq!(truth("device.model -contains \"face\"", &device), Truth::Yes);
        assert_eq!(truth("device.model -eq \"surface\"", &device), Truth::Open);
        assert_eq!(truth("device.trustType -eq \"AzureAD\" -and device.isCompliant -eq True", &device), Truth::Yes);
    }

    #[test]
    fn what_no_document_describes_is_open() {
        let unregistered = Device::unregistered();
        for rule in [
            "-not (device.model -eq \"x\")",
            "device.model -eq null",
            "device.color -eq \"x\"",
            "device.isCompliant -startsWith \"T\"",
            "device.model -match \"x\"",
        ] {
            assert_eq!(truth(rule, &unregistered), Truth::Open, "{rule}");
        }
        assert_eq!(truth("device.model -eq null -and device.model -eq \"x\"", &unregistered), Truth::No);
    }
}
