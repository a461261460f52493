//! A person who signs in, and whoever tells them what to do: the program supplies it.

use std::fmt::Debug;
use std::sync::Arc;

/// Microsoft Graph Command Line Tools, a public client of Microsoft's: who signs in where the operator names no app of their own.
///
/// Assumption: every tenant knows it by this id and lets people sign in to it who consented, as other tools rely on (`graph:command-line-tools`).
pub const COMMAND_LINE_TOOLS: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

/// The Azure CLI's own app.
///
/// Source: <https://learn.microsoft.com/en-us/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in> (read 2026-11-25); that
/// its scopes are fixed: <https://github.com/Azure/azure-cli/issues/22775> (read 2026-11-25).
pub const AZURE_CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

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
    /// With the browser of this machine (RFC 8252).
    Browser {
        /// Whom the page proposes: a user principal name.
        login_hint: Option<String>,
    },
    /// As they are signed in to the Azure CLI already. Its app holds fixed scopes, which nobody can add to.
    AzureCli,
}

/// Tells a person what to do, and what their token may do besides. Texts are made visible before they get here.
pub trait Prompt: Debug + Send + Sync {
    /// A code is to be entered at an address within so many minutes.
    fn enter(&self, code: &str, address: &str, minutes: u64);
    /// An address is to be opened in a browser of this machine within so many minutes. It holds no secret.
    fn open(&self, address: &str, minutes: u64);
    /// The person's token holds permissions that reading does not take.
    fn in_excess(&self, permissions: &[String]);
}
