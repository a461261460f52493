//! The accounts have passkeys and nothing weaker.

use breakglass_model::tenant::RegisteredMethod;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Compliance, Control, Framework, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-only-allowed",
    title: "The emergency accounts have no weak or personal methods",
    severity: Severity::High,
    why: "A telephone, a mail address or an app belongs to a person, can be phished, and opens the account without the key.",
    fix: "Delete every method but the passkeys. The password cannot be removed and is not counted.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[Compliance { framework: Framework::ZeroTrust, reference: "21835" }],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let findings = evidence.methods(account)?.iter().filter_map(|method| match method {
            RegisteredMethod::Other(kind) => {
                let saw = format!("a method of the kind {} is registered", kind.quoted());
                Some(Finding::new(account.object.clone(), saw, "passkeys, and the password that cannot be removed"))
            }
            // The pass has a control of its own.
            RegisteredMethod::Fido2(_) | RegisteredMethod::Password | RegisteredMethod::TemporaryAccessPass(_) => None,
        });
        Ok(Outcome::from_findings(findings.collect()))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn passkeys_and_the_password_pass_a_telephone_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let phone = |tenant: &mut breakglass_model::Tenant| {
            tenant.methods.add(build::FIRST.into(), [RegisteredMethod::Other("phone".into())], Ok(()));
        };
        check(&CONTROL, phone, Verdict::Fail);
    }

    #[test]
    fn unread_methods_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
