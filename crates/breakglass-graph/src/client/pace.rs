//! How fast the slow parts of Graph may be asked: Conditional Access and Identity Protection one request a second per tenant, for all
//! apps together; reports and audit logs five requests in ten seconds per app and tenant.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/throttling-limits> (read 2026-11-22); the former's refusals carry no Retry-After.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// The paces of one session.
pub(crate) struct Paces {
    pub(crate) conditional_access: Pace,
    pub(crate) reports: Pace,
}

impl Paces {
    /// As documented.
    pub(crate) fn documented() -> Self {
        Self::with_conditional_access(Some(1.0))
    }

    /// Conditional Access as told, the rest as documented.
    pub(crate) fn with_conditional_access(rate: Option<f64>) -> Self {
        Self { conditional_access: Pace::per_second(rate), reports: Pace::of(5, Duration::from_secs(10)) }
    }

    /// No limit at all, for a stand-in that has none.
    pub(crate) fn unlimited() -> Self {
        Self { conditional_access: Pace::per_second(None), reports: Pace::per_second(None) }
    }
}

/// Lets so many requests start in so much time.
pub(crate) struct Pace {
    most: usize,
    window: Duration,
    started: Mutex<VecDeque<Instant>>,
}

impl Pace {
    /// At most so many requests a second; none for no limit.
    pub(crate) fn per_second(rate: Option<f64>) -> Self {
        let gap = rate.filter(|rate| rate.is_finite() && *rate > 0.0).map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate));
        Self::of(1, gap)
    }

    /// At most so many requests in any window of that length.
    pub(crate) fn of(most: usize, window: Duration) -> Self {
        Self { most: most.max(1), window, started: Mutex::default() }
    }

    /// Waits for this request's turn.
    pub(crate) async fn turn(&self) {
        if self.window.is_zero() {
            return;
        }
        let mut started = self.started.lock().await;
        if started.len() >= self.most
            && let Some(first) = started.pop_front()
        {
            tokio::time::sleep_until(first + self.window).await;
        }
        started.push_back(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_request_a_second() {
        let pace = Paces::documented().conditional_access;
        let start = Instant::now();
        for _ in 0..4 {
            pace.turn().await;
        }
        assert_eq!(start.elapsed().as_secs(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn five_reports_in_ten_seconds() {
        let pace = Paces::documented().reports;
        let start = Instant::now();
        for _ in 0..12 {
            pace.turn().await;
        }
        assert_eq!(start.elapsed().as_secs(), 20, "five at once, five after ten seconds, two after twenty");
    }
}
