//! The tenant itself: organization, domains, licences, groups, and the policies of which each tenant has one.

use serde_json::{Value, json};

use crate::state::{Object, Tenant, blank, guid, object};

/// The service plans of Entra ID P1 and P2.
const P1_PLAN: &str = "41781fb2-bc02-4b7c-bd55-b576c07bb09d";
const P2_PLAN: &str = "eec0eb4f-6444-4f95-aba0-50c24d67f998";
/// Microsoft 365 E5, whose plans hold both.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/users/licensing-service-plan-reference> (read 2026-11-22).
pub(crate) const E5_SKU: &str = "06ebc4ee-1bb5-47dd-8120-11324bc54e06";
/// Exchange Online (Plan 1), which holds neither.
pub(crate) const EXCHANGE_SKU: &str = "4b9405b0-7788-4568-add1-99614e613b69";
const EXCHANGE_PLAN: &str = "9aaf7827-d63c-4b61-89c3-182f06f82e5c";

/// A password that never expires, in `passwordValidityPeriodInDays`.
pub(crate) const NEVER: i32 = 2_147_483_647;

/// What a tenant is called.
pub(crate) struct Names {
    pub(crate) key: &'static str,
    pub(crate) display: &'static str,
    pub(crate) initial_domain: &'static str,
    /// The custom domain with the days that passwords are valid there.
    pub(crate) custom_domain: Option<(&'static str, i32)>,
    pub(crate) premium: bool,
}

impl Names {
    /// The id that belongs to a name within this tenant.
    pub(crate) fn id(&self, name: &str) -> String {
        guid::derived(&format!("{}/{name}", self.key))
    }

    /// The domain that ordinary people's names are on.
    pub(crate) fn default_domain(&self) -> &'static str {
        self.custom_domain.map_or(self.initial_domain, |(domain, _)| domain)
    }

    /// A tenant with organization, domains, licences and the settings of which there is one each.
    pub(crate) fn tenant(&self) -> Tenant {
        let sku = if self.premium { premium_sku(&self.id("tenant")) } else { exchange_sku(&self.id("tenant")) };
        let mut tenant = Tenant {
            id: self.id("tenant"),
            initial_domain: self.initial_domain.to_owned(),
            premium: self.premium,
            organization: self.organization(),
            authorization_policy: authorization_policy(),
            security_defaults: security_defaults(false),
            ..Tenant::default()
        };
        tenant.subscribed_skus.put(sku);
        tenant.domains.put(domain(self.initial_domain, true, self.custom_domain.is_none(), NEVER));
        if let Some((name, validity)) = self.custom_domain {
            tenant.domains.put(domain(name, false, true, validity));
        }
        tenant
    }

    fn organization(&self) -> Object {
        let verified = |name: &str, is_initial: bool, is_default: bool| {
            json!({"capabilities": "Email, OfficeCommunicationsOnline", "isDefault": is_default, "isInitial": is_initial,
                   "name": name, "type": "Managed"})
        };
        let mut domains = vec![verified(self.initial_domain, true, self.custom_domain.is_none())];
        domains.extend(self.custom_domain.map(|(name, _)| verified(name, false, true)));
        let plan = |id: &str, service: &str| json!({"assignedDateTime": "2024-03-04T09:12:44Z", "capabilityStatus": "Enabled", "service": service, "servicePlanId": id});
        let plans = if self.premium {
            vec![plan(P1_PLAN, "AADPremiumService"), plan(P2_PLAN, "AADPremiumService"), plan(EXCHANGE_PLAN, "exchange")]
        } else {
            vec![plan(EXCHANGE_PLAN, "exchange")]
        };
        object(json!({
            "id": self.id("tenant"), "deletedDateTime": null, "assignedPlans": plans, "businessPhones": ["+31 20 555 0100"],
            "city": "Amsterdam", "country": null, "countryLetterCode": "NL", "createdDateTime": "2024-03-04T09:02:10Z",
            "defaultUsageLocation": null, "displayName": self.display, "marketingNotificationEmails": [],
            "mobileDeviceManagementAuthority": "unknown", "onPremisesLastSyncDateTime": null, "onPremisesSyncEnabled": null,
            "partnerTenantType": null, "postalCode": "1012 AB", "preferredLanguage": "en", "privacyProfile": null, "provisionedPlans": [],
            "securityComplianceNotificationMails": [], "securityComplianceNotificationPhones": [], "state": null,
            "street": "Prins Hendrikkade 1", "technicalNotificationMails": [format!("it@{}", self.default_domain())],
            "tenantType": "AAD", "verifiedDomains": domains,
        }))
    }
}

