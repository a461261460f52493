//! Periods: how often the recurring duties come round.

use breakglass_model::Periods;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Longest period, in days: two years.
const LONGEST: u16 = 731;

/// In days, each of them.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PeriodsSection {
    /// The list of people is reviewed.
    #[serde(default, deserialize_with = "days")]
    review_days: Option<u16>,
    /// Each account is used in a drill.
    #[serde(default, deserialize_with = "days")]
    drill_days: Option<u16>,
    /// A test alert goes through every channel.
    #[serde(default, deserialize_with = "days")]
    alert_test_days: Option<u16>,
    /// Combinations of safes change.
    #[serde(default, deserialize_with = "days")]
    combination_days: Option<u16>,
}

impl From<&PeriodsSection> for Periods {
    fn from(section: &PeriodsSection) -> Self {
        Self {
            review: section.review_days,
            drill: section.drill_days,
            alert_test: section.alert_test_days,
            combination: section.combination_days,
        }
    }
}

fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    let number = i64::deserialize(deserializer)?;
    match u16::try_from(number) {
        Ok(days @ 1..=LONGEST) => Ok(Some(days)),
        _ => Err(Error::custom(format!("`{number}` is no period: write a number of days from 1 to {LONGEST}"))),
    }
}
