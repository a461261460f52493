//! Every enrolled key's model is still admitted: removing a model from the list kills keys that are already enrolled.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};
use breakglass_prover::access::{Admission, admission};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-key-restrictions",
    title: "Every enrolled key's model is still admitted",
    severity: Severity::Critical,
    why: "Key restrictions and passkey profiles bind at every sign-in, not only at registration: a model taken off the list makes its keys useless, without a word to anybody.",
    fix: "Add the model's AAGUID to the key restrictions or to the passkey profile that targets the accounts, before the next drill.",
    sources: &[sources::PASSKEYS],
    needs: &[Collection::Users, Collection::AuthenticationMethods, Collection::AuthenticationMethodsPolicy],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let keys = evidence.keys(account)?;
        if keys.is_empty() {
            return Ok(Outcome::skip());
        }
        let mut outcome = Outcome::default();
        for key in keys {
            match admission(evidence.tenant, account, key) {
                Ok(Admission::Admitted) => {}
                Ok(Admission::Refused(why)) => {
                    let saw = format!("{}: {why}", key.described());
                    outcome.bad.push(Finding::new(account.object.clone(), saw, "every enrolled key's model admitted"));
                }
                Err(missing) => outcome.missing.push(missing),
            }
        }
        Ok(outcome)
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::KeyRestrictions;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn allow(aaguids: &'static [&'static str]) -> impl FnOnce(&mut breakglass_model::Tenant) {
        let restrictions = KeyRestrictions {
            is_enforced: Some(true),
            is_allow_list: Some(true),
            aaguids: aaguids.iter().map(|aaguid| (*aaguid).into()).collect(),
        };
        |tenant| tenant.methods_policy.as_mut().unwrap().configurations[0].key_restrictions = Some(restrictions)
    }

    #[test]
    fn admitted_models_pass_and_each_other_key_is_a_finding() {
        check(&CONTROL, allow(&[build::AAGUID, build::OTHER_AAGUID]), Verdict::Pass);
        let judgement = check(&CONTROL, allow(&[build::AAGUID]), Verdict::Fail);
        assert_eq!(judgement.findings.len(), 2, "the second key of each account");
    }

    #[test]
    fn an_unread_policy_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethodsPolicy), Verdict::Unknown);
    }
}
