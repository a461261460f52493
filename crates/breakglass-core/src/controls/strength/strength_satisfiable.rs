//! Every emergency account can satisfy the strength of the accounts' own policy with a key that it has.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::{Evidence, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "strength-satisfiable",
    title: "Every account can satisfy the strength of the accounts' own policy",
    severity: Severity::Critical,
    why: "The policy refuses whoever cannot satisfy its strength: a model that is missing from its list, or a key that is not enrolled, turns the emergency policy into the lock.",
    fix: "Enrol a key that the strength accepts, or add the key's AAGUID to the strength.",
    sources: &[sources::STRENGTHS, sources::PASSKEYS],
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
    if !evidence.posture.has_dedicated_policy() {
        return Judgement::not_applicable("the posture has no policy of the accounts' own");
    }
    let policies = match dedicated::policies(evidence) {
        Ok(policies) => policies,
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    Judgement::for_each(evidence.accounts(), |account| {
        if policies.is_empty() {
            return Ok(Outcome::skip());
        }
        let (mut outcome, mut is_asked) = (Outcome::default(), false);
        for policy in &policies {
            let Some(strength) = dedicated::strength(evidence, policy)? else {
                continue;
            };
            is_asked = true;
            if let Some(why) = dedicated::unsatisfied(evidence, account, &strength)? {
                let wanted = format!("a registered key that {} accepts", dedicated::named(&strength));
                outcome.bad.push(Finding::new(account.object.clone(), why, wanted).path(vec![Evidence::policy_ref(policy).quoted()]));
            }
        }
        // Where no strength is demanded there is none to satisfy; strength-exists says so.
        Ok(if is_asked { outcome } else { Outcome::skip() })
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::CombinationConfiguration;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, set_keys};
    use super::*;

    fn only(aaguids: &'static [&'static str]) -> impl FnOnce(&mut breakglass_model::Tenant) {
        |tenant| {
            tenant.strengths.as_mut().unwrap()[0].configurations = vec![CombinationConfiguration::Fido2 {
                applies_to: vec![vec!["fido2".into()]],
                allowed_aaguids: aaguids.iter().map(|aaguid| (*aaguid).into()).collect(),
            }];
        }
    }

    #[test]
    fn one_accepted_key_per_account_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, only(&[build::AAGUID]), Verdict::Pass);
    }

    #[test]
    fn no_key_or_no_accepted_model_fails() {
        check(&CONTROL, set_keys(vec![]), Verdict::Fail);
        check(&CONTROL, only(&["e0000000-0000-4000-8000-000000000009"]), Verdict::Fail);
        check(&CONTROL, only(&[]), Verdict::Fail);
    }

    #[test]
    fn a_policy_that_demands_no_strength_is_no_pass() {
        let none = |tenant: &mut breakglass_model::Tenant| tenant.policies.as_mut().unwrap()[0].grant.as_mut().unwrap().strength = None;
        check(&CONTROL, none, Verdict::NotApplicable);
    }

    #[test]
    fn unread_methods_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
