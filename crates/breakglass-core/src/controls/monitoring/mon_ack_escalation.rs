//! An alert that nobody acknowledges goes on to the next person.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-ack-escalation",
    title: "Alerts that nobody acknowledges escalate",
    severity: Severity::High,
    why: "At three in the morning the first person sleeps. An alert without a next step ends there.",
    fix: "Name an order of people and the minutes after which the next is called.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| {
        Judgement::manual("No alert chain is kept yet. Check by hand that an alert which nobody acknowledges reaches a second person.")
    },
};
