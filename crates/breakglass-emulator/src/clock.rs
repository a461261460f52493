//! The virtual clock: the machine's time (or a fixed instant) plus an offset that can be moved.
//!
//! Everything that expires in the emulator asks this clock, so that a test can let an hour pass at once.

use jiff::{SignedDuration, Timestamp};

/// No offset beyond this, so that arithmetic on dates cannot overflow.
const FARTHEST: SignedDuration = SignedDuration::from_hours(24 * 366 * 50);

/// What time it is for the emulator.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    origin: Origin,
    offset: SignedDuration,
}

#[derive(Debug, Clone)]
enum Origin {
    Machine,
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests stop the clock so far"))]
    Fixed(Timestamp),
}

impl Clock {
    /// The machine's clock.
    pub(crate) const fn machine() -> Self {
        Self { origin: Origin::Machine, offset: SignedDuration::ZERO }
    }

    /// A clock that stands still unless advanced.
    #[cfg(test)]
    pub(crate) const fn fixed(at: Timestamp) -> Self {
        Self { origin: Origin::Fixed(at), offset: SignedDuration::ZERO }
    }

    /// The instant that it is now.
    pub(crate) fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "the one place where the emulator reads the machine's clock")]
        let origin = match self.origin {
            Origin::Machine => Timestamp::now(),
            Origin::Fixed(at) => at,
        };
        origin.saturating_add(self.offset).unwrap_or(origin)
    }

    /// How far the clock is ahead of its origin, in seconds.
    pub(crate) const fn offset_secs(&self) -> i64 {
        self.offset.as_secs()
    }

    /// Moves the clock; false where that would be farther than fifty years from the origin.
    pub(crate) fn advance(&mut self, seconds: i64) -> bool {
        match self.offset.checked_add(SignedDuration::from_secs(seconds)) {
            Some(offset) if offset.abs() <= FARTHEST => {
                self.offset = offset;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let start: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
        let mut clock = Clock::fixed(start);
        assert_eq!(clock.now(), start);
        assert!(clock.advance(3600));
        assert_eq!(clock.now().to_string(), "2026-11-24T09:00:00Z");
        assert!(clock.advance(-7200));
        assert_eq!(clock.offset_secs(), -3600);
    }

    #[test]
    fn the_clock_refuses_to_leave_the_calendar() {
        let mut clock = Clock::machine();
        assert!(!clock.advance(i64::MAX));
        assert_eq!(clock.offset_secs(), 0);
    }
}
