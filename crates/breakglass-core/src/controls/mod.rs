//! The catalogue of controls. One control is one file, named for the state we want; its folder is its area.
//!
//! To add one: write the file (copy a neighbour), add a `mod` line and an `ALL` line to the folder's `mod.rs`, both sorted. Everything
//! else (catalogue page, `explain`, permissions, reports) is a fold over [`AREAS`].

mod accounts;
mod conditional_access;
mod custody;
mod group;
mod legacy;
mod mandatory_mfa;
mod methods;
mod monitoring;
mod password;
mod roles;
mod sources;
mod strength;
#[cfg(test)]
mod survey;
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
    ///
    /// Source: <https://github.com/cisagov/ScubaGear/blob/main/PowerShell/ScubaGear/baselines/aad.md> (read 2026-11-25).
    Scuba,
    /// The Australian Essential Eight, by the number in the Information Security Manual; second hand.
    ///
    /// Source: <https://e8guide.com/controls/ISM-1872.html> and <https://e8guide.com/controls/ISM-1173.html> (read 2026-11-25).
    EssentialEight,
    /// Microsoft Zero Trust Assessment, by the number of its test.
    ///
    /// Source: <https://github.com/microsoft/zerotrustassessment/tree/main/src/powershell/tests> (read 2026-11-25).
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
    Area { title: "Legacy switches and licences", folder: "legacy", controls: legacy::ALL },
    Area { title: "Monitoring", folder: "monitoring", controls: monitoring::ALL },
    Area { title: "Custody, people, process", folder: "custody", controls: custody::ALL },
    Area { title: "Mandatory multifactor authentication", folder: "mandatory_mfa", controls: mandatory_mfa::ALL },
];

/// The control with that id.
pub fn find(id: &str) -> Option<&'static Control> {
    all().find(|control| control.id == id)
}

/// Every control, in the order of the catalogue.
pub fn all() -> impl Iterator<Item = &'static Control> {
    AREAS.iter().flat_map(|area| area.controls.iter().copied())
}
