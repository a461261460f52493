//! `designation export`: the accounts and the group of a declaration as other assessments want them, and what those cannot hold.
//!
//! Maester and Zero Trust Assessment share one shape: `GlobalSettings.EmergencyAccessAccounts`, a list of objects with `Type` and either
//! `Id` or `UserPrincipalName`. ScubaGear takes object ids under the policies that know exclusions (`scubagear.rs`). What is written is
//! that section alone: it is put into a configuration, it does not replace one.
//!
//! Source: microsoft/zerotrustassessment, `src/powershell/private/tests-shared/Get-ZtEmergencyAccessAccounts.ps1`, which says that it
//! follows Maester's format (read 2026-11-25).

use std::path::PathBuf;

use breakglass_model::Periods;
use serde_json::{Value, json};

use super::{Common, scubagear};
use crate::declaration::Declaration;
use crate::exit::Exit;
use crate::output::{Sink, say_error};
use crate::source::{Usage, failed};

/// Write the accounts and the group of a declaration as another assessment wants them
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  breakglass designation export --declaration breakglass.toml --to maester\n  \
    breakglass designation export --declaration breakglass.toml --to scubagear --output exclusions.yaml\n\n\
    What the other format cannot hold is said on standard error, also with --quiet.")]
pub struct Args {
    /// The declaration
    #[arg(long, value_name = "FILE")]
    declaration: PathBuf,
    /// Whose format
    #[arg(long, value_enum)]
    to: Format,
    /// Write to this file (mode 600)
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Whose format.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// `GlobalSettings` of maester-config.json
    Maester,
    /// `GlobalSettings` of the configuration file of Microsoft's Zero Trust Assessment
    ZeroTrustAssessment,
    /// `Aad` of a `ScubaGear` configuration: exclusions for each policy that knows them, YAML
    Scubagear,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Self::Maester => "Maester",
            Self::ZeroTrustAssessment => "Zero Trust Assessment",
            Self::Scubagear => "ScubaGear",
        }
    }
}

/// Writes the section, and says what is not in it.
///
/// # Errors
/// The declaration cannot be read or designates nobody; the result cannot be written.
pub fn run(args: &Args, _: Common) -> miette::Result<Exit> {
    let declaration = Declaration::read(&args.declaration)?;
    if declaration.emergency.accounts.is_empty() && declaration.emergency.group.is_none() {
        return Err(Usage::new("the declaration designates nobody", "Name accounts or group under [emergency].").into());
    }
    let (page, nameless) = match args.to {
        Format::Maester | Format::ZeroTrustAssessment => (ascii(&format!("{:#}\n", section(&declaration))), Vec::new()),
        Format::Scubagear => scubagear::section(&declaration.emergency)?,
    };
    Sink::new(args.output.as_deref()).write(&page).map_err(|error| failed("cannot write the designation", error))?;
    for loss in nameless.into_iter().chain(losses(&declaration)) {
        say_error(&format!("Not in {}'s format: {loss}.", args.to.name()));
    }
    Ok(Exit::Good)
}

fn section(declaration: &Declaration) -> Value {
    let users = declaration.emergency.accounts.iter().map(|account| {
        // An object id holds no @, a user principal name always does.
        let key = if account.contains('@') { "UserPrincipalName" } else { "Id" };
        json!({"Type": "User", key: account})
    });
    let groups = declaration.emergency.group.iter().map(|group| json!({"Type": "Group", "Id": group}));
    json!({"GlobalSettings": {"EmergencyAccessAccounts": users.chain(groups).collect::<Vec<_>>()}})
}

/// What the declaration says and the format has no place for.
fn losses(declaration: &Declaration) -> Vec<String> {
    let mut losses = vec!["the tenant and its cloud".to_owned()];
    let mut lost = |is_said: bool, what: String| {
        if is_said {
            losses.push(what);
        }
    };
    lost(declaration.identity.is_some(), "the identity that reads".to_owned());
    lost(declaration.emergency.reason_for_more_accounts.is_some(), "the reason for more accounts".to_owned());
    lost(!declaration.people.is_empty(), format!("people ({})", declaration.people.len()));
    let arranged = declaration.designation().arrangements;
    lost(!arranged.channels.is_empty(), format!("channels ({})", arranged.channels.len()));
    lost(!arranged.escalation.is_empty(), format!("escalation ({} steps)", arranged.escalation.len()));
    lost(arranged.periods != Periods::default(), "periods".to_owned());
    lost(declaration.assess.profile.is_some() || declaration.assess.posture.is_some(), "profile and posture".to_owned());
    lost(!declaration.waivers.is_empty(), format!("waivers ({})", declaration.waivers.len()));
    losses
}

/// The same JSON with nothing in it that acts on a terminal: what is not printable ASCII stands there as an escape. Outside strings,
/// JSON holds printable ASCII and line feeds only.
fn ascii(text: &str) -> String {
    let mut page = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, ' '..='~' | '\n') {
            page.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                page.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_is_read_back_as_it_was() {
        let hostile = "a\u{1b}[2J\u{7f}\u{202e}\"\\\u{1f511}é\n";
        let page = ascii(&format!("{:#}", json!([hostile])));
        assert!(page.chars().all(|it| matches!(it, ' '..='~' | '\n')), "{page}");
        assert_eq!(serde_json::from_str::<Value>(&page).unwrap(), json!([hostile]));
    }
}
