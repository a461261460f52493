//! The users of a tenant: those that are stored, then the ordinary ones that are computed until somebody changes them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Object, Table, ordinary::Ordinary, table::text};

/// Every user, with one position each, so that a page can start anywhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Users {
    pub(crate) stored: Table,
    pub(crate) ordinary: Ordinary,
    /// Ordinary users as somebody changed them, by index; they keep their position.
    changed: Arc<BTreeMap<usize, Arc<Object>>>,
    /// Ordinary users who were deleted, by index.
    removed: Arc<BTreeSet<usize>>,
}

impl Users {
    /// The user with an object id or a user principal name.
    pub(crate) fn find(&self, key: &str) -> Option<Cow<'_, Object>> {
        if let Some(row) = self.stored.get(key) {
            return Some(Cow::Borrowed(row));
        }
        if let Some(index) = self.ordinary.index_of_id(key) {
            return self.ordinary_at(index);
        }
        if !key.contains('@') {
            return None;
        }
        let is_named = |user: &Object| text(user, "userPrincipalName").is_some_and(|upn| upn.eq_ignore_ascii_case(key));
        let changed = self.changed.values().map(Arc::as_ref);
        if let Some(row) = self.stored.iter().chain(changed).find(|row| is_named(row)) {
            return Some(Cow::Borrowed(row));
        }
        let index = self.ordinary.index_of_name(key)?;
        self.ordinary_at(index).filter(|row| is_named(row))
    }

    /// The ordinary user at an index, unless deleted.
    pub(crate) fn ordinary_at(&self, index: usize) -> Option<Cow<'_, Object>> {
        if self.removed.contains(&index) {
            return None;
        }
        match self.changed.get(&index) {
            Some(row) => Some(Cow::Borrowed(row)),
            None => self.ordinary.at(index).map(Cow::Owned),
        }
    }

    /// Puts a user under his id, new, changed or back from the recycle bin.
    pub(crate) fn put(&mut self, row: Object) {
        match text(&row, "id").and_then(|id| self.ordinary.index_of_id(id)) {
            Some(index) => {
                Arc::make_mut(&mut self.removed).remove(&index);
                Arc::make_mut(&mut self.changed).insert(index, Arc::new(row));
            }
            None => self.stored.put(row),
        }
    }

    /// Takes a user out.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Object> {
        let Some(index) = self.ordinary.index_of_id(id) else { return self.stored.remove(id) };
        let row = self.ordinary_at(index).map(Cow::into_owned)?;
        Arc::make_mut(&mut self.changed).remove(&index);
        Arc::make_mut(&mut self.removed).insert(index);
        Some(row)
    }

    /// How many users there are.
    pub(crate) fn len(&self) -> usize {
        self.stored.len() + self.ordinary.count - self.removed.len()
    }

    /// The users from a position on.
    pub(crate) fn from(&self, position: usize) -> impl Iterator<Item = Cow<'_, Object>> {
        // The deleted ones have no position: each of them moves the start by one.
        let start = self.removed.iter().fold(position.saturating_sub(self.stored.len()), |start, gap| start + usize::from(*gap <= start));
        let computed = (start..self.ordinary.count).filter_map(|index| self.ordinary_at(index));
        self.stored.iter().skip(position).map(Cow::Borrowed).chain(computed)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::state::object;

    fn users() -> Users {
        let ordinary = Ordinary { count: 5, domain: "contoso.com".to_owned(), ..Ordinary::default() };
        let mut users = Users { ordinary, ..Users::default() };
        users.put(object(json!({"id": "stored", "userPrincipalName": "Own@contoso.com"})));
        users
    }

    fn ids(users: &Users, from: usize) -> Vec<String> {
        users.from(from).map(|row| text(&row, "id").unwrap().to_owned()).collect()
    }

    #[test]
    fn a_changed_user_keeps_the_position_and_a_deleted_one_has_none() {
        let mut users = users();
        let all = ids(&users, 0);
        let mut second = users.from(2).next().unwrap().into_owned();
        second.insert("userPrincipalName".to_owned(), Value::from("new@contoso.com"));
        users.put(second);
        assert_eq!(ids(&users, 0), all);
        assert_eq!(users.find("NEW@contoso.com").unwrap()["id"].as_str(), Some(all[2].as_str()));
        let gone = users.remove(&all[1]).unwrap();
        assert_eq!(users.len(), 5);
        assert!(users.find(&all[1]).is_none() && users.find(gone["userPrincipalName"].as_str().unwrap()).is_none());
        let left: Vec<String> = all.iter().filter(|id| **id != all[1]).cloned().collect();
        for from in 0..left.len() {
            assert_eq!(ids(&users, from), left[from..], "{from}");
        }
        users.put(gone);
        assert_eq!(ids(&users, 0), all);
    }
}
