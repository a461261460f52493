//! Administrators cannot reset their own passwords.

use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::{Evidence, SelfServiceReset};

pub(super) const CONTROL: Control = Control {
    id: "sspr-admin-off",
    title: "Self-service password reset is off for administrators",
    severity: Severity::Low,
    why: "Administrators may reset their own passwords unless it is switched off, by a policy of its own that the methods policy does not touch.",
    fix: "PATCH policies/authorizationPolicy with allowedToUseSSPR false; it takes up to 60 minutes.",
    sources: &[sources::PASSWORD_POLICIES],
    needs: &[Collection::AuthorizationPolicy],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if evidence.profile.self_service_reset != SelfServiceReset::OffForAdministrators {
        return Judgement::not_applicable("the profile leaves self-service password reset to administrators");
    }
    Judgement::once(|| {
        let policy = evidence.tenant.authorization_policy.as_ref().map_err(Clone::clone)?;
        let gap = || Missing::of(Collection::AuthorizationPolicy, Reason::NoProperty("allowedToUseSSPR".to_owned()));
        match policy.allows_administrators_sspr.ok_or_else(gap)? {
            false => Ok(Outcome::good()),
            true => Ok(Outcome::bad(Finding::new(evidence.tenant_ref(), "allowedToUseSSPR is true", "allowedToUseSSPR is false"))),
        }
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_profile};
    use super::*;

    #[test]
    fn off_passes_on_fails_where_the_profile_minds() {
        let on =
            |tenant: &mut breakglass_model::Tenant| tenant.authorization_policy.as_mut().unwrap().allows_administrators_sspr = Some(true);
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, on, Verdict::Fail);
        check_profile(&CONTROL, "microsoft-2026", on, Verdict::NotApplicable);
    }

    #[test]
    fn an_unread_policy_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthorizationPolicy), Verdict::Unknown);
    }
}
