//! How long it takes from a sign-in to a telephone is measured.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-latency",
    title: "The time from event to telephone is measured and within its target",
    severity: Severity::Medium,
    why: "An alert that comes an hour late is a report. Nobody publishes the delay, so it has to be measured.",
    fix: "Measure each test alert from the time of the event to the time of its arrival.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No measurements are kept yet. Time the next test alert by hand."),
};
