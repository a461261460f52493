//! No enforced policy can refuse an emergency account.
//!
//! The full answer is a proof. Until it exists, this control says only what assignments and the `block` control alone settle;
//! everything else is unknown, and no second semantics is written here.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};
use breakglass_prover::access::{Scope, scope};

use super::super::{Control, sources};
use super::reach;
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-not-blocked",
    title: "No enforced policy can refuse an emergency account",
    severity: Severity::Critical,
    why: "One policy that applies and cannot be satisfied ends the sign-in, whatever all others say.",
    fix: "Exclude the emergency group from the policy.",
    sources: &[sources::EMERGENCY_ACCESS, sources::CONDITIONAL_ACCESS_USERS],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let policies = match evidence.policies() {
        Ok(policies) => policies,
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    Judgement::for_each(evidence.accounts(), |account| {
        let mut outcome = Outcome::default();
        outcome.missing.extend(evidence.tenant.policies_incomplete.clone());
        for policy in policies.iter().filter(|policy| policy.is_enforced()) {
            match scope(evidence.tenant, policy, account) {
                Scope::Applies { through } if policy.blocks() && !is_about_old_clients_or_flows(policy) => {
                    let saw = format!("{}: blocks sign-ins of {}", policy.state.word(), account.object.quoted());
                    let finding = Finding::new(Evidence::policy_ref(policy), saw, "an exclusion of the emergency accounts");
                    outcome.bad.push(finding.path(through));
                }
                Scope::Applies { .. } => outcome.missing.push(reach::not_proved(policy)),
                Scope::Unknown { missing, .. } => {
                    outcome.missing.extend(missing.into_iter().map(|gap| gap.leaving_open(Evidence::policy_ref(policy))));
                }
                Scope::Excluded { .. } | Scope::NotIncluded | Scope::OtherAudience(_) => {}
            }
        }
        Ok(outcome)
    })
}

/// Refusing legacy clients or device code alone is by design; whether anything else is refused is the proof's business.
fn is_about_old_clients_or_flows(policy: &Policy) -> bool {
    let types = &policy.conditions.client_app_types;
    let is_old = |kind: &breakglass_model::Untrusted| matches!(kind.raw(), "exchangeActiveSync" | "easSupported" | "other");
    let only_old_clients = !types.is_empty() && types.iter().all(is_old);
    only_old_clients || !policy.conditions.authentication_flows.is_empty()
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{GrantControl, PolicyState};
    use breakglass_model::{Reason, Tenant, Verdict};

    use super::super::super::testing::check;
    use super::*;

    /// Only the ordinary policy, blocking and without its exclusion.
    fn block(change: impl Fn(&mut Policy)) -> impl Fn(&mut Tenant) {
        move |tenant| {
            let policies = tenant.policies.as_mut().unwrap();
            policies.remove(0);
            policies[0].conditions.users.as_mut().unwrap().exclude_groups.clear();
            policies[0].grant.as_mut().unwrap().controls = vec![GrantControl::Block];
            change(&mut policies[0]);
        }
    }

    #[test]
    fn nothing_in_scope_passes() {
        check(&CONTROL, |tenant| drop(tenant.policies.as_mut().unwrap().remove(0)), Verdict::Pass);
    }

    #[test]
    fn a_block_in_scope_fails_unless_it_is_not_enforced() {
        check(&CONTROL, block(|_| {}), Verdict::Fail);
        check(&CONTROL, block(|policy| policy.state = PolicyState::ReportOnly), Verdict::Pass);
    }

    #[test]
    fn what_only_a_proof_can_settle_is_unknown() {
        let judgement = check(&CONTROL, |_| {}, Verdict::Unknown);
        assert_eq!(judgement.missing[0].reason, Reason::NotBuilt("proof"));
        check(&CONTROL, block(|policy| policy.conditions.client_app_types = vec!["other".into()]), Verdict::Unknown);
        check(&CONTROL, block(|policy| policy.conditions.authentication_flows = vec!["deviceCodeFlow".into()]), Verdict::Unknown);
    }
}
