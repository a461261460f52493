//! All judgement: controls, profiles, who is judged, the assessment.
//!
//! Pure: no I/O, no clock (`now` is an argument), no async. A tenant and a designation go in, verdicts come out.
//!
//! ```text
//! Tenant + Designation + Profile + now ─ designated.rs ─► Evidence ─ controls/ ─► Judgement ─ assessment.rs ─► Assessment
//! ```

mod arranged;
mod assessment;
mod audience;
mod authenticators;
mod candidates;
pub mod controls;
mod dedicated;
mod designated;
mod evidence;
mod imported;
mod matrix;
pub mod named;
mod names;
mod profiles;
mod proofs;
mod second_opinion;
mod waivers;
pub mod wording;

pub use assessment::{Assessment, ControlResult, Summary, assess};
pub use audience::{Audience, LEFT_OUT, Telling};
pub use authenticators::{Authenticator, AuthenticatorKind, authenticator};
pub use candidates::Candidate;
pub use controls::{Area, Compliance, Control, Framework, Source};
pub use designated::by_ids;
pub use evidence::Evidence;
pub use imported::{Comparison, Imported, compare};
pub use matrix::{Cell, Matrix, Refusal, Row, Standing};
pub use profiles::{Demand, Naming, PasswordMode, Posture, Profile, RoleBy, SelfServiceReset};
pub use proofs::{
    AccountProofs, ChangeSafety, Inquiry, Obligation, Proofs, SetProofs, accounts, prove, prove_change, with_policies, worst,
};
pub use second_opinion::{Agreement, Compared, second_opinion};
pub use waivers::IdleWaiver;
