//! The one place that reads the system clock.

use breakglass_graph::live::Clock;
use jiff::Timestamp;

/// The machine's clock, to the second: reports are read by people.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the place; everything else is handed `now`")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }
}
