//! `emulator`: the pretend Microsoft cloud by itself, for rehearsals and for other people's clients.

use std::net::SocketAddr;
use std::path::PathBuf;

use breakglass_emulator::{Options, Running, Scenario, TenantSource};
use miette::{IntoDiagnostic, WrapErr};

use super::Common;
use crate::exit::Exit;
use crate::output::{Sink, say};
use crate::source::{Usage, failed};

/// Run the pretend Microsoft cloud
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to listen for HTTP: a loopback address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8480")]
    listen: SocketAddr,
    /// Where to listen for HTTPS as well: a loopback address
    #[arg(long, value_name = "ADDRESS", requires = "ca_out")]
    tls_listen: Option<SocketAddr>,
    /// Write the certification authority of the HTTPS side to this file, PEM
    #[arg(long, value_name = "FILE", requires = "tls_listen")]
    ca_out: Option<PathBuf>,
    /// Which tenant to pretend: contoso has faults, healthy has none, empty is new
    #[arg(long, value_name = "NAME", default_value = "contoso", conflicts_with = "snapshot")]
    scenario: String,
    /// Pretend the tenant of a saved snapshot
    #[arg(long, value_name = "FILE")]
    snapshot: Option<PathBuf>,
    /// How many ordinary users the tenant has besides
    #[arg(long, value_name = "N", default_value_t = 10)]
    users: usize,
    /// Take a permission away from the app that is printed (repeatable)
    #[arg(long, value_name = "NAME")]
    without_permission: Vec<String>,
    /// Grant the app that is printed one more permission, such as User.ReadWrite.All (repeatable)
    #[arg(long, value_name = "PERMISSION")]
    grant: Vec<String>,
    /// Grant the app that is printed every permission that any served path takes, for suites that write
    #[arg(long)]
    grant_all: bool,
    /// Let a change show in what is read only after so many milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    replication_delay: u32,
    /// Refuse every path that begins like this (repeatable)
    #[arg(long, value_name = "PATH")]
    forbid: Vec<String>,
    /// Pretend a cloud that does not have the paths that begin like this (repeatable)
    #[arg(long, value_name = "PATH")]
    without_path: Vec<String>,
    /// Pretend a tenant without Entra ID P1 and P2
    #[arg(long)]
    unlicensed: bool,
    /// How many Conditional Access requests a second are answered; 0 for no limit. Microsoft documents 1
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    conditional_access_per_second: f64,
    /// Register this certificate, PEM, for the app that is printed
    #[arg(long, value_name = "FILE")]
    client_certificate: Option<PathBuf>,
    /// Write a declaration for this tenant, with its secret beside it, to this file
    #[arg(long, value_name = "FILE")]
    declaration_out: Option<PathBuf>,
    /// List what is assumed where Microsoft's documents are silent, and end
    #[arg(long)]
    assumptions: bool,
}

/// Runs until Ctrl-C.
///
/// # Errors
/// The address is taken or not loopback, or a file cannot be read or written.
pub fn run(args: &Args, _common: Common) -> miette::Result<Exit> {
    if args.assumptions {
        for assumption in breakglass_emulator::ASSUMPTIONS {
            say(&format!("{}: {} ({})", assumption.id, assumption.text, assumption.source));
        }
        return Ok(Exit::Good);
    }
    let options = options(args)?;
    crate::block_on(async {
        let running = breakglass_emulator::start(options).await.map_err(|error| failed("the emulator cannot start", error))?;
        if let (Some(path), Some(pem)) = (&args.ca_out, &running.ca_pem) {
            Sink::new(Some(path)).write(pem).into_diagnostic().wrap_err("cannot write the certification authority")?;
        }
        announce(&running);
        if let Some(path) = &args.declaration_out {
            write_declaration(&running, path)?;
            say(&format!("declaration    {}", path.display()));
        }
        tokio::signal::ctrl_c().await.into_diagnostic()?;
        running.shutdown().await;
        Ok(Exit::Good)
    })
}

fn options(args: &Args) -> miette::Result<Options> {
    let tenant = match &args.snapshot {
        Some(path) => {
            let text = std::fs::read_to_string(path).into_diagnostic().wrap_err_with(|| format!("cannot read `{}`", path.display()))?;
            TenantSource::Snapshot(serde_json::from_str(&text).into_diagnostic().wrap_err("the snapshot is not JSON")?)
        }
        None => TenantSource::Scenario(scenario(&args.scenario)?),
    };
    let read =
        |path: &PathBuf| std::fs::read_to_string(path).into_diagnostic().wrap_err_with(|| format!("cannot read `{}`", path.display()));
    Ok(Options {
        listen: args.listen,
        tls_listen: args.tls_listen,
        tenant,
        users: args.users,
        without_permissions: args.without_permission.clone(),
        extra_permissions: args.grant.clone(),
        grant_all: args.grant_all,
        replication_delay_ms: args.replication_delay,
        forbid: args.forbid.clone(),
        without_paths: args.without_path.clone(),
        unlicensed: args.unlicensed,
        conditional_access_per_second: (args.conditional_access_per_second > 0.0).then_some(args.conditional_access_per_second),
        client_certificate_pem: args.client_certificate.as_ref().map(read).transpose()?,
        ..Options::default()
    })
}

fn scenario(name: &str) -> Result<Scenario, Usage> {
    name.parse().map_err(|_| {
        let known = Scenario::ALL.map(Scenario::name).join(", ");
        Usage::new(format!("no scenario is named `{}`", breakglass_model::visible(name)), format!("Choose one of {known}."))
    })
}

fn announce(running: &Running) {
    say(&format!("graph          {}/v1.0 and {}/beta", running.base_url, running.base_url));
    say(&format!("login          {}/{}/oauth2/v2.0/token", running.base_url, running.tenant_id));
    if let Some(url) = &running.tls_url {
        say(&format!("https          {url}"));
    }
    say(&format!("tenant         {} ({})", running.tenant_id, running.initial_domain));
    say(&format!("client id      {}", running.client_id));
    say(&format!("client secret  {}", running.client_secret));
    say(&format!("accounts       {}", running.emergency_accounts.join(", ")));
    say(&format!("group          {}", running.emergency_group.as_deref().unwrap_or("none")));
    say("Stop with Ctrl-C.");
}

/// Writes what `assess --tenant` needs; the secret of a pretend app goes into a private file beside it.
fn write_declaration(running: &Running, path: &std::path::Path) -> miette::Result<()> {
    let secret = path.with_extension("secret");
    Sink::new(Some(&secret)).write(&running.client_secret).into_diagnostic().wrap_err("cannot write the secret")?;
    let accounts: Vec<String> = running.emergency_accounts.iter().map(|id| format!("\"{id}\"")).collect();
    let group = running.emergency_group.as_ref().map(|id| format!("group = \"{id}\"\n")).unwrap_or_default();
    let text = format!(
        "# assess with: breakglass assess --tenant {} --endpoint {}\n[tenant]\nid = \"{}\"\n\n[identity]\nclient-id = \"{}\"\nsecret = \"file:{}\"\n\n\
         [emergency]\naccounts = [{}]\n{group}",
        path.file_name().unwrap_or_default().to_string_lossy(),
        running.base_url,
        running.tenant_id,
        running.client_id,
        secret.file_name().unwrap_or_default().to_string_lossy(),
        accounts.join(", "),
    );
    Sink::new(Some(path)).write(&text).into_diagnostic().wrap_err("cannot write the declaration")
}
