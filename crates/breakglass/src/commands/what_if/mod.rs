//! `what-if`: what every policy says to one sign-in, and whether Microsoft says the same.

mod microsoft;
mod question;

use std::path::PathBuf;

use breakglass_core::wording::{demanded, situation};
use breakglass_graph::wire;
use breakglass_model::{ObjectRef, Tenant, Untrusted};
use breakglass_prover::access::context::Context;
use breakglass_prover::access::credentials::CredentialSet;
use breakglass_prover::access::evaluate::{Decision, Evaluation, Evaluator, PolicyOutcome};
use breakglass_prover::access::prove::Side;
use breakglass_prover::access::{Answer, Settled, Subject, Truth};
use miette::IntoDiagnostic;
use serde_json::{Value, json};

use super::Common;
use super::held::HeldArgs;
use super::sign_in::SignInArgs;
use crate::exit::Exit;
use crate::output::proofs::{context_json, doubt, doubt_json};
use crate::output::style::{Style, Tone, padded};
use crate::output::{Sink, json as machine, text};
use crate::source::{self, DesignationArgs, EndpointArgs, SourceArgs, Usage, failed};

/// Say what every policy does to one sign-in
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Say what every policy does to one sign-in: whether it applies, whether what it demands is met with what is held, and why.\n\nWhat is not said is taken as \
    a browser on a Windows device that Entra does not know, which opens the portal at no risk; address and country that are not said leave conditions about them open.\n\nWith \
    --against-microsoft the same sign-in is asked of Microsoft's what-if as well, and each policy is held against its answer.",
    after_help = "Exit codes: 0 granted, 1 denied, 2 wrong command line, 3 undecided or in conflict with Microsoft, 4 failed.\n\nExamples:\n  \
    breakglass what-if --tenant breakglass.toml --account ID --user-risk high\n  \
    breakglass what-if --tenant breakglass.toml --account ID --ip 203.0.113.9 --country NL --against-microsoft\n  \
    breakglass what-if --snapshot monday.json --account ID --with-key AAGUID --platform iOS --device-compliant --private-window"
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
    #[command(flatten)]
    sign_in: SignInArgs,
    /// Ask Microsoft's what-if about the same sign-in, and say where it differs
    #[arg(long)]
    against_microsoft: bool,
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
    /// For machines: breakglass.what-if/1.
    Json,
}

/// One account's sign-in with what was found.
struct Tried {
    account: ObjectRef,
    set: CredentialSet,
    context: Context,
    evaluation: Evaluation,
    microsoft: Option<microsoft::Asked>,
}

/// Tries the sign-in.
///
/// # Errors
/// The source cannot be read, no account or several are named, or the result cannot be written.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    if args.source.snapshot.as_ref().is_some_and(|path| path.is_dir()) {
        return Err(Usage::new("--snapshot names a folder", "Try one snapshot at a time.").into());
    }
    if args.against_microsoft && args.source.tenant.is_none() {
        let help = "Name a live tenant with --tenant FILE, or leave --against-microsoft out: the answer is ours alone then.";
        return Err(Usage::new("--against-microsoft asks Microsoft, and an export or snapshot has nobody to ask", help).into());
    }
    let mut exit = Exit::Good;
    source::read(&args.source, &args.endpoint, &args.designation, common.quiet, |source| {
        let source = source?;
        let tenant = wire::read_tenant(&source.snapshot);
        let settled = args.held.settled();
        let subjects = breakglass_core::accounts(&tenant, &source.designation)
            .map_err(|gap| Usage::new(text::missing(&gap), "Name the account with --account."))?;
        let [subject] = subjects.as_slice() else {
            let help = "Name one with --account: one sign-in is one account's.";
            return Err(Usage::new(format!("{} accounts are designated", subjects.len()), help).into());
        };
        let tried = attempt(&tenant, &settled, subject, args, common.quiet)?;
        let sink = Sink::new(args.output.as_deref());
        let result = match args.format {
            Format::Text => page(&tried, Style::of_output(common.color, matches!(sink, Sink::File(_)))),
            Format::Json => machine::to_string(&document(&tried)).into_diagnostic()?,
        };
        sink.write(&result).map_err(|error| failed("cannot write the result", error))?;
        let is_in_doubt = tried.microsoft.as_ref().is_some_and(|asked| asked.is_in_doubt(&tried.evaluation));
        exit = match tried.evaluation.decision {
            Decision::Granted if is_in_doubt => Exit::Incomplete,
            Decision::Granted => Exit::Good,
            Decision::Denied => Exit::Findings,
            Decision::Undecided => Exit::Incomplete,
        };
        Ok(())
    })?;
    Ok(exit)
}

