//! The accounts have no methods for self-service password reset.

use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity, Untrusted};
use breakglass_prover::access::Subject;

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "sspr-no-methods",
    title: "No emergency account is registered for self-service password reset",
    severity: Severity::High,
    why: "With a telephone number or a mail address registered, whoever has that telephone resets the password.",
    fix: "Delete the account's telephone numbers, mail address and other reset methods.",
    sources: &[sources::PASSWORD_POLICIES, sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::RegistrationDetails],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let accounts = match evidence.accounts() {
        Ok(accounts) => accounts,
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    let report = |account: &Subject<'_>| account.user().and_then(|user| evidence.tenant.registrations.get(&user.id));
    if accounts.iter().any(|account| matches!(report(account), Err(Missing { reason: Reason::Unlicensed(_), .. }))) {
        return Judgement::not_applicable(
            "the registration report needs Microsoft Entra ID P1; auth-only-allowed judges the methods themselves",
        );
    }
    Judgement::for_each(Ok(accounts), |account| {
        let user = account.user()?;
        let gap = |name: &str| Missing::for_object(Collection::RegistrationDetails, &user.id, Reason::NoProperty(name.to_owned()));
        let Some(report) = report(account)? else {
            // The report lags: a user it does not list has registered nothing yet, as far as the report goes.
            return Err(Missing::for_object(Collection::RegistrationDetails, &user.id, Reason::Unresolved));
        };
        let registered = report.is_sspr_registered.ok_or_else(|| gap("isSsprRegistered"))?;
        let capable = report.is_sspr_capable.ok_or_else(|| gap("isSsprCapable"))?;
        if !registered && !capable {
            return Ok(Outcome::good());
        }
        let words: Vec<String> = report.methods.iter().map(Untrusted::quoted).collect();
        let saw = format!("registered for self-service password reset; methods {}", words.join(", "));
        Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "isSsprRegistered and isSsprCapable are false")))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::Registration;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn set(change: impl FnOnce(&mut Registration)) -> impl FnOnce(&mut breakglass_model::Tenant) {
        |tenant| {
            let mut report = build::registration(build::FIRST, true);
            change(&mut report);
            tenant.registrations.insert(build::FIRST.into(), Ok(Some(report)));
        }
    }

    #[test]
    fn unregistered_passes_registered_or_capable_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, set(|it| it.is_sspr_registered = Some(true)), Verdict::Fail);
        check(&CONTROL, set(|it| it.is_sspr_capable = Some(true)), Verdict::Fail);
    }

    #[test]
    fn an_unread_report_is_unknown_and_an_unlicensed_one_does_not_apply() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::RegistrationDetails), Verdict::Unknown);
        let unlicensed = |tenant: &mut breakglass_model::Tenant| {
            tenant.registrations = breakglass_model::tenant::Objects::unread(Collection::RegistrationDetails);
            let reason = Reason::Unlicensed("403 Authentication_RequestFromNonPremiumTenantOrB2CTenant".into());
            tenant.registrations.set_listing(Err(Missing::of(Collection::RegistrationDetails, reason)));
        };
        check(&CONTROL, unlicensed, Verdict::NotApplicable);
    }
}
