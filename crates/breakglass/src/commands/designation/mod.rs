//! `designation`: who the emergency accounts are, in the formats of other assessments.

mod export;
mod scubagear;

use super::Common;
use crate::exit::Exit;

/// What to do with the designation.
#[derive(Debug, clap::Subcommand)]
pub enum Action {
    /// Write the accounts and the group of a declaration as another assessment wants them
    Export(export::Args),
}

/// Carries the action out.
///
/// # Errors
/// The declaration cannot be read, or the result cannot be written.
pub fn run(action: &Action, common: Common) -> miette::Result<Exit> {
    match action {
        Action::Export(args) => export::run(args, common),
    }
}
