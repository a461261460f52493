//! The catalogue of controls. One control is one file, named for the state we want; its folder is its area.
//!
//! To add one: write the file (copy a neighbour), add a `mod` line and an `ALL` line to the folder's `mod.rs`, both sorted. Everything
//! else (catalogue page, `explain`, permissions, reports) is a fold over [`AREAS`].

mod accounts;
mod conditional_access;
mod group;
mod legacy;
mod methods;
mod password;
mod roles;
mod strength;
#[cfg(test)]
mod testing;

use breakglass_model::{Collection, Judgement, Severity};

use crate::Evidence;

/// One question about a tenant, with everything that anybody needs to know of it.
#[derive(Debug)]
pub struct Control {
    /// Permanent id; the file's name with dashes.
    pub id: &'static str,
    /// The state we want, as a sentence without a full stop.
    pub title: &'static str,
    /// How much a failure matters.
    pub severity: Severity,
    /// Why it matters.
    pub why: &'static str,
    /// How to mend it.
    pub fix: &'static str,
    /// Where the rule comes from.
    pub sources: &'static [Source],
    /// Which collections it cannot do without: taken from a tenant in which it passes, each makes it unknown.
    pub needs: &'static [Collection],
    /// Requirements of frameworks that it speaks to.
    pub compliance: &'static [Compliance],
    /// The version in which it came.
    pub since: &'static str,
    /// The question itself.
    pub judge: fn(&Evidence<'_>) -> Judgement,
}

/// A text that a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// What it is.
    pub title: &'static str,
    /// Its address.
    pub address: &'static str,
    /// The date of the text that was read.
    pub date: &'static str,
}

/// A requirement of a framework that a control speaks to: evidence towards it, never the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compliance {
    /// Whose requirement.
    pub framework: Framework,
    /// Its number there, as `1.1.1`.
    pub reference: &'static str,
}

/// A framework of requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Framework {
    /// CIS Microsoft 365 Foundations Benchmark, v7.0.
    CisM365,
    /// CISA Secure Cloud Business Applications, baseline for Microsoft Entra ID.
    Scuba,
    /// The Australian Essential Eight.
    EssentialEight,
    /// Microsoft Zero Trust Assessment.
    ZeroTrust,
}

impl Framework {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::CisM365 => "CIS M365 v7.0",
            Self::Scuba => "CISA SCuBA",
            Self::EssentialEight => "Essential Eight",
            Self::ZeroTrust => "Zero Trust Assessment",
        }
    }
}

/// A chapter of the catalogue.
#[derive(Debug)]
pub struct Area {
    /// Its name in words.
    pub title: &'static str,
    /// Its folder.
    pub folder: &'static str,
    /// Its controls.
    pub controls: &'static [&'static Control],
}

/// Every chapter, in the order of reports.
pub const AREAS: &[Area] = &[
    Area { title: "Accounts", folder: "accounts", controls: accounts::ALL },
    Area { title: "Group", folder: "group", controls: group::ALL },
    Area { title: "Roles", folder: "roles", controls: roles::ALL },
    Area { title: "Authentication methods", folder: "methods", controls: methods::ALL },
    Area { title: "Authentication strength", folder: "strength", controls: strength::ALL },
    Area { title: "Conditional Access", folder: "conditional_access", controls: conditional_access::ALL },
    Area { title: "Password", folder: "password", controls: password::ALL },
    Area { title: "Legacy switches", folder: "legacy", controls: legacy::ALL },
];

/// The control with that id.
pub fn find(id: &str) -> Option<&'static Control> {
    all().find(|control| control.id == id)
}

/// Every control, in the order of the catalogue.
pub fn all() -> impl Iterator<Item = &'static Control> {
    AREAS.iter().flat_map(|area| area.controls.iter().copied())
}

/// Texts that several controls stand on.
pub(crate) mod sources {
    use super::Source;

    /// Microsoft's page on emergency access accounts.
    pub(crate) const EMERGENCY_ACCESS: Source = Source {
        title: "Manage emergency access accounts in Microsoft Entra ID",
        address: "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/security-emergency-access",
        date: "2026-06-04",
    };
    /// Microsoft's page on role-assignable groups.
    pub(crate) const ROLE_ASSIGNABLE_GROUPS: Source = Source {
        title: "Use Microsoft Entra groups to manage role assignments",
        address: "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/groups-concept",
        date: "2026-03-16",
    };
    /// Microsoft's page on passkeys.
    pub(crate) const PASSKEYS: Source = Source {
        title: "Enable passkeys (FIDO2) for your organization",
        address: "https://learn.microsoft.com/en-us/entra/identity/authentication/how-to-enable-passkey-fido2",
        date: "2025-03-04",
    };
    /// Microsoft's page on mandatory multifactor authentication.
    pub(crate) const MANDATORY_MFA: Source = Source {
        title: "Planning for mandatory multifactor authentication for Azure and other admin portals",
        address: "https://learn.microsoft.com/en-us/entra/identity/authentication/concept-mandatory-multifactor-authentication",
        date: "2026-04-03",
    };
    /// Microsoft's page on how strengths work.
    pub(crate) const STRENGTHS: Source = Source {
        title: "How authentication strengths work",
        address: "https://learn.microsoft.com/en-us/entra/identity/authentication/concept-authentication-strength-how-it-works",
        date: "2025-03-17",
    };
    /// Microsoft's page on security defaults.
    pub(crate) const SECURITY_DEFAULTS: Source = Source {
        title: "Security defaults in Microsoft Entra ID",
        address: "https://learn.microsoft.com/en-us/entra/fundamentals/security-defaults",
        date: "2025-07-21",
    };
    /// Microsoft's page on users and groups in Conditional Access.
    pub(crate) const CONDITIONAL_ACCESS_USERS: Source = Source {
        title: "Conditional Access: users, groups, and workload identities",
        address: "https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-users-groups",
        date: "2024-05-01",
    };
    /// Microsoft's page on self-service password reset and password policies.
    pub(crate) const PASSWORD_POLICIES: Source = Source {
        title: "Self-service password reset policies and restrictions in Microsoft Entra ID",
        address: "https://learn.microsoft.com/en-us/entra/identity/authentication/concept-sspr-policy",
        date: "2026-05-26",
    };
    /// Microsoft's page on per-user multifactor authentication.
    pub(crate) const PER_USER_MFA: Source = Source {
        title: "Enable per-user Microsoft Entra multifactor authentication",
        address: "https://learn.microsoft.com/en-us/entra/identity/authentication/howto-mfa-userstates",
        date: "2024-08-01",
    };
}
