//! The runbook is current, printed and restricted.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "proc-runbook",
    title: "The runbook is current, on paper and restricted",
    severity: Severity::High,
    why: "On that day nobody can open the document library.",
    fix: "Print the runbook after every change, and keep it where few can read it.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| {
        Judgement::manual("No runbook is printed by this version. Compare the date on the paper with the last change of the set-up.")
    },
};
