//! The accounts' own policy was switched on only after every account had a key: before that, it is the lock.

use breakglass_model::tenant::PolicyState;
use breakglass_model::{Collection, Fact, Finding, Judgement, Outcome, Severity};
use breakglass_prover::access::{Scope, Subject, scope};

use super::super::{Control, sources};
use crate::{Evidence, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "ca-dedicated-lockout-order",
    title: "The accounts' own policy was switched on only after keys existed",
    severity: Severity::Critical,
    why: "A policy that demands a key refuses an account without one, and a passkey cannot be registered in the interrupted sign-in: the account can never get in.",
    fix: "Set the policy to report-only, enrol keys on every account, then switch it on.",
    sources: &[sources::STRENGTHS],
    needs: &[
        Collection::Users,
        Collection::ConditionalAccessPolicies,
        Collection::AuthenticationStrengths,
        Collection::AuthenticationMethods,
        Collection::AuthenticationMethodsPolicy,
    ],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let enforced = match dedicated::policies(evidence) {
        Ok(policies) => policies.into_iter().filter(|policy| policy.state == PolicyState::Enabled).collect::<Vec<_>>(),
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    if enforced.is_empty() {
        return Judgement::not_applicable("no policy of the accounts' own is switched on");
    }
    Judgement::for_each(evidence.accounts(), |account| {
        let mut outcome = Outcome::default();
        for policy in &enforced {
            let Some(strength) = dedicated::strength(evidence, policy)? else {
                continue;
            };
            let Some(why) = dedicated::unsatisfied(evidence, account, &strength)? else {
                continue;
            };
            if !can_register_with_a_pass(evidence, account)? {
                let wanted = "a key on the account before the policy demands one";
                outcome.bad.push(Finding::new(account.object.clone(), why, wanted).path(vec![Evidence::policy_ref(policy).quoted()]));
            }
        }
        Ok(outcome)
    })
}

/// Whether an enforced policy for registering security information demands a strength that admits a temporary access pass: it is then
/// preferred over the strengths of policies for all resources (C22).
fn can_register_with_a_pass(evidence: &Evidence<'_>, account: &Subject<'_>) -> Fact<bool> {
    for policy in evidence.policies()?.iter().filter(|policy| policy.state == PolicyState::Enabled) {
        let is_about_registration = policy
            .conditions
            .applications
            .user_actions
            .iter()
            .any(|action| action.raw().eq_ignore_ascii_case("urn:user:registersecurityinfo"));
        if !is_about_registration || !matches!(scope(evidence.tenant, policy, account), Scope::Applies { .. }) {
            continue;
        }
        let Some(strength) = dedicated::strength(evidence, policy)? else {
            continue;
        };
        let admits_pass = strength.combinations.iter().flatten().any(
            |combination| matches!(combination.as_slice(), [only] if only.raw().to_ascii_lowercase().starts_with("temporaryaccesspass")),
        );
        if admits_pass {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{Applications, UserConditions};
    use breakglass_model::{Tenant, Verdict, build};

    use super::super::super::testing::{check, set_keys};
    use super::*;

    #[test]
    fn keys_first_passes_and_a_policy_that_is_off_is_not_asked() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, |tenant| tenant.policies.as_mut().unwrap()[0].state = PolicyState::ReportOnly, Verdict::NotApplicable);
    }

    #[test]
    fn the_policy_before_the_keys_fails() {
        check(&CONTROL, set_keys(vec![]), Verdict::Fail);
    }

    #[test]
    fn a_way_to_register_with_a_pass_is_enough() {
        let with_registration = |tenant: &mut Tenant| {
            set_keys(vec![])(tenant);
            let users =
                UserConditions { include_groups: vec![build::GROUP.into()], include_roles: vec!["r".into()], ..UserConditions::default() };
            let mut policy = build::policy("c0000000-0000-4000-8000-000000000009", users);
            policy.conditions.applications =
                Applications { user_actions: vec!["urn:user:registersecurityinfo".into()], ..Applications::default() };
            policy.grant.as_mut().unwrap().controls.clear();
            policy.grant.as_mut().unwrap().strength = Some("00000000-0000-0000-0000-000000000002".into());
            tenant.policies.as_mut().unwrap().push(policy);
        };
        check(&CONTROL, with_registration, Verdict::Pass);
    }

    #[test]
    fn unread_methods_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
