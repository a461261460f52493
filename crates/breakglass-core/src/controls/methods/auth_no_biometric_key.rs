//! The keys ask for a PIN and a touch, not for one person's finger.

use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::{AuthenticatorKind, Evidence, authenticators};

pub(super) const CONTROL: Control = Control {
    id: "auth-no-biometric-key",
    title: "No key asks for a fingerprint",
    severity: Severity::Low,
    why: "A key that knows one finger opens for one person only; a key with a PIN opens for whoever is authorised.",
    fix: "Use a model that verifies by PIN and touch.",
    sources: &[sources::HARDWARE_VENDORS, sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.2",
    judge,
};

const WANTED: &str = "a model that verifies by PIN and touch";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let keys = evidence.keys(account)?;
        if keys.is_empty() {
            return Ok(Outcome::skip());
        }
        let mut outcome = Outcome::default();
        for key in keys {
            let model = authenticators::model_of(key);
            // A telephone or a computer is the business of `auth-hardware-model`, whatever it asks for.
            let is_key = |kind| matches!(kind, AuthenticatorKind::SecurityKey | AuthenticatorKind::Unclear);
            match model.filter(|model| is_key(model.kind)).map(|model| model.is_biometric) {
                Some(Some(false)) => {}
                Some(Some(true)) => {
                    let saw = format!("{}: the model verifies its user by fingerprint", authenticators::named(key));
                    outcome.bad.push(Finding::new(account.object.clone(), saw, WANTED));
                }
                None if model.is_some() => {}
                Some(None) | None => {
                    let reason = Reason::NotUnderstood(format!("{}: how the model verifies its user", authenticators::named(key)));
                    outcome.missing.push(Missing::for_object(Collection::AuthenticationMethods, &account.object.id, reason));
                }
            }
        }
        Ok(outcome)
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::SecurityKey;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, set_keys};
    use super::*;

    fn with(change: impl Fn(&mut SecurityKey)) -> impl Fn(&mut breakglass_model::Tenant) {
        let mut key = build::key("third", build::AAGUID);
        change(&mut key);
        set_keys(vec![key])
    }

    #[test]
    fn a_pin_passes_a_finger_fails_a_stranger_is_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, with(|key| key.aaguid = Some("12ded745-4bed-47d4-abaa-e713f51d6393".into())), Verdict::Fail);
        check(&CONTROL, with(|key| key.aaguid = Some("08987058-cadc-4b81-b6e1-30de50dcbe96".into())), Verdict::Pass);
        check(&CONTROL, with(|key| key.aaguid = Some("00000000-0000-4000-8000-00000000dead".into())), Verdict::Unknown);
    }
}
