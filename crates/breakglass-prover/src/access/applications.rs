//! Applications that rules speak of, and which groups they certainly belong to.
//!
//! Ids: <https://github.com/merill/microsoft-info> (MIT), checked against the sources named at each list.

/// Azure portal, Entra admin center and Intune admin center.
pub const PORTAL: &str = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";
/// Windows Azure Service Management API (Azure Resource Manager).
pub const AZURE_MANAGEMENT: &str = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
/// Microsoft Graph.
pub const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
/// Windows Azure Active Directory, the resource of requests that ask for little more than a sign-in (C17, C18).
pub const DIRECTORY: &str = "00000002-0000-0000-c000-000000000000";
/// Exchange Online.
pub const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";
/// SharePoint Online.
pub const SHAREPOINT: &str = "00000003-0000-0ff1-ce00-000000000000";
/// Microsoft Teams.
pub const TEAMS: &str = "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe";
/// Azure Virtual Desktop.
pub const VIRTUAL_DESKTOP: &str = "9cdead84-a844-4324-93f2-b2e6bb768d07";
/// Windows 365.
pub const WINDOWS_365: &str = "0af06dc6-e4b5-4f28-818e-e78e62d137a5";
/// Azure CLI.
pub const AZURE_CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
/// Azure PowerShell.
pub const AZURE_POWERSHELL: &str = "1950a258-227b-4e31-a9cf-717495945fc2";
/// Azure Data Lake.
pub const DATA_LAKE: &str = "e9f49c6b-5ce5-44c8-925d-015017e9f7ad";
/// Application Insights API.
pub const APPLICATION_INSIGHTS: &str = "f5c26e74-f226-4ae8-85f0-b4af0080ac9e";
/// Log Analytics API.
pub const LOG_ANALYTICS: &str = "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5";
/// Azure mobile app.
pub const AZURE_MOBILE: &str = "0c1307d4-29d6-4389-a11c-5cbe7f65d7fa";

/// Applications that `MicrosoftAdminPortals` certainly holds (C20).
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-cloud-apps> (2026-01) (read 2026-11-25).
pub const ADMIN_PORTALS: &[&str] = &[PORTAL];
/// Applications that `Office365` certainly holds. Source as above.
pub const OFFICE_365: &[&str] = &[EXCHANGE, SHAREPOINT, TEAMS];
/// Applications that are certainly in neither group: interfaces and tools, no portals and no part of the suite (C19, C20).
pub const IN_NO_GROUP: &[&str] =
    &[AZURE_MANAGEMENT, GRAPH, DIRECTORY, AZURE_CLI, AZURE_POWERSHELL, AZURE_MOBILE, VIRTUAL_DESKTOP, WINDOWS_365];
/// Applications to which a policy for Windows Azure Service Management API also applies (C19). Source as above.
pub const BEHIND_AZURE_MANAGEMENT: &[&str] = &[PORTAL, AZURE_CLI, AZURE_POWERSHELL, DATA_LAKE, APPLICATION_INSIGHTS, LOG_ANALYTICS];
/// Applications on which token protection is enforced (C43).
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-token-protection> (2025-08) (read 2026-11-25).
pub const TOKEN_PROTECTED: &[&str] = &[EXCHANGE, SHAREPOINT, TEAMS, VIRTUAL_DESKTOP, WINDOWS_365];
/// Microsoft 365 admin center: known by its name in Graph alone.
pub const OFFICE_ADMIN_CENTER: &str = "618dd325-23f6-4b6f-8380-4df78026e39b";
/// Applications of phase 1 of mandatory multifactor authentication (C47).
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-mandatory-multifactor-authentication> (2025-07) (read 2026-11-25).
pub const MANDATORY_MFA_FIRST: &[&str] = &[PORTAL];
/// Applications of phase 1 that the document names without an id, so that it is a question whether this id is meant. Source as above.
pub const MANDATORY_MFA_UNLISTED: &[&str] = &[OFFICE_ADMIN_CENTER];
/// Applications of phase 2. Source as above.
pub const MANDATORY_MFA_SECOND: &[&str] = &[AZURE_CLI, AZURE_POWERSHELL, AZURE_MOBILE, AZURE_MANAGEMENT];

/// What somebody needs to change Conditional Access, with what that depends on (C21): the portal, its interfaces, the directory.
pub const GOAL: &[&str] = &[PORTAL, AZURE_MANAGEMENT, GRAPH, DIRECTORY];

/// Whether an application is in `Office365` or `MicrosoftAdminPortals`; `None` where no published list says.
pub fn is_in_group(group: &str, application: &str) -> Option<bool> {
    let (own, other) = match group {
        "office365" => (OFFICE_365, ADMIN_PORTALS),
        _ => (ADMIN_PORTALS, OFFICE_365),
    };
    if own.contains(&application) {
        return Some(true);
    }
    (IN_NO_GROUP.contains(&application) || other.contains(&application)).then_some(false)
}

/// The name of an application as sentences give it.
pub fn name(id: &str) -> Option<&'static str> {
    Some(match id {
        PORTAL => "Azure portal and Entra admin center",
        OFFICE_ADMIN_CENTER => "Microsoft 365 admin center",
        AZURE_MANAGEMENT => "Azure Resource Manager",
        GRAPH => "Microsoft Graph",
        DIRECTORY => "Windows Azure Active Directory",
        EXCHANGE => "Exchange Online",
        SHAREPOINT => "SharePoint Online",
        TEAMS => "Microsoft Teams",
        VIRTUAL_DESKTOP => "Azure Virtual Desktop",
        WINDOWS_365 => "Windows 365",
        AZURE_CLI => "Azure CLI",
        AZURE_POWERSHELL => "Azure PowerShell",
        AZURE_MOBILE => "Azure mobile app",
        DATA_LAKE => "Azure Data Lake",
        APPLICATION_INSIGHTS => "Application Insights API",
        LOG_ANALYTICS => "Log Analytics API",
        _ => return None,
    })
}
