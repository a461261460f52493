//! Places are fireproof and access is limited.

use breakglass_model::{Judgement, Severity};

use super::super::{Compliance, Control, Framework, sources};

pub(super) const CONTROL: Control = Control {
    id: "cust-fireproof-safe",
    title: "Keys and secrets lie in fireproof, access-limited places",
    severity: Severity::Medium,
    why: "A drawer burns, and is open.",
    fix: "Move keys and secrets into fireproof safes that few people can open.",
    sources: &[sources::EMERGENCY_ACCESS, sources::CIS],
    needs: &[],
    compliance: &[Compliance { framework: Framework::CisM365, reference: "1.1.2" }],
    since: "0.2",
    judge: |_| Judgement::manual("No register of places is kept yet. Look at each place."),
};
