//! Changes of policies and methods raise an alert.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-audit-policy",
    title: "Changes of policies, strengths and methods raise an alert",
    severity: Severity::High,
    why: "The exclusion can disappear with one save of a policy, and a model of keys with one save of a list.",
    fix: "Alert on Conditional Access policies, authentication strengths, the methods policy, the authorization policy, security defaults and federation settings.",
    sources: &[sources::SECURITY_OPERATIONS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("The watch is not part of this version. Check by hand that these audit records raise an alert."),
};
