//! Two holders can be reached on every day.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "cust-always-reachable",
    title: "Two holders of each kind can be reached on every day of the next 90",
    severity: Severity::High,
    why: "Holidays and illness come together. A key whose holders are away is no key.",
    fix: "Appoint deputies for every day on which fewer than two holders are there.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No register of holders is kept yet. Check the holiday calendar of the holders."),
};
