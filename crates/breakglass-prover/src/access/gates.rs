//! What can refuse an account besides Conditional Access policies: the account itself, security defaults, per-user and mandatory
//! multifactor authentication, legacy risk policies (C12, C47–C50). Each is a policy without exclusions, of which only the resources,
//! the risk and whether it is met matter.

use std::ops::Not;

use breakglass_model::tenant::{PolicyState, Sku};
use breakglass_model::{Cloud, Collection, Missing, Reason, Tenant};
use jiff::Timestamp;

use super::Subject;
use super::applications::{MANDATORY_MFA_FIRST, MANDATORY_MFA_SECOND, MANDATORY_MFA_UNLISTED};
use super::context::{Context, Resource, Risk};
use super::holdings::Holdings;
use super::questions::{Question, Settled};
use super::subject::Known;
use super::truth::{Answer, Doubt};

/// From when the legacy risk policies of Identity Protection are retired: 2026-10-01.
///
/// Source: <https://learn.microsoft.com/en-us/entra/id-protection/howto-identity-protection-configure-risk-policies> (read 2026-11-25).
const LEGACY_RISK_RETIRED: Timestamp = Timestamp::constant(1_790_812_800, 0);
/// Until when phase 2 of mandatory multifactor authentication can be postponed at most: 2026-07-01 (C47).
const PHASE_TWO_CERTAIN: Timestamp = Timestamp::constant(1_782_864_000, 0);
/// More groups than this, nested ones counted, may shut an account out (C12).
const MOST_GROUPS: usize = 2048;

/// Something that is no Conditional Access policy and can refuse a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Permanent id.
    pub id: &'static str,
    /// What it is, as sentences name it.
    pub name: &'static str,
    /// The resources it guards; all where none are named.
    pub resources: Option<&'static [&'static str]>,
    /// Whether it looks only at sign-ins at high user risk.
    pub only_high_user_risk: bool,
    /// Whether it refuses what it guards.
    pub refuses: Answer,
    /// What cannot be met.
    pub unmet: &'static str,
    /// How to mend it.
    pub fix: &'static str,
}

impl Gate {
    /// A gate in front of everything.
    fn all(id: &'static str, name: &'static str, refuses: Answer, unmet: &'static str, fix: &'static str) -> Self {
        Self { id, name, resources: None, only_high_user_risk: false, refuses, unmet, fix }
    }

    /// Whether it guards the sign-in.
    pub fn guards(&self, context: &Context) -> bool {
        let is_guarded = match (self.resources, &context.resource) {
            (None, _) => true,
            (Some(guarded), Resource::Application(id)) => guarded.contains(&id.as_str()),
            (Some(_), _) => false,
        };
        is_guarded && (!self.only_high_user_risk || context.user_risk == Risk::High)
    }
}

