//! No change of the password is forced at the next sign-in.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "pwd-no-forced-change",
    title: "No emergency account must change its password at the next sign-in",
    severity: Severity::High,
    why: "A forced change asks for the old password, which nobody may know, and for a new one that nobody has prepared.",
    fix: "Set passwordProfile.forceChangePasswordNextSignIn and forceChangePasswordNextSignInWithMfa to false.",
    sources: &[sources::EMERGENCY_ACCESS, sources::PASSWORD_POLICIES],
    needs: &[Collection::Users],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        Ok(match user.property(user.forced_change.as_ref(), "passwordProfile")? {
            false => Outcome::good(),
            true => Outcome::bad(Finding::new(
                account.object.clone(),
                "a change of the password is forced at the next sign-in",
                "no forced change",
            )),
        })
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{change_user, check};
    use super::*;

    #[test]
    fn no_forced_change_passes_a_forced_one_fails_an_unread_profile_is_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, change_user(|user| user.forced_change = Some(true)), Verdict::Fail);
        check(&CONTROL, change_user(|user| user.forced_change = None), Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::Users), Verdict::Unknown);
    }
}
