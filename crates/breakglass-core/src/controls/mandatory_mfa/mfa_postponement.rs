//! The tenant's phases of mandatory multifactor authentication are recorded.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mfa-postponement",
    title: "The dates on which mandatory multifactor authentication began here are recorded",
    severity: Severity::Info,
    why: "Both periods of postponement are over: phase 1 on 2025-09-30, phase 2 on 2026-07-01. Only a request to support can lift it for a time.",
    fix: "Note what the banners at aka.ms/managemfaforazure and aka.ms/postponePhase2MFA say.",
    sources: &[sources::MANDATORY_MFA],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No Graph property holds the phase. Treat both phases as enforced in the public cloud."),
};
