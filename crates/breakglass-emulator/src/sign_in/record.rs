//! The record that the sign-in log keeps. v1.0 shows a part of it; the rest is of beta.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/signin> and
//! <https://learn.microsoft.com/en-us/graph/api/resources/authenticationdetail?view=graph-rest-beta> (read 2026-11-25).
//! Assumption: words that no document lists are those that others saw in records (`emulator:sign-in-record`).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::body::Told;
use super::codes;
use super::{Outcome, Step, Verdict};
use crate::app::random_guid;
use crate::conditional_access::{Place, controls, strength};
use crate::state::{Object, Tenant, instant, object, text};

/// Names of applications that are the same everywhere.
///
/// Source: <https://learn.microsoft.com/en-us/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in> (read 2026-11-25).
const APPLICATIONS: [(&str, &str); 9] = [
    ("c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure Portal"),
    ("04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Microsoft Azure CLI"),
    ("1950a258-227b-4e31-a9cf-717495945fc2", "Microsoft Azure PowerShell"),
    ("14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph Command Line Tools"),
    ("797f4846-ba00-4fd7-ba43-dac1f8f63013", "Windows Azure Service Management API"),
    ("00000003-0000-0000-c000-000000000000", "Microsoft Graph"),
    ("00000002-0000-0000-c000-000000000000", "Windows Azure Active Directory"),
    ("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online"),
    ("00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online"),
];
/// Somebody whom the directory does not know.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

pub(super) fn of(tenant: &Tenant, told: &Told, outcome: &Outcome, now: Timestamp) -> Object {
    let user = outcome.user.as_ref();
    let of_user = |property: &str| user.and_then(|user| text(user, property));
    let name = of_user("userPrincipalName").unwrap_or(&told.user).to_lowercase();
    let resource = told.resource();
    let client_app = told.client_app.as_deref().or(resource);
    let at = &told.conditions;
    let verdicts = outcome.policies.as_deref().unwrap_or_default();
    let is_risky = at.sign_in_risk != "none";
    let wants_multifactor = verdicts.iter().any(Verdict::wants_multifactor) || !outcome.requirements.is_empty();
    object(json!({
        "id": random_guid(), "createdDateTime": instant(now), "correlationId": random_guid(),
        "userId": of_user("id").unwrap_or(NOBODY), "userDisplayName": of_user("displayName").unwrap_or(&name), "userPrincipalName": name,
        "userType": if of_user("userType") == Some("Guest") { "guest" } else { "member" },
        "appId": client_app, "appDisplayName": client_app.map(|id| application(tenant, id)),
        "resourceId": resource, "resourceDisplayName": resource.map(|id| application(tenant, id)),
        "ipAddress": at.address.map(|address| address.to_string()), "clientAppUsed": client(at.client.as_deref()), "userAgent": told.user_agent,
        "isInteractive": true, "signInEventTypes": ["interactiveUser"], "homeTenantId": tenant.id, "resourceTenantId": tenant.id,
        "servicePrincipalId": null, "servicePrincipalName": null, "authenticationAppDeviceDetails": null, "crossTenantAccessType": "none",
        "status": {"errorCode": outcome.code.number, "failureReason": outcome.code.reason, "additionalDetails": null},
        "conditionalAccessStatus": status(verdicts), "appliedConditionalAccessPolicies": applied(verdicts),
        "riskDetail": "none", "riskLevelDuringSignIn": at.sign_in_risk, "riskLevelAggregated": at.sign_in_risk,
        "riskState": if is_risky { "atRisk" } else { "none" }, "riskEventTypes": [], "riskEventTypes_v2": [],
        "deviceDetail": device(told), "location": location(told),
        "authenticationProtocol": if at.flows.iter().any(|flow| flow == "deviceCodeFlow") { "deviceCode" } else { "none" },
        "originalTransferMethod": at.flows.first().map_or("none", String::as_str),
        "authenticationRequirement": if wants_multifactor { "multiFactorAuthentication" } else { "singleFactorAuthentication" },
        "authenticationDetails": steps(tenant, outcome, now),
    }))
}

/// The name of an application: one that everybody knows, one of the tenant, or its id.
fn application(tenant: &Tenant, id: &str) -> String {
    let known = APPLICATIONS.iter().find(|(own, _)| own.eq_ignore_ascii_case(id)).map(|(_, name)| *name);
    let own = || tenant.others.iter().find(|row| text(row, "appId").is_some_and(|own| own.eq_ignore_ascii_case(id)));
    known.or_else(|| own().and_then(|row| text(row, "displayName"))).unwrap_or(id).to_owned()
}

fn client(client: Option<&str>) -> &'static str {
    match client {
        Some("mobileAppsAndDesktopClients") => "Mobile Apps and Desktop clients",
        Some("exchangeActiveSync" | "easSupported") => "Exchange ActiveSync",
        Some("other") => "Other clients",
        _ => "Browser",
    }
}

