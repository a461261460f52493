//! The nouns of breakglass: what a tenant is, what was read of it and what was not, what a verdict is.
//!
//! Values only: no I/O, no clock, no judgement. Every other crate speaks in these types.

mod arrangements;
pub mod build;
mod cloud;
mod collection;
mod designation;
mod difference;
mod ids;
mod missing;
mod opinion;
mod snapshot;
pub mod tenant;
mod untrusted;
mod verdict;

pub use arrangements::{Arrangements, Channel, Periods, Person, Route, Step};
pub use cloud::Cloud;
pub use collection::Collection;
pub use designation::{Assumption, Designation, Waiver};
pub use difference::{Change, Difference, FieldChange, Incomparable, ObjectChange};
pub use ids::{GLOBAL_ADMINISTRATOR, ObjectId, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR};
pub use missing::{Fact, Missing, Reason};
pub use opinion::Opinion;
pub use snapshot::{Body, Read, ReadState, SCHEMA as SNAPSHOT_SCHEMA, Skipped, Snapshot};
pub use tenant::Tenant;
pub use untrusted::{Untrusted, visible};
pub use verdict::{Finding, Judgement, ObjectKind, ObjectRef, Outcome, Severity, Verdict};
