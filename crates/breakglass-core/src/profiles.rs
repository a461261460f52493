//! Profiles: the guidance contradicts itself, so each profile says whose text it follows, as of when, and what that text asks for.

/// How emergency accounts stand to Conditional Access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posture {
    /// Excluded everywhere, one enforced policy of their own.
    DedicatedPolicy,
    /// Excluded from every policy.
    FullyExcluded,
    /// At least one account excluded from every policy.
    Split,
}

/// What names of accounts and groups may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// Nothing of their purpose.
    Neutral,
    /// Anything but a person's name.
    NotAPerson,
    /// Anything.
    Any,
}

/// Whether something has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// It must not be there.
    None,
    /// It must be there.
    Required,
    /// Either way.
    Any,
}

/// What becomes of the password that every account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordMode {
    /// Long, random, and kept by nobody.
    Unstored,
    /// On paper.
    Paper,
}

/// How the role is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleBy {
    /// To the group.
    Group,
    /// To the group or to each account.
    Any,
}

/// How self-service password reset is kept away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelfServiceReset {
    /// No methods registered, and off for administrators.
    OffForAdministrators,
    /// No methods registered.
    NoMethods,
}

/// The parameters of controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: &'static str,
    /// Whose guidance it follows.
    pub source: &'static str,
    /// The date of that text.
    pub date: &'static str,
    /// The posture it asks for unless the operator chooses another.
    pub posture: Posture,
    /// What names may say.
    pub naming: Naming,
    /// Licences on the accounts.
    pub licence: Demand,
    /// A manager on the accounts.
    pub manager: Demand,
    /// How many accounts need no reason; none for any number.
    pub max_accounts: Option<u8>,
    /// Shortest password, in characters; none for any.
    pub password_length: Option<u16>,
    /// What becomes of it.
    pub password_mode: PasswordMode,
    /// How the role is given.
    pub role_by: RoleBy,
    /// Whether policies that are not enforced yet must exclude the accounts, too: an early warning.
    pub report_only_must_exclude: bool,
    /// How self-service password reset is kept away.
    pub self_service_reset: SelfServiceReset,
    /// Days between reviews and between drills.
    pub review_days: u16,
}

const DEDICATED_POLICY: Profile = Profile {
    name: "dedicated-policy",
    source: "public practice: a role-assignable group, keys only, one enforced policy of its own",
    date: "2024-07-01",
    posture: Posture::DedicatedPolicy,
    naming: Naming::Neutral,
    licence: Demand::None,
    manager: Demand::None,
    max_accounts: Some(2),
    password_length: Some(40),
    password_mode: PasswordMode::Unstored,
    role_by: RoleBy::Group,
    report_only_must_exclude: true,
    self_service_reset: SelfServiceReset::OffForAdministrators,
    review_days: 90,
};

const MICROSOFT_2026: Profile = Profile {
    name: "microsoft-2026",
    source: "Microsoft Learn: Manage emergency access accounts in Microsoft Entra ID",
    date: "2026-06-04",
    posture: Posture::FullyExcluded,
    naming: Naming::Any,
    licence: Demand::Any,
    manager: Demand::Any,
    max_accounts: None,
    password_length: None,
    password_mode: PasswordMode::Unstored,
    role_by: RoleBy::Any,
    report_only_must_exclude: false,
    self_service_reset: SelfServiceReset::NoMethods,
    review_days: 90,
};

const CIS_M365_7: Profile = Profile {
    name: "cis-m365-7",
    source: "CIS Microsoft 365 Foundations Benchmark v7.0, as carried by others",
    date: "2026-08-21",
    posture: Posture::Split,
    naming: Naming::NotAPerson,
    licence: Demand::None,
    manager: Demand::None,
    max_accounts: None,
    password_length: Some(16),
    password_mode: PasswordMode::Paper,
    role_by: RoleBy::Any,
    report_only_must_exclude: false,
    self_service_reset: SelfServiceReset::NoMethods,
    review_days: 90,
};

const GC_GUARDRAILS: Profile = Profile {
    name: "gc-guardrails",
    source: "Government of Canada cloud guardrails, as carried by others",
    date: "2025-01-01",
    posture: Posture::FullyExcluded,
    naming: Naming::Any,
    licence: Demand::Required,
    manager: Demand::Required,
    max_accounts: None,
    password_length: Some(16),
    password_mode: PasswordMode::Paper,
    role_by: RoleBy::Any,
    report_only_must_exclude: false,
    self_service_reset: SelfServiceReset::NoMethods,
    review_days: 365,
};

impl Profile {
    /// Every profile, the default first.
    pub const ALL: [&'static Self; 4] = [&DEDICATED_POLICY, &MICROSOFT_2026, &CIS_M365_7, &GC_GUARDRAILS];

    /// The profile with that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|profile| profile.name == name)
    }
}

impl Posture {
    /// Every posture.
    pub const ALL: [Self; 3] = [Self::DedicatedPolicy, Self::FullyExcluded, Self::Split];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::DedicatedPolicy => "dedicated-policy",
            Self::FullyExcluded => "fully-excluded",
            Self::Split => "split",
        }
    }

    /// The posture with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|posture| posture.name() == name)
    }

    /// Whether a policy of their own is part of it.
    pub fn has_dedicated_policy(self) -> bool {
        matches!(self, Self::DedicatedPolicy | Self::Split)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_lead_back() {
        for profile in Profile::ALL {
            assert_eq!(Profile::named(profile.name), Some(profile));
            assert!(profile.date.parse::<jiff::civil::Date>().is_ok(), "{}", profile.name);
        }
        for posture in Posture::ALL {
            assert_eq!(Posture::named(posture.name()), Some(posture));
        }
    }
}
