//! Emergency accounts belong to nobody: an account that carries a person's details leaves with the person.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Compliance, Control, Framework, sources};
use crate::{Demand, Evidence};

pub(super) const CONTROL: Control = Control {
    id: "acct-generic",
    title: "Emergency accounts are not tied to a person",
    severity: Severity::Medium,
    why: "A telephone number, a manager or a job title ties the account to a person: it is cleaned up when the person leaves, and reset through the person's telephone.",
    fix: "Clear the personal properties of the account.",
    sources: &[sources::EMERGENCY_ACCESS, sources::CIS],
    needs: &[Collection::Users, Collection::UserManagers],
    compliance: &[Compliance { framework: Framework::CisM365, reference: "1.1.2" }],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let details = user.property(user.personal.as_ref(), "jobTitle, mobilePhone, otherMails, …")?;
        let mut outcome = Outcome::default();
        for detail in details {
            let saw = format!("{} is {}", detail.property, detail.value.quoted());
            outcome.bad.push(Finding::new(account.object.clone(), saw, "no personal detail on the account"));
        }
        let manager = evidence.tenant.managers.get(&user.id);
        match (evidence.profile.manager, manager) {
            (_, Err(missing)) => outcome.missing.push(missing),
            (Demand::None, Ok(Some(name))) => {
                let saw = format!("its manager is {}", name.quoted());
                outcome.bad.push(Finding::new(account.object.clone(), saw, "no manager on the account"));
            }
            (Demand::Required, Ok(None)) => {
                let finding = Finding::new(account.object.clone(), "no manager is set", "a manager who answers for the account");
                outcome.bad.push(finding.fix("Set the person who answers for the account as its manager: the profile asks for it."));
            }
            (Demand::None | Demand::Any | Demand::Required, Ok(_)) => {}
        }
        Ok(outcome)
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{change_user, check, check_profile};
    use breakglass_model::tenant::PersonalDetail;

    use super::*;

    #[test]
    fn a_bare_account_passes_and_each_detail_is_a_finding() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let detail = |property| PersonalDetail { property, value: build::hostile_name() };
        let judgement =
            check(&CONTROL, change_user(|user| user.personal = Some(vec![detail("jobTitle"), detail("mobilePhone")])), Verdict::Fail);
        assert_eq!(judgement.findings.len(), 2);
    }

    #[test]
    fn a_manager_fails_where_the_profile_wants_none_and_its_lack_where_one_is_required() {
        let managed = |tenant: &mut breakglass_model::Tenant| {
            tenant.managers = breakglass_model::tenant::Objects::unread(Collection::UserManagers);
            for id in [build::FIRST, build::SECOND] {
                tenant.managers.insert(id.into(), Ok(Some("Boss".into())));
            }
        };
        check(&CONTROL, managed, Verdict::Fail);
        check_profile(&CONTROL, "gc-guardrails", managed, Verdict::Pass);
        check_profile(&CONTROL, "gc-guardrails", |_| {}, Verdict::Fail);
        check_profile(&CONTROL, "microsoft-2026", managed, Verdict::Pass);
    }

    #[test]
    fn an_unread_manager_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::UserManagers), Verdict::Unknown);
        check(&CONTROL, change_user(|user| user.personal = None), Verdict::Unknown);
    }
}
