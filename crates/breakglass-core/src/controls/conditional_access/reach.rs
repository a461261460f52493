//! Which policies of some kind reach which account, and what follows: the walk that several controls share.
//!
//! Whether a policy can refuse an account is the proof's question. Until it exists, assignments and the `block` control alone settle
//! it, everything else is unknown, and no second semantics is written here.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason};
use breakglass_prover::access::{Scope, Subject, scope};

use crate::Evidence;

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
    Judgement::for_each(evidence.accounts(), |account| {
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
        Ok(outcome)
    })
}

/// Whether policies of one kind refuse an account: a block does, everything else waits for the proof.
pub(super) fn refusing(evidence: &Evidence<'_>, is_meant: impl Fn(&Policy) -> bool, what: &str) -> Judgement {
    each_policy(evidence, is_meant, |policy, account, through| match policy.blocks() {
        true => {
            let saw = format!("{}: blocks {what} by {}", policy.state.word(), account.object.quoted());
            Outcome::bad(Finding::new(Evidence::policy_ref(policy), saw, "an exclusion of the emergency accounts").path(through.to_vec()))
        }
        false => Outcome { missing: vec![not_proved(policy)], ..Outcome::default() },
    })
}

/// That only the proof can tell.
pub(super) fn not_proved(policy: &Policy) -> Missing {
    let missing = Missing::for_object(Collection::ConditionalAccessPolicies, &policy.id, Reason::NotBuilt("proof"));
    missing.leaving_open(Evidence::policy_ref(policy))
}
