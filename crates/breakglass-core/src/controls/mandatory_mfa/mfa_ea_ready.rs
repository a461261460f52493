//! The accounts pass mandatory multifactor authentication.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Compliance, Control, Framework, sources};
use crate::{Evidence, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "mfa-ea-ready",
    title: "Every emergency account can pass mandatory multifactor authentication",
    severity: Severity::Critical,
    why: "Microsoft demands multifactor authentication in the portals and for changes to Azure, whatever policies exclude. An account with a password alone stands outside.",
    fix: "Enrol a security key, and see that the methods policy admits it.",
    sources: &[sources::MANDATORY_MFA, sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::AuthenticationMethods, Collection::AuthenticationMethodsPolicy],
    compliance: &[
        Compliance { framework: Framework::CisM365, reference: "1.1.2" },
        Compliance { framework: Framework::EssentialEight, reference: "ISM-1173" },
    ],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let judgement = Judgement::for_each(evidence.accounts(), |account| {
        Ok(match dedicated::no_working_key(evidence, account, |_| None)? {
            None => Outcome::good(),
            Some(why) => Outcome::bad(Finding::new(account.object.clone(), why, "a passkey that works today")),
        })
    });
    judgement.note("certificates, which would do as well, cannot be seen through Graph")
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, set_keys};
    use super::*;

    #[test]
    fn a_working_key_passes_none_or_a_dead_one_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, set_keys(vec![]), Verdict::Fail);
        let off = |tenant: &mut breakglass_model::Tenant| {
            tenant.methods_policy.as_mut().unwrap().configurations[0].is_enabled = Some(false);
        };
        check(&CONTROL, off, Verdict::Fail);
    }

    #[test]
    fn one_key_that_works_is_enough_whatever_is_not_told_of_the_other() {
        let mut untold = build::key("untold", build::OTHER_AAGUID);
        untold.passkey_type = None;
        let profile = breakglass_model::tenant::PasskeyProfile {
            id: "profile".into(),
            name: "Profile".into(),
            passkey_types: vec!["deviceBound".into()],
            key_restrictions: None,
            attestation: None,
        };
        let with = |keys: Vec<_>| {
            let profile = profile.clone();
            move |tenant: &mut breakglass_model::Tenant| {
                set_keys(keys)(tenant);
                let fido2 = &mut tenant.methods_policy.as_mut().unwrap().configurations[0];
                fido2.passkey_profiles = vec![profile];
                fido2.include[0].passkey_profiles = vec!["profile".into()];
            }
        };
        check(&CONTROL, with(vec![untold.clone(), build::key("told", build::AAGUID)]), Verdict::Pass);
        check(&CONTROL, with(vec![untold]), Verdict::Unknown);
    }

    #[test]
    fn unread_methods_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
