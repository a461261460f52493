//! `snapshot take`: save what is read of a live tenant or an export.

use std::path::PathBuf;

use breakglass_graph::saved;

use crate::commands::Common;
use crate::exit::Exit;
use crate::output::say_error;
use crate::source::{self, DesignationArgs, EndpointArgs, SourceArgs, Usage, failed};

/// Read a tenant and save it
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    designation: DesignationArgs,
    /// The file to write, mode 600
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

/// Takes a snapshot. Exit code 3 where some read was refused or failed.
///
/// # Errors
/// The source cannot be read, or the file cannot be written.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    if args.source.snapshot.as_ref().is_some_and(|path| path.is_dir()) {
        return Err(Usage::new("a folder of snapshots cannot become one snapshot", "Name one source.").into());
    }
    let mut exit = Exit::Good;
    source::read(&args.source, &args.endpoint, &args.designation, common.quiet, |source| {
        let snapshot = source?.snapshot;
        saved::write(&args.output, &snapshot).map_err(|error| failed("cannot save the snapshot", error))?;
        let incomplete = snapshot.reads.iter().filter(|read| !matches!(read.state.word(), "complete" | "absent")).count();
        if !common.quiet {
            say_error(&format!("{} reads saved to {}, {incomplete} of them incomplete", snapshot.reads.len(), args.output.display()));
        }
        if incomplete > 0 {
            exit = Exit::Incomplete;
        }
        Ok(())
    })?;
    Ok(exit)
}
