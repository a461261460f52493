//! Every emergency account is enabled: a disabled one is found out in the emergency.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "acct-enabled",
    title: "Every emergency account is enabled",
    severity: Severity::Critical,
    why: "A disabled account cannot sign in, and only another administrator could enable it.",
    fix: "Enable the account (accountEnabled = true) and find out who disabled it.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| match account.user()?.enabled()? {
        true => Ok(Outcome::good()),
        false => Ok(Outcome::bad(Finding::new(account.object.clone(), "accountEnabled is false", "accountEnabled is true"))),
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{change_user, check};
    use super::*;

    #[test]
    fn enabled_accounts_pass_and_a_disabled_one_fails_by_name() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let judgement = check(&CONTROL, change_user(|user| user.is_enabled = Some(false)), Verdict::Fail);
        assert_eq!(judgement.findings[0].object.id, build::SECOND.into());
    }

    #[test]
    fn a_body_without_the_property_is_unknown() {
        check(&CONTROL, change_user(|user| user.is_enabled = None), Verdict::Unknown);
    }
}
