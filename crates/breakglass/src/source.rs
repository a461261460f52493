//! Where a tenant comes from: live, an export, or saved snapshots; and whom the operator designates.

use std::path::{Path, PathBuf};

use breakglass_core::{Posture, Profile};
use breakglass_graph::client::Limits;
use breakglass_graph::live::Clock;
use breakglass_graph::{export, live, saved};
use breakglass_model::{Designation, Snapshot, Untrusted};
use miette::{Diagnostic, IntoDiagnostic, Report, WrapErr, miette};
use thiserror::Error;

use crate::clock::SystemClock;
use crate::declaration::{Declaration, DeclarationError};
use crate::exit::Exit;
use crate::foreign::ForeignError;
use crate::progress::Bar;
use crate::sign_in::{self, AuthArgs};

/// Where the tenant comes from.
#[derive(Debug, clap::Args)]
#[group(id = "source", required = true, multiple = false)]
pub struct SourceArgs {
    /// The declaration of a live tenant
    #[arg(long, value_name = "FILE", group = "source")]
    pub tenant: Option<PathBuf>,
    /// An export: a folder, file or zip of Graph JSON as exporters write it
    #[arg(long, value_name = "PATH", group = "source")]
    pub export: Option<PathBuf>,
    /// A saved snapshot, or a folder of them: one report per file
    #[arg(long, value_name = "PATH", group = "source")]
    pub snapshot: Option<PathBuf>,
}

/// How to reach a tenant that is not in the clouds' fixed table.
#[derive(Debug, Default, clap::Args)]
pub struct EndpointArgs {
    /// Ask this address instead of Microsoft's: loopback only
    #[arg(long, value_name = "URL", requires = "tenant")]
    pub endpoint: Option<String>,
    /// Ask this address wherever it is; every report will say so
    #[arg(long, value_name = "URL", requires = "tenant", conflicts_with = "endpoint")]
    pub unsafe_endpoint: Option<String>,
    /// Trust this certification authority besides the system's, PEM
    #[arg(long, value_name = "FILE", requires = "tenant")]
    pub trust_ca: Option<PathBuf>,
    #[command(flatten)]
    /// Who asks.
    pub sign_in: AuthArgs,
}

/// Whom to judge, where the declaration does not say or is to be overruled.
#[derive(Debug, Default, clap::Args)]
pub struct DesignationArgs {
    /// Take accounts, group, profile, people and waivers from this declaration, to judge an export or a snapshot
    #[arg(long, value_name = "FILE", conflicts_with = "tenant")]
    pub declaration: Option<PathBuf>,
    /// An emergency account: object id or user principal name (repeatable)
    #[arg(long, value_name = "ID|UPN")]
    pub account: Vec<String>,
    /// The emergency group: object id, placeholder or display name
    #[arg(long, value_name = "ID|NAME")]
    pub group: Option<String>,
    /// Switch a supposition off, by the id that reports show (repeatable)
    #[arg(long, value_name = "ID")]
    pub without_assumption: Vec<String>,
    /// Groups that are read besides.
    #[arg(skip)]
    pub also_read: Vec<String>,
}

/// One tenant that was read, with what the declaration says of it.
pub struct Source {
    /// The name for files made of it.
    pub name: String,
    /// What was read.
    pub snapshot: Snapshot,
    /// Whom to judge.
    pub designation: Designation,
    /// The declared profile.
    pub profile: Option<&'static Profile>,
    /// The declared posture.
    pub posture: Option<Posture>,
}

/// The operator's mistake: exit code 2.
#[derive(Debug, Error, Diagnostic)]
#[error("{message}")]
pub struct Usage {
    message: String,
    #[help]
    help: Option<String>,
}

impl Usage {
    /// A mistake and what to do about it.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }
}

/// Which exit code an error means: the operator's mistakes are 2, everything else is 4.
pub fn exit_of(report: &Report) -> Exit {
    let is_usage = report.downcast_ref::<Usage>().is_some()
        || report.downcast_ref::<DeclarationError>().is_some()
        || report.downcast_ref::<ForeignError>().is_some();
    if is_usage { Exit::Usage } else { Exit::Failed }
}

