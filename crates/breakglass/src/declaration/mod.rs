//! The declaration: one TOML file per tenant that names the tenant, the read-only identity, the emergency accounts, the people who keep
//! them and how they are reached, channels, escalation, periods, profile and posture, waivers.
//!
//! Unknown keys, duplicates, ids that nothing bears and words that mean nothing are errors that point at the line and say what would be right.
//! Secrets are named, never written; what may be one is not shown again.

mod channels;
mod escalation;
mod faults;
mod forms;
mod identity;
mod people;
mod periods;
mod waivers;

use std::ops::Range;
use std::path::{Path, PathBuf};

use breakglass_core::{Posture, Profile};
use breakglass_model::{Arrangements, Cloud, Designation, Person, Route, Step};
use miette::{Diagnostic, NamedSource, SourceSpan};
use serde::Deserialize;
use thiserror::Error;

use self::channels::{ChannelSection, Understood};
use self::escalation::StepSection;
use self::faults::{Fault, masked};
use self::periods::PeriodsSection;
pub use identity::{Auth, IdentitySection};
pub use people::PersonSection;
pub use waivers::WaiverSection;

/// Longest declaration, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// What the operator declared.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Declaration {
    /// The tenant.
    pub tenant: TenantSection,
    /// The read-only identity.
    pub identity: Option<IdentitySection>,
    /// The emergency accounts and their group.
    #[serde(default)]
    pub emergency: EmergencySection,
    /// Who keeps them.
    #[serde(default)]
    pub people: Vec<PersonSection>,
    /// The ways on which alerts go out, as they are written.
    #[serde(default)]
    channels: Vec<ChannelSection>,
    /// Who is called after whom.
    #[serde(default)]
    pub escalation: Vec<StepSection>,
    /// How often the recurring duties come round.
    #[serde(default)]
    periods: PeriodsSection,
    /// How to judge.
    #[serde(default)]
    pub assess: AssessSection,
    /// What is accepted for a time.
    #[serde(default)]
    pub waivers: Vec<WaiverSection>,
    /// The folder that the file lies in, from which credentials' paths start.
    #[serde(skip)]
    pub folder: PathBuf,
    /// The channels, understood.
    #[serde(skip)]
    pub understood: Vec<Understood>,
}

/// The tenant.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TenantSection {
    /// Its id, or one of its domains.
    pub id: String,
    /// Its cloud.
    #[serde(default)]
    pub cloud: Cloud,
}

/// The emergency accounts and their group.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EmergencySection {
    /// Object ids.
    #[serde(default)]
    pub accounts: Vec<String>,
    /// Object id.
    pub group: Option<String>,
    /// Why there are more accounts than the profile takes without a reason.
    pub reason_for_more_accounts: Option<String>,
}

/// How to judge.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AssessSection {
    /// The profile.
    #[serde(default, deserialize_with = "profile")]
    pub profile: Option<&'static Profile>,
    /// The posture, where it is not the profile's.
    #[serde(default, deserialize_with = "posture")]
    pub posture: Option<Posture>,
}

/// Why a declaration was not accepted.
#[derive(Debug, Error, Diagnostic)]
pub enum DeclarationError {
    /// The file cannot be read.
    #[error("cannot read the declaration `{path}`: {cause}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// The file says something that is not understood.
    #[error("{message}")]
    Wrong {
        /// What.
        message: String,
        /// The whole file.
        #[source_code]
        source_code: NamedSource<String>,
        /// Where.
        #[label("here")]
        span: Option<SourceSpan>,
    },
}

impl Declaration {
    /// Reads a declaration.
    ///
    /// # Errors
    /// The file cannot be read, or says something that is not understood.
    pub fn read(path: &Path) -> Result<Self, DeclarationError> {
        use std::io::Read;
        let unreadable = |cause| DeclarationError::Unreadable { path: path.display().to_string(), cause };
        let mut text = String::new();
        std::fs::File::open(path).map_err(unreadable)?.take(LONGEST + 1).read_to_string(&mut text).map_err(unreadable)?;
        if text.len() as u64 > LONGEST {
            // What follows would be lost without a word: accounts, or the end of a waiver.
            return Err(unreadable(std::io::Error::new(std::io::ErrorKind::FileTooLarge, format!("it is longer than {LONGEST} bytes"))));
        }
        let mut declaration = Self::parse(&text, &path.display().to_string())?;
        declaration.folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(declaration)
    }

