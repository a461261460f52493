//! Emergency accounts are internal members: a guest signs in somewhere else first.

use breakglass_model::tenant::UserType;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "acct-member-type",
    title: "Emergency accounts are internal members",
    severity: Severity::High,
    why: "A guest authenticates in another tenant or with a code by mail, and policies for guests bite it: the account depends on somebody else's directory.",
    fix: "Create an internal member and retire the guest account.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users],
    compliance: &[],
    since: "0.2",
    judge,
};

const WANTED: &str = "an internal member: userType is Member, no externalUserState";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let mut findings = Vec::new();
        match user.kind()? {
            UserType::Member => {}
            UserType::Guest => findings.push(Finding::new(account.object.clone(), "userType is Guest", WANTED)),
            UserType::Other(word) => {
                findings.push(Finding::new(account.object.clone(), format!("userType is {}", word.quoted()), WANTED));
            }
        }
        if user.is_external {
            findings.push(Finding::new(account.object.clone(), "externalUserState is set: the account was invited", WANTED));
        }
        Ok(Outcome::from_findings(findings))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{change_user, check};
    use super::*;

    #[test]
    fn members_pass_guests_and_invited_members_fail() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, change_user(|user| user.user_type = Some(UserType::Guest)), Verdict::Fail);
        check(&CONTROL, change_user(|user| user.is_external = true), Verdict::Fail);
    }

    #[test]
    fn a_body_without_the_type_is_unknown() {
        check(&CONTROL, change_user(|user| user.user_type = None), Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::Users), Verdict::Unknown);
    }
}
