//! `doctor`: would an assessment of this tenant get everything that it asks for?

use std::collections::BTreeSet;
use std::path::PathBuf;

use breakglass_core::controls;
use breakglass_graph::client::{AZURE_CLI, COMMAND_LINE_TOOLS, Limits};
use breakglass_graph::live::{self, Held, WHAT_IF_PERMISSIONS};
use breakglass_graph::permissions::{self, Holding, OPTIONAL, Rights, Scheme};
use breakglass_model::{Collection, GLOBAL_ADMINISTRATOR, visible};
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

/// Columns of a permission's name.
const COLUMN: usize = 46;

/// Directory roles with which a person reads everything: Global Administrator and Global Reader.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference> (read 2026-11-22).
const READING_ALL: [&str; 2] = [GLOBAL_ADMINISTRATOR, "f2ef992c-3afb-46b9-b7cf-a126ee74c451"];

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
    let held = crate::block_on(async { live::held(&target, &Limits::default(), &SystemClock).await.into_diagnostic() })?;
    let style = Style::of_output(common.color, false);
    let mut page = format!(
        "{}  signed in to {} at {}, as {}\n",
        style.paint(Tone::Good, "ok"),
        visible(&declaration.tenant.id),
        target.endpoints.shown(),
        who(&held)
    );
    let exit = match &held.permissions {
        Some(permissions) => {
            let rights = permissions::compare(permissions, held.scheme);
            let exit = table(&rights, held.scheme, style, &mut page);
            what_if(permissions, style, &mut page);
            advice(&held, exit, style, &mut page);
            exit
        }
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

fn who(held: &Held) -> String {
    let client = match held.client.as_deref() {
        Some(COMMAND_LINE_TOOLS) => "Microsoft Graph Command Line Tools".to_owned(),
        Some(AZURE_CLI) => "the Azure CLI".to_owned(),
        Some(id) => format!("the app {}", visible(id)),
        None => "an app that the token does not name".to_owned(),
    };
    match held.scheme {
        Scheme::Application => client,
        Scheme::Delegated => format!("a person, through {client}"),
    }
}

/// What is needed with what it is held by, then what is held in vain.
fn table(rights: &Rights, scheme: Scheme, style: Style, page: &mut String) -> Exit {
    let mut exit = Exit::Good;
    let mut row = |tone: Tone, mark: &str, name: &str, held: &str| {
        page.push_str(&format!("{}  {}  {held}\n", style.paint(tone, mark), padded(name, COLUMN)));
    };
    row(Tone::Quiet, "  ", "needed", "held");
    let mut costs = Vec::new();
    for (name, holding) in &rights.needed {
        match holding {
            Holding::Itself => row(Tone::Good, "ok", name, "yes"),
            Holding::Broader(other) => row(Tone::Good, "ok", name, &format!("by {}, which is broader: this one would do", visible(other))),
            Holding::Lacking if *name == OPTIONAL => {
                row(Tone::Quiet, "- ", name, "no");
                costs.push((*name, "left out, as it may be"));
            }
            Holding::Lacking => {
                exit = Exit::Findings;
                row(Tone::Bad, "no", name, "no");
                costs.push((*name, "lacking"));
            }
        }
    }
    let away = match scheme {
        Scheme::Application => "granted and not needed: take it away",
        Scheme::Delegated => "held and not needed: take the consent away, or sign in through an app of your own",
    };
    // The lesser permission for Microsoft's what-if is of use where the one that covers it as well is lacking.
    let [least, covering] = WHAT_IF_PERMISSIONS;
    let is_of_use = |name: &str| name == least && rights.needed.get(covering) == Some(&Holding::Lacking);
    for name in rights.superfluous.iter().filter(|name| !is_of_use(name)) {
        row(Tone::Doubtful, "! ", &visible(name), away);
    }
    for (name, why) in costs {
        let lost = format!("{name} is {why}, so that these may stay unknown: {}", lost(name).join(", "));
        for (index, piece) in style.wrap(&lost, 6).into_iter().enumerate() {
            page.push_str(&format!("{}{piece}\n", if index == 0 { "    " } else { "      " }));
        }
    }
    exit
}

/// Whether `what-if --against-microsoft` gets an answer: one permission of several is enough.
fn what_if(held: &BTreeSet<String>, style: Style, page: &mut String) {
    match WHAT_IF_PERMISSIONS.iter().find(|permission| held.contains(**permission)) {
        Some(permission) => {
            page.push_str(&format!("{}  {permission} also lets Microsoft's what-if be asked\n", style.paint(Tone::Good, "ok")));
        }
        None => {
            let wanted = WHAT_IF_PERMISSIONS.join(" or ");
            page.push_str(&format!("{}  `what-if --against-microsoft` gets no answer: it takes {wanted}\n", style.paint(Tone::Bad, "no")));
        }
    }
}

/// The controls that need what a permission reads.
fn lost(permission: &str) -> Vec<&'static str> {
    let needs = |need: &Collection| need.permission() == permission;
    controls::all().filter(|control| control.needs.iter().any(needs)).map(|control| control.id).collect()
}

/// What else decides over what a person's token reads.
fn advice(held: &Held, exit: Exit, style: Style, page: &mut String) {
    if held.scheme != Scheme::Delegated {
        return;
    }
    let mut note = |text: &str| page.push_str(&format!("{}  {text}\n", style.paint(Tone::Doubtful, "? ")));
    if held.client.as_deref() == Some(AZURE_CLI) && exit != Exit::Good {
        note(
            "the Azure CLI's app has the same scopes for everybody, and none can be added: sign in with --auth browser to ask for what is lacking",
        );
    }
    if !held.roles.iter().any(|role| READING_ALL.iter().any(|all| role.eq_ignore_ascii_case(all))) {
        note("these scopes reach as far as your own directory roles: Global Reader reads everything that is asked for");
    }
}
