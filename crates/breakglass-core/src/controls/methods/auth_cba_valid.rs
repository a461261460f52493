//! A certificate that opens an account does not expire soon.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "auth-cba-valid",
    title: "No certificate of an emergency account expires within 90 days",
    severity: Severity::High,
    why: "An expired certificate, or a revocation list that cannot be reached, closes the door without a word.",
    fix: "Renew certificates early, and check that the revocation list can be reached.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| {
        Judgement::manual("Graph lists no certificates of users. Where the accounts use certificates, check their end dates by hand.")
    },
};
