//! How fast Conditional Access may be asked: one request a second per tenant, for all apps together.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/throttling-limits> (read 2026-11-22); its refusals carry no Retry-After.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

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

    /// The documented limit.
    pub(crate) fn documented() -> Self {
        Self::per_second(Some(1.0))
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
        let pace = Pace::documented();
        let start = Instant::now();
        for _ in 0..4 {
            pace.turn().await;
        }
        assert_eq!(start.elapsed().as_secs(), 3);
    }
}
