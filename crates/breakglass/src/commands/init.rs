//! `init`: a first declaration with proposals, or the script that registers the app that reads.

use std::collections::BTreeSet;
use std::path::PathBuf;

use breakglass_core::named::{self, Named};
use breakglass_core::{Assessment, Candidate};
use breakglass_graph::wire;
use breakglass_model::{Collection, Designation, ObjectKind, Tenant, Untrusted, visible};

use super::{Common, assess};
use crate::exit::Exit;
use crate::output::{Sink, say, say_error, text, write_new};
use crate::source::{self, DesignationArgs, EndpointArgs, Source, SourceArgs, Usage, failed};

/// What is read only where somebody wants consents judged: it reads the whole directory.
pub(super) const OPTIONAL: &str = "Directory.Read.All";
/// Registers the app; `@NAMES@` stands for the permissions, a line each.
const SCRIPT: &str = include_str!("../../templates/register.ps1");

/// Write a first declaration, or the script that registers the app
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  breakglass init --app > register.ps1               # then run it in PowerShell as an administrator\n  \
    breakglass init --export ./export --output breakglass.toml\n  \
    breakglass init --snapshot today.json --account ID --account ID --group ID --output breakglass.toml\n\n\
    Accounts are proposed as comments, with reasons: take away the # of those that are the emergency accounts. Nothing designates itself."
)]
pub struct Args {
    /// Print a PowerShell script that registers the app with exactly the permissions that are needed
    #[arg(long, conflicts_with_all = ["export", "snapshot", "tenant", "output"])]
    app: bool,
    /// With --app: ask for Directory.Read.All as well, so that consents which the accounts gave are judged
    #[arg(long, requires = "app")]
    with_consents: bool,
    /// Propose from an export
    #[arg(long, value_name = "PATH", required_unless_present_any = ["app", "snapshot", "tenant"], conflicts_with_all = ["snapshot", "tenant"])]
    export: Option<PathBuf>,
    /// Propose from a saved snapshot
    #[arg(long, value_name = "FILE", conflicts_with = "tenant")]
    snapshot: Option<PathBuf>,
    /// Propose from a live tenant, with a declaration that names the identity only
    #[arg(long, value_name = "FILE")]
    tenant: Option<PathBuf>,
    #[command(flatten)]
    endpoint: EndpointArgs,
    /// An emergency account that you know already: it must exist, and is written without a # (repeatable)
    #[arg(long, value_name = "ID")]
    account: Vec<String>,
    /// The emergency group: it must exist
    #[arg(long, value_name = "ID")]
    group: Option<String>,
    /// Write the declaration to this file (mode 600); one that exists is never replaced
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes the declaration or the script.
///
/// # Errors
/// The source cannot be read, the file exists already or cannot be written.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    if args.app {
        Sink::Standard.write(&script(args.with_consents)).map_err(|error| failed("cannot write the script", error))?;
        return Ok(Exit::Good);
    }
    if let Some(path) = args.output.as_ref().filter(|path| path.symlink_metadata().is_ok()) {
        return Err(
            Usage::new(format!("`{}` exists already", path.display()), "Name another file: a declaration is never replaced.").into()
        );
    }
    let from = SourceArgs { tenant: args.tenant.clone(), export: args.export.clone(), snapshot: args.snapshot.clone() };
    // What is named is looked for, so that it can be said whether it is there.
    let named = DesignationArgs { account: args.account.clone(), group: args.group.clone(), ..DesignationArgs::default() };
    source::read(&from, &args.endpoint, &named, common.quiet, |source| {
        let mut source = source?;
        check_named(args, &wire::read_tenant(&source.snapshot))?;
        // Without a designation the assessment proposes.
        source.designation = Designation::default();
        let assessment = assess::judge(&source, None, None);
        let page = declaration(args, &source, &assessment);
        // Reading takes a while: what came into being meanwhile is not replaced either.
        let written = match &args.output {
            Some(path) => write_new(path, &page),
            None => Sink::Standard.write(&page),
        };
        written.map_err(|error| failed("cannot write the declaration", error))?;
        if let Some(path) = args.output.as_ref().filter(|_| !common.quiet) {
            say(&format!("Wrote {}: take away the # of the accounts that are meant, and name the identity.", path.display()));
        }
        Ok(())
    })?;
    Ok(Exit::Good)
}

