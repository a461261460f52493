//! What a Conditional Access policy names must exist when it is written: people, groups, roles, applications, locations.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/conditionalaccessusers> and
//! <https://learn.microsoft.com/en-us/graph/api/resources/conditionalaccessapplications> (read 2026-11-25) for the words that
//! stand instead of ids. Assumption: number and text of the refusal, seen by others for groups (`emulator:conditional-access-errors`).

use serde_json::Value;

use super::super::applications;
use super::super::refusal::Refusal;
use crate::state::{Object, Tenant, guid, text};

/// Where ids stand, what they are of, and the words that may stand there instead.
const PLACES: [(&str, &[&str], Of, &[&str]); 5] = [
    ("users", &["includeUsers", "excludeUsers"], Of::User, &["All", "None", "GuestsOrExternalUsers"]),
    ("users", &["includeGroups", "excludeGroups"], Of::Group, &[]),
    ("users", &["includeRoles", "excludeRoles"], Of::Role, &["All", "None"]),
    (
        "applications",
        &["includeApplications", "excludeApplications"],
        Of::Application,
        &["All", "None", "Office365", "MicrosoftAdminPortals"],
    ),
    // The last is the addresses that multifactor authentication trusts, which are no named location.
    ("locations", &["includeLocations", "excludeLocations"], Of::Location, &["All", "AllTrusted", "00000000-0000-0000-0000-000000000000"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    User,
    Group,
    Role,
    Application,
    Location,
}

/// Refuses a body that names what does not exist. Of a tenant that was read in part nothing is refused.
pub(super) fn check(tenant: &Tenant, sent: &Object) -> Result<(), Refusal> {
    if tenant.coverage.is_some() {
        return Ok(());
    }
    let conditions = sent.get("conditions");
    for (part, lists, of, words) in PLACES {
        for list in lists {
            let ids = conditions.and_then(|it| it.get(part)).and_then(|it| it.get(*list)).and_then(Value::as_array);
            let unknown = ids.into_iter().flatten().filter_map(Value::as_str).find(|id| !words.contains(id) && !exists(tenant, of, id));
            if let Some(id) = unknown {
                return Err(Refusal::policy_reference(of.name(), id));
            }
        }
    }
    Ok(())
}

fn exists(tenant: &Tenant, of: Of, id: &str) -> bool {
    // A user is named by object id here and by nothing else.
    guid::is_guid(id)
        && match of {
            Of::User => tenant.users.find(id).is_some(),
            Of::Group => tenant.groups.get(id).is_some(),
            Of::Role => tenant.role_definitions.iter().any(|role| text(role, "templateId").is_some_and(|own| own.eq_ignore_ascii_case(id))),
            Of::Application => applications::is_known(tenant, id),
            Of::Location => tenant.named_locations.get(id).is_some(),
        }
}

impl Of {
    const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
            Self::Application => "application",
            Self::Location => "location",
        }
    }
}
