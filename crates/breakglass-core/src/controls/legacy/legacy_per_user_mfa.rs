//! Per-user multifactor authentication is off on the emergency accounts: it knows no exclusions.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "legacy-per-user-mfa",
    title: "Per-user multifactor authentication is disabled on the emergency accounts",
    severity: Severity::High,
    why: "It asks at every sign-in, outside Conditional Access, for methods that the account should not have.",
    fix: "Set perUserMfaState to disabled on the account and control its methods by the authentication methods policy.",
    sources: &[sources::PER_USER_MFA],
    needs: &[Collection::Users, Collection::UserMfaRequirements],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let gap = || breakglass_model::Missing::for_object(Collection::UserMfaRequirements, &user.id, breakglass_model::Reason::Unresolved);
        let state = evidence.tenant.per_user_mfa.get(&user.id)?.ok_or_else(gap)?;
        match state.raw().eq_ignore_ascii_case("disabled") {
            true => Ok(Outcome::good()),
            false => {
                let saw = format!("perUserMfaState is {}", state.quoted());
                Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "perUserMfaState is disabled")))
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
    fn disabled_passes_enforced_fails_unread_is_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, |tenant| tenant.per_user_mfa.insert(build::FIRST.into(), Ok(Some("enforced".into()))), Verdict::Fail);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::UserMfaRequirements), Verdict::Unknown);
    }
}
