//! Whether some device can meet demands: a kind of registration, and device rules that must or must not match.
//!
//! A small tableau over the rule's tests with an exact theory of strings: a value that meets every test on an attribute is built from a
//! prefix, parts and a suffix with a character between them that no rule names, or there is none.

use std::collections::BTreeMap;
use std::sync::Arc;

use breakglass_model::tenant::{DeviceOperator, DeviceRule, DeviceTest};

use crate::access::context::{Device, Registration};
use crate::access::evaluate::{device_matches, is_documented, is_extension, is_without_case};
use crate::access::questions::{Question, Settled};
use crate::access::truth::Truth;

/// Every kind of device that conditions can tell apart by registration, compliance and management; the unregistered first.
pub const KINDS: [(Registration, bool, bool); 10] = [
    (Registration::Unregistered, false, false),
    (Registration::Registered, false, false),
    (Registration::Registered, false, true),
    (Registration::Registered, true, true),
    (Registration::Joined, false, false),
    (Registration::Joined, false, true),
    (Registration::Joined, true, true),
    (Registration::Hybrid, false, false),
    (Registration::Hybrid, false, true),
    (Registration::Hybrid, true, true),
];

/// Steps after which a search gives up.
const MOST_STEPS: u32 = 100_000;

/// A rule that must match, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleDemand {
    /// The rule.
    pub rule: Arc<DeviceRule>,
    /// Whether it must match.
    pub matches: bool,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A device that meets the demands.
    Device(Device),
    /// There is none.
    Nothing,
    /// The rules are too entangled to say.
    GaveUp,
}

/// Looks for a device of a kind that meets every demand: certainly, or as far as anybody knows.
pub fn find(kind: (Registration, bool, bool), demands: &[RuleDemand], is_certain: bool, settled: &Settled) -> Found {
    let plain = Device::of(kind.0, kind.1, kind.2);
    if demands.is_empty() {
        return Found::Device(plain);
    }
    if !plain.is_registered() {
        return if admits(&plain, demands, is_certain, settled) { Found::Device(plain) } else { Found::Nothing };
    }
    let mut search = Search { plain, demands, is_certain, settled, steps: 0, separator: separator(demands) };
    let mut goals: Vec<(&DeviceRule, bool)> = demands.iter().map(|demand| (&*demand.rule, demand.matches)).collect();
    goals.reverse();
    match search.solve(goals, BTreeMap::new()) {
        Some(device) => Found::Device(device),
        None if search.steps > MOST_STEPS => Found::GaveUp,
        None => Found::Nothing,
    }
}

/// Whether a concrete device meets the demands, by the evaluator's reading.
pub fn admits(device: &Device, demands: &[RuleDemand], is_certain: bool, settled: &Settled) -> bool {
    demands.iter().all(|demand| {
        let truth = device_matches(&demand.rule, device, settled).truth;
        let (wanted, opposite) = if demand.matches { (Truth::Yes, Truth::No) } else { (Truth::No, Truth::Yes) };
        if is_certain { truth == wanted } else { truth != opposite }
    })
}

/// A character that no constant of the rules holds.
fn separator(demands: &[RuleDemand]) -> char {
    let constants: String = demands
        .iter()
        .flat_map(|demand| demand.rule.tests())
        .flat_map(|test| test.values.iter().flatten())
        .flat_map(|value| value.to_lowercase().chars().collect::<Vec<_>>())
        .collect();
    let usual = ['~', '#', '+', '_', '|', '^', '%'].into_iter();
    usual.chain('\u{2500}'..'\u{27ff}').find(|candidate| !constants.contains(*candidate)).unwrap_or('\u{2800}')
}

/// Comparisons on one attribute with whether each must hold, negations resolved.
type Literals<'r> = BTreeMap<String, Vec<(&'r DeviceTest, bool)>>;

struct Search<'r> {
    plain: Device,
    demands: &'r [RuleDemand],
    is_certain: bool,
    settled: &'r Settled,
    steps: u32,
    separator: char,
}

impl<'r> Search<'r> {
    fn solve(&mut self, mut goals: Vec<(&'r DeviceRule, bool)>, mut literals: Literals<'r>) -> Option<Device> {
        while let Some((goal, wanted)) = goals.pop() {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return None;
            }
            match goal {
                DeviceRule::And(one, other) | DeviceRule::Or(one, other) => {
                    if matches!(goal, DeviceRule::And(..)) == wanted {
                        goals.extend([(&**other, wanted), (&**one, wanted)]);
                        continue;
                    }
                    let mut left = goals.clone();
                    left.push((one, wanted));
                    if let Some(device) = self.solve(left, literals.clone()) {
                        return Some(device);
                    }
                    goals.push((other, wanted));
                }
                DeviceRule::Not(inner) => {
                    // With an attribute that may be absent, no document says what a negation gives: it may be either.
                    if self.is_certain || !inner.tests().iter().any(|test| may_be_absent(test)) {
                        goals.push((inner, !wanted));
                    }
                }
                DeviceRule::Test(test) => self.literal(test, wanted, &mut literals)?,
            }
        }
        let device = self.build(&literals)?;
        (!self.is_certain || admits(&device, self.demands, true, self.settled)).then_some(device)
    }

