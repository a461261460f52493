//! Conditional Access, seen from one account.
//!
//! Rules carry the numbers of the semantics paper (C…) and of its uncertain points (`lockout:Q…`).

pub mod applications;
pub mod certificate;
pub mod check;
pub mod context;
pub mod credentials;
pub mod evaluate;
mod gates;
mod holdings;
mod membership;
mod passkeys;
pub mod prove;
mod questions;
mod references;
mod roles;
mod scope;
mod subject;
mod truth;

pub use gates::Gate;
pub use holdings::Holdings;
pub use membership::is_member;
pub use passkeys::{Admission, admission, demands_attestation, fido2_reaches};
pub use questions::{Question, Settled};
pub use references::{Dangling, dangling, not_looked_up};
pub use roles::{RolePath, active_role};
pub use scope::{Scope, scope};
pub use subject::{Subject, Supposition};
pub use truth::{Answer, Doubt, Truth};
