//! Every key and secret is registered.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "cust-register-complete",
    title: "Every key, PIN, half and envelope is registered",
    severity: Severity::High,
    why: "A key that nobody knows of can be used by somebody, and a registered key that is gone cannot.",
    fix: "Compare the keys of each account with what lies in the safes.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No register is kept yet. Compare the keys listed by auth-two-keys with what lies in the safes."),
};
