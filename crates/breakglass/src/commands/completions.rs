//! `completions`: what a shell needs to complete our commands.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Common};
use crate::exit::Exit;
use crate::output::Sink;
use crate::source;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  breakglass completions bash > ~/.local/share/bash-completion/completions/breakglass\n  \
    breakglass completions zsh > ~/.zfunc/_breakglass\n  breakglass completions fish > ~/.config/fish/completions/breakglass.fish")]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
///
/// # Errors
/// Standard output cannot be written.
pub fn run(args: &Args, _common: Common) -> miette::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "breakglass", &mut script);
    let script = String::from_utf8_lossy(&script);
    Sink::new(None).write(&script).map_err(|error| source::failed("cannot write the completions", error))?;
    Ok(Exit::Good)
}
