//! `snapshot anonymise`: the same tenant under other names.

use std::path::PathBuf;

use breakglass_graph::anonymise::{Anonymiser, JUDGE_NAMES};
use breakglass_graph::saved;

use super::read_any;
use crate::commands::Common;
use crate::credentials;
use crate::exit::Exit;
use crate::output::{say, say_error};
use crate::source::{Usage, failed};

/// Strip a snapshot or an export for sharing
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Strip a snapshot or an export of everything that the tenant chose.\n\nKept: words of Microsoft Graph, ids that are the same in every tenant, models of \
    security keys, dates, numbers, truth values. Everything else becomes a pseudonym; the same text always gets the same one, so that memberships \
    and exclusions still fit. Without --key-file the key is random and forgotten: nobody can make the pseudonyms again.",
    after_help = "Examples:\n  breakglass snapshot anonymise today.json --output for-support.json\n  \
    breakglass snapshot anonymise ./export --output shared.json --account ID --group ID"
)]
pub struct Args {
    /// A snapshot, or an export
    #[arg(value_name = "PATH")]
    input: PathBuf,
    /// The file to write, mode 600
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Keep pseudonyms the same over several snapshots: a file with a key of your own, mode 600
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Print the pseudonym of this id, to designate it in the result (repeatable)
    #[arg(long, value_name = "ID")]
    account: Vec<String>,
    /// Print the pseudonym of this group
    #[arg(long, value_name = "ID")]
    group: Option<String>,
}

/// Writes the anonymised snapshot.
///
/// # Errors
/// The input or the key cannot be read, or the output cannot be written.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    let snapshot = read_any(&args.input)?;
    let anonymiser = anonymiser(args)?;
    saved::write(&args.output, &anonymiser.snapshot(&snapshot)).map_err(|error| failed("cannot save the snapshot", error))?;
    let ids = args.account.iter().map(|id| ("account", id)).chain(args.group.iter().map(|id| ("group", id)));
    for (option, id) in ids {
        say(&format!("--{option} {}", anonymiser.id(&id.as_str().into()).raw()));
    }
    if !common.quiet {
        say_error(&format!(
            "{} reads anonymised into {}; controls that judge names may answer differently: {}",
            snapshot.reads.len(),
            args.output.display(),
            JUDGE_NAMES.join(", ")
        ));
    }
    Ok(Exit::Good)
}

fn anonymiser(args: &Args) -> miette::Result<Anonymiser> {
    if let Some(file) = &args.key_file {
        let help = "Write 32 random characters or more into the file, mode 600.";
        let key = credentials::read(&format!("file:{}", file.display()), std::path::Path::new(""))
            .map_err(|error| Usage::new(error.to_string(), help))?;
        return Anonymiser::with_secret(&key)
            .ok_or_else(|| Usage::new("the key is too short: names could be found by trying keys", help).into());
    }
    Anonymiser::random().ok_or_else(|| failed("cannot make a key", "the system gives no random numbers"))
}
