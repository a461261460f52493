//! A person who signs in, and whoever tells them what to do: the program supplies it.

use std::fmt::Debug;
use std::sync::Arc;

/// Microsoft Graph Command Line Tools, a public client of Microsoft's: who signs in where the operator names no app of their own.
///
/// Assumption: every tenant knows it by this id and lets people sign in to it who consented, as other tools rely on (`graph:command-line-tools`).
pub const COMMAND_LINE_TOOLS: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

/// How a person signs in, and who tells them.
#[derive(Debug, Clone)]
pub struct Person {
    /// How.
    pub way: Way,
    /// Who tells them.
    pub prompt: Arc<dyn Prompt>,
}

/// How a person signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// With a code, on whatever device (RFC 8628).
    DeviceCode,
}

/// Tells a person what to do, and what their token may do besides. Texts are made visible before they get here.
pub trait Prompt: Debug + Send + Sync {
    /// A code is to be entered at an address within so many minutes.
    fn enter(&self, code: &str, address: &str, minutes: u64);
    /// The person's token holds permissions that reading does not take.
    fn in_excess(&self, permissions: &[String]);
}
