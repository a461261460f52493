//! A pretend Microsoft cloud: a token endpoint, Microsoft Graph and the beginning of Azure Resource Manager over an in-memory tenant that can be read and written.
//!
//! It is written from Microsoft's documents and shares no type with our own client, so that each finds the other's
//! mistakes. It listens on loopback only. Behaviour that no document settles is listed in [`ASSUMPTIONS`].
//! It records what changes as audit logs and for delta queries, says which Conditional Access policies
//! apply to a sign-in, and simulates sign-ins that its log keeps.

mod address;
mod app;
mod assumptions;
mod clock;
mod conditional_access;
#[cfg(test)]
mod conformance;
mod control;
mod counts;
mod door;
mod error;
mod exchange;
mod faults;
mod graph;
mod in_process;
mod login;
mod management;
mod options;
mod pace;
mod running;
mod scenarios;
mod sign_in;
mod state;
mod tls;

pub use assumptions::{ASSUMPTIONS, Assumption};
pub use error::EmulatorError;
#[cfg(feature = "fuzzing")]
pub use graph::fuzzing;
pub use in_process::InProcess;
pub use options::{Options, Scenario, TenantSource, UnknownScenario};
pub use running::{Running, start};
