//! Facts that are read object by object.

use std::collections::BTreeMap;

use crate::{Collection, Fact, Missing, ObjectId, Reason};

/// Objects of one collection by id, each read, known to be absent, or missing.
#[derive(Debug, Clone)]
pub struct Objects<T> {
    collection: Collection,
    /// Why an id that is not among the entries says nothing, or `Ok` where it says that the object does not exist.
    listing: Result<(), Missing>,
    entries: BTreeMap<ObjectId, Fact<Option<T>>>,
}

/// Lists that belong to an object (members of a group, methods of a user), each read or missing.
#[derive(Debug, Clone)]
pub struct Scoped<T> {
    collection: Collection,
    entries: BTreeMap<ObjectId, (Vec<T>, Result<(), Missing>)>,
    /// Set where the whole collection was read in one go: lists without an entry are empty.
    whole: Option<Result<(), Missing>>,
}

impl<T> Objects<T> {
    /// Nothing was asked.
    pub fn unread(collection: Collection) -> Self {
        Self { collection, listing: Err(Missing::of(collection, Reason::NotAsked)), entries: BTreeMap::new() }
    }

    /// Says how far the listing of the whole collection got.
    pub fn set_listing(&mut self, listing: Result<(), Missing>) {
        self.listing = listing;
    }

    /// Records what is known of one object; a body is never replaced by less.
    pub fn insert(&mut self, id: ObjectId, fact: Fact<Option<T>>) {
        if matches!(self.entries.get(&id), Some(Ok(Some(_)))) && !matches!(fact, Ok(Some(_))) {
            return;
        }
        self.entries.insert(id, fact);
    }

    /// The object, `None` where it does not exist.
    ///
    /// # Errors
    /// What is missing, where nobody knows.
    pub fn get(&self, id: &ObjectId) -> Fact<Option<&T>> {
        match self.entries.get(id) {
            Some(Ok(found)) => Ok(found.as_ref()),
            Some(Err(missing)) => Err(missing.clone()),
            None => match &self.listing {
                Ok(()) => Ok(None),
                Err(missing) => Err(Missing { object: Some(id.clone()), ..missing.clone() }),
            },
        }
    }

    /// The object if it was read, whatever the reason if not.
    pub fn find(&self, id: &ObjectId) -> Option<&T> {
        self.get(id).ok().flatten()
    }

    /// Whether the object was asked for by itself, whatever came back.
    pub fn was_asked_for(&self, id: &ObjectId) -> bool {
        self.entries.contains_key(id)
    }

    /// Every object that was read, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&ObjectId, &T)> {
        self.entries.iter().filter_map(|(id, fact)| Some((id, fact.as_ref().ok()?.as_ref()?)))
    }

    /// Whether anything at all was asked of this collection.
    pub fn was_asked(&self) -> bool {
        !self.entries.is_empty() || !matches!(&self.listing, Err(missing) if missing.reason == Reason::NotAsked)
    }

    /// The collection.
    pub fn collection(&self) -> Collection {
        self.collection
    }
}

impl<T> Scoped<T> {
    /// Nothing was asked.
    pub fn unread(collection: Collection) -> Self {
        Self { collection, entries: BTreeMap::new(), whole: None }
    }

    /// Says that the whole collection was read, and how far.
    pub fn set_whole(&mut self, state: Result<(), Missing>) {
        self.whole = Some(state);
    }

    /// Adds items to one object's list and says how far that list was read.
    pub fn add(&mut self, of: ObjectId, items: impl IntoIterator<Item = T>, state: Result<(), Missing>) {
        let entry = self.entries.entry(of).or_insert_with(|| (Vec::new(), Ok(())));
        entry.0.extend(items);
        if entry.1.is_ok() {
            entry.1 = state;
        }
    }

    /// The whole list of an object.
    ///
    /// # Errors
    /// What is missing, where the list was not read to its end.
    pub fn get(&self, of: &ObjectId) -> Fact<&[T]> {
        match (self.entries.get(of), &self.whole) {
            (Some((items, Ok(()))), None | Some(Ok(()))) => Ok(items),
            (Some((_, Err(missing))), _) | (_, Some(Err(missing))) => Err(Missing { object: Some(of.clone()), ..missing.clone() }),
            (None, Some(Ok(()))) => Ok(&[]),
            (None, None) => Err(Missing::for_object(self.collection, of, Reason::NotAsked)),
        }
    }

    /// What was read of the list, however far.
    pub fn known(&self, of: &ObjectId) -> &[T] {
        self.entries.get(of).map_or(&[], |(items, _)| items)
    }

    /// Every list that was read at least in part.
    pub fn iter(&self) -> impl Iterator<Item = (&ObjectId, &[T])> {
        self.entries.iter().map(|(of, (items, _))| (of, items.as_slice()))
    }

    /// Whether anything at all was asked of this collection.
    pub fn was_asked(&self) -> bool {
        self.whole.is_some() || !self.entries.is_empty()
    }

    /// The collection.
    pub fn collection(&self) -> Collection {
        self.collection
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_outside_a_complete_listing_does_not_exist_and_outside_none_is_unknown() {
        let mut objects = Objects::<u8>::unread(Collection::Users);
        let id = ObjectId::new("a");
        assert!(objects.get(&id).is_err());
        objects.set_listing(Ok(()));
        assert_eq!(objects.get(&id), Ok(None));
    }

    #[test]
    fn a_list_read_in_part_is_missing_but_what_was_read_is_known() {
        let mut scoped = Scoped::unread(Collection::GroupMembers);
        let id = ObjectId::new("g");
        scoped.add(id.clone(), [1, 2], Err(Missing::for_object(Collection::GroupMembers, &id, Reason::Partial("page 2".into()))));
        assert!(scoped.get(&id).is_err());
        assert_eq!(scoped.known(&id), [1, 2]);
    }
}
