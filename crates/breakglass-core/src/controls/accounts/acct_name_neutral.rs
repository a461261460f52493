//! Names of emergency accounts do not say what they are for.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::{Evidence, Naming, names};

pub(super) const CONTROL: Control = Control {
    id: "acct-name-neutral",
    title: "The names of the emergency accounts do not reveal their purpose",
    severity: Severity::Low,
    why: "A name such as breakglass tells everybody who can read the directory which account to attack first.",
    fix: "Rename the account before keys are enrolled: a change of user principal name disturbs passkeys.",
    sources: &[sources::EMERGENCY_ACCESS, sources::PASSKEYS],
    needs: &[Collection::Users],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    match evidence.profile.naming {
        Naming::Any => return Judgement::not_applicable("the profile leaves the names free"),
        Naming::NotAPerson => {
            return Judgement::not_applicable(
                "the profile wants names that are no person's; what ties an account to a person is asked by acct-generic",
            );
        }
        Naming::Neutral => {}
    }
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let nickname = user.property(user.mail_nickname.as_ref(), "mailNickname")?.as_ref();
        let named = [("userPrincipalName", Some(user.upn()?)), ("displayName", Some(&user.name)), ("mailNickname", nickname)];
        let named = named.into_iter().filter_map(|(property, name)| Some((property, name?)));
        let findings = named.filter_map(|(property, name)| {
            names::telling_word(name).map(|word| {
                let saw = format!("{property} {} contains `{word}`", name.quoted());
                Finding::new(account.object.clone(), saw, "a neutral name that looks like any other administrator's")
            })
        });
        Ok(Outcome::from_findings(findings.collect()))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{change_user, check, check_profile};
    use super::*;

    #[test]
    fn neutral_names_pass_and_telling_ones_fail() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, change_user(|user| user.name = "Break-Glass 1".into()), Verdict::Fail);
        check(&CONTROL, change_user(|user| user.principal_name = Some("notfall01@contoso.onmicrosoft.com".into())), Verdict::Fail);
    }

    #[test]
    fn the_profile_decides_and_unread_names_are_unknown() {
        let telling = || change_user(|user| user.name = "Emergency Access".into());
        check_profile(&CONTROL, "microsoft-2026", telling(), Verdict::NotApplicable);
        check_profile(&CONTROL, "cis-m365-7", telling(), Verdict::NotApplicable);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::Users), Verdict::Unknown);
    }
}
