//! Waivers: findings that somebody answers for, until a day.

use breakglass_model::Waiver;
use jiff::civil::Date;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A waiver. Without an owner, a reason and an end it would be a way to hide.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WaiverSection {
    /// The id of a control.
    #[serde(deserialize_with = "control")]
    control: String,
    /// Ids of the objects that are let off; all where none is named.
    #[serde(default)]
    objects: Vec<String>,
    /// Why.
    #[serde(deserialize_with = "said")]
    reason: String,
    /// Who answers for it.
    #[serde(deserialize_with = "said")]
    owner: String,
    /// The last day, by UTC.
    #[serde(deserialize_with = "day")]
    until: Date,
}

impl From<&WaiverSection> for Waiver {
    fn from(section: &WaiverSection) -> Self {
        Self {
            control: section.control.clone(),
            objects: section.objects.iter().map(|id| id.as_str().into()).collect(),
            reason: section.reason.clone(),
            owner: section.owner.clone(),
            until: section.until,
        }
    }
}

fn control<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let id = String::deserialize(deserializer)?;
    if breakglass_core::controls::all().any(|control| control.id == id) {
        return Ok(id);
    }
    Err(Error::custom(format!("no control is named `{id}`: `breakglass explain` lists them")))
}

fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() { Err(Error::custom("say who or why: an empty text answers for nothing")) } else { Ok(text) }
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    // An hour or an offset would promise what a day by UTC does not keep.
    let is_day = written.time.is_none() && written.offset.is_none();
    let text = written.to_string();
    let day = text.parse().ok().filter(|_| is_day);
    day.ok_or_else(|| Error::custom(format!("`{text}` is no day: write for example 2027-03-31, without quotes or hour")))
}
