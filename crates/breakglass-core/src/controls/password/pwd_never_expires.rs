//! The password does not expire: an expired one stops a sign-in that nobody has practised.

use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "pwd-never-expires",
    title: "The password of each emergency account does not expire",
    severity: Severity::High,
    why: "An expired password asks for a change at the worst moment, from somebody who may not know the old one.",
    fix: "Set passwordPolicies to DisablePasswordExpiration on the account.",
    sources: &[sources::PASSWORD_POLICIES],
    needs: &[Collection::Users],
    compliance: &[],
    since: "0.1",
    judge,
};

/// Days that mean never. Assumption: from third parties, not from Microsoft's documentation.
const NEVER: i64 = 2_147_483_647;

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let policies = user.password_policies()?;
        if policies.iter().any(|policy| policy.raw().eq_ignore_ascii_case("DisablePasswordExpiration")) {
            return Ok(Outcome::good());
        }
        let name = user.upn()?;
        let suffix = name.raw().rsplit_once('@').map_or("", |(_, suffix)| suffix);
        let domains = evidence.tenant.domains.as_ref().map_err(Clone::clone)?;
        let Some(domain) = domains.iter().find(|domain| domain.name.raw().eq_ignore_ascii_case(suffix)) else {
            return Err(Missing::of(
                Collection::Domains,
                Reason::NotUnderstood(format!("no domain {}", breakglass_model::Untrusted::from(suffix).quoted())),
            ));
        };
        match domain.password_validity_days {
            Some(NEVER) => Ok(Outcome::good()),
            Some(days) => {
                let saw = format!("no DisablePasswordExpiration, and passwords of {} expire after {days} days", domain.name.quoted());
                Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "passwordPolicies holds DisablePasswordExpiration")))
            }
            None => Err(Missing::of(Collection::Domains, Reason::NoProperty("passwordValidityPeriodInDays".to_owned()))),
        }
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Tenant, Verdict, build};

    use super::super::super::testing::{change_user, check};
    use super::*;

    #[test]
    fn the_accounts_setting_or_the_domains_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let by_domain = |tenant: &mut Tenant| {
            change_user(|user| user.password_policies = Some(vec![]))(tenant);
            tenant.domains.as_mut().unwrap()[0].password_validity_days = Some(NEVER);
        };
        check(&CONTROL, by_domain, Verdict::Pass);
    }

    #[test]
    fn an_expiring_password_fails_and_unread_settings_are_unknown() {
        check(&CONTROL, change_user(|user| user.password_policies = Some(vec!["None".into()])), Verdict::Fail);
        check(&CONTROL, change_user(|user| user.password_policies = None), Verdict::Unknown);
        let no_domains = |tenant: &mut Tenant| {
            change_user(|user| user.password_policies = Some(vec![]))(tenant);
            build::forbid(tenant, Collection::Domains);
        };
        check(&CONTROL, no_domains, Verdict::Unknown);
    }
}
