//! Under security defaults, which exclude nobody, every emergency account has a passkey.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "legacy-secdefaults-ready",
    title: "Under security defaults every emergency account has a passkey",
    severity: Severity::Critical,
    why: "Security defaults demand multifactor authentication from every administrator and cannot exclude anybody.",
    fix: "Enrol a FIDO2 security key on each emergency account before security defaults ask for one.",
    sources: &[sources::SECURITY_DEFAULTS, sources::EMERGENCY_ACCESS],
    needs: &[Collection::SecurityDefaults, Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    match &evidence.tenant.security_defaults {
        Err(missing) => return Judgement::unknown(vec![missing.clone()]),
        Ok(false) => return Judgement::not_applicable("security defaults are off"),
        Ok(true) => {}
    }
    Judgement::for_each(evidence.accounts(), |account| match evidence.keys(account)?.is_empty() {
        false => Ok(Outcome::good()),
        true => Ok(Outcome::bad(Finding::new(
            account.object.clone(),
            "security defaults are on and no passkey is registered",
            "a FIDO2 security key",
        ))),
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Tenant, Verdict, build};

    use super::super::super::testing::{check, set_keys};
    use super::*;

    #[test]
    fn switched_off_it_is_not_asked_and_unread_it_is_unknown() {
        check(&CONTROL, |_| {}, Verdict::NotApplicable);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::SecurityDefaults), Verdict::Unknown);
    }

    #[test]
    fn switched_on_keys_decide() {
        check(&CONTROL, |tenant| tenant.security_defaults = Ok(true), Verdict::Pass);
        let without = |tenant: &mut Tenant| {
            tenant.security_defaults = Ok(true);
            set_keys(vec![])(tenant);
        };
        check(&CONTROL, without, Verdict::Fail);
    }
}
