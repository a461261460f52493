//! The list of authorised people is current.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "proc-authorised-list",
    title: "The list of authorised people was reviewed within the period",
    severity: Severity::High,
    why: "People leave, and their rights stay on the list.",
    fix: "Review the list every 90 days and after every change of staff.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No list of people is kept yet. Note the date of the last review."),
};