/// Every gate that does not certainly stand open for the account with what is held.
pub fn gates(tenant: &Tenant, settled: &Settled, subject: &Subject<'_>, holdings: &Holdings<'_>) -> Vec<Gate> {
    let no_mfa = || holdings.mfa.clone().not();
    let mut gates = vec![
        Gate::all("gate:policies", "policies that were not read", unread_policies(tenant), "nobody knows", "Read the policies."),
        Gate::all("gate:account", "the account itself", barred(subject), "an enabled account", "Enable the account."),
        Gate::all(
            "gate:first-factor",
            "the authentication methods policy",
            holdings.first_factor.clone().not(),
            "a method to sign in with",
            "Enable the method for the account and admit the model of its key.",
        ),
        Gate::all(
            "gate:group-limit",
            "the number of groups",
            too_many_groups(tenant, settled, subject),
            "at most 2,048 groups",
            "Take the account out of groups it does not need.",
        ),
        Gate::all(
            "gate:security-defaults",
            "security defaults",
            security_defaults(tenant).and(security_defaults_met(settled, holdings).not()),
            "multifactor authentication that security defaults take",
            "Switch security defaults off and use Conditional Access.",
        ),
        Gate::all(
            "gate:per-user-mfa",
            "per-user multifactor authentication",
            per_user_mfa(tenant, subject).and(no_mfa()),
            "multifactor authentication",
            "Disable per-user multifactor authentication for the account, or register a passkey.",
        ),
    ];
    let mandatory = |id, resources, is_enforced: Answer| Gate {
        resources: Some(resources),
        ..Gate::all(
            id,
            "mandatory multifactor authentication",
            is_enforced.and(no_mfa()),
            "multifactor authentication",
            "Register a passkey (FIDO2) or a certificate for the account: no exclusion lets it off.",
        )
    };
    gates.push(mandatory("gate:mandatory-mfa", MANDATORY_MFA_FIRST, first_phase(tenant, settled)));
    gates.push(mandatory("gate:mandatory-mfa-unlisted", MANDATORY_MFA_UNLISTED, settled.answer(Question::MandatoryMfa)));
    gates.push(mandatory("gate:mandatory-mfa-tools", MANDATORY_MFA_SECOND, second_phase(tenant, settled)));
    gates.push(Gate {
        only_high_user_risk: true,
        ..Gate::all(
            "gate:legacy-risk-policies",
            "legacy risk policies of Identity Protection",
            legacy_risk(tenant, settled),
            "that they are off",
            "Switch them off and move them to Conditional Access; then say --assume lockout:Q19=yes.",
        )
    });
    gates.retain(|gate| !gate.refuses.is_no());
    gates
}

fn unread_policies(tenant: &Tenant) -> Answer {
    let missing = tenant.policies.as_ref().err().or(tenant.policies_incomplete.as_ref());
    missing.map_or_else(Answer::no, |missing| Answer::open(Doubt::Missing(missing.clone())))
}

/// Whether the account cannot sign in at all (C50).
fn barred(subject: &Subject<'_>) -> Answer {
    match &subject.known {
        Known::Supposed(_) => Answer::no(),
        Known::Not(missing) => Answer::open(Doubt::Missing(missing.clone())),
        Known::Read(user) => Answer::of_fact(user.enabled()).not(),
    }
}

fn too_many_groups(tenant: &Tenant, settled: &Settled, subject: &Subject<'_>) -> Answer {
    let count = subject.user().map_or(0, |user| tenant.user_groups.known(&user.id).len());
    if count > MOST_GROUPS { settled.answer(Question::ManyGroups).not() } else { Answer::no() }
}

/// Whether security defaults are on. They cannot be on beside an enabled policy, so an enabled policy that was read settles it.
fn security_defaults(tenant: &Tenant) -> Answer {
    let has_enabled_policy = tenant.policies.as_ref().is_ok_and(|policies| policies.iter().any(|it| it.state == PolicyState::Enabled));
    match &tenant.security_defaults {
        Ok(is_on) => Answer::certain(*is_on),
        Err(_) if has_enabled_policy => Answer::no(),
        Err(missing) => Answer::open(Doubt::Missing(missing.clone())),
    }
}

/// Security defaults ask for a notification of the Authenticator app or a code; of passkeys no document speaks (C48).
fn security_defaults_met(settled: &Settled, holdings: &Holdings<'_>) -> Answer {
    let documented = ["microsoftAuthenticatorPush", "softwareOath", "hardwareOath"].map(|mode| holdings.mode(mode));
    let by_passkey = holdings.mode("fido2").and(settled.answer(Question::PasskeySatisfiesSecurityDefaults));
    Answer::any(documented).and(Answer::certain(holdings.has_password())).or(by_passkey)
}

fn per_user_mfa(tenant: &Tenant, subject: &Subject<'_>) -> Answer {
    let Known::Read(user) = &subject.known else {
        return Answer::no();
    };
    match tenant.per_user_mfa.get(&user.id) {
        Ok(None) => Answer::no(),
        Ok(Some(state)) => match state.raw().to_ascii_lowercase().as_str() {
            "disabled" => Answer::no(),
            "enabled" | "enforced" => Answer::yes(),
            _ => {
                let reason = Reason::NotUnderstood(format!("per-user state {}", state.quoted()));
                Answer::open(Doubt::Missing(Missing::for_object(Collection::UserMfaRequirements, &user.id, reason)))
            }
        },
        Err(missing) => Answer::open(Doubt::Missing(missing)),
    }
}

