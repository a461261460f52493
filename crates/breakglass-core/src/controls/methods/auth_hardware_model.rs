//! The keys are security keys, not telephones, computers or password managers.

use breakglass_model::tenant::SecurityKey;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::{Evidence, authenticator};

pub(super) const CONTROL: Control = Control {
    id: "auth-hardware-model",
    title: "Every passkey is a security key of a known model",
    severity: Severity::High,
    why: "A passkey in a telephone, a computer or a password manager belongs to a person, and is synchronised, replaced or wiped with it.",
    fix: "Enrol a security key of a model that is listed, and delete the other passkey.",
    sources: &[sources::PASSKEYS, sources::HARDWARE_VENDORS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.2",
    judge,
};

const WANTED: &str = "a security key of a known model";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let keys = evidence.keys(account)?;
        if keys.is_empty() {
            return Ok(Outcome::skip());
        }
        let findings = keys.into_iter().filter_map(|key| {
            let saw = fault(key)?;
            Some(Finding::new(account.object.clone(), format!("{}: {saw}", key.described()), WANTED))
        });
        Ok(Outcome::from_findings(findings.collect()))
    })
}

fn fault(key: &SecurityKey) -> Option<String> {
    match key.aaguid.as_ref().map(authenticator) {
        Some(Some(model)) if model.is_security_key => None,
        Some(Some(model)) => Some(format!("{} is no security key", model.product)),
        Some(None) => Some("the model is not known".to_owned()),
        None => Some("it tells no model".to_owned()),
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
    fn security_keys_pass_platforms_and_strangers_fail() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, with(|key| key.aaguid = Some("08987058-cadc-4b81-b6e1-30de50dcbe96".into())), Verdict::Fail);
        check(&CONTROL, with(|key| key.aaguid = Some("00000000-0000-4000-8000-00000000dead".into())), Verdict::Fail);
        check(&CONTROL, with(|key| key.aaguid = None), Verdict::Fail);
    }

    #[test]
    fn unread_methods_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
