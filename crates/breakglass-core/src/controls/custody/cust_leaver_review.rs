//! Leavers, moves and new people trigger a review.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "cust-leaver-review",
    title: "Every leaver, move, new person and change of subscription was followed by a review",
    severity: Severity::High,
    why: "Custody decays with every change of people and premises.",
    fix: "Review accounts, keys, secrets and lists after each such event.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No register of people is kept yet. Compare the last review with the leavers since."),
};
