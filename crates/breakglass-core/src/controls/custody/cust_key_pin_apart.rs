//! A key and its PIN are never together.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "cust-key-pin-apart",
    title: "A key and its PIN are never in one place or with one person",
    severity: Severity::Critical,
    why: "Whoever finds both is Global Administrator.",
    fix: "Keep the PIN in another place, with other people, than the key.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No register of keys and PINs is kept yet. Check where each key and its PIN lie, and who can reach both."),
};
