//! The record of custody is unbroken.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "proc-audit-chain",
    title: "The record of who did what is unbroken",
    severity: Severity::Critical,
    why: "A record that can be edited proves nothing.",
    fix: "Keep a chained, anchored record of every act.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No journal is kept yet."),
};
