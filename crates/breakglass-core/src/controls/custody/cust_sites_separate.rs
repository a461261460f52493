//! One fire or theft cannot take everything.

use breakglass_model::{Judgement, Severity};

use super::super::{Compliance, Control, Framework, sources};

pub(super) const CONTROL: Control = Control {
    id: "cust-sites-separate",
    title: "One fire or theft cannot take all keys, nor all PINs",
    severity: Severity::Critical,
    why: "Two keys in one safe are one key.",
    fix: "Spread keys, PINs and halves over at least two sites.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[Compliance { framework: Framework::CisM365, reference: "1.1.2" }],
    since: "0.2",
    judge: |_| Judgement::manual("No register of places is kept yet. Check that no single site holds all keys or all PINs."),
};