    fn parse(text: &str, name: &str) -> Result<Self, DeclarationError> {
        Self::understand(text).map_err(|Fault { message, span }| DeclarationError::Wrong {
            message,
            source_code: NamedSource::new(name, masked(text)),
            span: span.map(SourceSpan::from),
        })
    }

    fn understand(text: &str) -> Result<Self, Fault> {
        let mut declaration: Self = toml::from_str(text)?;
        if let Some(id) = second_of(declaration.emergency.accounts.iter().map(String::as_str)) {
            let span = text.rfind(id).map(|start| start..start + id.len());
            return Err(Fault { message: format!("the account `{id}` is named twice"), span });
        }
        declaration.understood = declaration.channels.iter().map(channels::understood).collect::<Result<_, _>>()?;
        let people = declaration.people.iter().map(|person| (person.id.get_ref().as_str(), person.id.span()));
        let channels = declaration.understood.iter().zip(&declaration.channels);
        let channels = channels.map(|(it, section)| (it.channel.id.as_str(), channels::place_of_id(section)));
        for (what, twice) in [("person", twice(people)), ("channel", twice(channels))] {
            if let Some((id, span)) = twice {
                return Err(Fault::new(format!("the {what} `{id}` is named twice"), span));
            }
        }
        if let Some(fault) = declaration.people.iter().find_map(|person| people::fault(person, &declaration.understood)) {
            return Err(fault);
        }
        match escalation::fault(&declaration.escalation, &declaration.people) {
            Some(fault) => Err(fault),
            None => Ok(declaration),
        }
    }

    fn arrangements(&self) -> Arrangements {
        let route = |route: &people::RouteSection| Route {
            channel: route.channel.get_ref().clone(),
            to: route.to.as_ref().map(|to| to.get_ref().clone()),
        };
        let person = |person: &PersonSection| Person {
            id: person.id.get_ref().clone(),
            name: person.name.clone(),
            directory_id: person.directory_id.as_deref().map(Into::into),
            routes: person.routes.iter().map(route).collect(),
        };
        let step = |step: &StepSection| Step {
            after_minutes: *step.after_minutes.get_ref(),
            people: step.people.get_ref().iter().map(|id| id.get_ref().clone()).collect(),
        };
        Arrangements {
            people: self.people.iter().map(person).collect(),
            channels: self.understood.iter().map(|it| it.channel.clone()).collect(),
            escalation: self.escalation.iter().map(step).collect(),
            periods: (&self.periods).into(),
        }
    }

    /// Whom it designates.
    pub fn designation(&self) -> Designation {
        Designation {
            accounts: self.emergency.accounts.iter().map(|account| account.as_str().into()).collect(),
            group: self.emergency.group.as_deref().map(Into::into),
            reason_for_more_accounts: self.emergency.reason_for_more_accounts.clone(),
            custodians: self.people.iter().filter_map(|person| person.directory_id.as_deref()).map(Into::into).collect(),
            waivers: self.waivers.iter().map(Into::into).collect(),
            arrangements: self.arrangements(),
            also_read: Vec::new(),
            refused: Vec::new(),
        }
    }
}

/// The first id that was named before, whatever its case.
fn second_of<'a>(ids: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = std::collections::BTreeSet::new();
    ids.into_iter().find(|id| !seen.insert(id.to_ascii_lowercase()))
}

/// The same, with its place.
fn twice<'a>(ids: impl Iterator<Item = (&'a str, Range<usize>)>) -> Option<(&'a str, Range<usize>)> {
    let mut seen = std::collections::BTreeSet::new();
    ids.into_iter().find(|(id, _)| !seen.insert(id.to_ascii_lowercase()))
}

fn profile<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<&'static Profile>, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known = || Profile::ALL.map(|profile| profile.name).join(", ");
    Profile::named(&name)
        .map(Some)
        .ok_or_else(|| serde::de::Error::custom(format!("no profile is named `{name}`: choose one of {}", known())))
}

fn posture<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Posture>, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known = || Posture::ALL.map(Posture::name).join(", ");
    Posture::named(&name)
        .map(Some)
        .ok_or_else(|| serde::de::Error::custom(format!("no posture is named `{name}`: choose one of {}", known())))
}

#[cfg(test)]
mod tests;
