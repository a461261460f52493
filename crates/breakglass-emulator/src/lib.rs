//! A pretend Microsoft cloud: a token endpoint and the reading side of Microsoft Graph over an in-memory tenant.
//!
//! It is written from Microsoft's documents and shares no type with our own client, so that each finds the other's
//! mistakes. It listens on loopback only. Behaviour that no document settles is listed in [`ASSUMPTIONS`].
//! It does not write to the tenant yet, evaluates no sign-ins and keeps no logs.

mod address;
mod app;
mod assumptions;
mod clock;
#[cfg(test)]
mod conformance;
mod control;
mod counts;
mod door;
mod error;
mod exchange;
mod graph;
mod login;
mod options;
mod pace;
mod running;
mod scenarios;
mod state;
mod tls;

pub use assumptions::{ASSUMPTIONS, Assumption};
pub use error::EmulatorError;
pub use options::{Options, Scenario, TenantSource, UnknownScenario};
pub use running::{Running, start};
