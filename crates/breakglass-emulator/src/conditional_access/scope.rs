//! Whether a policy applies to a sign-in: every one of its conditions must be met (rule C1).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-policies> and
//! <https://learn.microsoft.com/en-us/entra/identity/conditional-access/what-if-tool> (read 2026-11-25): the reason is the first
//! condition that is not met, and a condition that the request says nothing of is not met.
//! Assumption: the order in which conditions are looked at, and which reason goes with which (`emulator:what-if-reasons`).

use serde_json::Value;

use super::policy::{part, texts};
use super::{Context, Identity, Subject, applications, devices, locations, signals};
use crate::state::{Object, Tenant, text};

/// Why a policy does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    NotEnoughInformation,
    InvalidCondition,
    Users,
    WorkloadIdentities,
    Application,
    UserActions,
    AuthenticationContext,
    DevicePlatform,
    Devices,
    ClientApps,
    Location,
    SignInRisk,
    EmptyPolicy,
    InvalidPolicy,
    PolicyNotEnabled,
    UserRisk,
    InsiderRisk,
    AuthenticationFlow,
}

impl Reason {
    /// The member of `whatIfAnalysisReasons`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::NotEnoughInformation => "notEnoughInformation",
            Self::InvalidCondition => "invalidCondition",
            Self::Users => "users",
            Self::WorkloadIdentities => "workloadIdentities",
            Self::Application => "application",
            Self::UserActions => "userActions",
            Self::AuthenticationContext => "authenticationContext",
            Self::DevicePlatform => "devicePlatform",
            Self::Devices => "devices",
            Self::ClientApps => "clientApps",
            Self::Location => "location",
            Self::SignInRisk => "signInRisk",
            Self::EmptyPolicy => "emptyPolicy",
            Self::InvalidPolicy => "invalidPolicy",
            Self::PolicyNotEnabled => "policyNotEnabled",
            Self::UserRisk => "userRisk",
            Self::InsiderRisk => "insiderRisk",
            Self::AuthenticationFlow => "authenticationFlow",
        }
    }
}

/// Whether a policy applies to a sign-in of somebody, or the first reason why not.
pub(crate) fn analyse(tenant: &Tenant, policy: &Object, subject: &Subject, context: &Context) -> Result<(), Reason> {
    match text(policy, "state") {
        Some("disabled") => return Err(Reason::PolicyNotEnabled),
        Some(_) => {}
        None => return Err(Reason::InvalidPolicy),
    }
    let conditions = policy.get("conditions").filter(|it| it.is_object());
    if conditions.is_none() {
        return Err(Reason::InvalidPolicy);
    }
    if !demands_anything(policy) {
        return Err(Reason::EmptyPolicy);
    }
    if !subject.is_meant(conditions) {
        return Err(if matches!(context.identity, Identity::Principal(_)) { Reason::WorkloadIdentities } else { Reason::Users });
    }
    applications::met(tenant, conditions, &context.target)?;
    let at = &context.conditions;
    decided(signals::platform(conditions, at.platform.as_deref()), Reason::DevicePlatform)?;
    match devices::met(part(conditions, "devices"), at.device.as_ref()) {
        None => return Err(Reason::InvalidCondition),
        Some(is_met) => decided(Some(is_met), Reason::Devices)?,
    }
    // Service principals come by no client and have no platform; their policies leave both open.
    decided(signals::client(conditions, at.client.as_deref()), Reason::ClientApps)?;
    decided(locations::met(tenant, conditions, at), Reason::Location)?;
    let risk = |list: &str, level: &str, reason: Reason| decided(Some(signals::risk(conditions, list, level)), reason);
    risk("signInRiskLevels", &at.sign_in_risk, Reason::SignInRisk)?;
    risk("servicePrincipalRiskLevels", &at.principal_risk, Reason::SignInRisk)?;
    risk("userRiskLevels", &at.user_risk, Reason::UserRisk)?;
    risk("insiderRiskLevels", &at.insider_risk, Reason::InsiderRisk)?;
    decided(Some(signals::flow(conditions, &at.flows)), Reason::AuthenticationFlow)
}

const fn decided(is_met: Option<bool>, reason: Reason) -> Result<(), Reason> {
    match is_met {
        Some(true) => Ok(()),
        Some(false) => Err(reason),
        None => Err(Reason::NotEnoughInformation),
    }
}

/// Whether a policy has any control at all.
fn demands_anything(policy: &Object) -> bool {
    let grant = policy.get("grantControls");
    let is_listed = ["builtInControls", "termsOfUse", "customAuthenticationFactors"].iter().any(|list| !texts(grant, list).is_empty());
    let session = policy.get("sessionControls").and_then(Value::as_object);
    is_listed || part(grant, "authenticationStrength").is_some() || session.is_some_and(|it| it.values().any(|value| !value.is_null()))
}
