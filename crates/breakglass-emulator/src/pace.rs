//! The Conditional Access limiter: so many requests a second for the whole tenant, and no word on when to come back.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/throttling-limits> (read 2026-11-22).

use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A request may come this much too early: two clocks and a network lie between client and server.
const TOLERANCE: f64 = 0.05;

/// Keeps requests apart.
#[derive(Debug)]
pub(crate) struct Pace {
    gap: Duration,
    last: Mutex<Option<Instant>>,
}

impl Pace {
    /// At most so many requests a second; none for no limit.
    pub(crate) fn per_second(rate: Option<f64>) -> Self {
        let gap = rate
            .filter(|rate| *rate > 0.0 && rate.is_finite())
            .map_or(Duration::ZERO, |rate| Duration::from_secs_f64((1.0 - TOLERANCE) / rate));
        Self { gap, last: Mutex::new(None) }
    }

    /// Whether a request that comes now is answered.
    pub(crate) fn admits(&self, now: Instant) -> bool {
        let Ok(mut last) = self.last.lock() else { return true };
        let is_early = last.is_some_and(|last| now.duration_since(last) < self.gap);
        if !is_early {
            *last = Some(now);
        }
        !is_early
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_request_within_a_second_is_refused() {
        let (pace, start) = (Pace::per_second(Some(1.0)), Instant::now());
        assert!(pace.admits(start));
        assert!(!pace.admits(start + Duration::from_millis(500)));
        assert!(pace.admits(start + Duration::from_secs(1)));
        let free = Pace::per_second(None);
        assert!(free.admits(start) && free.admits(start));
    }
}
