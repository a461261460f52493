//! `man`: manual pages, one per command, made of the same texts as `--help`.

use std::path::PathBuf;

use clap::CommandFactory;
use clap_mangen::Man;
use miette::{IntoDiagnostic, WrapErr};

use super::{Cli, Common};
use crate::exit::Exit;
use crate::output::Sink;

/// Write manual pages
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  breakglass man | man -l -\n  breakglass man --output ~/.local/share/man/man1")]
pub struct Args {
    /// Write a page per command into this folder; without it, the page of the program goes to standard output
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

/// Writes the pages.
///
/// # Errors
/// A page cannot be written.
pub fn run(args: &Args, _common: Common) -> miette::Result<Exit> {
    let mut program = Cli::command();
    program.build();
    let Some(folder) = &args.output else {
        Sink::new(None).write(&page(program)?).into_diagnostic()?;
        return Ok(Exit::Good);
    };
    std::fs::create_dir_all(folder).into_diagnostic().wrap_err_with(|| format!("cannot make the folder `{}`", folder.display()))?;
    let mut commands = vec![("breakglass".to_owned(), program)];
    while let Some((name, command)) = commands.pop() {
        let inner = command.get_subcommands().filter(|it| it.get_name() != "help");
        commands.extend(inner.map(|it| (format!("{name}-{}", it.get_name()), it.clone())));
        let file = folder.join(format!("{name}.1"));
        std::fs::write(&file, page(command)?).into_diagnostic().wrap_err_with(|| format!("cannot write `{}`", file.display()))?;
    }
    Ok(Exit::Good)
}

fn page(command: clap::Command) -> miette::Result<String> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page).into_diagnostic()?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
