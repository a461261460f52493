//! Why the emulator did not start.

use std::{io, net::SocketAddr};

/// What kept the emulator from starting.
#[derive(Debug, thiserror::Error)]
pub enum EmulatorError {
    /// The address is reachable from other machines.
    #[error("the emulator listens on loopback only, not on `{0}`; use 127.0.0.1 or [::1]")]
    NotLoopback(SocketAddr),
    /// The address could not be taken.
    #[error("cannot listen on `{address}`: {source}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The snapshot is not one that the emulator can serve.
    #[error("the snapshot cannot be served: {0}")]
    Snapshot(String),
    /// The client certificate could not be registered.
    #[error("the client certificate cannot be registered: {0}")]
    Certificate(String),
    /// The server's own certificate could not be made.
    #[error("the certificate for TLS cannot be made: {0}")]
    Tls(String),
    /// An option is outside its limits.
    #[error("{0}")]
    Option(String),
    /// The system gave no random numbers, so no secret and no key could be made.
    #[error("the system gave no random numbers")]
    Random,
}
