//! The password was changed after it was last used.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity, Untrusted};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "pwd-after-use",
    title: "The password was changed after each use of it",
    severity: Severity::High,
    why: "Whoever used the password knows it.",
    fix: "Change the password, and seal it again if it is kept.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::AccountSignIns],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let sign_ins = evidence.tenant.account_sign_ins.known(&user.id);
        let with_password = sign_ins.iter().filter(|it| it.error == Some(0) && it.methods.iter().any(is_password));
        let last = with_password.max_by_key(|it| it.at);
        let mut outcome = Outcome::default();
        if let Some(last) = last {
            let changed = user.property(user.password_changed.as_ref(), "lastPasswordChangeDateTime")?;
            if *changed < last.at {
                let saw = format!("used {} (sign-in {}), last changed {changed}", last.at, last.id.quoted());
                outcome.bad.push(Finding::new(account.object.clone(), saw, "a change after the last use"));
            }
        }
        outcome.missing.extend(evidence.tenant.account_sign_ins.get(&user.id).err());
        Ok(outcome)
    })
    .note("as far back as the sign-in log was read")
}

fn is_password(method: &Untrusted) -> bool {
    let word = method.raw().to_ascii_lowercase();
    word.contains("password") && !word.contains("passwordless")
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn used(at: &'static str) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| tenant.account_sign_ins.add(build::FIRST.into(), [build::sign_in(build::FIRST, "app", at.parse().unwrap())], Ok(()))
    }

    #[test]
    fn a_change_after_the_use_passes_and_none_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, used("1969-12-31T00:00:00Z"), Verdict::Pass);
        check(&CONTROL, used("1970-01-02T00:00:00Z"), Verdict::Fail);
    }

    #[test]
    fn a_sign_in_without_a_password_is_no_use_of_it() {
        assert!(is_password(&"Password".into()));
        assert!(!is_password(&"Passwordless phone sign-in".into()) && !is_password(&"FIDO2 security key".into()));
    }

    #[test]
    fn an_unread_log_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AccountSignIns), Verdict::Unknown);
    }
}