fn first_phase(tenant: &Tenant, settled: &Settled) -> Answer {
    if tenant.cloud == Cloud::Global { Answer::yes() } else { settled.answer(Question::MandatoryMfa) }
}

fn second_phase(tenant: &Tenant, settled: &Settled) -> Answer {
    match tenant.cloud == Cloud::Global && tenant.taken_at >= PHASE_TWO_CERTAIN {
        true => Answer::yes(),
        false => settled.answer(Question::MandatoryMfa),
    }
}

/// Legacy risk policies may refuse at high risk until they are retired; they need Microsoft Entra ID P2.
fn legacy_risk(tenant: &Tenant, settled: &Settled) -> Answer {
    let is_p2 = |sku: &Sku| sku.is_active && sku.plans.iter().any(|plan| plan.raw() == "AAD_PREMIUM_P2");
    let certainly_without = tenant.skus.as_ref().is_ok_and(|skus| !skus.iter().any(is_p2));
    match tenant.taken_at >= LEGACY_RISK_RETIRED || certainly_without {
        true => Answer::no(),
        false => settled.answer(Question::LegacyRiskPoliciesOff).not(),
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::build::{self, FIRST};
    use breakglass_model::{ObjectKind, ObjectRef};

    use super::*;
    use crate::access::context::{Context, Resource, Risk};
    use crate::access::credentials::Held;
    use crate::access::truth::Truth;

    fn named(tenant: &Tenant, settled: &Settled, id: &str) -> Option<Gate> {
        let subject = Subject::read(ObjectRef::new(ObjectKind::User, FIRST, None), tenant.users.find(&FIRST.into())?);
        let set = Held::default().sets(tenant, &subject).into_iter().next()?;
        let holdings = Holdings::new(tenant, settled, &subject, &set);
        gates(tenant, settled, &subject, &holdings).into_iter().find(|gate| gate.id == id)
    }

    #[test]
    fn legacy_risk_policies_may_refuse_at_high_risk_with_p2_until_they_are_retired() {
        let with = |is_active: bool, plan: &str, taken_at: &str| {
            let mut tenant = build::healthy();
            tenant.taken_at = taken_at.parse().unwrap();
            let skus = tenant.skus.as_mut().unwrap();
            (skus[0].is_active, skus[0].plans) = (is_active, vec![plan.into()]);
            named(&tenant, &Settled::default(), "gate:legacy-risk-policies")
        };
        let gate = with(true, "AAD_PREMIUM_P2", "2026-09-30T00:00:00Z").unwrap();
        assert_eq!(gate.refuses.truth, Truth::Open);
        let at = |user_risk: Risk| gate.guards(&Context { user_risk, ..Context::plain(Resource::OwnApplication) });
        assert!(at(Risk::High) && !at(Risk::None));
        assert!(with(true, "AAD_PREMIUM", "2026-09-30T00:00:00Z").is_none(), "P1 has none");
        assert!(with(false, "AAD_PREMIUM_P2", "2026-09-30T00:00:00Z").is_none(), "a licence that ended");
        assert!(with(true, "AAD_PREMIUM_P2", "2026-10-01T00:00:00Z").is_none(), "they are retired");
    }

    #[test]
    fn an_account_in_more_than_2048_groups_may_be_refused() {
        let with = |count: usize| {
            let mut tenant = build::healthy();
            let groups = (0..count).map(|number| format!("group-{number}").as_str().into());
            tenant.user_groups = breakglass_model::tenant::Scoped::unread(breakglass_model::Collection::UserGroupMemberships);
            tenant.user_groups.add(FIRST.into(), groups, Ok(()));
            named(&tenant, &Settled::default(), "gate:group-limit").is_some()
        };
        assert_eq!([with(2047), with(2048), with(2049)], [false, false, true]);
    }
}
