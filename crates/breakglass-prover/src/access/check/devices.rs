//! Whether any device meets a filter.

use std::collections::{BTreeMap, BTreeSet};

use breakglass_model::tenant::{DeviceOperator, DeviceRule, DeviceTest, FilterMode, Policy};

use crate::access::questions::{Question, Settled};

/// Whether no device meets the filter while the controls are unmet, strings taken as free: every test is either true or false, but one
/// comparison has one answer, and compliance and trust are what the device is.
pub(super) fn no_device(settled: &Settled, policy: &Policy, unmet: &[String]) -> bool {
    let filter = policy.conditions.devices.as_ref();
    let Some((rule, wanted)) = filter.and_then(|it| Some((DeviceRule::parse(it.rule.raw()).ok()?, wants(&it.mode)?))) else {
        return false;
    };
    let tests = rule.tests();
    // No document says what a comparison with null gives, unless the operator does.
    let nulls = settled.said(Question::DeviceRule);
    let free = tests.iter().filter(|test| test.values.is_some() && fixed(test, "", false).is_none());
    let free: BTreeSet<String> = free.map(|test| key(test)).collect();
    if free.len() > 12 || nulls.is_none() && tests.iter().any(|test| test.values.is_none()) || has_negation(&rule) {
        return false;
    }
    let nulls = nulls.unwrap_or(false);
    let kinds = [
        ("", false),
        ("Workplace", false),
        ("Workplace", true),
        ("AzureAD", false),
        ("AzureAD", true),
        ("ServerAD", false),
        ("ServerAD", true),
    ];
    let is_unmet = |(trust, is_compliant): (&str, bool)| {
        unmet.iter().all(|control| match control.as_str() {
            "compliantDevice" => !is_compliant,
            "domainJoinedDevice" => trust != "ServerAD",
            _ => true,
        })
    };
    kinds.into_iter().filter(|kind| is_unmet(*kind)).all(|(trust, is_compliant)| {
        (0_u32..1 << free.len()).all(|bits| {
            let value: BTreeMap<&String, bool> = free.iter().enumerate().map(|(index, key)| (key, bits >> index & 1 == 1)).collect();
            holds(&rule, (trust, is_compliant), &value, nulls) != wanted
        })
    })
}

pub(super) fn wants(mode: &FilterMode) -> Option<bool> {
    match mode {
        FilterMode::Include => Some(true),
        FilterMode::Exclude => Some(false),
        FilterMode::Other(_) => None,
    }
}

fn has_negation(rule: &DeviceRule) -> bool {
    match rule {
        DeviceRule::Not(_) => true,
        DeviceRule::And(one, other) | DeviceRule::Or(one, other) => has_negation(one) || has_negation(other),
        DeviceRule::Test(_) => false,
    }
}

/// A comparison without its sign, as one free answer.
fn key(test: &DeviceTest) -> String {
    format!("{}|{:?}|{:?}", test.attribute.to_ascii_lowercase(), test.operator, test.values)
}

/// The answer of a comparison of compliance or trust, its sign aside; none for any other.
fn fixed(test: &DeviceTest, trust: &str, is_compliant: bool) -> Option<bool> {
    let wanted = test.values.as_ref()?.first()?;
    let compliance = if trust.is_empty() {
        ""
    } else if is_compliant {
        "true"
    } else {
        "false"
    };
    match (test.attribute.to_ascii_lowercase().as_str(), test.operator) {
        ("iscompliant", DeviceOperator::Equals) => Some(wanted.eq_ignore_ascii_case(compliance)),
        // Written in another case it may mean anything.
        ("trusttype", DeviceOperator::Equals) if is_written_exactly(wanted) => Some(wanted.as_str() == trust),
        _ => None,
    }
}

fn is_written_exactly(trust: &str) -> bool {
    ["Workplace", "AzureAD", "ServerAD"].iter().all(|known| *known == trust || !known.eq_ignore_ascii_case(trust))
}

fn holds(rule: &DeviceRule, kind: (&str, bool), free: &BTreeMap<&String, bool>, nulls: bool) -> bool {
    match rule {
        DeviceRule::And(one, other) => holds(one, kind, free, nulls) && holds(other, kind, free, nulls),
        DeviceRule::Or(one, other) => holds(one, kind, free, nulls) || holds(other, kind, free, nulls),
        DeviceRule::Not(inner) => !holds(inner, kind, free, nulls),
        DeviceRule::Test(test) if test.values.is_none() => nulls,
        DeviceRule::Test(test) => {
            let answer = fixed(test, kind.0, kind.1).unwrap_or_else(|| free.get(&key(test)).copied().unwrap_or(false));
            answer != test.is_negative
        }
    }
}