/// Reads every tenant of the source; a folder of snapshots is read one by one.
///
/// # Errors
/// The source cannot be read at all.
pub fn read(
    source: &SourceArgs,
    endpoint: &EndpointArgs,
    designation: &DesignationArgs,
    is_quiet: bool,
    mut each: impl FnMut(miette::Result<Source>) -> miette::Result<()>,
) -> miette::Result<()> {
    match (&source.tenant, &source.export, &source.snapshot) {
        (Some(path), _, _) => each(live_source(path, endpoint, designation, is_quiet)),
        (_, Some(path), _) => {
            let snapshot = export::read(path, SystemClock.now(), &export::Limits::default()).into_diagnostic()?;
            each(plain(name_of(path), snapshot, designation))
        }
        (_, _, Some(path)) if path.is_dir() => {
            let files = snapshot_files(path)?;
            if files.is_empty() {
                return Err(Usage::new(
                    format!("no `.json` file in `{}`", path.display()),
                    "Save snapshots with `breakglass snapshot take`.",
                )
                .into());
            }
            files.iter().try_for_each(|file| each(saved_source(file, designation)))
        }
        (_, _, Some(path)) => each(saved_source(path, designation)),
        (None, None, None) => Err(Usage::new("no source is named", "Use --tenant, --export or --snapshot.").into()),
    }
}

/// Reads a live tenant.
///
/// # Errors
/// The declaration is wrong, a credential is missing, or sign-in fails.
pub fn live_source(path: &Path, endpoint: &EndpointArgs, args: &DesignationArgs, is_quiet: bool) -> miette::Result<Source> {
    let declaration = Declaration::read(path)?;
    let designation = overruled(declaration.designation(), args);
    let target = sign_in::target(&declaration, endpoint, is_quiet)?;
    let bar = Bar::new(is_quiet);
    let snapshot =
        crate::block_on(async { live::read(&target, &designation, &Limits::default(), &SystemClock, &bar).await.into_diagnostic() });
    bar.finish();
    Ok(Source {
        name: name_of(path),
        snapshot: snapshot?,
        designation,
        profile: declaration.assess.profile,
        posture: declaration.assess.posture,
    })
}

/// The operator's mistake, in the words of whatever found it.
pub fn usage(error: impl std::fmt::Display) -> Report {
    Usage { message: error.to_string(), help: None }.into()
}

fn saved_source(path: &Path, designation: &DesignationArgs) -> miette::Result<Source> {
    let snapshot = saved::read(path).into_diagnostic()?;
    plain(name_of(path), snapshot, designation)
}

fn plain(name: String, snapshot: Snapshot, args: &DesignationArgs) -> miette::Result<Source> {
    let declaration = args.declaration.as_deref().map(Declaration::read).transpose()?;
    let designation = declaration.as_ref().map(Declaration::designation).unwrap_or_default();
    let assess = declaration.map(|it| it.assess).unwrap_or_default();
    Ok(Source { name, snapshot, designation: overruled(designation, args), profile: assess.profile, posture: assess.posture })
}

/// What the command line says goes before what the declaration says.
fn overruled(mut designation: Designation, args: &DesignationArgs) -> Designation {
    if !args.account.is_empty() {
        designation.accounts = args.account.iter().map(|account| Untrusted::from(account.as_str())).collect();
    }
    if let Some(group) = &args.group {
        designation.group = Some(group.as_str().into());
    }
    designation.also_read = args.also_read.iter().map(|group| Untrusted::from(group.as_str())).collect();
    designation.refused.clone_from(&args.without_assumption);
    designation
}

fn snapshot_files(folder: &Path) -> miette::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_diagnostic().wrap_err_with(|| format!("cannot read `{}`", folder.display()))? {
        let path = entry.into_diagnostic()?.path();
        if path.is_file() && path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn name_of(path: &Path) -> String {
    path.file_stem().map_or_else(|| "tenant".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// A failure with a sentence on what was being done.
pub fn failed(what: &str, error: impl std::fmt::Display) -> Report {
    miette!("{what}: {error}")
}
