//! Lists to which things are only added, shared between the versions of a tenant.

use std::sync::Arc;

/// A list that only grows.
#[derive(Debug, Clone)]
pub(crate) struct Log<T> {
    entries: Arc<Vec<Arc<T>>>,
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self { entries: Arc::default() }
    }
}

impl<T> Log<T> {
    /// Adds an entry at the end.
    pub(crate) fn push(&mut self, entry: T) {
        Arc::make_mut(&mut self.entries).push(Arc::new(entry));
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The entries from a position on, oldest first.
    pub(crate) fn from(&self, position: usize) -> impl DoubleEndedIterator<Item = &T> {
        self.entries.iter().skip(position).map(Arc::as_ref)
    }
}
