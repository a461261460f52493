//! Every change of the password is explained.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "pwd-unexplained-change",
    title: "Every change of a password belongs to a recorded event",
    severity: Severity::High,
    why: "A password that changed without a reason was changed by somebody.",
    fix: "Compare lastPasswordChangeDateTime with your record, and investigate what does not fit.",
    sources: &[sources::SECURITY_OPERATIONS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No register of events is kept yet. `pwd-age` shows when each password changed last."),
};
