//! Changes of the emergency group raise an alert.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-audit-group",
    title: "Changes of the emergency group raise an alert",
    severity: Severity::High,
    why: "A member added to the group walks past every policy; a member removed is refused by all of them.",
    fix: "Alert on members, owners, update and deletion of the group.",
    sources: &[sources::SECURITY_OPERATIONS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("The watch is not part of this version. Check by hand that audit records on the group raise an alert."),
};
