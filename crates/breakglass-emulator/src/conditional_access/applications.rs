//! To what a policy applies: applications, groups of them, filters, user actions, authentication contexts (rules C16 to C24).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-cloud-apps>,
//! <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-filter-for-applications> and
//! <https://learn.microsoft.com/en-us/graph/api/conditionalaccessroot-evaluate> (read 2026-11-25): the third example shows policies for
//! all resources at work on a user action.
//! Assumption: an authentication context is matched by its own list alone (`emulator:authentication-context`).

use serde_json::Value;

use super::policy::{has, part, texts};
use super::rule::Rule;
use super::{Action, Attribute, Reason, Target};
use crate::state::{Tenant, text};

/// Windows Azure Service Management API.
pub(super) const SERVICE_MANAGEMENT: &str = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
/// The portal, which is also that of Entra and of Intune.
pub(super) const PORTAL: &str = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";

/// What the Service Management API stands for besides itself: the portal, Data Lake, Application Insights, Log Analytics, and the tools
/// that are named as working through it, Azure CLI and Azure PowerShell.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-cloud-apps> (read 2026-11-25)
/// for the names; <https://learn.microsoft.com/en-us/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in> for the ids.
const OF_SERVICE_MANAGEMENT: [&str; 6] = [
    PORTAL,
    "e9f49c6b-5ce5-44c8-925d-015017e9f7ad",
    "f5c26e74-f226-4ae8-85f0-b4af0080ac9e",
    "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5",
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    "1950a258-227b-4e31-a9cf-717495945fc2",
];

/// Portals of administrators whose ids are known: Azure with Entra and Intune, Exchange, Microsoft 365, Purview with Defender.
/// Microsoft adds to the group without listing ids (`emulator:app-groups`).
const ADMIN_PORTALS: [&str; 4] =
    [PORTAL, "497effe9-df71-4043-a8bb-14cf78c4b63b", "618dd325-23f6-4b6f-8380-4df78026e39b", "80ccca67-54bd-44ab-8625-4b79c4dc7775"];

/// Parts of the suite whose ids are known: Exchange, SharePoint, Teams and its services, the portal of Office
/// (`emulator:app-groups`).
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/reference-office-365-application-contents>
/// (read 2026-11-25) for the names.
const OFFICE_365: [&str; 5] = [
    "00000002-0000-0ff1-ce00-000000000000",
    "00000003-0000-0ff1-ce00-000000000000",
    "1fec8e78-bce4-4aaf-ab1b-5451cc387264",
    "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe",
    "00000006-0000-0ff1-ce00-000000000000",
];

/// Whether a policy is for a target, or why not.
pub(super) fn met(tenant: &Tenant, conditions: Option<&Value>, target: &Target) -> Result<(), Reason> {
    let policy = part(conditions, "applications");
    match target {
        Target::Applications(ids) => {
            let answers = ids.iter().map(|id| is_for(tenant, policy, id)).collect::<Option<Vec<bool>>>();
            match answers {
                None => Err(Reason::InvalidCondition),
                Some(answers) if answers.contains(&true) => Ok(()),
                Some(_) => Err(Reason::Application),
            }
        }
        Target::Action(action) => is_for_action(policy, *action).then_some(()).ok_or(Reason::UserActions),
        Target::AuthenticationContext(context) => {
            has(&texts(policy, "includeAuthenticationContextClassReferences"), context).then_some(()).ok_or(Reason::AuthenticationContext)
        }
    }
}

/// Rule C22: what is for all resources is also for user actions; an application that is excluded is no action.
fn is_for_action(policy: Option<&Value>, action: Action) -> bool {
    has(&texts(policy, "includeUserActions"), action.urn()) || has(&texts(policy, "includeApplications"), "All")
}

/// Whether a policy is for an application; none where its filter cannot be read.
fn is_for(tenant: &Tenant, policy: Option<&Value>, id: &str) -> Option<bool> {
    let mut included = names(&texts(policy, "includeApplications"), id);
    let mut excluded = names(&texts(policy, "excludeApplications"), id);
    if let Some(filter) = part(policy, "applicationFilter") {
        let rule = Rule::parse(filter.get("rule").and_then(Value::as_str)?)?;
        let holds = rule.holds(&|name| attribute(tenant, id, name))?;
        match filter.get("mode").and_then(Value::as_str)? {
            "include" => included |= holds,
            "exclude" => excluded |= holds,
            _ => return None,
        }
    }
    Some(included && !excluded)
}

/// Whether a list names an application, by itself or by a group that it belongs to.
fn names(list: &[&str], id: &str) -> bool {
    list.iter().any(|name| match *name {
        "All" => true,
        "None" => false,
        "Office365" => has(&OFFICE_365, id),
        "MicrosoftAdminPortals" => has(&ADMIN_PORTALS, id),
        name => name.eq_ignore_ascii_case(id) || name.eq_ignore_ascii_case(SERVICE_MANAGEMENT) && has(&OF_SERVICE_MANAGEMENT, id),
    })
}

/// A custom security attribute of the application's service principal, `CustomSecurityAttribute.Set_Name`; null where there is none.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-filter-for-applications> (read 2026-11-25).
fn attribute(tenant: &Tenant, app: &str, name: &str) -> Option<Attribute> {
    let (root, name) = name.split_once('.')?;
    let (set, name) = name.split_once('_')?;
    if !root.eq_ignore_ascii_case("CustomSecurityAttribute") {
        return None;
    }
    let principal = tenant.others.iter().find(|row| text(row, "appId").is_some_and(|own| own.eq_ignore_ascii_case(app)));
    let value = principal.and_then(|row| row.get("customSecurityAttributes")?.get(set)?.get(name));
    Some(match value {
        Some(Value::String(text)) => Attribute::Text(text.clone()),
        Some(Value::Array(list)) => Attribute::Many(list.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        _ => Attribute::Null,
    })
}
