//! Who asks: the app registration and what it proves itself with.

use std::fmt;
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::{Endpoints, Person};

/// A text that is in no log, no error and no debug output, and is wiped when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

/// What whoever reads proves itself with.
#[derive(Debug, Clone)]
pub enum Credential {
    /// A client secret.
    Secret(Secret),
    /// A certificate with its private key.
    Certificate {
        /// The certificate, PEM.
        certificate_pem: String,
        /// The RSA key, PEM (PKCS#8 or PKCS#1).
        key_pem: Secret,
    },
    /// A file with the token of another identity provider (workload identity federation). It is short-lived and replaced by whoever
    /// writes it, so it is read anew for each sign-in.
    Federated(PathBuf),
    /// The managed identity of the virtual machine that this runs on; user-assigned where the target has a client id.
    ManagedIdentity,
    /// A person who signs in.
    Person(Person),
}

/// Which tenant is asked, as whom.
#[derive(Debug, Clone)]
pub struct Target {
    /// Tenant id, or one of its domains.
    pub tenant: String,
    /// Application (client) id; empty for a system-assigned managed identity.
    pub client_id: String,
    /// What it proves itself with.
    pub credential: Credential,
    /// Where.
    pub endpoints: Endpoints,
    /// A certification authority that is trusted besides the system's, PEM.
    pub trusted_ca_pem: Option<String>,
    /// Whether a token that may do more than reading takes is refused.
    pub strict_rights: bool,
}

impl Secret {
    /// Takes a secret over.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret itself, for the one place that sends it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}
