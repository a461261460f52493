//! Each emergency account has two hardware keys: one breaks, is lost, or is in the burnt building.

use breakglass_model::tenant::PasskeyType;
use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-two-keys",
    title: "Each emergency account has two hardware keys",
    severity: Severity::High,
    why: "A key can break, be lost, or lock itself after eight wrong PINs. The second one, kept elsewhere, is the backup.",
    fix: "Enrol a second device-bound security key and keep it at another place.",
    sources: &[sources::EMERGENCY_ACCESS, sources::PASSKEYS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let keys = evidence.keys(account)?;
        let bound = keys.iter().filter(|key| key.passkey_type == Some(PasskeyType::DeviceBound)).count();
        let not_told = keys.iter().filter(|key| !matches!(key.passkey_type, Some(PasskeyType::DeviceBound | PasskeyType::Synced))).count();
        match (bound, bound + not_told) {
            (2.., _) => Ok(Outcome::good()),
            (_, 2..) => Err(Missing::for_object(
                Collection::AuthenticationMethods,
                &account.object.id,
                Reason::NoProperty("passkeyType".to_owned()),
            )),
            _ => {
                let names: Vec<String> = keys.iter().map(|key| key.described()).collect();
                let saw = match names.is_empty() {
                    true => "no passkey is registered".to_owned(),
                    false => format!("{bound} device-bound key(s) among: {}", names.join(", ")),
                };
                Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "two device-bound security keys or more")))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, set_keys};
    use super::*;

    #[test]
    fn two_keys_pass_and_one_with_a_synced_passkey_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let mut synced = build::key("b", build::AAGUID);
        synced.passkey_type = Some(PasskeyType::Synced);
        check(&CONTROL, set_keys(vec![build::key("a", build::AAGUID), synced]), Verdict::Fail);
    }

    #[test]
    fn keys_of_an_untold_type_are_unknown_only_if_they_could_settle_it() {
        let mut untold = build::key("b", build::AAGUID);
        untold.passkey_type = None;
        check(&CONTROL, set_keys(vec![build::key("a", build::AAGUID), untold.clone()]), Verdict::Unknown);
        check(&CONTROL, set_keys(vec![untold]), Verdict::Fail);
    }
}
