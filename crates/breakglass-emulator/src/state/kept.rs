//! What surrounds accounts and groups, as rows by collection and owner: managers, devices, risks, reviews, sign-ins.
//!
//! Facts that follow from others (a registration report from methods) are derived where they are served; these are the rest.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Object;

/// The property of a scenario's log record that says how long ago it happened, whenever the log is read. Never shown.
pub(crate) const HOURS_AGO: &str = "hoursAgo";

/// Rows by the name of their collection in a snapshot and by what they belong to; empty for what belongs to the tenant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    rows: Arc<BTreeMap<(String, String), Vec<Object>>>,
}

impl Kept {
    /// Adds rows.
    pub(crate) fn add(&mut self, collection: &str, of: &str, rows: impl IntoIterator<Item = Object>) {
        let key = (collection.to_owned(), of.to_ascii_lowercase());
        Arc::make_mut(&mut self.rows).entry(key).or_default().extend(rows);
    }

    /// The rows that belong to one object, or to the tenant.
    pub(crate) fn of(&self, collection: &str, of: &str) -> &[Object] {
        self.rows.get(&(collection.to_owned(), of.to_ascii_lowercase())).map_or(&[], Vec::as_slice)
    }

    /// The rows of a collection, whatever they belong to.
    pub(crate) fn all(&self, collection: &str) -> impl Iterator<Item = &Object> {
        self.rows.iter().filter(move |((name, _), _)| name == collection).flat_map(|(_, rows)| rows)
    }
}
