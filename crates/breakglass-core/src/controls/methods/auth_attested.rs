//! The keys proved their make when they were enrolled.

use breakglass_model::tenant::SecurityKey;
use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::{Evidence, authenticators};

pub(super) const CONTROL: Control = Control {
    id: "auth-attested",
    title: "Every key is attested",
    severity: Severity::Low,
    why: "Without attestation nothing but the key's own word says what it is: software may have claimed to be that model.",
    fix: "Demand attestation in the passkey policy, and enrol the key again; replace models that Microsoft does not list.",
    sources: &[sources::PASSKEYS, sources::HARDWARE_VENDORS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.2",
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
            match key.attestation.as_ref() {
                Some(level) if level.raw().eq_ignore_ascii_case("attested") => {}
                Some(level) => {
                    let saw = format!("{}: attestationLevel is {}", authenticators::named(key), level.quoted());
                    outcome.bad.push(Finding::new(account.object.clone(), saw, "attestationLevel is attested").fix(fix(key)));
                }
                None => {
                    let reason = Reason::NoProperty("attestationLevel".to_owned());
                    outcome.missing.push(Missing::for_object(Collection::AuthenticationMethods, &account.object.id, reason));
                }
            }
        }
        Ok(outcome)
    })
}

/// Enrolling again helps only where Microsoft takes the model's attestation.
fn fix(key: &SecurityKey) -> &'static str {
    match authenticators::model_of(key) {
        Some(model) if model.is_listed => "Microsoft lists this model: demand attestation, then enrol the key again.",
        Some(_) => "Microsoft does not list this model, so enrolling it again will not attest it: use a model that is listed.",
        None => "The model is not known here: look for its AAGUID in Microsoft's list before enrolling it again.",
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, set_keys};
    use super::*;

    fn with(change: impl Fn(&mut SecurityKey)) -> impl Fn(&mut breakglass_model::Tenant) {
        let mut key = build::key("third", build::AAGUID);
        change(&mut key);
        set_keys(vec![key])
    }

    #[test]
    fn attested_passes_not_attested_fails_unread_is_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, with(|key| key.attestation = None), Verdict::Unknown);
        let judgement = check(&CONTROL, with(|key| key.attestation = Some("notAttested".into())), Verdict::Fail);
        assert!(judgement.findings[0].saw.contains("which is YubiKey 5"), "{:?}", judgement.findings);
    }

    #[test]
    fn the_fix_says_whether_enrolling_again_helps() {
        let fix = |aaguid: &'static str| {
            let unattested = move |key: &mut SecurityKey| {
                key.attestation = Some("notAttested".into());
                key.aaguid = Some(aaguid.into());
            };
            check(&CONTROL, with(unattested), Verdict::Fail).findings[0].fix.clone().unwrap()
        };
        assert!(fix(build::AAGUID).contains("lists this model"));
        assert!(fix("d548826e-79b4-db40-a3d8-11116f7e8349").contains("does not list"), "Bitwarden");
        assert!(fix("00000000-0000-4000-8000-00000000dead").contains("not known"));
    }
}
