//! `assess`: judge a tenant, whatever it was read from.

use std::path::PathBuf;

use breakglass_core::{Assessment, Posture, Profile};
use breakglass_graph::live::Clock;
use breakglass_graph::wire;
use breakglass_model::{Severity, visible};
use miette::IntoDiagnostic;

use super::Common;
use crate::audience::{AudienceArgs, Reading};
use crate::clock::SystemClock;
use crate::exit::Exit;
use crate::output::style::Style;
use crate::output::{Sink, csv, html, json, junit, markdown, sarif, say_error, text};
use crate::source::{self, DesignationArgs, EndpointArgs, Source, SourceArgs, Usage};

/// Judge a tenant
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  breakglass assess --export ./export --group 2802b872-ccfb-4b29-a9a9-459808dfb11b\n  \
    breakglass assess --export policies.zip --group '<EmergencyAccessAccountsGroup>' --format html --output report.html\n  \
    breakglass assess --tenant breakglass.toml --profile microsoft-2026\n  \
    breakglass assess --snapshot ./snapshots --format json --output ./reports\n  \
    breakglass assess --snapshot today.json --account ID --audience public --format html --output for-the-vendor.html")]
pub struct Args {
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    designation: DesignationArgs,
    /// Whose guidance to follow: dedicated-policy, microsoft-2026, cis-m365-7, gc-guardrails
    #[arg(long, value_parser = profile)]
    profile: Option<&'static Profile>,
    /// How the accounts stand to Conditional Access: dedicated-policy, fully-excluded, split
    #[arg(long, value_parser = posture)]
    posture: Option<Posture>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    audience: AudienceArgs,
    /// Write the report to this file (mode 600); a folder where --snapshot is one
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// The least severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t)]
    fail_on: FailOn,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For machines: the contract breakglass.assess/1.
    Json,
    /// One self-contained page.
    Html,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For continuous integration: JUnit XML.
    Junit,
    /// For spreadsheets, a row per finding.
    Csv,
    /// For issues and wikis: Markdown in GitHub's dialect.
    Markdown,
}

/// The least severity that counts for the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum FailOn {
    /// Critical only.
    Critical,
    /// High and above.
    #[default]
    High,
    /// Medium and above.
    Medium,
    /// Low and above.
    Low,
    /// Every finding.
    Info,
}

impl From<FailOn> for Severity {
    fn from(level: FailOn) -> Self {
        match level {
            FailOn::Critical => Self::Critical,
            FailOn::High => Self::High,
            FailOn::Medium => Self::Medium,
            FailOn::Low => Self::Low,
            FailOn::Info => Self::Info,
        }
    }
}

/// Judges every tenant of the source; the exit code is the worst.
///
/// # Errors
/// The source cannot be read, or the report cannot be written.
pub fn run(args: &Args, common: Common) -> miette::Result<Exit> {
    let is_many = args.source.snapshot.as_ref().is_some_and(|path| path.is_dir());
    if let Some(folder) = args.output.as_ref().filter(|_| is_many) {
        std::fs::create_dir_all(folder).into_diagnostic()?;
    }
    let mut worst = Exit::Good;
    source::read(&args.source, &args.endpoint, &args.designation, common.quiet, |source| {
        match (source.and_then(|source| judge_one(args, common, &source, is_many)), is_many) {
            (Ok(exit), _) => worst = worst.max(exit),
            (Err(report), true) => {
                say_error(&format!("{report:?}"));
                worst = worst.max(source::exit_of(&report));
            }
            (Err(report), false) => return Err(report),
        }
        Ok(())
    })?;
    Ok(worst)
}

fn judge_one(args: &Args, common: Common, source: &Source, is_many: bool) -> miette::Result<Exit> {
    let assessment = judge_for(args, source)?;
    let sink = match &args.output {
        Some(folder) if is_many => Sink::new(Some(&folder.join(format!("{}.{}", source.name, args.format.extension())))),
        path => Sink::new(path.as_deref()),
    };
    let style = Style::of_output(common.color, matches!(sink, Sink::File(_)));
    let report = args.format.render(&assessment, style, is_many && args.output.is_none())?;
    for idle in &assessment.idle_waivers {
        let of = if is_many { format!("{}: ", visible(&source.name)) } else { String::new() };
        say_error(&format!("Warning: {of}{}.", visible(&text::idle(idle))));
    }
    sink.write(&report).map_err(|error| source::failed("cannot write the report", error))?;
    Ok(Exit::of(&assessment, args.fail_on.into()))
}

/// Judges one tenant for an audience.
fn judge_for(args: &Args, source: &Source) -> miette::Result<Assessment> {
    let real = judge(source, args.profile, args.posture);
    let Some(reading) = Reading::of(args.audience.audience)? else {
        return Ok(real);
    };
    if !reading.takes_from(source) {
        return Ok(Assessment { audience: args.audience.audience, ..real });
    }
    let stripped = judge(&reading.source(source), args.profile, args.posture);
    Ok(real.told(stripped, &reading.telling(&|id| reading.pseudonym(id))))
}

/// Judges one tenant.
pub fn judge(source: &Source, profile: Option<&'static Profile>, posture: Option<Posture>) -> Assessment {
    let tenant = wire::read_tenant(&source.snapshot);
    let profile = profile.or(source.profile).unwrap_or(Profile::ALL[0]);
    breakglass_core::assess(&tenant, &source.designation, profile, posture.or(source.posture), SystemClock.now())
}

impl Format {
    /// Renders a report.
    ///
    /// # Errors
    /// The report cannot be rendered.
    pub fn render(self, assessment: &Assessment, style: Style, is_line: bool) -> miette::Result<String> {
        match self {
            Self::Text => Ok(text::assessment(assessment, style)),
            Self::Json if is_line => json::to_line(&json::assessment(assessment)).into_diagnostic(),
            Self::Json => json::to_string(&json::assessment(assessment)).into_diagnostic(),
            Self::Html => html::assessment(assessment).into_diagnostic(),
            Self::Sarif => json::to_string(&sarif::assessment(assessment)).into_diagnostic(),
            Self::Junit => junit::assessment(assessment).into_diagnostic(),
            Self::Csv => csv::assessment(assessment).into_diagnostic(),
            Self::Markdown => Ok(markdown::assessment(assessment)),
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Html => "html",
            Self::Sarif => "sarif",
            Self::Junit => "xml",
            Self::Csv => "csv",
            Self::Markdown => "md",
        }
    }
}

fn profile(name: &str) -> Result<&'static Profile, Usage> {
    Profile::named(name).ok_or_else(|| Usage::new("no such profile", ""))
}

fn posture(name: &str) -> Result<Posture, Usage> {
    Posture::named(name).ok_or_else(|| Usage::new("no such posture", ""))
}
