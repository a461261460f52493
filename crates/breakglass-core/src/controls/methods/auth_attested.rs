//! The keys proved their make when they were enrolled.

use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-attested",
    title: "Every key is attested",
    severity: Severity::Low,
    why: "Without attestation anybody's software may have claimed to be that model.",
    fix: "Enrol the key again with attestation enforced.",
    sources: &[sources::PASSKEYS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.2",
    judge,
};

const WANTED: &str = "attestationLevel is attested";

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
                    let saw = format!("{}: attestationLevel is {}", key.described(), level.quoted());
                    outcome.bad.push(Finding::new(account.object.clone(), saw, WANTED));
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
    fn attested_passes_not_attested_fails_unread_is_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, with(|key| key.attestation = Some("notAttested".into())), Verdict::Fail);
        check(&CONTROL, with(|key| key.attestation = None), Verdict::Unknown);
    }
}
