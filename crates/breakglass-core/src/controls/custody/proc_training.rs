//! Everyone who is authorised is trained.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "proc-training",
    title: "Everyone who is authorised is trained and in date",
    severity: Severity::Medium,
    why: "A person who has never held the key will not find the reader at night.",
    fix: "Train everybody on the list, and again each year.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No training is recorded yet."),
};
