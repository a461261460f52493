//! A test alert was delivered and acknowledged recently.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-proof",
    title: "A test alert went through every channel within 90 days",
    severity: Severity::High,
    why: "Channels break in silence: a leaver, a full mailbox, an expired token, a blocked number.",
    fix: "Send a test alert through every channel, and have each person acknowledge it.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No receipts are kept yet. Note the date of the last test alert that everybody acknowledged."),
};
