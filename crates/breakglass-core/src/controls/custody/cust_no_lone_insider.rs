//! No single person can use an account.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "cust-no-lone-insider",
    title: "No single person can use an emergency account",
    severity: Severity::Critical,
    why: "An account that one person can open alone is that person's account.",
    fix: "Split what opens the account between people who must act together.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| {
        Judgement::manual(
            "Needs the register of keys, places and people, which is not kept yet. Ask of each person what they could open alone.",
        )
    },
};
