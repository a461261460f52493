//! Conditional Access, seen from one account.
//!
//! Rules carry the numbers of the semantics paper (C…) and of its uncertain points (`lockout:Q…`).

mod membership;
mod passkeys;
mod references;
mod roles;
mod scope;
mod subject;

pub use membership::is_member;
pub use passkeys::{Admission, admission, demands_attestation, fido2_reaches};
pub use references::{Dangling, dangling, not_looked_up};
pub use roles::{RolePath, active_role};
pub use scope::{Scope, scope};
pub use subject::{Subject, Supposition};
