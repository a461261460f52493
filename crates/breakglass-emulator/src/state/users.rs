//! The users of a tenant: those that are stored, then the ordinary ones that are computed.

use std::borrow::Cow;

use super::{Object, Table, ordinary::Ordinary, table::text};

/// Every user, with one position each, so that a page can start anywhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Users {
    pub(crate) stored: Table,
    pub(crate) ordinary: Ordinary,
}

impl Users {
    /// The user with an object id or a user principal name.
    pub(crate) fn find(&self, key: &str) -> Option<Cow<'_, Object>> {
        self.stored
            .get(key)
            .or_else(|| {
                let is_named = |user: &&Object| text(user, "userPrincipalName").is_some_and(|upn| upn.eq_ignore_ascii_case(key));
                key.contains('@').then(|| self.stored.iter().find(is_named)).flatten()
            })
            .map(Cow::Borrowed)
            .or_else(|| self.ordinary.find(key).map(Cow::Owned))
    }

    /// How many users there are.
    pub(crate) fn len(&self) -> usize {
        self.stored.len() + self.ordinary.count
    }

    /// The users from a position on.
    pub(crate) fn from(&self, position: usize) -> impl Iterator<Item = Cow<'_, Object>> {
        let computed = position.saturating_sub(self.stored.len());
        self.stored
            .iter()
            .skip(position)
            .map(Cow::Borrowed)
            .chain((computed..self.ordinary.count).filter_map(|index| self.ordinary.at(index)).map(Cow::Owned))
    }
}
