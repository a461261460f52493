//! A Conditional Access policy as Graph describes it, read so that nothing that could change a verdict is lost.
//!
//! Lists keep the words of the body; enumerations know what this version understands and keep the rest as it came.
//! `unread` names every non-null field in conditions, grant and session controls that has no place here.

use jiff::Timestamp;

use crate::{ObjectId, Untrusted};

/// A Conditional Access policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its id; the path of its file where the body has none.
    pub id: ObjectId,
    /// Its display name.
    pub name: Untrusted,
    /// Whether it is enforced.
    pub state: PolicyState,
    /// The template that it was made from.
    pub template: Option<ObjectId>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When it was last changed; none until the first change.
    pub modified: Option<Timestamp>,
    /// When it bites.
    pub conditions: Conditions,
    /// What it demands.
    pub grant: Option<GrantControls>,
    /// What it does to the session.
    pub session: Option<SessionControls>,
    /// Non-null fields that this version does not read, by their path in the body.
    pub unread: Vec<Untrusted>,
    /// The file that it came from.
    pub origin: Option<Untrusted>,
}

/// Whether a policy is enforced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyState {
    /// On.
    Enabled,
    /// Evaluated and logged, not enforced.
    ReportOnly,
    /// Off.
    Disabled,
    /// A word that this version does not know; treated as on (`lockout:Q21`).
    Other(Untrusted),
}

/// To whom a policy speaks at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyAudience {
    /// People.
    Users,
    /// Service principals.
    WorkloadIdentities,
    /// Agent identities or agents' user accounts.
    Agents,
}

/// All conditions; an unset one is always true.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions {
    /// Who signs in; none where the body has no such part.
    pub users: Option<UserConditions>,
    /// What is signed in to.
    pub applications: Applications,
    /// `all`, `browser`, `mobileAppsAndDesktopClients`, `exchangeActiveSync`, `easSupported`, `other`.
    pub client_app_types: Vec<Untrusted>,
    /// Device platforms.
    pub platforms: Option<IncludeExclude>,
    /// Named locations, `All`, `AllTrusted`.
    pub locations: Option<IncludeExclude>,
    /// Filter for devices.
    pub devices: Option<RuleFilter>,
    /// Sign-in risk levels.
    pub sign_in_risk: Vec<Untrusted>,
    /// User risk levels.
    pub user_risk: Vec<Untrusted>,
    /// Insider risk levels.
    pub insider_risk: Vec<Untrusted>,
    /// Transfer methods of authentication flows: `deviceCodeFlow`, `authenticationTransfer`.
    pub authentication_flows: Vec<Untrusted>,
    /// Whether service principals are named.
    pub names_service_principals: bool,
    /// Whether agents are named.
    pub names_agents: bool,
}

/// Who signs in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserConditions {
    /// Ids, `All`, `None`, `GuestsOrExternalUsers`.
    pub include_users: Vec<ObjectId>,
    /// Ids, `GuestsOrExternalUsers`.
    pub exclude_users: Vec<ObjectId>,
    /// Group ids.
    pub include_groups: Vec<ObjectId>,
    /// Group ids.
    pub exclude_groups: Vec<ObjectId>,
    /// Role template ids.
    pub include_roles: Vec<ObjectId>,
    /// Role template ids.
    pub exclude_roles: Vec<ObjectId>,
    /// Kinds of guests, as Graph spells the flags; none where not set.
    pub include_guests: Option<Vec<Untrusted>>,
    /// Kinds of guests that are let off.
    pub exclude_guests: Option<Vec<Untrusted>>,
}

/// What is signed in to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applications {
    /// Application ids, `All`, `None`, `Office365`, `MicrosoftAdminPortals`.
    pub include: Vec<Untrusted>,
    /// Application ids, `Office365`, `MicrosoftAdminPortals`.
    pub exclude: Vec<Untrusted>,
    /// `urn:user:registersecurityinfo`, `urn:user:registerdevice`.
    pub user_actions: Vec<Untrusted>,
    /// `c1` to `c99`.
    pub authentication_contexts: Vec<Untrusted>,
    /// A filter over custom security attributes of applications.
    pub filter: Option<RuleFilter>,
}

/// Two lists of which the second wins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IncludeExclude {
    /// What it bites on.
    pub include: Vec<Untrusted>,
    /// What is let off.
    pub exclude: Vec<Untrusted>,
}

