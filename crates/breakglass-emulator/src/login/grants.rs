//! What people are asked to approve and what they granted: device codes, authorization codes and refresh tokens, until they end.

use std::collections::BTreeMap;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

use super::authorize::Code;

/// Nothing more waits at once, so that a client that asks without end fills no memory: the oldest goes.
const MOST: usize = 1_000;

/// What a person granted a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Granted {
    pub(crate) client: String,
    /// Object id of the person.
    pub(crate) person: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) audience: String,
}

/// A request that waits for a person at another device.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    pub(crate) user_code: String,
    pub(crate) client: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) audience: String,
    pub(crate) ends: Timestamp,
    pub(crate) polled: Option<Timestamp>,
    pub(crate) decision: Decision,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    Pending,
    /// By whom: object id.
    Approved(String),
    Declined,
}

/// Everything that is not redeemed yet, and what can be redeemed again and again.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    devices: Mutex<Kept<Device>>,
    /// With whether it was redeemed.
    codes: Mutex<Kept<(Code, bool)>>,
    refresh: Mutex<Kept<(Granted, Timestamp)>>,
}

/// Entries by their secret, oldest first.
#[derive(Debug)]
struct Kept<T> {
    entries: BTreeMap<String, T>,
    order: Vec<String>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), order: Vec::new() }
    }
}

impl<T> Kept<T> {
    fn put(&mut self, secret: String, entry: T) {
        if self.order.len() >= MOST {
            let oldest = self.order.remove(0);
            self.entries.remove(&oldest);
        }
        self.order.push(secret.clone());
        self.entries.insert(secret, entry);
    }

    fn take(&mut self, secret: &str) -> Option<T> {
        self.order.retain(|it| it != secret);
        self.entries.remove(secret)
    }
}

impl Grants {
    /// Keeps a device's request under its device code.
    pub(crate) fn ask(&self, device_code: String, device: Device) {
        if let Ok(mut devices) = self.devices.lock() {
            devices.put(device_code, device);
        }
    }

    /// The request behind a device code as it stands; remembers that it was asked for, and forgets it once it is decided or ended.
    pub(crate) fn poll(&self, device_code: &str, now: Timestamp) -> Option<Device> {
        let mut devices = self.devices.lock().ok()?;
        let device = devices.entries.get_mut(device_code)?;
        let found = device.clone();
        device.polled = Some(now);
        if found.decision != Decision::Pending || found.ends <= now {
            devices.take(device_code);
        }
        Some(found)
    }

    /// Decides on the request with a user code; false where none waits under it.
    pub(crate) fn decide(&self, user_code: &str, decision: &Decision, now: Timestamp) -> bool {
        let Ok(mut devices) = self.devices.lock() else { return false };
        let waits = |device: &&mut Device| {
            device.user_code.eq_ignore_ascii_case(user_code.trim()) && device.ends > now && device.decision == Decision::Pending
        };
        match devices.entries.values_mut().find(waits) {
            Some(device) => {
                device.decision = decision.clone();
                true
            }
            None => false,
        }
    }

    /// The requests that wait for a decision.
    pub(crate) fn waiting(&self, now: Timestamp) -> Vec<Device> {
        let Ok(devices) = self.devices.lock() else { return Vec::new() };
        let waiting = devices.entries.values().filter(|device| device.ends > now && device.decision == Decision::Pending);
        waiting.cloned().collect()
    }

    /// Keeps what an authorization code stands for.
    pub(crate) fn give(&self, code: String, for_client: Code) {
        if let Ok(mut codes) = self.codes.lock() {
            codes.put(code, (for_client, false));
        }
    }

    /// What an authorization code stands for, and whether it was redeemed before; from now on it was.
    pub(crate) fn given(&self, code: &str) -> Option<(Code, bool)> {
        let mut codes = self.codes.lock().ok()?;
        let entry = codes.entries.get_mut(code)?;
        let found = entry.clone();
        entry.1 = true;
        Some(found)
    }

    /// Keeps what a refresh token stands for.
    pub(crate) fn keep(&self, refresh_token: String, granted: Granted, ends: Timestamp) {
        if let Ok(mut refresh) = self.refresh.lock() {
            refresh.put(refresh_token, (granted, ends));
        }
    }

    /// What a refresh token stands for and when it ends; it stays good.
    pub(crate) fn refreshed(&self, refresh_token: &str) -> Option<(Granted, Timestamp)> {
        self.refresh.lock().ok()?.entries.get(refresh_token).cloned()
    }
}

/// So many seconds from now.
pub(super) fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(user_code: &str, ends: Timestamp) -> Device {
        Device {
            user_code: user_code.to_owned(),
            client: "c".to_owned(),
            scopes: Vec::new(),
            audience: String::new(),
            ends,
            polled: None,
            decision: Decision::Pending,
        }
    }

    #[test]
    fn a_decision_is_told_once_and_an_ended_request_cannot_be_decided() {
        let (grants, now) = (Grants::default(), Timestamp::UNIX_EPOCH);
        grants.ask("long".to_owned(), device("ABC", later(now, 10)));
        assert!(!grants.decide("ABC", &Decision::Declined, later(now, 11)));
        assert!(grants.decide(" abc ", &Decision::Declined, now) && !grants.decide("ABC", &Decision::Declined, now));
        assert_eq!(grants.poll("long", now).unwrap().decision, Decision::Declined);
        assert!(grants.poll("long", now).is_none());
    }

    #[test]
    fn what_waits_has_a_bound() {
        let (grants, now) = (Grants::default(), Timestamp::UNIX_EPOCH);
        for number in 0..=MOST {
            grants.ask(number.to_string(), device("A", later(now, 10)));
        }
        assert_eq!(grants.waiting(now).len(), MOST);
        assert!(grants.poll("0", now).is_none() && grants.poll("1", now).is_some());
    }
}
