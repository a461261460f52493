//! Every enrolled key's model is still admitted: removing a model from the list kills keys that are already enrolled.

use breakglass_model::tenant::SecurityKey;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};
use breakglass_prover::access::{Admission, Subject, admission, demands_attestation};

use super::super::{Control, sources};
use crate::{Evidence, authenticators};

pub(super) const CONTROL: Control = Control {
    id: "auth-key-restrictions",
    title: "Every enrolled key's model is still admitted",
    severity: Severity::Critical,
    why: "Key restrictions and passkey profiles bind at every sign-in, not only at registration: a model taken off the list makes its keys useless, without a word to anybody.",
    fix: "Add the model's AAGUID to the key restrictions or to the passkey profile that targets the accounts, before the next drill.",
    sources: &[sources::PASSKEYS, sources::HARDWARE_VENDORS],
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
                Ok(Admission::Admitted) => outcome.soon.extend(next_enrolment(evidence, account, key)),
                Ok(Admission::Refused(why)) => {
                    let saw = format!("{}: {why}", authenticators::named(key));
                    outcome.bad.push(Finding::new(account.object.clone(), saw, "every enrolled key's model admitted"));
                }
                Err(missing) => outcome.missing.push(missing),
            }
        }
        Ok(outcome)
    })
}

/// The key works, and another of its model could not be enrolled: attestation is demanded, which Microsoft does not take from it.
/// A demand that could not be read is no finding: the question of this control is whether the keys that are there still work.
fn next_enrolment(evidence: &Evidence<'_>, account: &Subject<'_>, key: &SecurityKey) -> Option<Finding> {
    let is_attested = key.attestation.as_ref().is_some_and(|level| level.raw().eq_ignore_ascii_case("attested"));
    let is_unlisted = authenticators::model_of(key).is_some_and(|model| !model.is_listed);
    let is_refused = !is_attested && is_unlisted && demands_attestation(evidence.tenant, account, key) == Ok(true);
    is_refused.then(|| {
        let saw = format!(
            "{}: works today, but registration demands attestation and Microsoft does not list the model, so its replacement is refused",
            authenticators::named(key)
        );
        Finding::new(account.object.clone(), saw, "a model that can be enrolled again")
            .fix("Plan the replacement with a model that Microsoft lists.")
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{KeyRestrictions, MethodConfiguration, PasskeyProfile};
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, set_keys};
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

    fn fido2(tenant: &mut breakglass_model::Tenant) -> &mut MethodConfiguration {
        &mut tenant.methods_policy.as_mut().unwrap().configurations[0]
    }

    /// A passkey profile for the emergency group.
    fn profile(types: &'static [&'static str], attestation: &'static str) -> impl Fn(&mut breakglass_model::Tenant) {
        move |tenant| {
            let profile = PasskeyProfile {
                id: "profile".into(),
                name: "Profile".into(),
                passkey_types: types.iter().map(|word| (*word).into()).collect(),
                key_restrictions: None,
                attestation: Some(attestation.into()),
            };
            fido2(tenant).passkey_profiles = vec![profile];
            fido2(tenant).include[0].passkey_profiles = vec!["profile".into()];
        }
    }

    #[test]
    fn a_profile_counts_before_the_old_restrictions_and_must_admit_device_bound_passkeys() {
        check(&CONTROL, profile(&["deviceBound"], "disabled"), Verdict::Pass);
        check(&CONTROL, profile(&["synced"], "disabled"), Verdict::Fail);
        let old_and_new = |tenant: &mut breakglass_model::Tenant| {
            allow(&[])(tenant);
            profile(&["deviceBound", "synced"], "disabled")(tenant);
        };
        check(&CONTROL, old_and_new, Verdict::Pass);
    }

    #[test]
    fn a_model_that_could_not_be_enrolled_again_is_a_warning() {
        // Hideez Key 3, which Microsoft does not list.
        let mut unlisted = build::key("unlisted", "3e078ffd-4c54-4586-8baa-a77da113aec5");
        unlisted.attestation = Some("notAttested".into());
        let with = |demand: fn(&mut breakglass_model::Tenant)| {
            let keys = set_keys(vec![unlisted.clone()]);
            move |tenant: &mut breakglass_model::Tenant| {
                keys(tenant);
                demand(tenant);
            }
        };
        check(&CONTROL, with(|_| {}), Verdict::Pass);
        check(&CONTROL, with(|tenant| fido2(tenant).is_attestation_enforced = Some(true)), Verdict::Warn);
        check(&CONTROL, with(|tenant| profile(&["deviceBound"], "registrationOnly")(tenant)), Verdict::Warn);
        check(&CONTROL, profile(&["deviceBound"], "registrationOnly"), Verdict::Pass);
    }

    #[test]
    fn an_unread_policy_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethodsPolicy), Verdict::Unknown);
    }
}
