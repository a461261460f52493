//! Our own reading of the policies agrees with Microsoft's.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "ca-whatif-agrees",
    title: "The own evaluation agrees with Microsoft's what-if",
    severity: Severity::Medium,
    why: "Two readings of the same policies find each other's mistakes.",
    fix: "Compare with the What If tool of the Entra admin center, and report what differs.",
    sources: &[sources::CONDITIONAL_ACCESS_USERS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("The comparison needs the lockout proof, which is not part of this version."),
};
