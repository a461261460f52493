//! Combinations of safes change.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "cust-combination-rotation",
    title: "Combinations of safes change yearly and after every leaver",
    severity: Severity::Medium,
    why: "A person who left still knows the combination.",
    fix: "Change the combination each year, and whenever somebody who knows it leaves.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No register of places is kept yet. Note the last change of each combination."),
};
