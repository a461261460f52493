//! The declaration: one TOML file per tenant that names the tenant, the read-only identity, the emergency accounts, the people who keep
//! them, profile and posture, waivers.
//!
//! Unknown keys, duplicates and words that mean nothing are errors that point at the line.

mod identity;
mod people;
mod waivers;

use std::path::{Path, PathBuf};

use breakglass_core::{Posture, Profile};
use breakglass_model::{Cloud, Designation};
use miette::{Diagnostic, NamedSource, SourceSpan};
use serde::Deserialize;
use thiserror::Error;

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
    /// How to judge.
    #[serde(default)]
    pub assess: AssessSection,
    /// What is accepted for a time.
    #[serde(default)]
    pub waivers: Vec<WaiverSection>,
    /// The folder that the file lies in, from which credentials' paths start.
    #[serde(skip)]
    pub folder: PathBuf,
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
        let wrong = |message: String, span: Option<std::ops::Range<usize>>| DeclarationError::Wrong {
            message,
            source_code: NamedSource::new(name, text.to_owned()),
            span: span.map(SourceSpan::from),
        };
        let declaration: Self = toml::from_str(text).map_err(|error| wrong(error.message().to_owned(), error.span()))?;
        let accounts = declaration.emergency.accounts.iter().map(String::as_str);
        let people = declaration.people.iter().map(|person| person.id.as_str());
        for (what, twice) in [("account", second_of(accounts)), ("person", second_of(people))] {
            if let Some(id) = twice {
                let span = text.rfind(id).map(|start| start..start + id.len());
                return Err(wrong(format!("the {what} `{id}` is named twice"), span));
            }
        }
        Ok(declaration)
    }

    /// Whom it designates.
    pub fn designation(&self) -> Designation {
        Designation {
            accounts: self.emergency.accounts.iter().map(|account| account.as_str().into()).collect(),
            group: self.emergency.group.as_deref().map(Into::into),
            reason_for_more_accounts: self.emergency.reason_for_more_accounts.clone(),
            custodians: self.people.iter().filter_map(|person| person.directory_id.as_deref()).map(Into::into).collect(),
            waivers: self.waivers.iter().map(Into::into).collect(),
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
mod tests {
    use super::*;

    fn check(text: &str, message: &str, at: &str) {
        match Declaration::parse(text, "breakglass.toml") {
            Err(DeclarationError::Wrong { message: said, span: Some(span), .. }) => {
                assert!(said.contains(message), "{said}");
                assert_eq!(&text[span.offset()..span.offset() + span.len()], at, "{said}");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_whole_declaration_is_read() {
        let text = "[tenant]\nid = \"contoso.onmicrosoft.com\"\ncloud = \"us-gov\"\n[identity]\nclient-id = \"x\"\nsecret = \"file:s\"\n\
                    [emergency]\naccounts = [\"a\", \"b\"]\ngroup = \"g\"\n[assess]\nprofile = \"cis-m365-7\"\nposture = \"split\"\n";
        let declaration = Declaration::parse(text, "x").unwrap();
        assert_eq!(declaration.tenant.cloud, Cloud::UsGov);
        assert_eq!(declaration.designation().accounts.len(), 2);
        assert_eq!(declaration.assess.posture, Some(Posture::Split));
    }

    #[test]
    fn errors_point_at_the_line() {
        check("[tenant]\nid = \"x\"\nclowd = \"global\"\n", "unknown field", "clowd");
        check("[tenant]\nid = \"x\"\ncloud = \"mars\"\n", "unknown variant", "\"mars\"");
        check("[tenant]\nid = \"x\"\n[assess]\nprofile = \"cis\"\n", "no profile", "\"cis\"");
        check("[tenant]\nid = \"x\"\n[emergency]\naccounts = [\"a1\", \"A1\"]\n", "named twice", "A1");
        check("[tenant]\nid = \"x\"\n[[people]]\nid = \"kim\"\n[[people]]\nid = \"Kim\"\n", "named twice", "Kim");
        let waiver = |control: &str, owner: &str, until: &str| {
            format!("[tenant]\nid = \"x\"\n[[waivers]]\ncontrol = \"{control}\"\nreason = \"r\"\nowner = \"{owner}\"\nuntil = {until}\n")
        };
        check(&waiver("ca-excluded", "Kim", "2027-01-31"), "no control", "\"ca-excluded\"");
        check(&waiver("ca-excluded-all", " ", "2027-01-31"), "answers for nothing", "\" \"");
        check(&waiver("ca-excluded-all", "Kim", "10:00:00"), "no day", "10:00:00");
        for instant in ["2027-01-31T23:00:00-08:00", "2027-01-31T23:00:00Z", "2027-01-31T23:00:00"] {
            check(&waiver("ca-excluded-all", "Kim", instant), "no day", instant);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_never_panics(text in "(\\PC|[\\n\"'=\\[\\]{}#]|\\[tenant\\]\\nid = |\\[\\[waivers\\]\\]\\n|until = |2027-01-3){0,40}") {
            if let Err(error) = Declaration::parse(&text, "x") {
                // Pointing at the line must not fail either.
                let _ = format!("{:?}", miette::Report::new(error));
            }
        }

        #[test]
        fn any_name_that_is_declared_comes_back(name in "\\PC{1,20}", owner in "[a-zé0-9\"'\\\\#]{1,10}") {
            let quoted = |text: &str| serde_json::Value::from(text).to_string();
            let text = format!("[tenant]\nid = {0}\n[emergency]\naccounts = [{0}]\ngroup = {0}\n[[waivers]]\ncontrol = \"ca-excluded-all\"\nobjects = [{0}]\n\
                reason = {1}\nowner = {1}\nuntil = 2027-01-31\n", quoted(&name), quoted(&owner));
            let designation = Declaration::parse(&text, "x").map(|it| it.designation()).unwrap();
            proptest::prop_assert_eq!(designation.accounts[0].raw(), &name);
            proptest::prop_assert_eq!(designation.group.as_ref().map(breakglass_model::Untrusted::raw), Some(name.as_str()));
            proptest::prop_assert_eq!(&designation.waivers[0].owner, &owner);
        }
    }

    #[test]
    fn a_declaration_that_is_too_long_is_not_read_in_part() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("breakglass.toml");
        let padding = "# padding\n".repeat(110_000);
        std::fs::write(&path, format!("[tenant]\nid = \"x\"\n{padding}[emergency]\naccounts = [\"a\"]\n")).unwrap();
        assert!(
            matches!(Declaration::read(&path), Err(DeclarationError::Unreadable { cause, .. }) if cause.to_string().contains("longer"))
        );
        std::fs::write(&path, [b'#', 0xff, b'\n']).unwrap();
        assert!(Declaration::read(&path).is_err());
    }

    #[test]
    fn people_waivers_and_reasons_become_the_designation() {
        let text = "[tenant]\nid = \"x\"\n[emergency]\naccounts = [\"a\"]\nreason-for-more-accounts = \"three sites\"\n\
                    [[people]]\nid = \"kim\"\ndirectory-id = \"d\"\n[[people]]\nid = \"guard\"\n\
                    [[waivers]]\ncontrol = \"ca-excluded-all\"\nobjects = [\"p\"]\nreason = \"r\"\nowner = \"Kim\"\nuntil = 2027-01-31\n";
        let designation = Declaration::parse(text, "x").unwrap().designation();
        assert_eq!(designation.custodians, ["d".into()]);
        assert_eq!(designation.reason_for_more_accounts.as_deref(), Some("three sites"));
        assert_eq!(designation.waivers[0].until.to_string(), "2027-01-31");
    }
}
