//! No single loss locks everybody out.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "cust-no-lone-failure",
    title: "No single loss locks everybody out",
    severity: Severity::Critical,
    why: "One fire, one lost key, one absent person must not be enough.",
    fix: "Add a second key, place or person wherever one loss suffices.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| {
        Judgement::manual("Needs the register of keys, places and people, which is not kept yet. Ask of each item what happens without it.")
    },
};
