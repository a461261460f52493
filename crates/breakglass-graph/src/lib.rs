//! Microsoft Graph, exports and saved snapshots, read into one [`Snapshot`](breakglass_model::Snapshot), and that into a
//! [`Tenant`](breakglass_model::Tenant).
//!
//! ```text
//! live/ (what to ask) ─ client/ (how to ask) ─┐
//! export/ (folders, zips, files of others) ───┼─► Snapshot ─ wire/ (pure) ─► Tenant
//! saved.rs (our own files) ───────────────────┘              └─ anonymise.rs ─► Snapshot without names
//! ```
//!
//! Judges nothing. What was not read is said to be missing, with the reason, and never looks empty.

pub mod anonymise;
pub mod client;
pub mod export;
pub mod live;
pub mod permissions;
pub mod saved;
pub mod wire;
