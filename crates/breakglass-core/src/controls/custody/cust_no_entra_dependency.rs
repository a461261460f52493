//! Nothing that recovery needs depends on Entra.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "cust-no-entra-dependency",
    title: "Nothing that recovery needs depends on the tenant itself",
    severity: Severity::High,
    why: "A runbook in SharePoint, a PIN in a vault with single sign-on, a door opened by the directory: all closed on that day.",
    fix: "Keep a paper copy, and give every step a way that works without the tenant.",
    sources: &[sources::EMERGENCY_ACCESS, sources::RESILIENT_CONTROLS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| {
        Judgement::manual("No register is kept yet. Go through the runbook and ask of each step whether it works while nobody can sign in.")
    },
};