/// What is named must be there. Where nobody looked for it, that is said, and it is written.
fn check_named(args: &Args, tenant: &Tenant) -> miette::Result<()> {
    let accounts = args.account.iter().map(|text| ("account", text, named::account(tenant, &text.as_str().into())));
    let group = args.group.iter().map(|text| ("group", text, named::group(tenant, &text.as_str().into())));
    for (kind, text, found) in accounts.chain(group) {
        let text = Untrusted::from(text.as_str()).quoted();
        match found {
            Named::Exists(_) => {}
            Named::Absent { is_deleted } => {
                let what = if is_deleted { "was deleted: it is in the recycle bin" } else { "does not exist in this tenant" };
                let help = "Name it by the object id that the Entra admin center shows.";
                return Err(Usage::new(format!("the {kind} {text} {what}"), help).into());
            }
            Named::Unread(missing) => {
                say_error(&format!("Warning: whether the {kind} {text} exists could not be checked: {}.", text::missing(&missing)));
            }
        }
    }
    Ok(())
}

fn declaration(args: &Args, source: &Source, assessment: &Assessment) -> String {
    let tenant = wire::read_tenant(&source.snapshot);
    let id = tenant.id.as_ref().map_or_else(|| "<tenant id or initial domain>".to_owned(), breakglass_model::ObjectId::shown);
    let mut page = format!(
        "# breakglass assess --tenant THIS_FILE\n[tenant]\nid = {}\n\n\
         # `breakglass init --app` prints a script that registers the app.\n[identity]\nclient-id = \"<application (client) id>\"\n\
         secret = \"file:client-secret\"\n\n[emergency]\naccounts = [\n",
        quoted(&id)
    );
    for account in &args.account {
        page.push_str(&format!("  {},\n", quoted(account)));
    }
    let proposed = |kind: ObjectKind| assessment.candidates.iter().filter(move |it| it.object.kind == kind);
    for candidate in proposed(ObjectKind::User).filter(|it| !args.account.iter().any(|id| it.object.id.raw().eq_ignore_ascii_case(id))) {
        page.push_str(&format!("  # {},  # {}\n", quoted(&candidate.object.id.shown()), reasons(candidate)));
    }
    page.push_str("]\n");
    if let Some(group) = &args.group {
        page.push_str(&format!("group = {}\n", quoted(group)));
    }
    for candidate in proposed(ObjectKind::Group).filter(|_| args.group.is_none()) {
        page.push_str(&format!("# group = {}  # {}\n", quoted(&candidate.object.id.shown()), reasons(candidate)));
    }
    page
}

/// Name, score and reasons on one line: names are a tenant's, so nothing in them may end the comment.
fn reasons(candidate: &Candidate) -> String {
    visible(&format!("{}, score {}: {}", text::object(&candidate.object), candidate.score, candidate.reasons.join(", ")))
}

fn quoted(text: &str) -> String {
    // A JSON string is a TOML string.
    serde_json::Value::String(visible(text)).to_string()
}

fn script(with_consents: bool) -> String {
    let needed: BTreeSet<&str> = Collection::ALL.iter().map(|it| it.permission()).filter(|it| with_consents || *it != OPTIONAL).collect();
    let names: Vec<String> = needed.iter().map(|name| format!("  '{name}'")).collect();
    SCRIPT.replace("@NAMES@", &names.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_asks_for_what_is_read_and_for_nothing_that_writes() {
        let (plain, more) = (script(false), script(true));
        for collection in Collection::ALL {
            let name = format!("'{}'", collection.permission());
            assert!(more.contains(&name), "{name}");
            assert!(plain.contains(&name) || collection.permission() == OPTIONAL, "{name}");
        }
        let granted = plain.split_once("$names = @(").and_then(|(_, rest)| rest.split_once(')')).map(|(names, _)| names).unwrap();
        assert!(!granted.contains("Write") && !granted.contains(OPTIONAL), "{granted}");
    }
}
