//! Bodies to types: the one reader from snapshot to tenant, whatever the source. Pure.
//!
//! Nothing is dropped in silence: what cannot be read is listed as skipped and leaves its collection incomplete.

mod around;
mod directory;
pub(crate) mod json;
mod location;
mod methods;
pub(crate) mod node;
mod opinion;
mod policy;
mod reader;
pub mod refusal;
mod surroundings;

pub(crate) use around::MANAGEMENT_APPS;
pub(crate) use opinion::opinions;
pub use reader::read_tenant;
