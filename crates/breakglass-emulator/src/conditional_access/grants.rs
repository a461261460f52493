//! What a policy demands, and whether it is there (rules C4, C26, C33 to C43).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-grant> and
//! <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-session> (read 2026-11-25).
//! Assumption: clients of legacy authentication meet no control at all (`emulator:legacy-clients`); a session control that binds
//! tokens to devices is met on Windows with a registered device and no browser, and counts for five services
//! (`emulator:token-protection`).

use serde_json::Value;

use super::policy::{has, part, texts};
use super::strengths::{Credential, is_multifactor, satisfies, strength};
use super::{Context, Target};
use crate::state::{Object, Tenant};

/// Exchange, SharePoint, Teams, Azure Virtual Desktop, Windows 365.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-token-protection> (read 2026-11-25) for the names.
const TOKENS_BOUND: [&str; 5] = [
    "00000002-0000-0ff1-ce00-000000000000",
    "00000003-0000-0ff1-ce00-000000000000",
    "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe",
    "9cdead84-a844-4324-93f2-b2e6bb768d07",
    "0af06dc6-e4b5-4f28-818e-e78e62d137a5",
];

/// One demand, in the order in which a sign-in meets them (rule C3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Control {
    Block,
    Multifactor,
    Strength,
    CompliantDevice,
    DomainJoinedDevice,
    ApprovedApplication,
    CompliantApplication,
    PasswordChange,
    RiskRemediation,
    TermsOfUse,
    CustomFactor,
    TokenProtection,
    /// One that no document names: never met.
    Unknown,
}

/// What a person has to show.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hand {
    pub(crate) credentials: Vec<Credential>,
    /// Terms of use that were accepted, by id.
    pub(crate) accepted_terms: Vec<String>,
    pub(crate) is_application_approved: bool,
    pub(crate) is_application_protected: bool,
    pub(crate) changes_password: bool,
}

impl Control {
    /// The name in a policy.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Multifactor => "mfa",
            Self::Strength => "authenticationStrength",
            Self::CompliantDevice => "compliantDevice",
            Self::DomainJoinedDevice => "domainJoinedDevice",
            Self::ApprovedApplication => "approvedApplication",
            Self::CompliantApplication => "compliantApplication",
            Self::PasswordChange => "passwordChange",
            Self::RiskRemediation => "riskRemediation",
            Self::TermsOfUse => "termsOfUse",
            Self::CustomFactor => "customAuthenticationFactors",
            Self::TokenProtection => "secureSignInSession",
            Self::Unknown => "unknownFutureValue",
        }
    }

    /// What the log calls it.
    ///
    /// Source: seen in records of others (`emulator:sign-in-record`).
    pub(crate) const fn logged(self) -> &'static str {
        match self {
            Self::Block => "Block",
            Self::Multifactor => "Mfa",
            Self::CompliantDevice => "RequireCompliantDevice",
            Self::DomainJoinedDevice => "RequireDomainJoinedDevice",
            Self::ApprovedApplication => "RequireApprovedApp",
            Self::CompliantApplication => "RequireCompliantApp",
            other => other.name(),
        }
    }

    /// Whether a person has to do something for it, so that a policy that only reports would have interrupted.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-report-only> (read 2026-11-25).
    pub(crate) const fn is_interactive(self) -> bool {
        matches!(
            self,
            Self::Multifactor | Self::Strength | Self::PasswordChange | Self::RiskRemediation | Self::TermsOfUse | Self::CustomFactor
        )
    }

    fn of(name: &str) -> Self {
        const BUILT_IN: [Control; 8] = [
            Control::Block,
            Control::Multifactor,
            Control::CompliantDevice,
            Control::DomainJoinedDevice,
            Control::ApprovedApplication,
            Control::CompliantApplication,
            Control::PasswordChange,
            Control::RiskRemediation,
        ];
        BUILT_IN.into_iter().find(|control| control.name() == name).unwrap_or(Self::Unknown)
    }
}

/// Every control that a policy names.
pub(crate) fn controls(policy: &Object) -> Vec<Control> {
    let grant = policy.get("grantControls");
    let mut found: Vec<Control> = texts(grant, "builtInControls").into_iter().map(Control::of).collect();
    found.extend(part(grant, "authenticationStrength").map(|_| Control::Strength));
    found.extend(texts(grant, "termsOfUse").first().map(|_| Control::TermsOfUse));
    found.extend(texts(grant, "customAuthenticationFactors").first().map(|_| Control::CustomFactor));
    found
}

