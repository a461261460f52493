//! The identity that reads: how it proves itself. Credentials are named here, never written.

use serde::Deserialize;

use super::forms::{optional_file, optional_secret};

/// The read-only identity: an app registration or a managed identity, and how it proves itself. Exactly one way is named.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IdentitySection {
    /// Application (client) id; for a managed identity only where it is user-assigned.
    #[serde(default)]
    pub client_id: String,
    /// The place of a client secret: `file:`, `credential:` or `env:`.
    #[serde(default, deserialize_with = "optional_secret")]
    pub secret: Option<String>,
    /// The place of a certificate, PEM: `file:`.
    #[serde(default, deserialize_with = "optional_file")]
    pub certificate: Option<String>,
    /// The place of its private key, PEM: `file:`, `credential:` or `env:`.
    #[serde(default, deserialize_with = "optional_secret")]
    pub key: Option<String>,
    /// The place of a token of another identity provider, which is read anew for each sign-in: `file:`.
    #[serde(default, deserialize_with = "optional_file")]
    pub federated_token: Option<String>,
    /// Whether the machine's own managed identity reads.
    #[serde(default)]
    pub managed_identity: bool,
    /// How a person signs in; the app registration is then a public client, or Microsoft's own where there is no client id.
    pub sign_in: Option<Auth>,
}

/// How a person signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// With a code that is entered on any device
    DeviceCode,
    /// With the browser of this machine
    Browser,
    /// As they are signed in to the Azure CLI
    AzureCli,
}

impl IdentitySection {
    /// Whether no other way is named besides a person's.
    pub fn names_nothing_else(&self) -> bool {
        let Self { secret, certificate, key, federated_token, managed_identity, .. } = self;
        [secret, certificate, key, federated_token].iter().all(|it| it.is_none()) && !managed_identity
    }
}
