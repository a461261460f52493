//! The program `breakglass`: wires the crates together, decides nothing.
//!
//! `commands/` holds one file per command; `source.rs` says where a tenant comes from; `output/` writes results.

mod audience;
mod clock;
mod commands;
mod credentials;
mod declaration;
mod exit;
mod foreign;
mod output;
mod progress;
mod sign_in;
mod source;
mod spelling;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Cli;

/// Snapshots are hundreds of thousands of small values, which this one hands out faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    forbid_core_files();
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

/// Tokens and keys are in memory: a crash must not write them to a disk. Both are needed, since a limit of zero does not stop a
/// handler that the system pipes core files to.
///
/// Source: <https://man7.org/linux/man-pages/man5/core.5.html> (read 2026-11-25).
fn forbid_core_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // A system that refuses to lower a limit leaves nothing else to do.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Runs a future to its end on a runtime of its own.
///
/// # Errors
/// The runtime cannot be started, or what the future says.
fn block_on<T>(future: impl Future<Output = miette::Result<T>>) -> miette::Result<T> {
    use miette::IntoDiagnostic;
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().into_diagnostic()?.block_on(future)
}
