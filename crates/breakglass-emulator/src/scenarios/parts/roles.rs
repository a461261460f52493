//! Built-in directory roles: ids, names and one line of what each may do.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference> (read 2026-11-22).

use serde_json::json;

use crate::state::{GLOBAL_ADMINISTRATOR, Object, Table, object};

pub(crate) const SECURITY_ADMINISTRATOR: &str = "194ae4cb-b126-40b2-bd5b-6091b380977d";
pub(crate) const CONDITIONAL_ACCESS_ADMINISTRATOR: &str = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9";
pub(crate) const USER_ADMINISTRATOR: &str = "fe930be7-5e62-47db-91af-98c3a49a38b1";
const HELPDESK_ADMINISTRATOR: &str = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
const PRIVILEGED_ROLE_ADMINISTRATOR: &str = "e8611ab8-c189-46e8-94e1-60213ab1f814";

const ROLES: [(&str, &str, &str); 16] = [
    (GLOBAL_ADMINISTRATOR, "Global Administrator", "microsoft.directory/allProperties/allTasks"),
    (SECURITY_ADMINISTRATOR, "Security Administrator", "microsoft.directory/conditionalAccessPolicies/create"),
    ("f28a1f50-f6e7-4571-818b-6a12f2af6b6c", "SharePoint Administrator", "microsoft.office365.sharePoint/allEntities/allTasks"),
    ("29232cdf-9323-42fd-ade2-1d097af3e4de", "Exchange Administrator", "microsoft.office365.exchange/allEntities/basic/allTasks"),
    (CONDITIONAL_ACCESS_ADMINISTRATOR, "Conditional Access Administrator", "microsoft.directory/conditionalAccessPolicies/basic/update"),
    (HELPDESK_ADMINISTRATOR, "Helpdesk Administrator", "microsoft.directory/users/password/update"),
    ("b0f54661-2d74-4c50-afa3-1ec803f12efe", "Billing Administrator", "microsoft.commerce.billing/allEntities/allProperties/allTasks"),
    (USER_ADMINISTRATOR, "User Administrator", "microsoft.directory/users/create"),
    ("c4e39bd9-1100-46d3-8c65-fb160da0071f", "Authentication Administrator", "microsoft.directory/users/authenticationMethods/create"),
    ("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", "Application Administrator", "microsoft.directory/applications/create"),
    ("158c047a-c907-4556-b7ef-446551a6b5f7", "Cloud Application Administrator", "microsoft.directory/applications/basic/update"),
    ("966707d0-3269-4727-9be2-8c3a10f19b9d", "Password Administrator", "microsoft.directory/users/password/update"),
    (
        "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
        "Privileged Authentication Administrator",
        "microsoft.directory/users/authenticationMethods/delete",
    ),
    (PRIVILEGED_ROLE_ADMINISTRATOR, "Privileged Role Administrator", "microsoft.directory/roleAssignments/allProperties/allTasks"),
    ("f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader", "microsoft.directory/users/standard/read"),
    ("88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "Directory Readers", "microsoft.directory/groups/standard/read"),
];

/// The fourteen roles that Microsoft's own policies for administrators name.
pub(crate) fn administrators() -> Vec<&'static str> {
    ROLES.iter().take(14).map(|(id, ..)| *id).collect()
}

/// Every built-in role that the emulator knows.
pub(crate) fn definitions() -> Table {
    ROLES.into_iter().map(|(id, name, action)| definition(id, name, action)).collect()
}

fn definition(id: &str, name: &str, action: &str) -> Object {
    object(json!({
        "id": id, "description": format!("Can do what the role {name} may do."), "displayName": name, "isBuiltIn": true, "isEnabled": true,
        "resourceScopes": ["/"], "templateId": id, "version": "1",
        "rolePermissions": [{"allowedResourceActions": [action], "condition": null}],
    }))
}
