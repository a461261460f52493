//! Texts that several controls stand on, with the date of the text that was read.

use super::Source;

/// Microsoft's page on emergency access accounts.
pub(super) const EMERGENCY_ACCESS: Source = Source {
    title: "Manage emergency access accounts in Microsoft Entra ID",
    address: "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/security-emergency-access",
    date: "2026-06-04",
};

/// Microsoft's page on role-assignable groups.
pub(super) const ROLE_ASSIGNABLE_GROUPS: Source = Source {
    title: "Use Microsoft Entra groups to manage role assignments",
    address: "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/groups-concept",
    date: "2026-03-16",
};

/// Microsoft's page on passkeys.
pub(super) const PASSKEYS: Source = Source {
    title: "Enable passkeys (FIDO2) for your organization",
    address: "https://learn.microsoft.com/en-us/entra/identity/authentication/how-to-enable-passkey-fido2",
    date: "2025-03-04",
};

/// Microsoft's page on mandatory multifactor authentication.
pub(super) const MANDATORY_MFA: Source = Source {
    title: "Planning for mandatory multifactor authentication for Azure and other admin portals",
    address: "https://learn.microsoft.com/en-us/entra/identity/authentication/concept-mandatory-multifactor-authentication",
    date: "2026-04-03",
};

/// Microsoft's page on how strengths work.
pub(super) const STRENGTHS: Source = Source {
    title: "How authentication strengths work",
    address: "https://learn.microsoft.com/en-us/entra/identity/authentication/concept-authentication-strength-how-it-works",
    date: "2025-03-17",
};

/// Microsoft's page on security defaults.
pub(super) const SECURITY_DEFAULTS: Source = Source {
    title: "Security defaults in Microsoft Entra ID",
    address: "https://learn.microsoft.com/en-us/entra/fundamentals/security-defaults",
    date: "2025-07-21",
};

/// Microsoft's page on users and groups in Conditional Access.
pub(super) const CONDITIONAL_ACCESS_USERS: Source = Source {
    title: "Conditional Access: users, groups, and workload identities",
    address: "https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-users-groups",
    date: "2024-05-01",
};

/// Microsoft's page on self-service password reset and password policies.
pub(super) const PASSWORD_POLICIES: Source = Source {
    title: "Self-service password reset policies and restrictions in Microsoft Entra ID",
    address: "https://learn.microsoft.com/en-us/entra/identity/authentication/concept-sspr-policy",
    date: "2026-05-26",
};

/// Microsoft's page on per-user multifactor authentication.
pub(super) const PER_USER_MFA: Source = Source {
    title: "Enable per-user Microsoft Entra multifactor authentication",
    address: "https://learn.microsoft.com/en-us/entra/identity/authentication/howto-mfa-userstates",
    date: "2024-08-01",
};

/// Microsoft's page on restricted management administrative units.
pub(super) const RESTRICTED_UNITS: Source = Source {
    title: "Restricted management administrative units in Microsoft Entra ID",
    address: "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/admin-units-restricted-management",
    date: "2026-03-04",
};

/// Microsoft's page on the Temporary Access Pass.
pub(super) const TEMPORARY_ACCESS_PASS: Source = Source {
    title: "Configure a Temporary Access Pass in Microsoft Entra ID",
    address: "https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass",
    date: "2026-03-04",
};

/// Microsoft's page on policies that it manages itself.
pub(super) const MANAGED_POLICIES: Source = Source {
    title: "Microsoft-managed policies",
    address: "https://learn.microsoft.com/en-us/entra/identity/conditional-access/managed-policies",
    date: "2026-05-28",
};

/// Microsoft's page on report-only policies.
pub(super) const REPORT_ONLY: Source = Source {
    title: "What is Conditional Access report-only mode?",
    address: "https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-report-only",
    date: "2026-06-01",
};

/// Microsoft's page on protected actions.
pub(super) const PROTECTED_ACTIONS: Source = Source {
    title: "What are protected actions in Microsoft Entra ID?",
    address: "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/protected-actions-overview",
    date: "2025-11-03",
};

/// Microsoft's guide to watching privileged accounts.
pub(super) const SECURITY_OPERATIONS: Source = Source {
    title: "Security operations for privileged accounts in Microsoft Entra ID",
    address: "https://learn.microsoft.com/en-us/entra/architecture/security-operations-privileged-accounts",
    date: "2022-09-06",
};

/// Microsoft's page on staying able to manage access in an outage.
pub(super) const RESILIENT_CONTROLS: Source = Source {
    title: "Create a resilient access control management strategy",
    address: "https://learn.microsoft.com/en-us/entra/identity/authentication/concept-resilient-controls",
    date: "2025-03-04",
};

/// Microsoft's page on what policies demand.
pub(super) const GRANT_CONTROLS: Source = Source {
    title: "Conditional Access: Grant",
    address: "https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-grant",
    date: "2026-03-01",
};

/// Microsoft's page on token protection.
pub(super) const TOKEN_PROTECTION: Source = Source {
    title: "Microsoft Entra Conditional Access token protection explained",
    address: "https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-token-protection",
    date: "2025-08-01",
};

/// Microsoft's list of security keys.
pub(super) const HARDWARE_VENDORS: Source = Source {
    title: "Microsoft Entra ID attestation for FIDO2 security key vendors",
    address: "https://learn.microsoft.com/en-us/entra/identity/authentication/concept-fido2-hardware-vendor",
    date: "2026-10-06",
};

/// The CIS benchmark, second hand.
pub(super) const CIS: Source = Source {
    title: "CIS Microsoft 365 Foundations Benchmark v7.0, as carried by Prowler",
    address: "https://github.com/prowler-cloud/prowler/blob/master/prowler/compliance/m365/cis_7.0_m365.json",
    date: "2026-08-21",
};

/// Microsoft's reference of the registration campaign.
pub(super) const REGISTRATION_CAMPAIGN: Source = Source {
    title: "authenticationMethodsRegistrationCampaign resource type",
    address: "https://learn.microsoft.com/en-us/graph/api/resources/authenticationMethodsRegistrationCampaign",
    date: "2026-11-25",
};
