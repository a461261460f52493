//! Points of the semantics that no document settles. Each is a statement that is true or false; the operator may settle it, nobody
//! else does. Until then whatever depends on it is open.

use std::collections::BTreeMap;

use super::truth::{Answer, Doubt};

/// One uncertain point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// `lockout:Q1`
    RoleThroughGroup,
    /// `lockout:Q3`
    AllCoversUserActions,
    /// `lockout:Q4`
    ApplicationGroup,
    /// `lockout:Q5`
    ApplicationFilter,
    /// `lockout:Q6`
    EmptyInclude,
    /// `lockout:Q7`
    DeviceRule,
    /// `lockout:Q8`
    ExtensionAttribute,
    /// `lockout:Q9`
    NetworkInCountry,
    /// `lockout:Q11`
    PositionWithoutAuthenticator,
    /// `lockout:Q12`
    TermsOfUse,
    /// `lockout:Q13`
    SessionPasses,
    /// `lockout:Q14`
    PasskeySatisfiesSecurityDefaults,
    /// `lockout:Q15`
    MandatoryMfa,
    /// `lockout:Q16`
    BoundToDevice,
    /// `lockout:Q17`
    EmptyModelList,
    /// `lockout:Q18`
    LegacyMethodSettings,
    /// `lockout:Q19`
    LegacyRiskPoliciesOff,
    /// `lockout:Q20`
    ExternalProvider,
    /// `lockout:Q22`
    UnreadCondition,
    /// `lockout:unknown-control`
    UnknownControl,
    /// `lockout:C12`
    ManyGroups,
    /// `lockout:C41`
    FederatedDomain,
    /// `lockout:key-model`
    KeyModel,
}

impl Question {
    /// Every point.
    pub const ALL: [Self; 23] = [
        Self::ManyGroups,
        Self::FederatedDomain,
        Self::RoleThroughGroup,
        Self::AllCoversUserActions,
        Self::ApplicationGroup,
        Self::ApplicationFilter,
        Self::EmptyInclude,
        Self::DeviceRule,
        Self::ExtensionAttribute,
        Self::NetworkInCountry,
        Self::PositionWithoutAuthenticator,
        Self::TermsOfUse,
        Self::SessionPasses,
        Self::PasskeySatisfiesSecurityDefaults,
        Self::MandatoryMfa,
        Self::BoundToDevice,
        Self::EmptyModelList,
        Self::LegacyMethodSettings,
        Self::LegacyRiskPoliciesOff,
        Self::ExternalProvider,
        Self::UnreadCondition,
        Self::UnknownControl,
        Self::KeyModel,
    ];

    /// The permanent id, as `--assume` takes it.
    pub fn id(self) -> &'static str {
        self.both().0
    }

    /// The statement.
    pub fn text(self) -> &'static str {
        self.both().1
    }

    fn both(self) -> (&'static str, &'static str) {
        match self {
            Self::RoleThroughGroup => ("lockout:Q1", "a role that an account holds through a group counts where a policy names the role"),
            Self::AllCoversUserActions => ("lockout:Q3", "a policy for all resources also covers the user actions"),
            Self::ApplicationGroup => ("lockout:Q4", "an application that no published list names belongs to the group of applications"),
            Self::ApplicationFilter => ("lockout:Q5", "the filter over custom security attributes matches the application"),
            Self::EmptyInclude => ("lockout:Q6", "a condition that includes nothing is met by everything that it does not exclude"),
            Self::DeviceRule => ("lockout:Q7", "the part of a device rule that no document describes matches"),
            Self::ExtensionAttribute => {
                ("lockout:Q8", "the extension attributes of a device that is not managed, compliant or hybrid joined can be read")
            }
            Self::NetworkInCountry => ("lockout:Q9", "an address of that network is told to be in that country"),
            Self::PositionWithoutAuthenticator => {
                ("lockout:Q11", "a sign-in that cannot report its position counts as being in a country that is told by position")
            }
            Self::TermsOfUse => ("lockout:Q12", "the account has accepted the terms of use, or can accept them at sign-in"),
            Self::SessionPasses => ("lockout:Q13", "Defender for Cloud Apps and Global Secure Access let the session pass"),
            Self::PasskeySatisfiesSecurityDefaults => ("lockout:Q14", "a passkey satisfies security defaults"),
            Self::MandatoryMfa => ("lockout:Q15", "mandatory multifactor authentication is enforced for this application and tenant"),
            Self::BoundToDevice => ("lockout:Q16", "the device to which the method is bound is at hand"),
            Self::EmptyModelList => ("lockout:Q17", "an empty list of allowed models lets every model pass"),
            Self::LegacyMethodSettings => {
                ("lockout:Q18", "the legacy settings still allow a method that the authentication methods policy does not")
            }
            Self::LegacyRiskPoliciesOff => ("lockout:Q19", "the legacy risk policies of Identity Protection are off"),
            Self::ExternalProvider => ("lockout:Q20", "the external or federated provider confirms multifactor authentication"),
            Self::UnreadCondition => ("lockout:Q22", "a condition that this version does not read is met"),
            Self::UnknownControl => ("lockout:unknown-control", "a control that this version does not know can be satisfied"),
            Self::ManyGroups => ("lockout:C12", "an account in more than 2,048 groups is let in"),
            Self::FederatedDomain => ("lockout:C41", "methods of Entra count for an account of a federated domain"),
            Self::KeyModel => ("lockout:key-model", "the supposed key is of a model that the list admits"),
        }
    }

    /// The point with that id, in any case.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.id().eq_ignore_ascii_case(id))
    }
}

/// What the operator settles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settled(BTreeMap<Question, bool>);

impl Settled {
    /// Nothing is settled.
    pub const NOTHING: Self = Self(BTreeMap::new());

    /// Settles one point; a later word replaces an earlier one.
    pub fn settle(&mut self, question: Question, holds: bool) {
        self.0.insert(question, holds);
    }

    /// What the operator said of a point.
    pub fn said(&self, question: Question) -> Option<bool> {
        self.0.get(&question).copied()
    }

    /// Whether the statement holds: open unless the operator settled it.
    pub fn answer(&self, question: Question) -> Answer {
        self.said(question).map_or_else(|| Answer::open(Doubt::Question(question)), Answer::certain)
    }

    /// Everything that was settled.
    pub fn iter(&self) -> impl Iterator<Item = (Question, bool)> {
        self.0.iter().map(|(question, holds)| (*question, *holds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_unique_and_found_in_any_case() {
        let mut ids: Vec<&str> = Question::ALL.iter().map(|question| question.id()).collect();
        assert!(Question::ALL.iter().all(|question| Question::named(&question.id().to_uppercase()) == Some(*question)));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Question::ALL.len());
    }
}
