//! The password is as long as the profile asks.

use breakglass_model::{Judgement, Severity};

use super::super::{Compliance, Control, Framework, sources};

pub(super) const CONTROL: Control = Control {
    id: "pwd-length",
    title: "The recorded password is as long as the profile asks",
    severity: Severity::Medium,
    why: "A password that can be guessed makes the key pointless where a password is still accepted.",
    fix: "Generate it, do not invent it: 40 characters or more, ASCII, 256 at the most.",
    sources: &[sources::PASSWORD_POLICIES, sources::CIS],
    needs: &[],
    compliance: &[Compliance { framework: Framework::CisM365, reference: "1.1.2" }],
    since: "0.2",
    judge: |_| Judgement::manual("A password is never read. Check the record of its generation."),
};
