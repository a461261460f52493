//! The filter for devices (rule C30).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-condition-filters-for-devices>
//! (read 2026-11-25): every attribute of a device that is not registered is null; extension attributes are there only on a
//! device that is managed, compliant or hybrid joined.

use serde_json::Value;

use super::policy::part;
use super::rule::Rule;
use super::{Attribute, Device};

/// What a rule calls an attribute, in lower case, and what a device calls it.
const ATTRIBUTES: [(&str, &str); 14] = [
    ("deviceid", "deviceId"),
    ("displayname", "displayName"),
    ("deviceownership", "ownership"),
    ("enrollmentprofilename", "enrollmentProfileName"),
    ("iscompliant", "isCompliant"),
    ("manufacturer", "manufacturer"),
    ("mdmappid", "mdmAppId"),
    ("model", "model"),
    ("operatingsystem", "operatingSystem"),
    ("operatingsystemversion", "operatingSystemVersion"),
    ("physicalids", "physicalIds"),
    ("profiletype", "profileType"),
    ("systemlabels", "systemLabels"),
    ("trusttype", "trustType"),
];

/// Whether the condition is met; none where its rule cannot be read.
pub(super) fn met(devices: Option<&Value>, device: Option<&Device>) -> Option<bool> {
    let Some(filter) = part(devices, "deviceFilter") else { return Some(true) };
    let rule = Rule::parse(filter.get("rule").and_then(Value::as_str)?)?;
    let holds = rule.holds(&|name| attribute(device, name))?;
    match filter.get("mode").and_then(Value::as_str)? {
        "include" => Some(holds),
        "exclude" => Some(!holds),
        _ => None,
    }
}

/// An attribute of a device, known or not; none where there is no such attribute.
fn attribute(device: Option<&Device>, name: &str) -> Option<Attribute> {
    let name = name.to_ascii_lowercase();
    let name = name.strip_prefix("device.")?;
    if let Some(number) = name.strip_prefix("extensionattribute") {
        (1..=15).find(|it: &u8| it.to_string() == number)?;
        let shown = device.filter(|device| device.is_managed() || device.is_compliant() || device.is_hybrid());
        return Some(shown.map_or(Attribute::Null, |device| device.shows(&format!("extensionAttribute{number}"))));
    }
    let (_, property) = ATTRIBUTES.iter().find(|(own, _)| *own == name)?;
    Some(device.map_or(Attribute::Null, |device| device.shows(property)))
}
