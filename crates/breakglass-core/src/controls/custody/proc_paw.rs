//! A designated workstation is ready.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "proc-paw",
    title: "A designated workstation is recorded and reaches the tenant over two networks",
    severity: Severity::High,
    why: "An emergency account used on an infected machine belongs to somebody else afterwards.",
    fix: "Prepare a clean workstation and two ways to the internet that do not fail together.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No register of devices is kept yet. Record the workstation and its two networks."),
};