    /// Adds a comparison; `None` where it cannot hold beside the others.
    fn literal(&self, test: &'r DeviceTest, wanted: bool, literals: &mut Literals<'r>) -> Option<()> {
        if !is_documented(test) {
            return match self.settled.said(Question::DeviceRule) {
                Some(holds) => (holds == wanted).then_some(()),
                None => (!self.is_certain).then_some(()),
            };
        }
        let attribute = test.attribute.to_ascii_lowercase();
        if is_extension(&attribute) && self.hides_extensions() {
            match self.settled.said(Question::ExtensionAttribute) {
                None => return (!self.is_certain).then_some(()),
                Some(false) => return (wanted == test.is_negative).then_some(()),
                Some(true) => {}
            }
        }
        let known = literals.entry(attribute.clone()).or_default();
        known.push((test, wanted != test.is_negative));
        self.value(&attribute, known).map(|_| ())
    }

    fn hides_extensions(&self) -> bool {
        !self.plain.is_managed && !self.plain.is_compliant && self.plain.registration != Registration::Hybrid
    }

    fn build(&self, literals: &Literals<'r>) -> Option<Device> {
        let mut device = self.plain.clone();
        for (attribute, tests) in literals {
            match self.value(attribute, tests)? {
                Value::Absent | Value::Given => {}
                Value::Text(text) => drop(device.attributes.insert(attribute.clone(), text)),
                Value::Elements(elements) => drop(device.collections.insert(attribute.clone(), elements)),
            }
        }
        Some(device)
    }

