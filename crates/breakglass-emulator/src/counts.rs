//! How often each path was asked, ids replaced, so that a test can tell how a client's requests grow.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::state::guid;

/// Requests by service and path.
#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<BTreeMap<String, u64>>);

impl Counts {
    /// Counts one request.
    pub(crate) fn count(&self, service: &str, segments: &[String]) {
        let path: Vec<&str> = segments.iter().map(|segment| if is_id(segment) { "{id}" } else { segment.as_str() }).collect();
        let key = format!("{service} /{}", path.join("/"));
        if let Ok(mut counts) = self.0.lock() {
            *counts.entry(key).or_default() += 1;
        }
    }

    /// Everything counted so far.
    pub(crate) fn all(&self) -> BTreeMap<String, u64> {
        self.0.lock().map(|counts| counts.clone()).unwrap_or_default()
    }

    /// Starts again at nothing.
    pub(crate) fn reset(&self) {
        if let Ok(mut counts) = self.0.lock() {
            counts.clear();
        }
    }
}

fn is_id(segment: &str) -> bool {
    guid::is_guid(segment) || segment.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_count_as_one_path() {
        let counts = Counts::default();
        for id in ["62e90394-69f5-4237-9190-012177145e10", "a@b.c"] {
            counts.count("graph", &["users".to_owned(), id.to_owned()]);
        }
        assert_eq!(counts.all(), BTreeMap::from([("graph /users/{id}".to_owned(), 2)]));
        counts.reset();
        assert!(counts.all().is_empty());
    }
}
