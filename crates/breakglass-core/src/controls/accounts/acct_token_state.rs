//! No session from the enrolment lives on.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "acct-token-state",
    title: "No session from the enrolment lives on",
    severity: Severity::Low,
    why: "Whoever enrolled the keys may still hold a session or a refresh token of the account.",
    fix: "Revoke the sign-in sessions of the account (revokeSignInSessions) after the last enrolment.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let keys = evidence.keys(account)?;
        let Some(enrolled) = keys.iter().filter_map(|key| key.created).max() else {
            return Ok(Outcome::skip());
        };
        let valid_from = user.property(user.sessions_valid_from.as_ref(), "signInSessionsValidFromDateTime")?;
        if *valid_from >= enrolled {
            return Ok(Outcome::good());
        }
        let saw = format!("sessions are valid since {valid_from}, the last key was enrolled {enrolled}");
        Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "sessions valid only since after the last enrolment")))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{change_user, check};
    use super::*;

    #[test]
    fn revoked_sessions_pass_older_ones_fail() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, change_user(|user| user.sessions_valid_from = Some("1969-01-01T00:00:00Z".parse().unwrap())), Verdict::Fail);
    }

    #[test]
    fn an_unread_date_is_unknown() {
        check(&CONTROL, change_user(|user| user.sessions_valid_from = None), Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
