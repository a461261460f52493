//! The Azure alert rule, where one is used, is right.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-azure-rule",
    title: "The alert rule in Azure names every account by object id and fires at once",
    severity: Severity::High,
    why: "A rule that was never seen to fire is a hope: a wrong threshold, a missing account or a disabled rule says nothing.",
    fix: "Severity 0, threshold above 0, every five minutes, one line per object id, enabled; then sign in once and see it fire.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| {
        Judgement::manual("Azure Monitor is not read yet. Open the rule, compare its object ids with the accounts, and see it fire.")
    },
};
