//! Changes of the alarm itself are noticed.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-alarm-settings",
    title: "Changes of the alarm settings raise an alarm themselves",
    severity: Severity::High,
    why: "Whoever wants to use an account unseen first switches off the alarm.",
    fix: "Alert on changes of action groups, alert rules, diagnostic settings and webhooks.",
    sources: &[sources::SECURITY_OPERATIONS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| {
        Judgement::manual(
            "Alarm settings live in Azure, which is not read yet. Check the Activity log alert on action groups, alert rules and diagnostic settings by hand.",
        )
    },
};
