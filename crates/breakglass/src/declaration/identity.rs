//! The identity that reads: how it proves itself. Credentials are named here, never written.

use serde::Deserialize;

/// The read-only identity: an app registration and how it proves itself.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IdentitySection {
    /// Application (client) id.
    pub client_id: String,
    /// The place of a client secret: `file:`, `credential:` or `env:`.
    pub secret: Option<String>,
    /// The place of a certificate, PEM: `file:`.
    pub certificate: Option<String>,
    /// The place of its private key, PEM: `file:`, `credential:` or `env:`.
    pub key: Option<String>,
}
