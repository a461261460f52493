//! The program `breakglass`: wires the crates together, decides nothing.
//!
//! `commands/` holds one file per command; `source.rs` says where a tenant comes from; `output/` writes results.

mod clock;
mod commands;
mod credentials;
mod declaration;
mod exit;
mod output;
mod progress;
mod source;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command.run(cli.common) {
        Ok(exit) => exit.into(),
        Err(report) => {
            let exit = source::exit_of(&report);
            output::say_error(&format!("{report:?}"));
            exit.into()
        }
    }
}

/// Runs a future to its end on a runtime of its own.
///
/// # Errors
/// The runtime cannot be started, or what the future says.
fn block_on<T>(future: impl Future<Output = miette::Result<T>>) -> miette::Result<T> {
    use miette::IntoDiagnostic;
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().into_diagnostic()?.block_on(future)
}