/// What of a policy that applies is not met; nothing where it is satisfied.
pub(crate) fn unmet(tenant: &Tenant, policy: &Object, context: &Context, hand: &Hand) -> Vec<Control> {
    let wanted = controls(policy);
    let is_legacy = matches!(context.conditions.client.as_deref(), Some("exchangeActiveSync" | "easSupported" | "other"));
    let is_missing = |control: &Control| is_legacy || !is_met(tenant, policy, *control, context, hand);
    let mut missing: Vec<Control> = wanted.iter().copied().filter(is_missing).collect();
    // One of several is enough only where the policy says so, and a block is never made up for.
    let is_any = policy.get("grantControls").and_then(|grant| grant.get("operator")).and_then(Value::as_str) == Some("OR");
    if is_any && missing.len() < wanted.len() && !wanted.contains(&Control::Block) {
        missing.clear();
    }
    if is_token_unbound(policy, context) {
        missing.push(Control::TokenProtection);
    }
    missing.sort_unstable();
    missing
}

fn is_met(tenant: &Tenant, policy: &Object, control: Control, context: &Context, hand: &Hand) -> bool {
    let at = &context.conditions;
    let is_mobile = matches!(at.platform.as_deref(), Some("android" | "iOS"));
    match control {
        Control::Multifactor | Control::RiskRemediation => is_multifactor(tenant, &hand.credentials),
        Control::Strength => strength(tenant, policy).is_some_and(|strength| satisfies(strength, &hand.credentials)),
        Control::CompliantDevice => at.device.as_ref().is_some_and(super::Device::is_compliant),
        Control::DomainJoinedDevice => at.device.as_ref().is_some_and(super::Device::is_hybrid),
        Control::ApprovedApplication => is_mobile && hand.is_application_approved,
        Control::CompliantApplication => is_mobile && hand.is_application_protected,
        Control::PasswordChange => {
            hand.changes_password && is_multifactor(tenant, &hand.credentials) && hand.credentials.iter().any(|it| it.mode == "password")
        }
        Control::TermsOfUse => {
            let accepted: Vec<&str> = hand.accepted_terms.iter().map(String::as_str).collect();
            texts(policy.get("grantControls"), "termsOfUse").iter().all(|id| has(&accepted, id))
        }
        // What another provider would say is not known here.
        Control::Block | Control::CustomFactor | Control::TokenProtection | Control::Unknown => false,
    }
}

