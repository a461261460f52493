//! Exclusions, the own policy, strengths and locations have not changed unseen.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "ca-exclusion-watched",
    title: "Nothing that lets the accounts in has changed since it was last accepted",
    severity: Severity::High,
    why: "One careless save removes the exclusion, and nobody notices until the day it is needed.",
    fix: "Compare each snapshot with the last accepted one: breakglass snapshot diff.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No accepted snapshot is kept yet. Save one after each review and compare."),
};
