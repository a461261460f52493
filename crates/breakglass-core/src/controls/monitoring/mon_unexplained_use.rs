//! Every sign-in belongs to a drill or an incident.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-unexplained-use",
    title: "Every sign-in of an emergency account is explained",
    severity: Severity::Critical,
    why: "A use that nobody can explain is a break-in until proved otherwise.",
    fix: "Tie each sign-in to a drill or an incident, and open a review for those that remain.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| {
        Judgement::manual("No cases are kept yet. Compare the sign-in log of each account with your own record of drills and incidents.")
    },
};