/// Rule C43: whether a policy binds tokens to devices and this sign-in's cannot be bound.
fn is_token_unbound(policy: &Object, context: &Context) -> bool {
    let session = part(policy.get("sessionControls"), "secureSignInSession");
    let is_on = session.is_some_and(|it| it.get("isEnabled") == Some(&Value::Bool(true)));
    let Target::Applications(ids) = &context.target else { return false };
    let at = &context.conditions;
    let is_bound =
        at.client.as_deref() == Some("mobileAppsAndDesktopClients") && at.platform.as_deref() == Some("windows") && at.device.is_some();
    is_on && ids.iter().any(|id| has(&TOKENS_BOUND, id)) && !is_bound
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::conditional_access::{Conditions, Device, Identity, Person};
    use crate::state::object;

    fn credential(mode: &str) -> Credential {
        Credential { mode: mode.to_owned(), ..Credential::default() }
    }

    fn hand(modes: &[&str]) -> Hand {
        Hand { credentials: modes.iter().map(|mode| credential(mode)).collect(), ..Hand::default() }
    }

    fn context() -> Context {
        Context {
            identity: Identity::Person(Person::default()),
            target: Target::Applications(vec![TOKENS_BOUND[0].to_owned()]),
            conditions: Conditions { client: Some("browser".to_owned()), platform: Some("windows".to_owned()), ..Conditions::default() },
        }
    }

    fn policy(grant: &Value) -> Object {
        object(json!({"grantControls": grant, "sessionControls": null}))
    }

    #[expect(clippy::needless_pass_by_value, reason = "controls are written where they are checked")]
    fn missing(grant: Value, context: &Context, hand: &Hand) -> Vec<&'static str> {
        unmet(&Tenant::default(), &policy(&grant), context, hand).into_iter().map(Control::name).collect()
    }

    fn built_in(operator: &str, controls: &[&str]) -> Value {
        json!({"operator": operator, "builtInControls": controls})
    }

    #[test]
    fn one_of_several_is_enough_only_where_the_policy_says_so() {
        let (mfa, none) = (hand(&["password", "sms"]), hand(&["password"]));
        let both = ["mfa", "compliantDevice"];
        assert_eq!(missing(built_in("OR", &both), &context(), &mfa), [""; 0]);
        assert_eq!(missing(built_in("AND", &both), &context(), &mfa), ["compliantDevice"]);
        assert_eq!(missing(built_in("OR", &both), &context(), &none), both);
        assert_eq!(missing(built_in("OR", &["block"]), &context(), &mfa), ["block"]);
        assert_eq!(missing(built_in("OR", &["mfa", "block"]), &context(), &mfa), ["block"], "a block is not made up for");
        assert_eq!(missing(built_in("OR", &["unheardOf"]), &context(), &mfa), ["unknownFutureValue"]);
        assert_eq!(missing(built_in("OR", &[]), &context(), &none), [""; 0]);
    }

    #[test]
    fn multifactor_is_the_published_combinations() {
        let is_met = |modes: &[&str]| missing(built_in("OR", &["mfa"]), &context(), &hand(modes)).is_empty();
        assert!(is_met(&["fido2"]) && is_met(&["password", "softwareOath"]) && is_met(&["temporaryAccessPassOneTime"]));
        assert!(!is_met(&["password"]) && !is_met(&["softwareOath"]) && !is_met(&["password", "email"]));
    }

    #[test]
    fn devices_and_applications() {
        let with = |change: &dyn Fn(&mut Context, &mut Hand), control: &str| {
            let (mut at, mut hand) = (context(), hand(&["fido2"]));
            change(&mut at, &mut hand);
            missing(built_in("OR", &[control]), &at, &hand).is_empty()
        };
        let device = |value: Value| move |at: &mut Context, _: &mut Hand| at.conditions.device = Some(Device(object(value.clone())));
        assert!(with(&device(json!({"isCompliant": true})), "compliantDevice"));
        assert!(!with(&device(json!({"isCompliant": false})), "compliantDevice"));
        assert!(with(&device(json!({"trustType": "ServerAD"})), "domainJoinedDevice"));
        assert!(!with(&device(json!({"trustType": "AzureAD"})), "domainJoinedDevice"));
        let approved = |platform: &'static str| {
            move |at: &mut Context, hand: &mut Hand| {
                at.conditions.platform = Some(platform.to_owned());
                (hand.is_application_approved, hand.is_application_protected) = (true, true);
            }
        };
        assert!(with(&approved("iOS"), "approvedApplication") && with(&approved("android"), "compliantApplication"));
        assert!(!with(&approved("windows"), "approvedApplication"));
    }

    #[test]
    fn a_password_is_changed_only_with_a_second_factor_and_the_password() {
        let grant = || built_in("AND", &["mfa", "passwordChange"]);
        let changing = |modes: &[&str]| Hand { changes_password: true, ..hand(modes) };
        assert_eq!(missing(grant(), &context(), &changing(&["password", "sms"])), [""; 0]);
        assert_eq!(missing(grant(), &context(), &hand(&["password", "sms"])), ["passwordChange"]);
        assert_eq!(missing(grant(), &context(), &changing(&["fido2"])), ["passwordChange"]);
    }

    #[test]
    fn terms_are_met_by_accepting_each_and_other_providers_never() {
        let grant = || json!({"operator": "AND", "builtInControls": [], "termsOfUse": ["t1", "t2"]});
        let accepting = |terms: &[&str]| Hand { accepted_terms: terms.iter().map(|it| (*it).to_owned()).collect(), ..Hand::default() };
        assert_eq!(missing(grant(), &context(), &accepting(&["t1", "T2"])), [""; 0]);
        assert_eq!(missing(grant(), &context(), &accepting(&["t1"])), ["termsOfUse"]);
        let custom = json!({"operator": "OR", "customAuthenticationFactors": ["x"]});
        assert_eq!(missing(custom, &context(), &hand(&["fido2"])), ["customAuthenticationFactors"]);
    }

    #[test]
    fn legacy_clients_meet_nothing() {
        let mut at = context();
        at.conditions.client = Some("other".to_owned());
        assert_eq!(missing(built_in("OR", &["mfa", "compliantDevice"]), &at, &hand(&["fido2"])), ["mfa", "compliantDevice"]);
    }

    #[test]
    fn bound_tokens_need_a_device_and_no_browser() {
        let mut policy = policy(&Value::Null);
        policy.insert("sessionControls".to_owned(), json!({"secureSignInSession": {"isEnabled": true}}));
        let is_met = |change: &dyn Fn(&mut Context)| {
            let mut at = context();
            at.conditions.client = Some("mobileAppsAndDesktopClients".to_owned());
            at.conditions.device = Some(Device::default());
            change(&mut at);
            unmet(&Tenant::default(), &policy, &at, &Hand::default()).is_empty()
        };
        assert!(is_met(&|_| ()));
        assert!(!is_met(&|at| at.conditions.client = Some("browser".to_owned())));
        assert!(!is_met(&|at| at.conditions.platform = Some("macOS".to_owned())));
        assert!(!is_met(&|at| at.conditions.device = None));
        assert!(is_met(&|at| {
            at.conditions.device = None;
            at.target = Target::Applications(vec!["other".to_owned()]);
        }));
    }
}
