//! `snapshot diff`: what changed in a tenant, as a change log.

use std::path::PathBuf;

use breakglass_model::{Change, Difference, FieldChange, ObjectChange, Untrusted};
use miette::IntoDiagnostic;
use serde_json::{Value, json};

use super::read_any;
use crate::commands::Common;
use crate::exit::Exit;
use crate::output::style::{Style, Tone};
use crate::output::{Sink, json as machine};
use crate::source::failed;

/// Say what differs
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Say what differs between two snapshots or exports, by object and field.\n\nLists are compared as sets; null and empty are the same; dates of change alone \
    are no difference; logs are left out. What only one side holds in full cannot be compared and is listed as such. Who made a change is not in a \
    snapshot: look at the audit log around the dates.",
    after_help = "Exit codes: 0 nothing differs, 1 something does, 2 wrong command line, 3 nothing differs in what can be compared and not all can, 4 failed.\n\nExamples:\n  breakglass snapshot diff monday.json friday.json\n  \
    breakglass snapshot diff ./export-old ./export-new --object ID --format json"
)]
pub struct Args {
    /// The older snapshot or export
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The newer one
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Only this object
    #[arg(long, value_name = "ID")]
    object: Option<String>,
    /// The form of the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the result to this file (mode 600)
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For machines: breakglass.snapshot-diff/1.
    Json,
}

/// Compares. Exit code 1 where something differs.
///
/// # Errors
/// A side cannot be read, or the result cannot be written.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    let mut difference = Difference::between(&read_any(&args.old)?, &read_any(&args.new)?);
    if let Some(id) = &args.object {
        let id = breakglass_model::ObjectId::from(id.as_str());
        difference.objects.retain(|object| object.id == id || object.of.as_ref() == Some(&id));
        // Of a list of the whole tenant nobody knows whether the object would stand in it.
        difference.incomparable.retain(|it| it.of.as_ref().is_none_or(|of| *of == id));
    }
    let sink = Sink::new(args.output.as_deref());
    let text = match args.format {
        Format::Text => text(&difference, Style::of_output(common.color, matches!(sink, Sink::File(_)))),
        Format::Json => machine::to_string(&document(&difference)).into_diagnostic()?,
    };
    sink.write(&text).map_err(|error| failed("cannot write the result", error))?;
    Ok(match (difference.is_empty(), difference.incomparable.is_empty()) {
        (false, _) => Exit::Findings,
        (true, false) => Exit::Incomplete,
        (true, true) => Exit::Good,
    })
}

fn text(difference: &Difference, style: Style) -> String {
    let mut out = String::new();
    if difference.is_of_two_tenants {
        out.push_str(&style.paint(Tone::Bad, "The two are of different tenants: what differs is no change of either."));
        out.push_str("\n\n");
    }
    for object in &difference.objects {
        let (mark, tone, word) = match &object.change {
            Change::Added => ("+", Tone::Good, "added"),
            Change::Removed => ("−", Tone::Bad, "removed"),
            Change::Fields(_) => ("~", Tone::Doubtful, "changed"),
        };
        out.push_str(&style.paint(tone, &format!("{mark} {} {}", named(object), word)));
        out.push('\n');
        if let Change::Fields(fields) = &object.change {
            fields.iter().for_each(|field| out.push_str(&line(field, difference)));
        }
    }
    if difference.is_empty() {
        out.push_str("Nothing differs in what both sides hold.\n");
    }
    if !difference.incomparable.is_empty() {
        out.push_str("\nNot comparable\n");
        for it in &difference.incomparable {
            let of = it.of.as_ref().map_or_else(String::new, |id| format!(" of {}", id.shown()));
            out.push_str(&style.paint(Tone::Quiet, &format!("  ? {}{of}: {}", it.collection.title(), it.why)));
            out.push('\n');
        }
    }
    out
}

fn named(object: &ObjectChange) -> String {
    let name = object.name.as_ref().map_or_else(String::new, |name| format!("{} ", name.quoted()));
    let of = object.of.as_ref().filter(|of| **of != object.id).map_or_else(String::new, |of| format!(" of {}", of.shown()));
    format!("{}{of}: {name}{}", object.collection.title(), object.id.shown())
}

fn line(field: &FieldChange, difference: &Difference) -> String {
    let path = Untrusted::new(field.path.as_str()).shown();
    let listed = |values: &[Value]| values.iter().map(|value| shown(value, difference)).collect::<Vec<_>>().join(", ");
    match (field.removed.as_slice(), field.added.as_slice()) {
        ([old], [new]) => format!("    {path}: {} → {}\n", shown(old, difference), shown(new, difference)),
        (removed, []) => format!("    {path}: − {}\n", listed(removed)),
        ([], added) => format!("    {path}: + {}\n", listed(added)),
        (removed, added) => format!("    {path}: − {}; + {}\n", listed(removed), listed(added)),
    }
}

/// A value for people, with the name of what an id stands for.
fn shown(value: &Value, difference: &Difference) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match difference.names.get(&text.to_ascii_lowercase()) {
        Some(name) => format!("{} ({})", name.quoted(), Untrusted::new(text).shown()),
        None => Untrusted::new(text).quoted(),
    }
}

fn document(difference: &Difference) -> Value {
    let objects = difference.objects.iter().map(|object| {
        let (change, fields) = match &object.change {
            Change::Added => ("added", Vec::new()),
            Change::Removed => ("removed", Vec::new()),
            Change::Fields(fields) => ("changed", fields.iter().map(field).collect()),
        };
        json!({ "collection": object.collection.slug(), "of": object.of, "id": object.id, "name": object.name, "change": change, "fields": fields })
    });
    let incomparable = difference.incomparable.iter().map(|it| json!({ "collection": it.collection.slug(), "of": it.of, "why": it.why }));
    json!({
        "schema": "breakglass.snapshot-diff/1",
        "isOfTwoTenants": difference.is_of_two_tenants,
        "objects": objects.collect::<Vec<_>>(),
        "incomparable": incomparable.collect::<Vec<_>>(),
    })
}

fn field(field: &FieldChange) -> Value {
    json!({ "path": field.path, "removed": field.removed, "added": field.added })
}
