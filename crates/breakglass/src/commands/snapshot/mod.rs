//! `snapshot`: save a tenant, compare two states of it, strip it for sharing.

mod anonymise;
mod diff;
mod take;

use std::path::Path;

use breakglass_graph::live::Clock;
use breakglass_graph::{export, saved};
use breakglass_model::Snapshot;
use miette::IntoDiagnostic;

use super::Common;
use crate::clock::SystemClock;
use crate::exit::Exit;

/// What to do with snapshots.
#[derive(Debug, clap::Subcommand)]
pub enum Action {
    /// Read a tenant and save the raw answers to one file
    Take(take::Args),
    /// Say what differs between two snapshots or exports, by object and field
    Diff(diff::Args),
    /// Strip a snapshot of everything that the tenant chose, so that it can be handed to somebody else
    Anonymise(anonymise::Args),
}

/// Carries the action out.
///
/// # Errors
/// A source cannot be read, or a result cannot be written.
pub fn run(action: &Action, common: Common) -> miette::Result<Exit> {
    match action {
        Action::Take(args) => take::run(args, common),
        Action::Diff(args) => diff::run(args, common),
        Action::Anonymise(args) => anonymise::run(args, common),
    }
}

/// A saved snapshot, or whatever exporters write: told apart by content.
fn read_any(path: &Path) -> miette::Result<Snapshot> {
    let export = || export::read(path, SystemClock.now(), &export::Limits::default()).into_diagnostic();
    if !path.is_file() {
        return export();
    }
    match saved::read(path) {
        Ok(snapshot) => Ok(snapshot),
        Err(saved::SavedError::OtherSchema { .. }) => export(),
        // A zip is no JSON either. Where it is no export as well, what is wrong with the snapshot is the better answer.
        Err(error) => export().or_else(|_| Err(error).into_diagnostic()),
    }
}
