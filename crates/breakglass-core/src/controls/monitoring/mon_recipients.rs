//! Several people are told, on several channels.

use breakglass_model::{Judgement, Severity};

use super::super::{Compliance, Control, Framework, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-recipients",
    title: "At least two people are told, on two channels that do not share a fault",
    severity: Severity::High,
    why: "One person is on holiday; mail and chat of the tenant are down together with the tenant.",
    fix: "Name two people or more, and a channel outside the tenant: SMS, voice, another provider.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[Compliance { framework: Framework::CisM365, reference: "2.2.1" }],
    since: "0.2",
    judge: |_| Judgement::manual("No channels are declared yet. Check by hand who is told, and through what."),
};
