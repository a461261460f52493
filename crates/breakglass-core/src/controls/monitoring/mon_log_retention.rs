//! Sign-in and audit logs are kept long enough.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-log-retention",
    title: "Sign-in and audit logs are kept for a year",
    severity: Severity::Medium,
    why: "After a use, the log is the only witness; the directory itself keeps it for 30 days, or 7.",
    fix: "Send SignInLogs, NonInteractiveUserSignInLogs and AuditLogs to a workspace or a storage account.",
    sources: &[sources::SECURITY_OPERATIONS, sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| {
        Judgement::manual(
            "Diagnostic settings live in Azure Resource Manager, which is not read yet. Look at Monitoring, Diagnostic settings in the Entra admin center.",
        )
    },
};
