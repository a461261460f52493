//! The keys are security keys, not telephones, computers or password managers.

use breakglass_model::tenant::SecurityKey;
use breakglass_model::{Collection, Fact, Finding, Judgement, Missing, Outcome, Reason, Severity};
use breakglass_prover::access::Subject;

use super::super::{Control, sources};
use crate::{AuthenticatorKind, Evidence, authenticators};

pub(super) const CONTROL: Control = Control {
    id: "auth-hardware-model",
    title: "Every passkey is a security key of a known model",
    severity: Severity::High,
    why: "A passkey in a telephone, a computer or a password manager belongs to a person, and is synchronised, replaced or wiped with it.",
    fix: "Enrol a security key of a model that is listed, and delete the other passkey. (A model that this version does not know stays unknown: compare its AAGUID with its maker's list.)",
    sources: &[sources::EMERGENCY_ACCESS, sources::HARDWARE_VENDORS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.2",
    judge,
};

/// What authenticators give that do not tell their model: U2F devices, and passkeys without attestation.
///
/// Source: <https://bugzilla.mozilla.org/show_bug.cgi?id=1381575> and <https://developer.apple.com/forums/thread/726208> (read 2026-11-25).
const NO_MODEL: &str = "00000000-0000-0000-0000-000000000000";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let keys = evidence.keys(account)?;
        if keys.is_empty() {
            return Ok(Outcome::skip());
        }
        let mut outcome = Outcome::default();
        for key in keys {
            match fault(account, key) {
                Ok(None) => {}
                Ok(Some(saw)) => outcome.bad.push(Finding::new(account.object.clone(), saw, "a security key of a known model")),
                Err(missing) => outcome.missing.push(missing),
            }
        }
        Ok(outcome)
    })
}

/// Why a passkey is no security key; missing where the model is not known, or known and not clear.
fn fault(account: &Subject<'_>, key: &SecurityKey) -> Fact<Option<String>> {
    let gap = |reason| Missing::for_object(Collection::AuthenticationMethods, &account.object.id, reason);
    let aaguid = key.aaguid.as_ref().ok_or_else(|| gap(Reason::NoProperty("aaGuid".to_owned())))?;
    match authenticators::model_of(key).map(|model| model.kind) {
        Some(AuthenticatorKind::SecurityKey) => Ok(None),
        Some(AuthenticatorKind::Unclear) => {
            Err(gap(Reason::NotUnderstood(format!("{}: whether that is a key of its own is not clear", authenticators::named(key)))))
        }
        Some(kind) => Ok(Some(format!("{}: {}", authenticators::named(key), kind.described()))),
        None if aaguid.raw() == NO_MODEL => Ok(Some(format!("{}: it does not tell its model", key.described()))),
        None => Err(gap(Reason::NotUnderstood(format!("{}: the model is in no list of this version", key.described())))),
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, set_keys};
    use super::*;

    fn with(aaguid: Option<&str>) -> impl Fn(&mut breakglass_model::Tenant) {
        let mut key = build::key("third", build::AAGUID);
        key.aaguid = aaguid.map(Into::into);
        set_keys(vec![key])
    }

    #[test]
    fn security_keys_pass_and_everything_else_that_is_known_fails_by_name() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let judgement = check(&CONTROL, with(Some("08987058-cadc-4b81-b6e1-30de50dcbe96")), Verdict::Fail);
        assert!(judgement.findings[0].saw.contains("Windows Hello Hardware Authenticator: part of a computer"), "{judgement:?}");
        check(&CONTROL, with(Some("de1e552d-db1d-4423-a619-566b625cdc84")), Verdict::Fail);
        check(&CONTROL, with(Some("59f85fe7-faa5-4c92-9f52-697b9d4d5473")), Verdict::Fail);
        check(&CONTROL, with(Some(NO_MODEL)), Verdict::Fail);
    }

    #[test]
    fn strangers_and_unread_methods_are_unknown() {
        check(&CONTROL, with(Some("00000000-0000-4000-8000-00000000dead")), Verdict::Unknown);
        check(&CONTROL, with(Some("39a5647e-1853-446c-a1f6-a79bae9f5bc7")), Verdict::Unknown);
        check(&CONTROL, with(None), Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
