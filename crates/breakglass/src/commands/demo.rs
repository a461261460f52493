//! `demo`: the sample tenant, read over HTTP with a real token, judged, shown and served.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::response::Html;
use axum::routing::get;
use breakglass_core::Profile;
use breakglass_emulator::{Options, Running};
use breakglass_graph::client::{Credential, Endpoints, Limits, Secret, Target};
use breakglass_graph::live;
use breakglass_model::{Cloud, Designation};
use miette::IntoDiagnostic;

use super::Common;
use super::assess::{Format, judge};
use crate::clock::SystemClock;
use crate::exit::Exit;
use crate::output::style::Style;
use crate::output::{Sink, say};
use crate::progress::Bar;
use crate::source::{Source, failed};

/// Show everything on a sample tenant
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the report, write the page, and end
    #[arg(long)]
    once: bool,
    /// The page to write
    #[arg(long, short, value_name = "FILE", default_value = "breakglass-demo.html")]
    output: PathBuf,
    /// Where to serve the page
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

/// Runs the demo; the sample tenant is meant to have faults, so the exit code is 0 all the same.
///
/// # Errors
/// No free port, or the page cannot be written.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    if !args.listen.ip().is_loopback() {
        return Err(crate::source::Usage::new("the demo listens on loopback addresses only", "Use 127.0.0.1 or [::1].").into());
    }
    crate::block_on(async {
        // Nobody wants to watch the limits of a real tenant.
        let options = Options { conditional_access_per_second: None, ..Options::default() };
        let running = breakglass_emulator::start(options).await.map_err(|error| failed("the emulator cannot start", error))?;
        let source = read(&running, common.quiet).await?;
        let assessment = judge(&source, Some(Profile::ALL[0]), None);
        let report = Format::Text.render(&assessment, Style::of_output(common.color, false), false)?;
        Sink::Standard.write(&report).map_err(|error| failed("cannot write the report", error))?;
        let page = Format::Html.render(&assessment, Style::of_output(common.color, true), false)?;
        Sink::new(Some(&args.output)).write(&page).map_err(|error| failed("cannot write the page", error))?;
        if !common.quiet {
            say(&format!("\nThe same as a page: {}", args.output.display()));
        }
        if !args.once {
            serve(args.listen, page, &running).await?;
        }
        running.shutdown().await;
        Ok(Exit::Good)
    })
}

/// Reads the sample tenant as any other: token, permissions, pages.
async fn read(running: &Running, is_quiet: bool) -> miette::Result<Source> {
    let designation = Designation {
        accounts: running.emergency_accounts.iter().map(|id| id.as_str().into()).collect(),
        group: running.emergency_group.as_deref().map(Into::into),
        ..Designation::default()
    };
    let target = Target {
        tenant: running.tenant_id.clone(),
        client_id: running.client_id.clone(),
        credential: Credential::Secret(Secret::new(running.client_secret.clone())),
        endpoints: Endpoints::custom(Cloud::Global, &running.base_url, false).into_diagnostic()?,
        trusted_ca_pem: None,
        strict_rights: false,
    };
    let bar = Bar::new(is_quiet);
    let snapshot = live::read(&target, &designation, &Limits::default(), &SystemClock, &bar).await.into_diagnostic();
    bar.finish();
    Ok(Source { name: "demo".to_owned(), snapshot: snapshot?, designation, profile: None, posture: None })
}

async fn serve(listen: SocketAddr, page: String, running: &Running) -> miette::Result<()> {
    let app = axum::Router::new().route("/", get(move || std::future::ready(Html(page.clone()))));
    let listener = tokio::net::TcpListener::bind(listen).await.into_diagnostic()?;
    say(&format!("Look at it:         http://{}/", listener.local_addr().into_diagnostic()?));
    say(&format!("The pretend cloud:  {}  (stop both with Ctrl-C)", running.base_url));
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    axum::serve(listener, app).with_graceful_shutdown(stop).await.into_diagnostic()
}
