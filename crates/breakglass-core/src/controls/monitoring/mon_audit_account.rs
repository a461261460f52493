//! Every change of an emergency account raises an alert.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-audit-account",
    title: "Changes of the emergency accounts raise an alert",
    severity: Severity::Critical,
    why: "A new method, a reset password or a removed role is how an account is taken over, or quietly lost.",
    fix: "Alert on audit records that name an emergency account: security info, password, role, enable and disable, update, delete.",
    sources: &[sources::SECURITY_OPERATIONS, sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("The watch is not part of this version. Check by hand that audit records on each account raise an alert."),
};
