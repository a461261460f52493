//! Which policies of some kind reach which account, and what follows: the walk that several controls share.
//!
//! Whether a policy can refuse an account is the proof's question. Until it exists, assignments and what certainly refuses settle it:
//! the `block` control, and demands that no key meets. Everything else is unknown, and no second semantics is written here.

use breakglass_model::tenant::{GrantControl, GrantControls, Operator, Policy};
use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Untrusted};
use breakglass_prover::access::{Scope, Subject, scope};

use crate::{Evidence, Posture};

/// Judges each account by the policies of one kind that certainly apply to it; uncertain ones leave the account open.
pub(super) fn each_policy(
    evidence: &Evidence<'_>,
    is_meant: impl Fn(&Policy) -> bool,
    says: impl Fn(&Policy, &Subject<'_>, &[String]) -> Outcome,
) -> Judgement {
    let policies = match evidence.policies() {
        Ok(policies) => policies,
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    Judgement::for_each(evidence.accounts(), |account| Ok(of_account(evidence, policies, account, &is_meant, &says)))
}

/// The same where an exclusion is asked for: under the posture `split`, one account that nothing reaches is enough.
pub(super) fn each_exclusion(
    evidence: &Evidence<'_>,
    is_meant: impl Fn(&Policy) -> bool,
    says: impl Fn(&Policy, &Subject<'_>, &[String]) -> Outcome,
) -> Judgement {
    if evidence.posture != Posture::Split {
        return each_policy(evidence, is_meant, says);
    }
    Judgement::once(|| {
        let policies = evidence.policies()?;
        let outcomes = evidence.accounts()?.iter().map(|account| of_account(evidence, policies, account, &is_meant, &says));
        // Where nobody is certainly clear, the account that comes closest is the one to mend.
        Ok(outcomes.min_by_key(|outcome| (outcome.bad.len(), outcome.missing.len(), outcome.soon.len())).unwrap_or_else(Outcome::skip))
    })
}

fn of_account(
    evidence: &Evidence<'_>,
    policies: &[Policy],
    account: &Subject<'_>,
    is_meant: impl Fn(&Policy) -> bool,
    says: impl Fn(&Policy, &Subject<'_>, &[String]) -> Outcome,
) -> Outcome {
    let mut outcome = Outcome::default();
    outcome.missing.extend(evidence.tenant.policies_incomplete.clone());
    if !account.is_supposed() {
        outcome.missing.extend(account.user().err());
    }
    for policy in policies.iter().filter(|policy| is_meant(policy)) {
        match scope(evidence.tenant, policy, account) {
            Scope::Applies { through } => {
                let said = says(policy, account, &through);
                outcome.bad.extend(said.bad);
                outcome.soon.extend(said.soon);
                outcome.missing.extend(said.missing);
            }
            Scope::Unknown { missing, .. } => {
                outcome.missing.extend(missing.into_iter().map(|gap| gap.leaving_open(Evidence::policy_ref(policy))));
            }
            Scope::Excluded { .. } | Scope::NotIncluded | Scope::OtherAudience(_) => {}
        }
    }
    outcome
}

/// Whether policies of one kind refuse an account; what is refused is said in words that fit before `of`.
pub(super) fn refusing(evidence: &Evidence<'_>, is_meant: impl Fn(&Policy) -> bool, what: &str) -> Judgement {
    each_policy(evidence, is_meant, |policy, account, through| match refusal(policy) {
        Some(how) => {
            let saw = format!("{}: {how} {what} of {}", policy.state.word(), account.object.quoted());
            Outcome::bad(Finding::new(Evidence::policy_ref(policy), saw, "an exclusion of the emergency accounts").path(through.to_vec()))
        }
        None => Outcome { missing: vec![not_proved(policy)], ..Outcome::default() },
    })
}

/// That only the proof can tell.
pub(super) fn not_proved(policy: &Policy) -> Missing {
    let missing = Missing::for_object(Collection::ConditionalAccessPolicies, &policy.id, Reason::NotBuilt("proof"));
    missing.leaving_open(Evidence::policy_ref(policy))
}

/// How a policy certainly refuses whomever it applies to, in some sign-in that an emergency account may need; `None` where only the
/// proof can tell.
fn refusal(policy: &Policy) -> Option<String> {
    if is_about_old_clients_or_flows(policy) {
        return None;
    }
    if policy.blocks() {
        return Some("blocks".to_owned());
    }
    let demand = policy.grant.as_ref().filter(|_| is_unconditional(policy)).and_then(impossible_demand)?;
    Some(format!("demands {demand}, which no key gives, for"))
}

/// Refusing legacy clients or device code alone is by design; whether anything else is refused is the proof's business.
fn is_about_old_clients_or_flows(policy: &Policy) -> bool {
    let types = &policy.conditions.client_app_types;
    let is_old = |kind: &Untrusted| matches!(kind.raw(), "exchangeActiveSync" | "easSupported" | "other");
    let only_old_clients = !types.is_empty() && types.iter().all(is_old);
    only_old_clients || !policy.conditions.authentication_flows.is_empty()
}

/// Whether every sign-in of a browser to something meets the policy's conditions: no device, place, platform or risk narrows it.
fn is_unconditional(policy: &Policy) -> bool {
    let conditions = &policy.conditions;
    let applications = &conditions.applications;
    let is_none = |id: &Untrusted| id.raw().eq_ignore_ascii_case("None");
    let names_something = applications.include.iter().any(|id| !is_none(id))
        || !applications.user_actions.is_empty()
        || !applications.authentication_contexts.is_empty();
    let reaches_browsers =
        conditions.client_app_types.is_empty() || conditions.client_app_types.iter().any(|kind| matches!(kind.raw(), "all" | "browser"));
    names_something
        && reaches_browsers
        && policy.unread.is_empty()
        && conditions.platforms.is_none()
        && conditions.locations.is_none()
        && conditions.devices.is_none()
        && conditions.sign_in_risk.is_empty()
        && conditions.user_risk.is_empty()
        && conditions.insider_risk.is_empty()
}

/// A demand that is not met on a device that nobody prepared, with whatever key (C39). `lockout-proof` asks for every device.
fn impossible_demand(grant: &GrantControls) -> Option<&'static str> {
    let others = !grant.terms_of_use.is_empty() || !grant.custom.is_empty() || grant.strength.is_some();
    let impossible = grant.controls.iter().map(|control| match control {
        GrantControl::CompliantDevice => Some("a compliant device"),
        GrantControl::DomainJoinedDevice => Some("a hybrid joined device"),
        GrantControl::ApprovedApplication => Some("an approved app"),
        GrantControl::CompliantApplication => Some("an app with a protection policy"),
        _ => None,
    });
    let all: Vec<Option<&'static str>> = impossible.collect();
    match grant.operator {
        Operator::And => all.into_iter().flatten().next(),
        // One way that is not impossible leaves the answer to the proof.
        Operator::Or | Operator::Other(_) if others || all.contains(&None) => None,
        Operator::Or | Operator::Other(_) => all.into_iter().flatten().next(),
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::build;
    use breakglass_model::tenant::{IncludeExclude, UserConditions};

    use super::*;

    fn refuses(change: impl FnOnce(&mut Policy)) -> bool {
        let mut policy = build::policy("p", UserConditions::default());
        change(&mut policy);
        refusal(&policy).is_some()
    }

    fn demand(operator: Operator, controls: Vec<GrantControl>) -> impl FnOnce(&mut Policy) {
        move |policy| {
            let grant = policy.grant.as_mut().unwrap();
            (grant.operator, grant.controls) = (operator, controls);
        }
    }

    #[test]
    fn a_block_refuses_whatever_its_conditions_but_not_old_clients_alone() {
        let block = || demand(Operator::Or, vec![GrantControl::Block]);
        assert!(refuses(block()));
        assert!(refuses(|policy| {
            block()(policy);
            policy.conditions.user_risk = vec!["high".into()];
        }));
        assert!(!refuses(|policy| {
            block()(policy);
            policy.conditions.client_app_types = vec!["exchangeActiveSync".into(), "other".into()];
        }));
    }

    #[test]
    fn a_device_that_nobody_prepared_is_refused_unless_another_way_is_open() {
        use GrantControl::{CompliantApplication, CompliantDevice, Mfa};
        assert!(!refuses(|_| {}), "multifactor authentication waits for the proof");
        assert!(refuses(demand(Operator::Or, vec![CompliantDevice])));
        assert!(refuses(demand(Operator::Or, vec![CompliantDevice, CompliantApplication])));
        assert!(!refuses(demand(Operator::Or, vec![CompliantDevice, Mfa])));
        assert!(refuses(demand(Operator::And, vec![CompliantDevice, Mfa])));
        assert!(!refuses(demand(Operator::Other("xor".into()), vec![CompliantDevice, Mfa])));
    }

    #[test]
    fn conditions_leave_it_to_the_proof() {
        let narrowed = |change: fn(&mut Policy)| {
            refuses(|policy| {
                demand(Operator::Or, vec![GrantControl::CompliantDevice])(policy);
                change(policy);
            })
        };
        assert!(!narrowed(|policy| policy.conditions.locations = Some(IncludeExclude::default())));
        assert!(!narrowed(|policy| policy.conditions.sign_in_risk = vec!["high".into()]));
        assert!(!narrowed(|policy| policy.conditions.client_app_types = vec!["mobileAppsAndDesktopClients".into()]));
        assert!(!narrowed(|policy| policy.conditions.applications.include = vec!["None".into()]));
        assert!(!narrowed(|policy| policy.unread = vec!["conditions.times".into()]));
    }
}
