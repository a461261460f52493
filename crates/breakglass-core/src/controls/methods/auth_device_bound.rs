//! No passkey of an emergency account is synchronised: a copy at a provider has that provider's doors.

use breakglass_model::tenant::PasskeyType;
use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-device-bound",
    title: "Emergency accounts have no synchronised passkeys",
    severity: Severity::High,
    why: "A synchronised passkey belongs to a person's cloud account, can be restored by that person's provider, and cannot be kept in a safe.",
    fix: "Delete the synchronised passkey and enrol a hardware key.",
    sources: &[sources::EMERGENCY_ACCESS, sources::PASSKEYS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let mut outcome = Outcome::default();
        for key in evidence.keys(account)? {
            let gap = |reason| Missing::for_object(Collection::AuthenticationMethods, &account.object.id, reason);
            match &key.passkey_type {
                Some(PasskeyType::DeviceBound) => {}
                Some(PasskeyType::Synced) => {
                    let saw = format!("synchronised {}", key.described());
                    outcome.bad.push(Finding::new(account.object.clone(), saw, "device-bound passkeys only"));
                }
                Some(PasskeyType::Other(word)) => {
                    outcome.missing.push(gap(Reason::NotUnderstood(format!("passkeyType {}", word.quoted()))));
                }
                None => outcome.missing.push(gap(Reason::NoProperty("passkeyType".to_owned()))),
            }
        }
        Ok(outcome)
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, set_keys};
    use super::*;

    fn key(passkey_type: Option<PasskeyType>) -> Vec<breakglass_model::tenant::SecurityKey> {
        vec![breakglass_model::tenant::SecurityKey { passkey_type, ..build::key("a", build::AAGUID) }]
    }

    #[test]
    fn device_bound_passes_synced_fails_untold_is_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, set_keys(key(Some(PasskeyType::Synced))), Verdict::Fail);
        check(&CONTROL, set_keys(key(None)), Verdict::Unknown);
    }
}
