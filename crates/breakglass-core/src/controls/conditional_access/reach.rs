//! Which policies of some kind reach which account, and what follows: the walk that several controls share.
//!
//! Whether a policy can refuse an account is the proof's question, and asked of it: no second semantics is written here.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason};
use breakglass_prover::access::credentials::{CredentialSet, Held};
use breakglass_prover::access::prove::Standing;
use breakglass_prover::access::{Doubt, Scope, Subject, scope};

use crate::wording::{demanded, situation};
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
                outcome.join(says(policy, account, &through));
            }
            Scope::Unknown { missing, .. } => {
                outcome.missing.extend(missing.into_iter().map(|gap| gap.leaving_open(Evidence::policy_ref(policy))));
            }
            Scope::Excluded { .. } | Scope::NotIncluded | Scope::OtherAudience(_) => {}
        }
    }
    outcome
}

/// Whether policies of one kind refuse an account, with each of its keys by itself; what is refused is said in words that fit before `of`.
///
/// A policy that is not on is asked what it would do if it were.
pub(super) fn refusing(evidence: &Evidence<'_>, is_meant: impl Fn(&Policy) -> bool, what: &str) -> Judgement {
    let prover = evidence.prover();
    let policies = match evidence.policies() {
        Ok(_) => prover.policies().filter(|(policy, _)| is_meant(policy)).collect::<Vec<_>>(),
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    Judgement::for_each(evidence.accounts(), |account| {
        let mut outcome = Outcome::default();
        outcome.missing.extend(evidence.tenant.policies_incomplete.clone());
        if !account.is_supposed() {
            outcome.missing.extend(account.user().err());
        }
        let sets = Held::default().sets(evidence.tenant, account);
        let held: Vec<_> = sets.iter().map(|set| (set, prover.holdings(account, set))).collect();
        for (policy, conditions) in &policies {
            if conditions.speaks_to(policy, account).is_no() {
                continue;
            }
            let standings = held.iter().map(|(set, holdings)| (*set, prover.standing(account, holdings, policy, conditions)));
            outcome.join(worst(evidence, policy, account, what, standings.collect()));
        }
        Ok(outcome)
    })
}

/// What the worst of several sets of credentials meets: a refusal if any is refused, else what is open of any.
fn worst(
    evidence: &Evidence<'_>,
    policy: &Policy,
    account: &Subject<'_>,
    what: &str,
    standings: Vec<(&CredentialSet, Standing)>,
) -> Outcome {
    let mut outcome = Outcome::default();
    for (set, standing) in standings {
        match standing {
            Standing::Lets => {}
            Standing::MayRefuse(witness) => outcome.missing.extend(witness.doubts.iter().map(|doubt| gap(policy, doubt))),
            Standing::Refuses(witness) => {
                let saw = format!(
                    "{}: refuses {what} of {} with {}, {}: {}",
                    policy.state.word(),
                    account.object.quoted(),
                    set.described().join(" + "),
                    situation(&witness.context, &witness.matters),
                    demanded(&witness.unmet),
                );
                let through = match scope(evidence.tenant, policy, account) {
                    Scope::Applies { through } | Scope::Unknown { through, .. } => through,
                    Scope::Excluded { .. } | Scope::NotIncluded | Scope::OtherAudience(_) => Vec::new(),
                };
                let is_about_methods = witness.unmet.iter().any(|control| matches!(control.as_str(), "mfa" | "authenticationStrength"));
                let wanted = match is_about_methods {
                    true => "credentials that meet it, or an exclusion of the emergency accounts",
                    false => "an exclusion of the emergency accounts",
                };
                let finding = Finding::new(Evidence::policy_ref(policy), saw, wanted).path(through);
                // One sign-in is enough to know that the policy has to change.
                return Outcome::bad(finding);
            }
        }
    }
    outcome
}

/// What would settle an open answer, as something that was not read.
fn gap(policy: &Policy, doubt: &Doubt) -> Missing {
    let missing = match doubt {
        Doubt::Missing(missing) => missing.clone(),
        Doubt::Question(question) => {
            let reason = Reason::NotUnderstood(format!("{}: whether {} is not documented", question.id(), question.text()));
            Missing::for_object(Collection::ConditionalAccessPolicies, &policy.id, reason)
        }
        Doubt::NotUnderstood(what) => {
            Missing::for_object(Collection::ConditionalAccessPolicies, &policy.id, Reason::NotUnderstood(what.clone()))
        }
    };
    missing.leaving_open(Evidence::policy_ref(policy))
}
