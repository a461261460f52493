//! How fast the slow parts of Graph may be asked: Conditional Access and Identity Protection one request a second per tenant, for all
//! apps together; reports and audit logs five requests in ten seconds per app and tenant.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/throttling-limits> (read 2026-11-22); the former's refusals carry no Retry-After.

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
        Self { conditional_access: Pace::per_second(rate), reports: Pace::per_second(Some(0.5)) }
    }

    /// No limit at all, for a stand-in that has none.
    pub(crate) fn unlimited() -> Self {
        Self { conditional_access: Pace::per_second(None), reports: Pace::per_second(None) }
    }
}

/// Keeps requests apart.
pub(crate) struct Pace {
    gap: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// At most so many requests a second; none for no limit.
    pub(crate) fn per_second(rate: Option<f64>) -> Self {
        let gap = rate.filter(|rate| rate.is_finite() && *rate > 0.0).map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate));
        Self { gap, next: Mutex::new(None) }
    }

    /// Waits for this request's turn.
    pub(crate) async fn turn(&self) {
        if self.gap.is_zero() {
            return;
        }
        let mut next = self.next.lock().await;
        if let Some(next) = *next {
            tokio::time::sleep_until(next).await;
        }
        *next = Some(Instant::now() + self.gap);
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
}
