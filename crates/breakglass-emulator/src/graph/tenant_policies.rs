//! Policies of the tenant that protect nobody's emergency access: few tenants have made any, and some exist once in each.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/policy-overview> (read 2026-11-25) and the published schema.
//! Assumption: what those say of which every tenant has one (`emulator:policy-defaults`).

use serde_json::json;

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use crate::address::Version;
use crate::state::{Object, object};

/// Kinds of which a tenant may have several, with their names in a context. None of the tenants here has any.
const LISTS: [(&str, &str); 8] = [
    ("activitybasedtimeoutpolicies", "activityBasedTimeoutPolicies"),
    ("appmanagementpolicies", "appManagementPolicies"),
    ("claimsmappingpolicies", "claimsMappingPolicies"),
    ("featurerolloutpolicies", "featureRolloutPolicies"),
    ("homerealmdiscoverypolicies", "homeRealmDiscoveryPolicies"),
    ("permissiongrantpolicies", "permissionGrantPolicies"),
    ("tokenissuancepolicies", "tokenIssuancePolicies"),
    ("tokenlifetimepolicies", "tokenLifetimePolicies"),
];

/// Answers a list or a policy that is not served from the state; none where the path is no such policy.
pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Option<Answer> {
    let [kind, rest @ ..] = path else { return None };
    if let Some((_, name)) = LISTS.iter().find(|(segment, _)| segment == kind) {
        return Some(list(call, name, rest));
    }
    if *kind == "externalidentitiespolicy" && call.version == Version::V1 {
        return Some(Err(Refusal::no_segment("externalIdentitiesPolicy")));
    }
    let (name, row) = single(kind)?;
    Some(match rest {
        [] => call.covered(kind, &[]).and_then(|()| call.singleton(&format!("policies/{name}"), &row)),
        ["default"] if *kind == "crosstenantaccesspolicy" => {
            call.covered(kind, &[]).and_then(|()| call.singleton("policies/crossTenantAccessPolicy/default", &to_other_tenants()))
        }
        ["partners"] if *kind == "crosstenantaccesspolicy" => list(call, "crossTenantAccessPolicy/partners", &[]),
        [.., last] => Err(Refusal::segment(last)),
    })
}

fn list(call: &Call<'_>, name: &str, rest: &[&str]) -> Answer {
    call.covered(name, &[])?;
    match rest {
        [] => call.list(&Listing::of(&format!("policies/{name}"), call.app.page_size), &[]),
        [id] => Err(Refusal::no_object(id)),
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// How a tenant meets others by default: collaboration with everybody, direct connection with nobody, no trust.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/crosstenantaccesspolicyconfigurationdefault-get> (read 2026-11-25).
fn to_other_tenants() -> Object {
    let side = |access: &str| {
        json!({"usersAndGroups": {"accessType": access, "targets": [{"target": "AllUsers", "targetType": "user"}]},
               "applications": {"accessType": access, "targets": [{"target": "AllApplications", "targetType": "application"}]}})
    };
    object(json!({
        "isServiceDefault": true, "b2bCollaborationInbound": side("allowed"), "b2bCollaborationOutbound": side("allowed"),
        "b2bDirectConnectInbound": side("blocked"), "b2bDirectConnectOutbound": side("blocked"),
        "inboundTrust": {"isMfaAccepted": false, "isCompliantDeviceAccepted": false, "isHybridAzureADJoinedDeviceAccepted": false},
        "automaticUserConsentSettings": {"inboundAllowed": false, "outboundAllowed": false}, "tenantRestrictions": null,
        "invitationRedemptionIdentityProviderConfiguration": null,
    }))
}

/// A policy of which each tenant has one, as nobody changed it.
fn single(kind: &str) -> Option<(&'static str, Object)> {
    let (name, row) = match kind {
        "adminconsentrequestpolicy" => (
            "adminConsentRequestPolicy",
            json!({"id": "adminConsentRequestPolicy", "isEnabled": false, "notifyReviewers": false, "remindersEnabled": false, "requestDurationInDays": 0,
                   "version": 0, "reviewers": []}),
        ),
        "authenticationflowspolicy" => (
            "authenticationFlowsPolicy",
            json!({"id": "authenticationFlowsPolicy", "displayName": "Authentication flows policy",
                   "description": "Authentication flows policy allows modification of settings related to authentication flows in AAD tenant, such as self-service sign up configuration.",
                   "selfServiceSignUp": {"isEnabled": false}}),
        ),
        "crosstenantaccesspolicy" => (
            "crossTenantAccessPolicy",
            json!({"id": "crossTenantAccessPolicy", "deletedDateTime": null, "displayName": "CrossTenantAccessPolicy", "description": "", "allowedCloudEndpoints": []}),
        ),
        "defaultappmanagementpolicy" => (
            "defaultAppManagementPolicy",
            json!({"id": "00000000-0000-0000-0000-000000000000", "deletedDateTime": null, "displayName": "Default app management tenant policy",
                   "description": "Default tenant policy that enforces app management restrictions on applications and service principals.",
                   "isEnabled": false, "applicationRestrictions": null, "servicePrincipalRestrictions": null}),
        ),
        "deviceregistrationpolicy" => (
            "deviceRegistrationPolicy",
            json!({"id": "deviceRegistrationPolicy", "displayName": "Device Registration Policy",
                   "description": "Tenant-wide policy that manages initial provisioning controls using quota restrictions, additional authentication and authorization checks",
                   "userDeviceQuota": 50, "multiFactorAuthConfiguration": "notRequired", "azureADJoin": null, "azureADRegistration": null,
                   "localAdminPassword": {"isEnabled": false}}),
        ),
        "externalidentitiespolicy" => (
            "externalIdentitiesPolicy",
            json!({"id": "externalIdentitiesPolicy", "displayName": "External Identities Policy", "allowExternalIdentitiesToLeave": true, "allowDeletedIdentitiesDataRemoval": false}),
        ),
        _ => return None,
    };
    Some((name, object(row)))
}
