//! The tenant as it changes: versions, of which a reader sees the newest that has reached him.
//!
//! A version is never changed once it is there. A change works on a copy that shares every table it does not touch, and
//! becomes the newest version only when it succeeds, so that a refused request leaves nothing behind.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::Tenant;

/// Every version that somebody may still see.
#[derive(Debug)]
pub(crate) struct Store {
    versions: Mutex<VecDeque<(Timestamp, Arc<Tenant>)>>,
    /// How long a change takes to reach readers.
    delay: Mutex<SignedDuration>,
}

impl Store {
    /// A store whose readers see a change after a delay.
    pub(crate) fn new(tenant: Tenant, delay: SignedDuration) -> Self {
        Self { versions: Mutex::new(VecDeque::from([(Timestamp::MIN, Arc::new(tenant))])), delay: Mutex::new(delay) }
    }

    /// How long a change takes to reach readers.
    pub(crate) fn delay(&self) -> SignedDuration {
        *self.delay.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets changes take longer or shorter from now on.
    pub(crate) fn set_delay(&self, delay: SignedDuration) {
        *self.delay.lock().unwrap_or_else(PoisonError::into_inner) = delay;
    }

    /// The newest version.
    pub(crate) fn newest(&self) -> Arc<Tenant> {
        // INVARIANT: one version is always there. A change that panicked has not added any, so the list is whole.
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        versions.back().map(|(_, tenant)| Arc::clone(tenant)).unwrap_or_default()
    }

    /// The version that has reached readers at an instant.
    pub(crate) fn reached(&self, now: Timestamp) -> Arc<Tenant> {
        let horizon = now.saturating_sub(self.delay()).unwrap_or(Timestamp::MIN);
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = versions.iter().rev().find(|(since, _)| *since <= horizon).or_else(|| versions.front());
        seen.map(|(_, tenant)| Arc::clone(tenant)).unwrap_or_default()
    }

    /// Makes a change; where it is refused, the tenant stays as it was.
    ///
    /// # Errors
    /// Whatever the change itself refuses.
    pub(crate) fn change<T, E>(&self, now: Timestamp, act: impl FnOnce(&mut Tenant) -> Result<T, E>) -> Result<T, E> {
        let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = versions.back().map(|(_, tenant)| Tenant::clone(tenant)).unwrap_or_default();
        let done = act(&mut next)?;
        versions.push_back((now, Arc::new(next)));
        let horizon = now.saturating_sub(self.delay()).unwrap_or(Timestamp::MIN);
        // What comes before the newest version that everybody sees is seen by nobody.
        while versions.get(1).is_some_and(|(since, _)| *since <= horizon) {
            versions.pop_front();
        }
        Ok(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(store: &Store, at: Timestamp) -> String {
        store.reached(at).initial_domain.clone()
    }

    fn rename(store: &Store, at: Timestamp, name: &str) -> Result<(), ()> {
        store.change(at, |tenant| {
            tenant.initial_domain = name.to_owned();
            if name == "refused" { Err(()) } else { Ok(()) }
        })
    }

    #[test]
    fn a_change_reaches_readers_after_the_delay_and_a_refused_one_never() {
        let start: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
        let after = |milliseconds| start.checked_add(SignedDuration::from_millis(milliseconds)).unwrap();
        let store = Store::new(Tenant { initial_domain: "first".to_owned(), ..Tenant::default() }, SignedDuration::from_millis(500));
        rename(&store, after(0), "second").unwrap();
        rename(&store, after(300), "third").unwrap();
        rename(&store, after(400), "refused").unwrap_err();
        assert_eq!(store.newest().initial_domain, "third");
        assert_eq!(
            [after(0), after(499), after(500), after(799), after(800)].map(|at| named(&store, at)),
            ["first", "first", "second", "second", "third"]
        );
        rename(&store, after(9000), "fourth").unwrap();
        assert_eq!(store.versions.lock().unwrap().len(), 2, "what nobody sees is not kept");
        assert_eq!(named(&store, after(9000)), "third");
    }

    #[test]
    fn without_delay_one_version_is_kept() {
        let store = Store::new(Tenant::default(), SignedDuration::ZERO);
        let now: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
        rename(&store, now, "second").unwrap();
        assert_eq!((named(&store, now), store.versions.lock().unwrap().len()), ("second".to_owned(), 1));
    }
}
