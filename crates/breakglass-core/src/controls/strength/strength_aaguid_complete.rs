//! The strength's list of models names every key.

use breakglass_model::tenant::Strength;
use breakglass_model::{Collection, Finding, Judgement, ObjectKind, ObjectRef, Outcome, Severity, Verdict};

use super::super::{Control, sources};
use crate::{Evidence, authenticators, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "strength-aaguid-complete",
    title: "The strength's list of models covers every enrolled key",
    severity: Severity::High,
    why: "A key whose model the strength does not list works everywhere but in the accounts' own policy, so nowhere.",
    fix: "Add the model's AAGUID to the strength's restriction; add the models of spare keys, too.",
    sources: &[sources::STRENGTHS, sources::PASSKEYS],
    needs: &[
        Collection::Users,
        Collection::ConditionalAccessPolicies,
        Collection::AuthenticationStrengths,
        Collection::AuthenticationMethods,
    ],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if !evidence.posture.has_dedicated_policy() {
        return Judgement::not_applicable("the posture has no policy of the accounts' own");
    }
    let judgement = Judgement::for_each(dedicated::policies(evidence), |policy| {
        let Some(strength) = dedicated::strength(evidence, policy)? else {
            return Ok(Outcome::skip());
        };
        let mut outcome = Outcome::default();
        for account in evidence.accounts()? {
            let keys = match evidence.keys(account) {
                Ok(keys) => keys,
                Err(missing) => {
                    outcome.missing.push(missing);
                    continue;
                }
            };
            for key in keys.into_iter().filter(|key| !dedicated::accepts(&strength, key)) {
                let saw = format!("it does not list the model of {}'s {}", account.object.quoted(), authenticators::named(key));
                outcome.bad.push(Finding::new(reference(&strength), saw, "every enrolled key's model listed"));
            }
        }
        Ok(outcome)
    });
    match judgement.verdict {
        Verdict::NotApplicable => judgement,
        _ => judgement.note("spare keys in custody are not known here: add their models, too"),
    }
}

fn reference(strength: &Strength) -> ObjectRef {
    ObjectRef::new(ObjectKind::Strength, strength.id.clone(), strength.name.clone())
}

#[cfg(test)]
mod tests {
    use breakglass_model::build;
    use breakglass_model::tenant::CombinationConfiguration;

    use super::super::super::testing::check;
    use super::*;

    fn restrict(aaguids: &'static [&'static str]) -> impl FnOnce(&mut breakglass_model::Tenant) {
        |tenant| {
            let allowed_aaguids = aaguids.iter().map(|it| (*it).into()).collect();
            let restriction = CombinationConfiguration::Fido2 { applies_to: vec![vec!["fido2".into()]], allowed_aaguids };
            tenant.strengths.as_mut().unwrap()[0].configurations = vec![restriction];
        }
    }

    #[test]
    fn no_restriction_or_a_whole_one_passes_a_partial_one_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, restrict(&[build::AAGUID, build::OTHER_AAGUID]), Verdict::Pass);
        let judgement = check(&CONTROL, restrict(&[build::AAGUID]), Verdict::Fail);
        assert_eq!(judgement.findings.len(), 2, "the second key of each account");
    }

    #[test]
    fn policies_read_in_part_are_no_lack_of_a_policy() {
        let partial = |tenant: &mut breakglass_model::Tenant| {
            tenant.policies.as_mut().unwrap().remove(0);
            let reason = breakglass_model::Reason::Partial("page 2".into());
            tenant.policies_incomplete = Some(breakglass_model::Missing::of(Collection::ConditionalAccessPolicies, reason));
        };
        check(&CONTROL, partial, Verdict::Unknown);
        check(&CONTROL, |tenant| drop(tenant.policies.as_mut().unwrap().remove(0)), Verdict::NotApplicable);
    }

    #[test]
    fn unread_methods_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
