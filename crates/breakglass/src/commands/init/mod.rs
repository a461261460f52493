//! `init`: a first declaration with proposals, or the script that registers the app that reads.

mod page;
mod script;

use std::path::PathBuf;

use breakglass_core::named::{self, Named};
use breakglass_core::{Comparison, Imported, compare};
use breakglass_graph::wire;
use breakglass_model::{Designation, ObjectKind, ObjectRef, Tenant, Untrusted, visible};

use self::page::Chosen;
use super::{Common, assess};
use crate::exit::Exit;
use crate::foreign;
use crate::output::{Sink, say, say_error, text, write_new};
use crate::source::{self, DesignationArgs, EndpointArgs, SourceArgs, Usage, failed};

/// Write a first declaration, or the script that registers the app
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  breakglass init --app > register.ps1               # then run it in PowerShell as an administrator\n  \
    breakglass init --export ./export --output breakglass.toml\n  \
    breakglass init --snapshot today.json --account ID --account ID --group ID --output breakglass.toml\n  \
    breakglass init --snapshot today.json --import maester-config.json --import scuba.yaml\n\n\
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
    #[arg(long, value_name = "ID|UPN")]
    account: Vec<String>,
    /// The emergency group: it must exist
    #[arg(long, value_name = "ID|NAME")]
    group: Option<String>,
    /// Propose as well whom a configuration of Maester, Zero Trust Assessment (JSON) or ScubaGear (YAML, JSON) names (repeatable)
    #[arg(long, value_name = "FILE", conflicts_with = "app")]
    import: Vec<PathBuf>,
    /// Write the declaration to this file (mode 600); one that exists is never replaced
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes the declaration or the script.
///
/// # Errors
/// The source cannot be read, the file exists already or cannot be written, a file to import cannot be understood, what is named does not
/// exist.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    if args.app {
        Sink::Standard.write(&script::script(args.with_consents)).map_err(|error| failed("cannot write the script", error))?;
        return Ok(Exit::Good);
    }
    if let Some(path) = args.output.as_ref().filter(|path| path.symlink_metadata().is_ok()) {
        return Err(
            Usage::new(format!("`{}` exists already", path.display()), "Name another file: a declaration is never replaced.").into()
        );
    }
    let imported = import(&args.import)?;
    let from = SourceArgs { tenant: args.tenant.clone(), export: args.export.clone(), snapshot: args.snapshot.clone() };
    source::read(&from, &args.endpoint, &looked_for(args, &imported), common.quiet, |source| {
        let mut source = source?;
        let tenant = wire::read_tenant(&source.snapshot);
        let chosen = chosen(args, &tenant)?;
        // Without a designation the assessment proposes.
        source.designation = Designation::default();
        let comparison = compare(&tenant, &imported, &assess::judge(&source, None, None).candidates);
        say_comparison(&comparison);
        let page = page::declaration(&tenant, &chosen, &comparison);
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

fn import(files: &[PathBuf]) -> miette::Result<Vec<Imported>> {
    let mut imported = Vec::new();
    for path in files {
        let foreign = foreign::read(path)?;
        for remark in foreign.remarks {
            say_error(&format!("Note: {}, {}.", visible(&path.display().to_string()), visible(&remark)));
        }
        imported.extend(foreign.entries);
    }
    Ok(imported)
}

/// A live tenant is asked for what is named, so that it can be said whether it is there.
fn looked_for(args: &Args, imported: &[Imported]) -> DesignationArgs {
    let texts = |kind| imported.iter().filter(move |it| it.kind == kind).map(|it| it.text.raw().to_owned());
    DesignationArgs {
        account: args.account.iter().cloned().chain(texts(ObjectKind::User)).collect(),
        group: args.group.clone(),
        also_read: texts(ObjectKind::Group).collect(),
        ..DesignationArgs::default()
    }
}

fn say_comparison(comparison: &Comparison) {
    for (entry, why) in &comparison.absent {
        say_error(&format!("Warning: {} {why}; imported from {}.", entry.text.quoted(), visible(&entry.from)));
    }
    for remark in &comparison.remarks {
        say_error(&format!("Note: {}.", visible(remark)));
    }
}

/// What is named must be there. Where nobody looked for it, that is said, and it is written as it was named.
fn chosen(args: &Args, tenant: &Tenant) -> miette::Result<Chosen> {
    let accounts = args.account.iter().map(|text| found(ObjectKind::User, text, named::account(tenant, &text.as_str().into())));
    let group = args.group.as_ref().map(|text| found(ObjectKind::Group, text, named::group(tenant, &text.as_str().into())));
    Ok(Chosen { accounts: accounts.collect::<Result<_, _>>()?, group: group.transpose()? })
}

fn found(kind: ObjectKind, text: &str, named: Named) -> miette::Result<ObjectRef> {
    let what = if kind == ObjectKind::Group { "group" } else { "account" };
    let shown = Untrusted::from(text).quoted();
    match named {
        Named::Exists(object) => Ok(object),
        Named::Absent { is_deleted } => {
            let why = if is_deleted { "was deleted: it is in the recycle bin" } else { "does not exist in this tenant" };
            let help = "Name it by the object id that the Entra admin center shows.";
            Err(Usage::new(format!("the {what} {shown} {why}"), help).into())
        }
        Named::Unread(missing) => {
            say_error(&format!("Warning: whether the {what} {shown} exists could not be checked: {}.", text::missing(&missing)));
            Ok(ObjectRef::new(kind, text, None))
        }
    }
}
