//! An account that no policy guards is guarded by its methods.

use breakglass_model::tenant::{GrantControl, Operator, Policy, RegisteredMethod};
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};
use breakglass_prover::access::{Scope, scope};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-fully-excluded-protected",
    title: "An account that no policy guards has no weak method",
    severity: Severity::High,
    why: "Where no policy demands the key, every registered method and every stored password opens the account by itself.",
    fix: "Delete every method but the passkeys, and set the password to a long random value that nobody keeps.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let policies = match evidence.policies() {
        Ok(policies) => policies,
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    Judgement::for_each(evidence.accounts(), |account| {
        let methods = evidence.methods(account)?;
        let has_key = methods.iter().any(|method| method.security_key().is_some());
        // Without a passkey the password is the method, and nothing asks for more.
        let password = (!has_key).then(|| "no passkey, so that the password is enough".to_owned());
        let weak: Vec<String> = methods.iter().filter_map(weak).chain(password).collect();
        if weak.is_empty() {
            return Ok(Outcome::good());
        }
        let mut outcome = Outcome::default();
        for policy in policies.iter().filter(|policy| policy.is_enforced() && is_guard(policy)) {
            match scope(evidence.tenant, policy, account) {
                Scope::Applies { .. } => return Ok(Outcome::good()),
                Scope::Unknown { missing, .. } => {
                    outcome.missing.extend(missing.into_iter().map(|gap| gap.leaving_open(Evidence::policy_ref(policy))));
                }
                Scope::Excluded { .. } | Scope::NotIncluded | Scope::OtherAudience(_) => {}
            }
        }
        outcome.missing.extend(evidence.tenant.policies_incomplete.clone());
        if outcome.missing.is_empty() {
            let saw = format!("no enforced policy asks it for more than a password everywhere, and it has {}", weak.join(", "));
            outcome.bad.push(Finding::new(account.object.clone(), saw, "passkeys alone"));
        }
        Ok(outcome)
    })
}

/// Whether a policy asks everywhere for more than a password, in a way that nothing weaker replaces.
fn is_guard(policy: &Policy) -> bool {
    let is_everywhere = policy.conditions.applications.include.iter().any(|id| id.raw().eq_ignore_ascii_case("All"));
    let Some(grant) = policy.grant.as_ref().filter(|_| is_everywhere) else {
        return false;
    };
    let demands = usize::from(grant.strength.is_some()) + grant.controls.len() + grant.terms_of_use.len() + grant.custom.len();
    let asks = grant.strength.is_some() || grant.controls.contains(&GrantControl::Mfa);
    policy.blocks() || (asks && (demands == 1 || grant.operator == Operator::And))
}

fn weak(method: &RegisteredMethod) -> Option<String> {
    match method {
        RegisteredMethod::Other(kind) => Some(kind.quoted()),
        RegisteredMethod::TemporaryAccessPass(_) => Some("a Temporary Access Pass".to_owned()),
        RegisteredMethod::Fido2(_) | RegisteredMethod::Password => None,
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn phone(tenant: &mut breakglass_model::Tenant) {
        tenant.methods.add(build::FIRST.into(), [RegisteredMethod::Other("phone".into())], Ok(()));
    }

    #[test]
    fn guarded_or_with_passkeys_alone_passes_unguarded_with_a_telephone_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, phone, Verdict::Pass);
        let unguarded = |tenant: &mut breakglass_model::Tenant| {
            phone(tenant);
            tenant.policies.as_mut().unwrap().remove(0);
        };
        check(&CONTROL, unguarded, Verdict::Fail);
        let password_alone = |tenant: &mut breakglass_model::Tenant| {
            super::super::super::testing::set_keys(vec![])(tenant);
            tenant.policies.as_mut().unwrap().remove(0);
        };
        check(&CONTROL, password_alone, Verdict::Fail);
    }

    #[test]
    fn a_policy_that_asks_for_something_else_or_not_everywhere_is_no_guard() {
        let with = |change: fn(&mut Policy)| {
            move |tenant: &mut breakglass_model::Tenant| {
                phone(tenant);
                change(&mut tenant.policies.as_mut().unwrap()[0]);
            }
        };
        check(&CONTROL, with(|own| own.conditions.applications.include = vec!["Office365".into()]), Verdict::Fail);
        check(&CONTROL, with(|own| own.grant = None), Verdict::Fail);
        check(&CONTROL, with(|own| own.grant.as_mut().unwrap().controls.push(GrantControl::CompliantDevice)), Verdict::Fail);
    }

    #[test]
    fn a_guard_that_nobody_could_see_is_unknown() {
        let no_groups = |tenant: &mut breakglass_model::Tenant| {
            phone(tenant);
            build::forbid(tenant, Collection::UserGroupMemberships);
            build::forbid(tenant, Collection::GroupMembers);
        };
        check(&CONTROL, no_groups, Verdict::Unknown);
        let partial = |tenant: &mut breakglass_model::Tenant| {
            phone(tenant);
            tenant.policies.as_mut().unwrap().remove(0);
            let reason = breakglass_model::Reason::Partial("page 2".into());
            tenant.policies_incomplete = Some(breakglass_model::Missing::of(Collection::ConditionalAccessPolicies, reason));
        };
        check(&CONTROL, partial, Verdict::Unknown);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