/// A filter for devices or applications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFilter {
    /// Whether matching objects are meant, or all others.
    pub mode: FilterMode,
    /// The rule as it was written.
    pub rule: Untrusted,
}

/// Which side of a filter is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterMode {
    /// Matching objects.
    Include,
    /// All but matching objects.
    Exclude,
    /// A word that this version does not know.
    Other(Untrusted),
}

/// What a policy demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantControls {
    /// All controls or one of them.
    pub operator: Operator,
    /// Built-in controls.
    pub controls: Vec<GrantControl>,
    /// The authentication strength: its id.
    pub strength: Option<ObjectId>,
    /// Terms of use.
    pub terms_of_use: Vec<Untrusted>,
    /// Custom controls of third parties.
    pub custom: Vec<Untrusted>,
}

/// How controls are combined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operator {
    /// Every control.
    And,
    /// Any one of them.
    Or,
    /// Not given, or a word that this version does not know.
    Other(Untrusted),
}

/// A built-in grant control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantControl {
    /// Refuses.
    Block,
    /// Multifactor authentication.
    Mfa,
    /// A compliant device.
    CompliantDevice,
    /// A hybrid joined device.
    DomainJoinedDevice,
    /// An approved client app.
    ApprovedApplication,
    /// An app with an app protection policy.
    CompliantApplication,
    /// A change of password.
    PasswordChange,
    /// Remediation of risk.
    RiskRemediation,
    /// A word that this version does not know.
    Other(Untrusted),
}

/// What a policy does to the session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionControls {
    /// Sign-in frequency, where enabled.
    pub sign_in_frequency: Option<SignInFrequency>,
    /// Persistent browser session, where enabled: `always` or `never`.
    pub persistent_browser: Option<Untrusted>,
    /// `cloudAppSecurity`, where enabled: its type.
    pub cloud_app_security: Option<Untrusted>,
    /// `secureSignInSession` (token protection), where enabled.
    pub is_token_protected: bool,
    /// `disableResilienceDefaults`.
    pub disables_resilience: bool,
    /// `applicationEnforcedRestrictions`, where enabled.
    pub restricts_in_application: bool,
    /// Other session controls that are set, by name.
    pub others: Vec<Untrusted>,
}

/// How often people sign in again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInFrequency {
    /// `everyTime` or `timeBased`.
    pub interval: Option<Untrusted>,
    /// How many hours or days.
    pub value: Option<i64>,
    /// `hours` or `days`.
    pub unit: Option<Untrusted>,
}

impl Policy {
    /// To whom the policy speaks. A policy that names people speaks to people, whatever else it names.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/workload-identity> (read 2026-11-22): a policy for
    /// workload identities includes the user `None`. Agents: the beta properties `agents`, `includeAgentIdServicePrincipals`, as seen in policies.
    pub fn audience(&self) -> PolicyAudience {
        let names_people = self.conditions.users.as_ref().is_some_and(UserConditions::includes_anybody);
        match (names_people, self.conditions.names_agents, self.conditions.names_service_principals) {
            (false, true, _) => PolicyAudience::Agents,
            (false, false, true) => PolicyAudience::WorkloadIdentities,
            _ => PolicyAudience::Users,
        }
    }

    /// Whether a sign-in can be refused by it today: on, or in a state that this version does not know.
    pub fn is_enforced(&self) -> bool {
        matches!(self.state, PolicyState::Enabled | PolicyState::Other(_))
    }

    /// Whether it refuses outright.
    pub fn blocks(&self) -> bool {
        self.grant.as_ref().is_some_and(|grant| grant.controls.contains(&GrantControl::Block))
    }
}

impl UserConditions {
    /// Whether it includes anybody at all.
    pub fn includes_anybody(&self) -> bool {
        let none = |id: &ObjectId| id.raw().eq_ignore_ascii_case("None");
        self.include_users.iter().any(|id| !none(id))
            || !self.include_groups.is_empty()
            || !self.include_roles.is_empty()
            || self.include_guests.as_ref().is_some_and(|kinds| !kinds.is_empty())
    }
}

impl PolicyState {
    /// The word in reports.
    pub fn word(&self) -> String {
        match self {
            Self::Enabled => "enabled".to_owned(),
            Self::ReportOnly => "report-only".to_owned(),
            Self::Disabled => "disabled".to_owned(),
            Self::Other(word) => format!("state {}", word.quoted()),
        }
    }
}

impl PolicyAudience {
    /// The word in reports and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::WorkloadIdentities => "workload-identities",
            Self::Agents => "agents",
        }
    }
}
