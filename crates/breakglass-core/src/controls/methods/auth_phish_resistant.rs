//! Each emergency account has a phishing-resistant method: mandatory multifactor authentication spares nobody.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Compliance, Control, Framework, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-phish-resistant",
    title: "Each emergency account has a phishing-resistant method",
    severity: Severity::Critical,
    why: "Microsoft demands multifactor authentication at the admin portals from everybody, whatever Conditional Access excludes. A password alone no longer opens them, and a phone or an app fails with its network.",
    fix: "Enrol a FIDO2 security key on the account. (Certificates cannot be seen through Graph: an account that relies on one needs a key as well, or a waiver.)",
    sources: &[sources::EMERGENCY_ACCESS, sources::MANDATORY_MFA],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[
        Compliance { framework: Framework::CisM365, reference: "1.1.2" },
        Compliance { framework: Framework::Scuba, reference: "MS.AAD.3.6v1" },
        Compliance { framework: Framework::EssentialEight, reference: "ISM-1872" },
        Compliance { framework: Framework::ZeroTrust, reference: "21782" },
        Compliance { framework: Framework::ZeroTrust, reference: "21835" },
    ],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| match evidence.keys(account)?.is_empty() {
        false => Ok(Outcome::good()),
        true => Ok(Outcome::bad(Finding::new(account.object.clone(), "no passkey is registered", "one FIDO2 security key or more"))),
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, set_keys};
    use super::*;

    #[test]
    fn a_key_passes_none_fails_and_unread_methods_are_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, set_keys(vec![]), Verdict::Fail);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
