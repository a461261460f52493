//! The commands, one file each: arguments and what is done with them.

pub mod assess;
pub mod completions;
pub mod demo;
pub mod designation;
pub mod doctor;
pub mod emulator;
pub mod explain;
mod held;
pub mod init;
pub mod man;
pub mod prove;
pub mod schema;
mod sign_in;
pub mod snapshot;
pub mod what_if;

use clap::{Parser, Subcommand};

use crate::exit::Exit;
use crate::output::style::Color;

/// Keeps a Microsoft Entra ID tenant openable by the right people, closed to everybody else, and proves both.
#[derive(Debug, Parser)]
#[command(name = "breakglass", version, propagate_version = true, max_term_width = 110)]
#[command(
    after_help = "Start here:\n  breakglass demo\n  breakglass assess --export FOLDER --group ID\n  breakglass assess --tenant breakglass.toml\n\n\
    Exit codes: 0 good, 1 findings, 2 wrong command line or declaration, 3 evidence incomplete, 4 failed."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    /// How to talk.
    pub common: Common,
}

/// Options that every command understands.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Common {
    /// Say nothing but the result
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to colour
    #[arg(long, global = true, value_enum, default_value_t)]
    pub color: Color,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show everything on a sample tenant: no tenant, no account, no network needed
    Demo(demo::Args),
    /// Write a first declaration with proposals, or the script that registers the app
    Init(init::Args),
    /// Sign in and say what the token may read, and what will stay unknown
    Doctor(doctor::Args),
    /// Judge a tenant: would its emergency access hold?
    Assess(assess::Args),
    /// Prove that no policy can refuse an emergency account, or show when one does
    Prove(prove::Args),
    /// Say what every policy does to one sign-in
    WhatIf(what_if::Args),
    /// Say what a control means, why it matters and how to mend it
    Explain(explain::Args),
    /// Save what is read of a tenant, to judge it later or elsewhere
    #[command(subcommand)]
    Snapshot(snapshot::Action),
    /// Hand who the emergency accounts are to other assessments
    #[command(subcommand)]
    Designation(designation::Action),
    /// Run the pretend Microsoft cloud by itself
    Emulator(emulator::Args),
    /// Print the JSON Schema of an output
    Schema(schema::Args),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Write manual pages
    Man(man::Args),
}

impl Command {
    /// Carries the command out.
    ///
    /// # Errors
    /// Whatever stopped it, with what to do about it.
    pub fn run(self, common: Common) -> miette::Result<Exit> {
        match self {
            Self::Demo(args) => demo::run(&args, common),
            Self::Init(args) => init::run(&args, common),
            Self::Doctor(args) => doctor::run(&args, common),
            Self::Assess(args) => assess::run(&args, common),
            Self::Prove(args) => prove::run(&args, common),
            Self::WhatIf(args) => what_if::run(&args, common),
            Self::Explain(args) => explain::run(&args, common),
            Self::Snapshot(action) => snapshot::run(&action, common),
            Self::Designation(action) => designation::run(&action, common),
            Self::Emulator(args) => emulator::run(&args, common),
            Self::Schema(args) => schema::run(&args, common),
            Self::Completions(args) => completions::run(&args, common),
            Self::Man(args) => man::run(&args, common),
        }
    }
}
