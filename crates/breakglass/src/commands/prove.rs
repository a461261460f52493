//! `prove`: can any policy refuse an emergency account?

use std::path::{Path, PathBuf};

use breakglass_core::{Audience, Inquiry, Proofs};
use breakglass_graph::live::Clock;
use breakglass_graph::{export, wire};
use breakglass_model::{Designation, Snapshot, Tenant};
use breakglass_prover::access::prove::Verdict;
use miette::IntoDiagnostic;

use super::Common;
use super::held::HeldArgs;
use super::sign_in::SignInArgs;
use crate::audience::{AudienceArgs, Reading};
use crate::clock::SystemClock;
use crate::exit::Exit;
use crate::output::style::Style;
use crate::output::{Sink, json, proofs};
use crate::source::{self, DesignationArgs, EndpointArgs, Source, SourceArgs, Usage, failed};

/// Prove that no policy can refuse an emergency account, or show the sign-in in which one does
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Prove that no policy can refuse an emergency account, or show the sign-in in which one does.\n\nEvery enforced policy, security defaults, per-user and mandatory \
    multifactor authentication and the account's own state are asked: is there any sign-in in which it applies and what it demands cannot be met with what is held? \
    Proved means: in none that matters. Legacy clients and device code are refused by design and only noted. Each proof leaves a certificate that a checker of its own \
    follows; each counterexample is replayed. What was not read and what no document settles leaves a verdict undecided; --assume settles it.",
    after_help = "Exit codes: 0 proved, 1 refuted, 2 wrong command line, 3 undecided, 4 failed.\n\nExamples:\n  breakglass prove --tenant breakglass.toml\n  \
    breakglass prove --export policies.zip --group '<EmergencyAccessAccountsGroup>' --with-key fa2b99dc-9e39-4257-8f92-4a30d23c4118\n  \
    breakglass prove --snapshot monday.json --account ID --change ./proposed-policies\n  \
    breakglass prove --snapshot monday.json --account ID --context --client browser --platform windows"
)]
pub struct Args {
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    designation: DesignationArgs,
    #[command(flatten)]
    held: HeldArgs,
    /// Also prove a change: a policy, or a folder of them, that replaces policies with the same id or is added
    #[arg(long, value_name = "PATH")]
    change: Option<PathBuf>,
    /// Only sign-ins that are as the options under "The sign-in" say
    #[arg(long)]
    context: bool,
    #[command(flatten)]
    sign_in: SignInArgs,
    /// Do not try every single change
    #[arg(long)]
    without_changes: bool,
    /// The form of the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    audience: AudienceArgs,
    /// Write the result to this file (mode 600)
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For machines: breakglass.prove/1.
    Json,
}

/// Proves. The exit code is the worst of several tenants.
///
/// # Errors
/// The source or the change cannot be read, or the result cannot be written.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    let frame = if args.context { Some(args.sign_in.frame()?) } else { None };
    if args.context && args.audience.audience == Audience::Public {
        let help = "A sign-in that is said on the command line is the tenant's own: use --audience internal, or leave --context out.";
        return Err(Usage::new("--context does not go with --audience public", help).into());
    }
    let inquiry = Inquiry { held: args.held.held(), settled: args.held.settled(), frame, tries_changes: !args.without_changes };
    let is_many = args.source.snapshot.as_ref().is_some_and(|path| path.is_dir());
    if is_many && args.output.is_some() {
        return Err(
            Usage::new("--output names one file, --snapshot a folder", "Prove one snapshot at a time, or leave --output out.").into()
        );
    }
    let mut worst = Exit::Good;
    source::read(&args.source, &args.endpoint, &args.designation, common.quiet, |source| {
        let source = source?;
        let proofs = prove_for(args, &source, &inquiry)?;
        let sink = Sink::new(args.output.as_deref());
        let text = match args.format {
            Format::Text => proofs::text(
                &proofs,
                &inquiry.settled,
                source.snapshot.cloud,
                Style::of_output(common.color, matches!(sink, Sink::File(_))),
            ),
            Format::Json if is_many => json::to_line(&proofs::json(&proofs, &inquiry.settled)).into_diagnostic()?,
            Format::Json => json::to_string(&proofs::json(&proofs, &inquiry.settled)).into_diagnostic()?,
        };
        sink.write(&text).map_err(|error| failed("cannot write the result", error))?;
        worst = worst.max(match proofs.verdict() {
            Verdict::Proved => Exit::Good,
            Verdict::Refuted => Exit::Findings,
            Verdict::Undecided => Exit::Incomplete,
        });
        Ok(())
    })?;
    Ok(worst)
}

/// Proves for an audience.
fn prove_for(args: &Args, source: &Source, inquiry: &Inquiry) -> miette::Result<Proofs> {
    let proposed = args.change.as_deref().map(proposed).transpose()?;
    let real = prove(source, inquiry, proposed.as_ref());
    let Some(reading) = Reading::of(args.audience.audience)? else {
        return Ok(real);
    };
    // A proposed change holds policies alone: nothing of it tells where keys are.
    if !reading.takes_from(source) {
        return Ok(Proofs { audience: args.audience.audience, ..real });
    }
    let second = Inquiry { held: reading.held(&inquiry.held), ..inquiry.clone() };
    let stripped = prove(&reading.source(source), &second, proposed.map(|it| reading.snapshot(&it)).as_ref());
    Ok(real.told(stripped, &reading.telling(&|id| reading.pseudonym(id))))
}

fn prove(source: &Source, inquiry: &Inquiry, proposed: Option<&Snapshot>) -> Proofs {
    let tenant = wire::read_tenant(&source.snapshot);
    let mut proofs = breakglass_core::prove(&tenant, &source.designation, inquiry);
    if let Some(proposed) = proposed {
        let after = breakglass_core::with_policies(&tenant, &wire::read_tenant(proposed));
        proofs.change_safety = safety(&tenant, &after, &source.designation, inquiry);
    }
    proofs
}

fn safety(before: &Tenant, after: &Tenant, designation: &Designation, inquiry: &Inquiry) -> Option<breakglass_core::ChangeSafety> {
    // Without accounts there is nothing to compare, and the proof says why.
    breakglass_core::prove_change(before, after, designation, inquiry).ok()
}

/// The proposed change: policies, all of them understood.
fn proposed(path: &Path) -> miette::Result<Snapshot> {
    let snapshot = export::read(path, SystemClock.now(), &export::Limits::default()).into_diagnostic()?;
    let count = wire::read_tenant(&snapshot).policies.as_ref().map_or(0, Vec::len);
    if count == 0 {
        return Err(Usage::new(
            format!("no policy in `{}`", path.display()),
            "Give a Conditional Access policy as JSON, or a folder of them.",
        )
        .into());
    }
    if let Some(skipped) = snapshot.skipped.first() {
        let message = format!("`{}` was not understood: {}", breakglass_model::visible(&skipped.path), skipped.reason);
        return Err(Usage::new(message, "A change is proved whole or not at all.").into());
    }
    Ok(snapshot)
}
