//! The accounts pass mandatory multifactor authentication.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};
use breakglass_prover::access::{Admission, admission, fido2_reaches};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "mfa-ea-ready",
    title: "Every emergency account can pass mandatory multifactor authentication",
    severity: Severity::Critical,
    why: "Microsoft demands multifactor authentication in the portals and for changes to Azure, whatever policies exclude. An account with a password alone stands outside.",
    fix: "Enrol a security key, and see that the methods policy admits it.",
    sources: &[sources::MANDATORY_MFA, sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::AuthenticationMethods, Collection::AuthenticationMethodsPolicy],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let finding = |saw: String| Outcome::bad(Finding::new(account.object.clone(), saw, "a passkey that works today"));
        let keys = evidence.keys(account)?;
        if keys.is_empty() {
            return Ok(finding("no passkey is registered".to_owned()));
        }
        if let Admission::Refused(why) = fido2_reaches(evidence.tenant, account)? {
            return Ok(finding(why));
        }
        let mut refusals = Vec::new();
        for key in keys {
            match admission(evidence.tenant, account, key)? {
                Admission::Admitted => return Ok(Outcome::good()),
                Admission::Refused(why) => refusals.push(format!("{}: {why}", key.described())),
            }
        }
        Ok(finding(refusals.join("; ")))
    })
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
    fn unread_methods_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
