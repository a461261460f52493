//! Each account was used in a drill.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "proc-drill",
    title: "Each account passed a drill within the period",
    severity: Severity::High,
    why: "What was never tried does not work: the key, the PIN, the people, the alert, the way back.",
    fix: "Sign in with each account, do one administrative task, see the alert, seal everything again.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| {
        Judgement::manual(
            "No drills are recorded yet. Note the date of the last drill of each account; lastSuccessfulSignInDateTime is a cross-check.",
        )
    },
};
