//! Starts the listeners and stops them again.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::{EmulatorError, Options, door, tls};

/// How long open requests may take when the emulator stops.
const GRACE: Duration = Duration::from_millis(500);

/// A running emulator and what a client needs to know of it.
pub struct Running {
    /// `http://127.0.0.1:PORT`.
    pub base_url: String,
    /// `https://127.0.0.1:PORT`, where it listens for TLS.
    pub tls_url: Option<String>,
    /// The certification authority of the TLS side, PEM.
    pub ca_pem: Option<String>,
    /// The tenant's id.
    pub tenant_id: String,
    /// The tenant's initial domain.
    pub initial_domain: String,
    /// The app registration's client id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// Object ids of the emergency accounts.
    pub emergency_accounts: Vec<String>,
    /// Object id of the emergency group.
    pub emergency_group: Option<String>,
    app: Arc<App>,
    handles: Vec<Handle<SocketAddr>>,
    tasks: Vec<JoinHandle<std::io::Result<()>>>,
}

/// Starts an emulator.
///
/// # Errors
/// An address is not loopback or is taken, the snapshot cannot be served, the certificate cannot be registered.
pub async fn start(options: Options) -> Result<Running, EmulatorError> {
    let app = Arc::new(App::new(&options)?);
    let mut running = Running {
        base_url: String::new(),
        tls_url: None,
        ca_pem: None,
        tenant_id: app.tenant().id.clone(),
        initial_domain: app.tenant().initial_domain.clone(),
        client_id: app.client_id.clone(),
        client_secret: app.client_secret.clone(),
        emergency_accounts: app.tenant().emergency_accounts.clone(),
        emergency_group: app.tenant().emergency_group.clone(),
        handles: Vec::new(),
        tasks: Vec::new(),
        app,
    };
    let (listener, address) = listen(options.listen)?;
    running.base_url = format!("http://{address}");
    let handle = Handle::new();
    let router = door::router(Arc::clone(&running.app), false).into_make_service();
    let server = axum_server::from_tcp(listener).map_err(|source| EmulatorError::Listen { address, source })?.handle(handle.clone());
    running.tasks.push(tokio::spawn(server.serve(router)));
    running.handles.push(handle);
    if let Some(wanted) = options.tls_listen {
        start_tls(&mut running, wanted).await?;
    }
    Ok(running)
}

async fn start_tls(running: &mut Running, wanted: SocketAddr) -> Result<(), EmulatorError> {
    // Another part of the process may have installed one already; either is ring.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let identity = tls::identity()?;
    let config = RustlsConfig::from_pem(identity.certificate_pem.into_bytes(), identity.key_pem.into_bytes()).await;
    let config = config.map_err(|error| EmulatorError::Tls(error.to_string()))?;
    let (listener, address) = listen(wanted)?;
    let handle = Handle::new();
    let router = door::router(Arc::clone(&running.app), true).into_make_service();
    let server = axum_server::from_tcp_rustls(listener, config).map_err(|source| EmulatorError::Listen { address, source })?;
    running.tasks.push(tokio::spawn(server.handle(handle.clone()).serve(router)));
    running.handles.push(handle);
    running.tls_url = Some(format!("https://{address}"));
    running.ca_pem = Some(identity.authority_pem);
    Ok(())
}

fn listen(wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), EmulatorError> {
    let failed = |source| EmulatorError::Listen { address: wanted, source };
    let listener = TcpListener::bind(wanted).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

impl Running {
    /// Requests counted so far, by service and path, batch members included.
    pub fn requests(&self) -> BTreeMap<String, u64> {
        self.app.counts.all()
    }

    /// Stops listening; open requests have half a second.
    pub async fn shutdown(self) {
        for handle in &self.handles {
            handle.graceful_shutdown(Some(GRACE));
        }
        for task in self.tasks {
            // A listener that failed has nothing left to stop.
            let _ = tokio::time::timeout(GRACE * 4, task).await;
        }
    }
}
