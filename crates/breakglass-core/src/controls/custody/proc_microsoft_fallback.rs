//! The way back through Microsoft is known, and nobody relies on it.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "proc-microsoft-fallback",
    title: "The way back through Microsoft or a partner is recorded",
    severity: Severity::Info,
    why: "It takes days and may fail, but somebody should know the number.",
    fix: "Write down the support contract, the partner and what they will ask for.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("Record the support contract and the partner by hand."),
};
