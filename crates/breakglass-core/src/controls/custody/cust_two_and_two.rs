//! Two hold keys, two others hold PINs.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "cust-two-and-two",
    title: "Two people hold keys and two others hold PINs",
    severity: Severity::High,
    why: "With one holder of a kind, one absence closes the account; with one person of both kinds, one person opens it.",
    fix: "Appoint two holders of keys and two other holders of PINs.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("No register of holders is kept yet. Write down who holds what."),
};
