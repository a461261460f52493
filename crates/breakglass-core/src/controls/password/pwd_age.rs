//! A password on paper was changed within a year.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::{Evidence, PasswordMode};

pub(super) const CONTROL: Control = Control {
    id: "pwd-age",
    title: "A password that is kept on paper was changed within a year",
    severity: Severity::Medium,
    why: "The longer a password lies somewhere, the more people have seen the place.",
    fix: "Change the password and seal it again.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users],
    compliance: &[],
    since: "0.2",
    judge,
};

const YEAR: jiff::SignedDuration = jiff::SignedDuration::from_hours(365 * 24);

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if evidence.profile.password_mode == PasswordMode::Unstored {
        return Judgement::not_applicable("the profile keeps no password: one that nobody knows does not age");
    }
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let changed = user.property(user.password_changed.as_ref(), "lastPasswordChangeDateTime")?;
        if evidence.now.duration_since(*changed) <= YEAR {
            return Ok(Outcome::good());
        }
        let saw = format!("last changed {changed}");
        Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "changed within the last 365 days")))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{change_user, check, check_profile};
    use super::*;

    fn changed(at: &'static str) -> impl FnOnce(&mut breakglass_model::Tenant) {
        change_user(move |user| user.password_changed = Some(at.parse().unwrap()))
    }

    #[test]
    fn a_fresh_password_passes_and_an_old_one_fails_where_it_is_kept() {
        check_profile(&CONTROL, "cis-m365-7", |_| {}, Verdict::Pass);
        check_profile(&CONTROL, "cis-m365-7", changed("1968-12-01T00:00:00Z"), Verdict::Fail);
        check(&CONTROL, changed("1968-12-01T00:00:00Z"), Verdict::NotApplicable);
    }

    #[test]
    fn an_unread_date_is_unknown() {
        check_profile(&CONTROL, "cis-m365-7", change_user(|user| user.password_changed = None), Verdict::Unknown);
        check_profile(&CONTROL, "cis-m365-7", |tenant| build::forbid(tenant, Collection::Users), Verdict::Unknown);
    }
}
