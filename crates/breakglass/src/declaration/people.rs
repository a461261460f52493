//! The people who keep the accounts. They may hold rights over them; everybody else who does is a finding.

use serde::Deserialize;

/// A person.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PersonSection {
    /// A short name of your own, unique in the declaration.
    pub id: String,
    /// The object id in the tenant's directory, where the person has one.
    pub directory_id: Option<String>,
}