fn status(verdicts: &[Verdict]) -> &'static str {
    let any = |result: &str| verdicts.iter().any(|verdict| verdict.result == result);
    match (any("failure"), any("success")) {
        (true, _) => "failure",
        (false, true) => "success",
        (false, false) => "notApplied",
    }
}

/// The policies that were asked; one that is off was not.
fn applied(verdicts: &[Verdict]) -> Vec<Value> {
    let session = |policy: &Object| {
        let controls = policy.get("sessionControls").and_then(Value::as_object).into_iter().flatten();
        controls.filter(|(_, value)| !value.is_null()).map(|(name, _)| titled(name)).collect::<Vec<_>>()
    };
    let asked = verdicts.iter().filter(|verdict| verdict.result != "notEnabled");
    let row = |verdict: &Verdict| {
        let enforced: Vec<&str> =
            if verdict.applies { controls(&verdict.policy).into_iter().map(|control| control.logged()).collect() } else { Vec::new() };
        let sessions = if verdict.applies { session(&verdict.policy) } else { Vec::new() };
        json!({"id": verdict.policy.get("id"), "displayName": verdict.policy.get("displayName"), "enforcedGrantControls": enforced,
               "enforcedSessionControls": sessions, "result": verdict.result})
    };
    asked.map(row).collect()
}

fn titled(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

fn device(told: &Told) -> Value {
    let at = &told.conditions;
    let known = at.device.as_ref().map(|device| &device.0);
    let of = |property: &str| known.and_then(|row| text(row, property)).unwrap_or_default();
    let system = match at.platform.as_deref() {
        Some("windows") => "Windows",
        Some("macOS") => "MacOs",
        Some("iOS") => "Ios",
        Some("android") => "Android",
        Some("linux") => "Linux",
        _ => "",
    };
    let trust = match of("trustType").to_ascii_lowercase().as_str() {
        "serverad" => "Hybrid Azure AD joined",
        "azuread" => "Azure AD joined",
        "workplace" => "Azure AD registered",
        _ => "",
    };
    json!({
        "deviceId": of("deviceId"), "displayName": of("displayName"), "browser": told.browser.as_deref().unwrap_or_default(),
        "operatingSystem": Some(of("operatingSystem")).filter(|name| !name.is_empty()).unwrap_or(system), "trustType": trust,
        "isCompliant": at.device.as_ref().is_some_and(crate::conditional_access::Device::is_compliant),
        "isManaged": at.device.as_ref().is_some_and(crate::conditional_access::Device::is_managed),
    })
}

fn location(told: &Told) -> Value {
    let country = match &told.conditions.country {
        Place::Country(country) => country.to_uppercase(),
        _ => String::new(),
    };
    json!({"city": told.city.as_deref().unwrap_or_default(), "state": "", "countryOrRegion": country,
           "geoCoordinates": {"altitude": null, "latitude": null, "longitude": null}})
}

/// What was shown, step by step; where a strength was demanded, its name stands for the requirement.
fn steps(tenant: &Tenant, outcome: &Outcome, now: Timestamp) -> Vec<Value> {
    let verdicts = outcome.policies.as_deref().unwrap_or_default();
    let demanded = verdicts.iter().filter(|verdict| matches!(verdict.result, "success" | "failure"));
    let strength = demanded.filter_map(|verdict| strength(tenant, &verdict.policy)).find_map(|it| text(it, "displayName"));
    let row = |(index, step): (usize, &Step)| {
        let (method, detail) = method(&step.mode);
        let plain = if index == 0 { "Primary authentication" } else { "Multifactor authentication" };
        json!({
            "authenticationStepDateTime": instant(now), "authenticationMethod": method,
            "authenticationMethodDetail": detail.map(str::to_owned).or_else(|| step.detail.clone()), "succeeded": step.succeeded,
            "authenticationStepResultDetail": (step.mode == "password" && step.succeeded).then_some("Correct password"),
            "authenticationStepRequirement": strength.unwrap_or(plain),
        })
    };
    let is_refused = outcome.code == codes::LOCKED;
    outcome.steps.iter().enumerate().filter(|_| !is_refused).map(row).collect()
}

/// What the log calls a mode, and what more it says of a password.
fn method(mode: &str) -> (&str, Option<&'static str>) {
    match mode {
        "password" => ("Password", Some("Password in the cloud")),
        "fido2" => ("FIDO2 security key", None),
        "windowsHelloForBusiness" => ("Windows Hello for Business", None),
        "microsoftAuthenticatorPush" => ("Mobile app notification", None),
        "deviceBasedPush" => ("Passwordless phone sign-in", None),
        "softwareOath" | "hardwareOath" => ("OATH verification code", None),
        "sms" => ("Text message", None),
        "voice" => ("Phone call", None),
        "temporaryAccessPassOneTime" | "temporaryAccessPassMultiUse" => ("Temporary Access Pass", None),
        "x509CertificateSingleFactor" | "x509CertificateMultiFactor" => ("X.509 Certificate", None),
        other => (other, None),
    }
}
