//! `explain`: what a control means.

use breakglass_core::controls;

use super::Common;
use crate::exit::Exit;
use crate::output::style::{Style, Tone, padded};
use crate::output::{Sink, text};
use crate::source::{Usage, failed};

/// Say what a control means
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The control's id; all of them are listed without it
    control: Option<String>,
}

/// Explains one control, or lists all.
///
/// # Errors
/// No control has that id.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    let style = Style::of_output(common.color, false);
    let page = match &args.control {
        Some(id) => text::explain(find(id)?, style),
        None => list(style),
    };
    Sink::Standard.write(&page).map_err(|error| failed("cannot write", error))?;
    Ok(Exit::Good)
}

fn find(id: &str) -> Result<&'static controls::Control, Usage> {
    controls::find(id).ok_or_else(|| {
        let similar: Vec<&str> = controls::all()
            .map(|control| control.id)
            .filter(|known| id.split('-').any(|part| part.len() > 2 && known.contains(part)))
            .collect();
        let help = match similar.is_empty() {
            true => "List them all with `breakglass explain`.".to_owned(),
            false => format!("Did you mean {}?", similar.join(", ")),
        };
        Usage::new(format!("no control has the id `{}`", breakglass_model::visible(id)), help)
    })
}

fn list(style: Style) -> String {
    let mut page = String::new();
    for area in controls::AREAS {
        page.push_str(&format!("{}\n", style.paint(Tone::Strong, area.title)));
        for control in area.controls {
            page.push_str(&format!("  {} {} {}\n", padded(control.id, 28), padded(control.severity.word(), 9), control.title));
        }
    }
    page
}
