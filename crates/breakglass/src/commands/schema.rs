//! `schema`: the contracts of the JSON that this program writes, and of the declaration that it reads, as JSON Schema.
//!
//! Source: <https://json-schema.org/draft/2020-12> (read 2026-11-25).

use super::Common;
use crate::exit::Exit;
use crate::output::Sink;
use crate::output::style::{Style, Tone, padded};
use crate::source::{Usage, failed};

/// Print the JSON Schema of an output
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Print the JSON Schema (draft 2020-12) of a JSON output, or of the declaration.\n\nA contract keeps its number while fields are only added: nothing is renamed and \
    nothing changes its meaning. A schema is strict about what this version writes; programs that read later versions pass over fields that they do not know.",
    after_help = "Examples:\n  breakglass schema\n  breakglass schema assess > assess.schema.json\n  breakglass schema declaration"
)]
pub struct Args {
    /// The contract; all of them are listed without it
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// One contract.
struct Contract {
    /// Its name, which is also its file's.
    name: &'static str,
    /// What follows it.
    what: &'static str,
    /// The schema.
    text: &'static str,
}

/// Every contract.
const ALL: &[Contract] = &[
    Contract { name: "assess", what: "assess --format json", text: include_str!("../../schemas/assess.schema.json") },
    Contract { name: "declaration", what: "breakglass.toml, for editors", text: include_str!("../../schemas/declaration.schema.json") },
    Contract { name: "designation", what: "designation export", text: include_str!("../../schemas/designation.schema.json") },
    Contract { name: "prove", what: "prove --format json", text: include_str!("../../schemas/prove.schema.json") },
    Contract {
        name: "snapshot",
        what: "the files of snapshot take and snapshot anonymise",
        text: include_str!("../../schemas/snapshot.schema.json"),
    },
    Contract { name: "snapshot-diff", what: "snapshot diff --format json", text: include_str!("../../schemas/snapshot-diff.schema.json") },
    Contract { name: "what-if", what: "what-if --format json", text: include_str!("../../schemas/what-if.schema.json") },
];

/// Prints one schema, or lists all.
///
/// # Errors
/// No contract has that name.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    let page = match &args.name {
        Some(name) => find(name)?.text.to_owned(),
        None => list(Style::of_output(common.color, false)),
    };
    Sink::Standard.write(&page).map_err(|error| failed("cannot write", error))?;
    Ok(Exit::Good)
}

fn find(name: &str) -> Result<&'static Contract, Usage> {
    ALL.iter().find(|it| it.name == name).ok_or_else(|| {
        let known: Vec<&str> = ALL.iter().map(|it| it.name).collect();
        Usage::new(format!("no contract has the name `{}`", breakglass_model::visible(name)), format!("There are {}.", known.join(", ")))
    })
}

fn list(style: Style) -> String {
    ALL.iter().map(|it| format!("{} {}\n", style.paint(Tone::Strong, &padded(it.name, 14)), it.what)).collect()
}
