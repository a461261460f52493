//! The authentication methods policy lets the emergency accounts use FIDO2 at all.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};
use breakglass_prover::access::{Admission, fido2_reaches};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-fido2-enabled",
    title: "FIDO2 is enabled for the emergency accounts",
    severity: Severity::Critical,
    why: "A registered key works only while the policy enables FIDO2 for its holder. Switched off or narrowed, every key of the accounts is dead.",
    fix: "Enable Passkey (FIDO2) in the authentication methods policy and target the emergency group or all users; remove exclusions that reach the accounts.",
    sources: &[sources::PASSKEYS],
    needs: &[Collection::Users, Collection::AuthenticationMethodsPolicy],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        account.user()?;
        match fido2_reaches(evidence.tenant, account)? {
            Admission::Admitted => Ok(Outcome::good()),
            Admission::Refused(why) => {
                Ok(Outcome::bad(Finding::new(account.object.clone(), why, "FIDO2 enabled, with a target that includes the account")))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn enabled_for_the_group_passes_disabled_fails_unread_is_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, |tenant| tenant.methods_policy.as_mut().unwrap().configurations[0].is_enabled = Some(false), Verdict::Fail);
        check(&CONTROL, |tenant| tenant.methods_policy.as_mut().unwrap().configurations.clear(), Verdict::Fail);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethodsPolicy), Verdict::Unknown);
    }
}
