//! Authentication methods by user, shared between the versions of a tenant.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

/// The methods of every user who has any.
#[derive(Debug, Clone, Default)]
pub(crate) struct Methods {
    by_user: Arc<BTreeMap<String, Arc<Vec<Value>>>>,
}

impl Methods {
    /// Sets the methods of a user.
    pub(crate) fn insert(&mut self, user: &str, methods: Vec<Value>) {
        Arc::make_mut(&mut self.by_user).insert(user.to_ascii_lowercase(), Arc::new(methods));
    }

    /// The methods of a user.
    pub(crate) fn get(&self, user: &str) -> Option<&Vec<Value>> {
        self.by_user.get(&user.to_ascii_lowercase()).map(Arc::as_ref)
    }

    /// Changes the methods of a user.
    pub(crate) fn change(&mut self, user: &str, act: impl FnOnce(&mut Vec<Value>)) {
        act(Arc::make_mut(Arc::make_mut(&mut self.by_user).entry(user.to_ascii_lowercase()).or_default()));
    }

    /// The users who have any.
    #[cfg(test)]
    pub(crate) fn users(&self) -> impl Iterator<Item = &String> {
        self.by_user.keys()
    }
}
