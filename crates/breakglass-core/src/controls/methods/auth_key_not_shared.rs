//! No physical key serves two accounts.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "auth-key-not-shared",
    title: "No physical key serves two accounts",
    severity: Severity::High,
    why: "One lost key must not close two accounts, nor one stolen key open them.",
    fix: "Enrol a key of its own for each account.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("Graph does not tell serial numbers. Compare the serial numbers of the keys in the safes."),
};
