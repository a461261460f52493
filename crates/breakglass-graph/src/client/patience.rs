//! When to try again, and after how long: pure.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// Shortest and longest base of the back-off.
const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

/// Whether an answer asks for another try.
pub(crate) fn is_passing(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
}

/// The pause before the next try: what the cloud asks for, else an exponential back-off with full jitter.
///
/// `attempt` counts from 0; `chance` is uniform in `0..1`.
pub(crate) fn pause(attempt: u32, retry_after: Option<Duration>, chance: f64) -> Duration {
    if let Some(asked) = retry_after {
        return asked;
    }
    let ceiling = FIRST.saturating_mul(2_u32.saturating_pow(attempt)).min(LONGEST);
    // Never below a quarter: a storm of immediate retries helps nobody.
    ceiling.mul_f64(0.25 + 0.75 * chance.clamp(0.0, 1.0))
}

/// The header Retry-After: seconds, or a date.
pub(crate) fn retry_after(header: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = header.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(header.trim()).ok()?;
    Some(Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_cloud_asks_for_goes_first() {
        assert_eq!(pause(5, Some(Duration::from_secs(7)), 0.5), Duration::from_secs(7));
        assert!(pause(0, None, 0.0) >= FIRST / 4 && pause(0, None, 1.0) <= FIRST);
        assert!(pause(30, None, 1.0) <= LONGEST);
    }

    #[test]
    fn seconds_and_dates() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        assert_eq!(retry_after("17", now), Some(Duration::from_secs(17)));
        assert_eq!(retry_after("Tue, 24 Nov 2026 12:00:05 GMT", now), Some(Duration::from_secs(5)));
        assert_eq!(retry_after("Tue, 24 Nov 2026 11:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
    }
}
