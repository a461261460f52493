//! Every real use is reviewed.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "proc-postmortem",
    title: "Every real use was reviewed",
    severity: Severity::High,
    why: "A use without a review teaches nothing and hides misuse.",
    fix: "Preserve the logs, classify the use, compare what was done with what was authorised.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No cases are kept yet."),
};