    /// A value of an attribute that meets every comparison on it; `None` where there is none.
    fn value(&self, attribute: &str, tests: &[(&'r DeviceTest, bool)]) -> Option<Value> {
        let given = match attribute {
            "iscompliant" => Some(if self.plain.is_compliant { "True" } else { "False" }),
            "trusttype" => self.plain.trust_type(),
            _ => None,
        };
        if let Some(given) = given {
            return tests.iter().all(|(test, holds)| agrees(test, given, *holds)).then_some(Value::Given);
        }
        if matches!(attribute, "physicalids" | "systemlabels") {
            return elements(tests);
        }
        let fits = |candidate: &String| tests.iter().all(|(test, holds)| agrees(test, candidate, *holds));
        let positive = || tests.iter().filter(|(_, holds)| *holds).map(|(test, _)| *test);
        let exact = positive().find(|test| matches!(test.operator, DeviceOperator::Equals | DeviceOperator::In));
        if let Some(test) = exact {
            return test.values.iter().flatten().find(|candidate| fits(candidate)).cloned().map(Value::Text);
        }
        let built = self.composed(positive());
        match fits(&built) {
            true => Some(Value::Text(built)),
            false if positive().next().is_none() => Some(Value::Absent),
            false => None,
        }
    }

    /// Prefix, parts and suffix that positive comparisons ask for, with the separator between them.
    fn composed(&self, positive: impl Iterator<Item = &'r DeviceTest>) -> String {
        let (mut prefix, mut suffix, mut parts) = ("", "", Vec::new());
        for test in positive {
            let constant = test.values.iter().flatten().next().map_or("", String::as_str);
            match test.operator {
                DeviceOperator::StartsWith if constant.len() > prefix.len() => prefix = constant,
                DeviceOperator::EndsWith if constant.len() > suffix.len() => suffix = constant,
                DeviceOperator::Contains => parts.push(constant),
                _ => {}
            }
        }
        let between = self.separator.to_string();
        std::iter::once(prefix).chain(parts).chain(std::iter::once(suffix)).collect::<Vec<_>>().join(&between)
    }
}

enum Value {
    /// It is not there.
    Absent,
    /// It follows from the kind of device.
    Given,
    Text(String),
    Elements(Vec<String>),
}

/// Attributes of a registered device that need not be there.
fn may_be_absent(test: &DeviceTest) -> bool {
    !matches!(test.attribute.to_ascii_lowercase().as_str(), "iscompliant" | "trusttype" | "physicalids" | "systemlabels")
}

/// Whether the comparison, its negation aside, may come out as wanted for a value. Where only case decides, it may be either.
fn agrees(test: &DeviceTest, value: &str, holds: bool) -> bool {
    let compares = |fold: fn(&str) -> String| {
        let value = fold(value);
        test.values.iter().flatten().map(|wanted| fold(wanted)).any(|wanted| match test.operator {
            DeviceOperator::Equals | DeviceOperator::In => value == wanted,
            DeviceOperator::StartsWith => value.starts_with(&wanted),
            DeviceOperator::EndsWith => value.ends_with(&wanted),
            DeviceOperator::Contains => value.contains(&wanted),
            DeviceOperator::Match => false,
        })
    };
    match holds || is_without_case(&test.attribute) {
        true => compares(str::to_lowercase) == holds,
        false => !compares(str::to_owned),
    }
}

/// Elements of a collection: those asked for, unless one of them is ruled out.
fn elements(tests: &[(&DeviceTest, bool)]) -> Option<Value> {
    let constants = |wanted: bool| {
        tests.iter().filter(move |(_, holds)| *holds == wanted).filter_map(|(test, _)| test.values.as_ref()?.first()).collect::<Vec<_>>()
    };
    let ruled_out = constants(false);
    let asked = constants(true);
    let clash = asked.iter().any(|element| ruled_out.contains(element));
    (!clash).then(|| Value::Elements(asked.into_iter().cloned().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demands(rules: &[(&str, bool)]) -> Vec<RuleDemand> {
        let demand = |(rule, matches): &(&str, bool)| RuleDemand { rule: Arc::new(DeviceRule::parse(rule).unwrap()), matches: *matches };
        rules.iter().map(demand).collect()
    }

    fn exists(rules: &[(&str, bool)], is_certain: bool) -> bool {
        KINDS.iter().skip(1).any(|kind| matches!(find(*kind, &demands(rules), is_certain, &Settled::default()), Found::Device(_)))
    }

    #[test]
    fn strings_are_built_from_prefix_parts_and_suffix_or_there_are_none() {
        let both = |rule: &str, expected: bool| {
            assert_eq!(exists(&[(rule, true)], true), expected, "{rule}");
            assert_eq!(exists(&[(rule, true)], false), expected, "{rule}");
        };
        both("device.model -startsWith \"ab\" -and device.model -endsWith \"yz\" -and device.model -contains \"~\"", true);
        both("device.model -startsWith \"ab\" -and device.model -startsWith \"abc\" -and device.model -ne \"abc\"", true);
        both("device.model -startsWith \"ab\" -and device.model -startsWith \"cd\"", false);
        both("device.model -startsWith \"abc\" -and device.model -notContains \"b\"", false);
        both("device.model -eq \"a\" -and device.model -ne \"a\"", false);
        both("device.model -in [\"a\", \"b\"] -and device.model -ne \"a\"", true);
        both("device.trustType -eq \"ServerAD\" -and device.isCompliant -eq \"True\"", true);
        both("device.trustType -eq \"Workplace\" -and device.trustType -eq \"AzureAD\"", false);
        both("device.systemLabels -contains \"a\" -and device.systemLabels -notContains \"a\"", false);
        both("device.isCompliant -eq true -and device.isCompliant -ne \"True\"", false);
        both("device.systemLabels -contains \"a\" -and device.systemLabels -notContains \"b\"", true);
    }

    #[test]
    fn a_rule_and_its_opposite_meet_nowhere_and_a_part_is_weaker_than_the_whole() {
        let rule = "device.model -eq \"a\" -or (device.displayName -contains \"b\" -and device.isCompliant -eq True)";
        assert!(!exists(&[(rule, true), (rule, false)], false));
        assert!(exists(&[("device.model -contains \"b\"", true), ("device.model -eq \"b\"", false)], true));
        assert!(!exists(&[("device.model -contains \"b\"", false), ("device.model -eq \"xbx\"", true)], false));
    }

    #[test]
    fn where_only_case_decides_it_may_be_either_and_is_never_certain() {
        for rule in [
            "device.model -eq \"SAW\" -and device.model -ne \"saw\"",
            "device.systemLabels -contains \"a\" -and device.systemLabels -notContains \"A\"",
        ] {
            assert!(exists(&[(rule, true)], false) && !exists(&[(rule, true)], true), "{rule}");
        }
    }

    #[test]
    fn negation_of_what_may_be_absent_may_be_either_and_is_certain_on_a_value() {
        assert!(exists(&[("-not (device.model -eq \"a\")", true)], true));
        assert!(exists(&[("-not (device.model -eq \"a\")", true), ("device.model -eq \"a\"", true)], false));
        assert!(!exists(&[("-not (device.model -eq \"a\")", true), ("device.model -eq \"a\"", true)], true));
    }
}
