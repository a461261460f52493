//! The password is kept as the profile asks.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "pwd-mode",
    title: "The password is kept as the profile asks, or not at all",
    severity: Severity::High,
    why: "A password that nobody stored cannot be found; one on paper must lie in two places.",
    fix: "Set it to a long random value and forget it, or split it on paper between two places.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No register of secrets is kept yet. Check by hand how the password is kept."),
};
