//! An account that no policy guards is guarded by its methods.

use breakglass_model::tenant::RegisteredMethod;
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
    Judgement::for_each(evidence.accounts(), |account| {
        let policies = evidence.policies()?.iter().filter(|policy| policy.is_enforced());
        let guards = policies.filter(|policy| matches!(scope(evidence.tenant, policy, account), Scope::Applies { .. }));
        if guards.count() > 0 {
            account.user()?;
            evidence.methods(account)?;
            return Ok(Outcome::good());
        }
        let weak: Vec<String> = evidence.methods(account)?.iter().filter_map(weak).collect();
        if weak.is_empty() {
            return Ok(Outcome::good());
        }
        let saw = format!("no enforced policy applies to it, and it has {}", weak.join(", "));
        Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "passkeys alone")))
    })
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
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