fn domain(name: &str, is_initial: bool, is_default: bool, validity: i32) -> Object {
    object(json!({
        "id": name, "authenticationType": "Managed", "availabilityStatus": null, "isAdminManaged": true, "isDefault": is_default,
        "isInitial": is_initial, "isRoot": true, "isVerified": true, "manufacturer": null, "model": null,
        "passwordNotificationWindowInDays": 14, "passwordValidityPeriodInDays": validity, "state": null,
        "supportedServices": ["Email", "OfficeCommunicationsOnline"],
    }))
}

fn sku(tenant: &str, sku: &str, part: &str, consumed: u32, plans: &[(&str, &str)]) -> Object {
    let plans: Vec<Value> = plans
        .iter()
        .map(|(id, name)| json!({"appliesTo": "User", "provisioningStatus": "Success", "servicePlanId": id, "servicePlanName": name}))
        .collect();
    object(json!({
        "id": format!("{tenant}_{sku}"), "accountId": tenant, "accountName": "licences", "appliesTo": "User", "capabilityStatus": "Enabled",
        "consumedUnits": consumed, "prepaidUnits": {"enabled": 150, "lockedOut": 0, "suspended": 0, "warning": 0},
        "servicePlans": plans, "skuId": sku, "skuPartNumber": part,
        "subscriptionIds": [guid::derived(&format!("{tenant}/subscription/{sku}"))],
    }))
}

fn premium_sku(tenant: &str) -> Object {
    let plans = [(P1_PLAN, "AAD_PREMIUM"), (P2_PLAN, "AAD_PREMIUM_P2"), (EXCHANGE_PLAN, "EXCHANGE_S_STANDARD")];
    sku(tenant, E5_SKU, "SPE_E5", 21, &plans)
}

/// The only licence of a tenant without Entra ID P1 or P2.
pub(crate) fn exchange_sku(tenant: &str) -> Object {
    sku(tenant, EXCHANGE_SKU, "EXCHANGESTANDARD", 1, &[(EXCHANGE_PLAN, "EXCHANGE_S_STANDARD")])
}

/// The security defaults, on or off.
pub(crate) fn security_defaults(is_enabled: bool) -> Object {
    object(json!({
        "id": "00000000-0000-0000-0000-000000000005", "deletedDateTime": null, "displayName": "Security Defaults",
        "description": "Security defaults is a set of basic identity security mechanisms recommended by Microsoft.",
        "isEnabled": is_enabled,
    }))
}

fn authorization_policy() -> Object {
    object(json!({
        "id": "authorizationPolicy", "deletedDateTime": null, "displayName": "Authorization Policy",
        "description": "Used to manage authorization related settings across the company.", "allowInvitesFrom": "adminsAndGuestInviters",
        "allowedToSignUpEmailBasedSubscriptions": false, "allowedToUseSSPR": false, "allowEmailVerifiedUsersToJoinOrganization": false,
        "allowUserConsentForRiskyApps": null, "blockMsolPowerShell": true, "guestUserRoleId": "10dae51f-b6af-4016-8d66-8c2a99b929b3",
        "defaultUserRolePermissions": {
            "allowedToCreateApps": false, "allowedToCreateSecurityGroups": false, "allowedToCreateTenants": false,
            "allowedToReadBitlockerKeysForOwnedDevice": true, "allowedToReadOtherUsers": true,
            "permissionGrantPoliciesAssigned": ["ManagePermissionGrantsForSelf.microsoft-user-default-low"],
        },
    }))
}

/// An assigned security group; `is_assignable_to_role` is null where it was not set at creation.
pub(crate) fn security_group(id: &str, name: &str, description: &str, is_assignable_to_role: Option<bool>) -> Object {
    let nickname: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut group = blank::group();
    group.append(&mut object(json!({
        "id": id, "createdDateTime": "2024-05-13T10:20:00Z", "description": description, "displayName": name, "groupTypes": [],
        "isAssignableToRole": is_assignable_to_role, "mailEnabled": false, "mailNickname": nickname, "renewedDateTime": "2024-05-13T10:20:00Z",
        "securityEnabled": true, "securityIdentifier": guid::security_identifier(id), "visibility": is_assignable_to_role.map(|_| "Private"),
    })));
    group
}
