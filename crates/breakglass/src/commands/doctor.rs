//! `doctor`: would an assessment of this tenant get everything that it asks for?

use std::collections::BTreeSet;
use std::path::PathBuf;

use breakglass_core::controls;
use breakglass_graph::client::Limits;
use breakglass_graph::live;
use breakglass_graph::permissions::OPTIONAL;
use breakglass_model::{Collection, visible};
use miette::IntoDiagnostic;

use super::Common;
use crate::clock::SystemClock;
use crate::credentials;
use crate::declaration::Declaration;
use crate::exit::Exit;
use crate::output::Sink;
use crate::output::style::{Style, Tone, padded};
use crate::sign_in;
use crate::source::{EndpointArgs, failed};

/// Sign in and say what the token may read, and what will stay unknown
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  breakglass doctor --tenant breakglass.toml\n\n\
    Reads nothing of the tenant: only the sign-in, the token's own permissions and whether the channels' secrets can be read are looked at.\n\
    Exit codes: 0 everything that `init --app` asks for is granted, 1 something is lacking, or a secret of a channel, 2 wrong declaration, 3 the token cannot be looked into, 4 no sign-in.")]
pub struct Args {
    /// The declaration
    #[arg(long, value_name = "FILE")]
    tenant: PathBuf,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// Signs in and compares.
///
/// # Errors
/// The declaration is wrong, or sign-in fails.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    let declaration = Declaration::read(&args.tenant)?;
    let target = sign_in::target(&declaration, &args.endpoint, common.quiet)?;
    let granted = crate::block_on(async { live::rights(&target, &Limits::default(), &SystemClock).await.into_diagnostic() })?;
    let style = Style::of_output(common.color, false);
    let mut page =
        format!("{}  signed in to {} at {}\n", style.paint(Tone::Good, "ok"), visible(&declaration.tenant.id), target.endpoints.shown());
    let exit = match granted {
        Some(granted) => compare(&granted, style, &mut page),
        None => {
            page.push_str("?   the token cannot be looked into: only an assessment shows what it may read\n");
            Exit::Incomplete
        }
    };
    let exit = if secrets(&declaration, style, &mut page) { exit } else { Exit::Findings };
    Sink::Standard.write(&page).map_err(|error| failed("cannot write", error))?;
    Ok(exit)
}

/// Whether every secret of the channels is where the declaration says. None is used.
fn secrets(declaration: &Declaration, style: Style, page: &mut String) -> bool {
    let mut are_there = true;
    for channel in &declaration.understood {
        for (key, place) in &channel.secrets {
            let name = format!("channel {}, {key}", visible(&channel.channel.id));
            match credentials::read(place, &declaration.folder) {
                Ok(_) => page.push_str(&format!("{}  {name}\n", style.paint(Tone::Good, "ok"))),
                Err(error) => {
                    are_there = false;
                    page.push_str(&format!("{}  {name}: {}\n", style.paint(Tone::Bad, "no"), visible(&error.to_string())));
                }
            }
        }
    }
    are_there
}

fn compare(granted: &BTreeSet<String>, style: Style, page: &mut String) -> Exit {
    let needed: BTreeSet<&str> = Collection::ALL.iter().map(|it| it.permission()).collect();
    let mut exit = Exit::Good;
    for permission in &needed {
        let collections: Vec<Collection> = Collection::ALL.iter().copied().filter(|it| it.permission() == *permission).collect();
        if granted.contains(*permission) {
            page.push_str(&format!("{}  {permission}\n", style.paint(Tone::Good, "ok")));
            continue;
        }
        let is_optional = *permission == OPTIONAL;
        if !is_optional {
            exit = Exit::Findings;
        }
        let lost: Vec<&str> = controls::all()
            .filter(|control| control.needs.iter().any(|need| collections.contains(need)))
            .map(|control| control.id)
            .collect();
        let (mark, why) = match is_optional {
            true => (style.paint(Tone::Quiet, "- "), "left out, as it may be, so that these may stay unknown"),
            false => (style.paint(Tone::Bad, "no"), "lacking, so that these may stay unknown"),
        };
        page.push_str(&format!("{mark}  {permission}\n"));
        for piece in style.wrap(&format!("{why}: {}", lost.join(", ")), 6) {
            page.push_str(&format!("      {piece}\n"));
        }
    }
    for permission in granted.iter().filter(|it| !needed.contains(it.as_str())) {
        page.push_str(&format!(
            "{}  {}  granted and not needed: take it away\n",
            style.paint(Tone::Doubtful, "! "),
            padded(&visible(permission), 40)
        ));
    }
    exit
}
