//! Every sign-in attempt raises an alert.

use breakglass_model::{Judgement, Severity};

use super::super::{Compliance, Control, Framework, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-signin-any",
    title: "Every sign-in attempt of every emergency account raises an alert",
    severity: Severity::Critical,
    why: "These accounts are never used: each attempt is an emergency, a drill or an attack. Failed and non-interactive attempts count.",
    fix: "Alert on every sign-in of each account by object id, interactive and non-interactive, successful or not.",
    sources: &[sources::EMERGENCY_ACCESS, sources::SECURITY_OPERATIONS],
    needs: &[],
    compliance: &[Compliance { framework: Framework::CisM365, reference: "2.2.1" }],
    since: "0.2",
    judge: |_| {
        Judgement::manual(
            "The watch is not part of this version. Check by hand that a rule names each account by object id, in both sign-in logs.",
        )
    },
};
