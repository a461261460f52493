//! Emergency accounts are named by the operator and found in the tenant: a tool that guesses judges the wrong accounts.

use breakglass_model::{Collection, Finding, Judgement, ObjectKind, ObjectRef, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "acct-designated",
    title: "Emergency accounts are designated and resolvable",
    severity: Severity::Critical,
    why: "Everything else is judged of these accounts. A name that no longer resolves, or an account named twice, makes every other answer worthless.",
    fix: "Name each emergency account by object id, in the declaration or with --account, and remove names that no longer resolve.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users],
    compliance: &[],
    since: "0.1",
    judge,
};

const WANTED: &str = "each emergency account designated once, by an object id that resolves to one user";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if evidence.designation.is_empty() {
        return Judgement::once(|| Ok(Outcome::bad(Finding::new(nobody(), "no emergency account and no group is designated", WANTED))));
    }
    if let Some(group) = evidence.absent_group().filter(|_| evidence.designation.accounts.is_empty()) {
        return Judgement::once(|| Ok(Outcome::bad(Finding::new(group, "the designated group does not exist", WANTED))));
    }
    let accounts = evidence.accounts();
    if accounts.as_ref().is_ok_and(|accounts| accounts.is_empty()) {
        let object = evidence.group_ref().unwrap_or_else(nobody);
        return Judgement::once(|| Ok(Outcome::bad(Finding::new(object, "the designated group has no user as a member", WANTED))));
    }
    let mut judgement = Judgement::for_each(accounts, |account| match account.user() {
        Ok(_) => Ok(Outcome::good()),
        Err(missing) if missing.reason == Reason::Unresolved => {
            Ok(Outcome::bad(Finding::new(account.object.clone(), "no user has this id or user principal name", WANTED)))
        }
        Err(missing) => Err(missing),
    });
    for twice in evidence.duplicates() {
        judgement.verdict = breakglass_model::Verdict::Fail;
        judgement.findings.push(Finding::new(twice.clone(), "the same account is designated twice", WANTED));
    }
    judgement
}

fn nobody() -> ObjectRef {
    ObjectRef::new(ObjectKind::Declaration, "designation", None)
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_designated};
    use super::*;

    #[test]
    fn passes_when_every_account_resolves() {
        check(&CONTROL, |_| {}, Verdict::Pass);
    }

    #[test]
    fn fails_for_an_account_that_does_not_exist() {
        let judgement = check(&CONTROL, |tenant| tenant.users.insert(build::SECOND.into(), Ok(None)), Verdict::Pass);
        assert_eq!(judgement.examined, 2, "a body is never replaced by less");
        check_designated(
            &CONTROL,
            |it| it.accounts.push("a0000000-0000-4000-8000-00000000dead".into()),
            |tenant| tenant.users.set_listing(Ok(())),
            Verdict::Fail,
        );
    }

    #[test]
    fn fails_for_nobody_and_for_the_same_twice() {
        check_designated(&CONTROL, |it| *it = breakglass_model::Designation::default(), |_| {}, Verdict::Fail);
        check_designated(&CONTROL, |it| it.accounts.push(build::FIRST.into()), |_| {}, Verdict::Fail);
    }

    #[test]
    fn an_account_that_could_not_be_read_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::Users), Verdict::Unknown);
    }
}
