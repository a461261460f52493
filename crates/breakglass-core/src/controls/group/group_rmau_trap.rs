//! No restricted administrative unit freezes what has to change on the day.

use breakglass_model::{Collection, Fact, Finding, Judgement, Outcome, Severity};
use breakglass_prover::access::Subject;

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "group-rmau-trap",
    title: "Accounts and group are not frozen by a restricted administrative unit by accident",
    severity: Severity::High,
    why: "In a restricted management administrative unit nobody can reset a Global Administrator's password, and the members of a role-assignable group cannot be changed any more.",
    fix: "Decide which it shall be: take the object out of the unit, or appoint administrators of the unit and write down the way back.",
    sources: &[sources::RESTRICTED_UNITS],
    needs: &[Collection::Users, Collection::Groups],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let mut outcome = Outcome::default();
        match evidence.group() {
            Ok(group) => match group.property(group.is_management_restricted.as_ref(), "isManagementRestricted") {
                Ok(Some(true)) if group.role_assignable() == Ok(true) => {
                    let object = evidence.group_ref().unwrap_or_else(|| evidence.tenant_ref());
                    let saw = "role-assignable and in a restricted unit: nobody can change its members";
                    outcome.bad.push(Finding::new(object, saw, "one protection or the other"));
                }
                Ok(_) => {}
                Err(missing) => outcome.missing.push(missing),
            },
            Err(missing) => outcome.missing.push(missing),
        }
        for account in evidence.accounts()? {
            match frozen(evidence, account) {
                Ok(Some(saw)) => outcome.bad.push(Finding::new(account.object.clone(), saw, "somebody who holds a role over the unit")),
                Ok(None) => {}
                Err(missing) => outcome.missing.push(missing),
            }
        }
        Ok(outcome)
    })
}

/// Why nobody could mend the account, where it is in a restricted unit over which nobody holds a role.
fn frozen(evidence: &Evidence<'_>, account: &Subject<'_>) -> Fact<Option<String>> {
    let user = account.user()?;
    if *user.property(user.is_management_restricted.as_ref(), "isManagementRestricted")? != Some(true) {
        return Ok(None);
    }
    for unit in evidence.tenant.administrative_units.get(&user.id)?.iter().filter(|unit| unit.is_restricted != Some(false)) {
        if evidence.tenant.scoped_role_members.get(&unit.id)?.is_empty() {
            return Ok(Some(format!("in the restricted unit {}, over which nobody holds a role", unit.name.quoted())));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{AdministrativeUnit, Group, ScopedRoleMember, User};
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn change_group(change: impl FnOnce(&mut Group)) -> impl FnOnce(&mut breakglass_model::Tenant) {
        |tenant| {
            let mut group = build::group(build::GROUP);
            change(&mut group);
            tenant.groups.insert(build::GROUP.into(), Ok(Some(group)));
        }
    }

    fn restricted(tenant: &mut breakglass_model::Tenant) {
        let user = User { is_management_restricted: Some(Some(true)), ..build::user(build::FIRST) };
        tenant.users.insert(build::FIRST.into(), Ok(Some(user)));
        let unit = AdministrativeUnit { id: "unit".into(), name: "Tier 0".into(), is_restricted: Some(true) };
        tenant.administrative_units.add(build::FIRST.into(), [unit], Ok(()));
    }

    #[test]
    fn no_unit_passes_and_a_unit_without_administrators_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let empty = |tenant: &mut breakglass_model::Tenant| {
            restricted(tenant);
            tenant.scoped_role_members.add("unit".into(), [], Ok(()));
        };
        check(&CONTROL, empty, Verdict::Fail);
        let staffed = |tenant: &mut breakglass_model::Tenant| {
            restricted(tenant);
            let member = ScopedRoleMember { role: "role".into(), member: "custodian".into(), name: None };
            tenant.scoped_role_members.add("unit".into(), [member], Ok(()));
        };
        check(&CONTROL, staffed, Verdict::Pass);
    }

    #[test]
    fn a_role_assignable_group_in_a_unit_fails_and_an_unread_unit_is_unknown() {
        check(&CONTROL, change_group(|group| group.is_management_restricted = Some(Some(true))), Verdict::Fail);
        check(&CONTROL, restricted, Verdict::Unknown);
    }
}
