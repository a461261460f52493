//! The identity that reads: how it proves itself. Credentials are named here, never written.

use serde::Deserialize;

/// The read-only identity: an app registration or a managed identity, and how it proves itself. Exactly one way is named.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IdentitySection {
    /// Application (client) id; for a managed identity only where it is user-assigned.
    #[serde(default)]
    pub client_id: String,
    /// The place of a client secret: `file:`, `credential:` or `env:`.
    pub secret: Option<String>,
    /// The place of a certificate, PEM: `file:`.
    pub certificate: Option<String>,
    /// The place of its private key, PEM: `file:`, `credential:` or `env:`.
    pub key: Option<String>,
    /// The place of a token of another identity provider, which is read anew for each sign-in: `file:`.
    pub federated_token: Option<String>,
    /// Whether the machine's own managed identity reads.
    #[serde(default)]
    pub managed_identity: bool,
}