fn attempt(tenant: &Tenant, settled: &Settled, subject: &Subject<'_>, args: &Args, is_quiet: bool) -> miette::Result<Tried> {
    let set = args.held.held().sets(tenant, subject).into_iter().next();
    let set = set.ok_or_else(|| Usage::new("nothing is held", "Say --with-key, --with-password or --with-method."))?;
    let context = args.sign_in.context();
    let evaluation = Evaluator::new(tenant, settled, subject, &set).evaluate(&context);
    let declaration = args.source.tenant.as_ref().filter(|_| args.against_microsoft);
    let microsoft = declaration.map(|path| microsoft::ask(path, &args.endpoint, subject, &context, is_quiet)).transpose()?;
    Ok(Tried { account: subject.object.clone(), set, context, evaluation, microsoft })
}

fn page(tried: &Tried, style: Style) -> String {
    let all = [
        Side::Resource,
        Side::Platform,
        Side::Client,
        Side::Place,
        Side::Device,
        Side::SignInRisk,
        Side::UserRisk,
        Side::InsiderRisk,
        Side::Flow,
    ];
    let (tone, word) = match tried.evaluation.decision {
        Decision::Granted => (Tone::Good, "granted"),
        Decision::Denied => (Tone::Bad, "denied"),
        Decision::Undecided => (Tone::Doubtful, "undecided"),
    };
    let mut out = format!("{} holding {}: {}\n", text::object(&tried.account), tried.set.id, tried.set.described().join(" + "));
    let private = if tried.context.is_private { ", in a private window" } else { "" };
    out.push_str(&format!("{}{private}\n{}\n\n", situation(&tried.context, &all), style.paint(tone, word)));
    for outcome in &tried.evaluation.policies {
        out.push_str(&line(outcome, style));
    }
    if let Some(asked) = &tried.microsoft {
        out.push_str(&asked.page(&tried.evaluation, style));
    }
    out
}

fn line(outcome: &PolicyOutcome, style: Style) -> String {
    let (tone, word) = match (outcome.applies.truth, outcome.satisfied.truth) {
        (Truth::No, _) => (Tone::Quiet, "does not apply"),
        (Truth::Yes, Truth::Yes) => (Tone::Good, "applies, met"),
        (Truth::Yes, Truth::No) => (Tone::Bad, "applies, not met"),
        (Truth::Yes, Truth::Open) => (Tone::Doubtful, "applies, open"),
        (Truth::Open, Truth::Yes) => (Tone::Quiet, "may apply, met"),
        (Truth::Open, _) => (Tone::Doubtful, "may apply, not met"),
    };
    let name = outcome.policy.name.as_ref().map_or_else(|| outcome.policy.id.shown(), Untrusted::shown);
    let mut text = format!("  {} {name} ({})\n", style.paint(tone, &padded(word, 18)), outcome.state);
    if !outcome.reasons.is_empty() {
        text.push_str(&format!("      conditions not met: {}\n", outcome.reasons.join(", ")));
    }
    if outcome.applies.truth != Truth::No && !outcome.unmet.is_empty() {
        let why = if outcome.is_gate() { format!("what is missing: {}", outcome.unmet.join(", ")) } else { demanded(&outcome.unmet) };
        text.push_str(&format!("      because {why}\n"));
    }
    let open =
        [&outcome.applies, &outcome.satisfied].into_iter().filter(|it| it.truth == Truth::Open && outcome.applies.truth != Truth::No);
    for it in open.flat_map(|it| &it.doubts) {
        text.push_str(&format!("      open: {}\n", doubt(it)));
    }
    text
}

fn document(tried: &Tried) -> Value {
    let mut document = json!({
        "schema": "breakglass.what-if/1",
        "account": { "id": tried.account.id, "upn": tried.account.name },
        "credentialSet": { "id": tried.set.id, "items": tried.set.described() },
        "context": context_json(&tried.context),
        "decision": tried.evaluation.decision.word(),
        "policies": tried.evaluation.policies.iter().map(policy).collect::<Vec<_>>(),
    });
    if let (Some(asked), Some(members)) = (&tried.microsoft, document.as_object_mut()) {
        members.insert("microsoft".to_owned(), asked.document(&tried.evaluation));
    }
    document
}

/// A truth; null where it is open.
fn truth_json(answer: &Answer) -> Value {
    match answer.truth {
        Truth::Yes => json!(true),
        Truth::No => json!(false),
        Truth::Open => Value::Null,
    }
}

fn policy(outcome: &PolicyOutcome) -> Value {
    let open = outcome.applies.doubts.iter().chain(&outcome.satisfied.doubts);
    json!({
        "id": outcome.policy.id,
        "name": outcome.policy.name,
        "state": outcome.state,
        "enforced": outcome.is_enforced,
        "applies": truth_json(&outcome.applies),
        "satisfied": truth_json(&outcome.satisfied),
        "reasons": outcome.reasons,
        "unmet": outcome.unmet,
        "open": open.map(doubt_json).collect::<Vec<_>>(),
    })
}
