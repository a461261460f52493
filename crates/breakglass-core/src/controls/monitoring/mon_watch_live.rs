//! The watch is alive and current.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};

pub(super) const CONTROL: Control = Control {
    id: "mon-watch-live",
    title: "The watch is running and not behind",
    severity: Severity::Critical,
    why: "A watch that died looks like a quiet night.",
    fix: "Run the watch as a service, with a heartbeat to a checker outside.",
    sources: &[sources::SECURITY_OPERATIONS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge: |_| Judgement::manual("The watch is not part of this version."),
};
