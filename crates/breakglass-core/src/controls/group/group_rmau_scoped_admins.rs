//! Whoever administers a restricted unit around the accounts is known.

use breakglass_model::tenant::AdministrativeUnit;
use breakglass_model::{Collection, Fact, Finding, Judgement, ObjectKind, ObjectRef, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "group-rmau-scoped-admins",
    title: "Administrators of a restricted unit around the accounts are custodians",
    severity: Severity::Medium,
    why: "Whoever holds a role over the unit can reset what Global Administrators cannot.",
    fix: "Remove the role of everybody who is no custodian, or name them as custodians in the declaration.",
    sources: &[sources::RESTRICTED_UNITS],
    needs: &[Collection::Users, Collection::Groups],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let restricted = match restricted_units(evidence) {
        Ok(units) if units.is_empty() => return Judgement::not_applicable("neither an account nor the group is in a restricted unit"),
        other => other,
    };
    Judgement::for_each(restricted, |unit| {
        let members = evidence.tenant.scoped_role_members.get(&unit.id)?;
        let strangers = members.iter().filter(|it| !evidence.designation.custodians.contains(&it.member));
        let findings = strangers.map(|it| {
            let object = ObjectRef::new(ObjectKind::User, it.member.clone(), it.name.clone());
            Finding::new(
                object,
                format!("holds a role over the restricted unit {}", unit.name.quoted()),
                "a custodian named in the declaration",
            )
        });
        Ok(Outcome::from_findings(findings.collect()))
    })
}

/// The restricted units that an account or the group is in.
fn restricted_units<'t>(evidence: &Evidence<'t>) -> Fact<Vec<&'t AdministrativeUnit>> {
    let mut ids = Vec::new();
    for account in evidence.accounts()? {
        let user = account.user()?;
        if *user.property(user.is_management_restricted.as_ref(), "isManagementRestricted")? == Some(true) {
            ids.push(&user.id);
        }
    }
    let group = evidence.group()?;
    if *group.property(group.is_management_restricted.as_ref(), "isManagementRestricted")? == Some(true) {
        ids.push(&group.id);
    }
    let mut units: Vec<&AdministrativeUnit> = Vec::new();
    for id in ids {
        units.extend(evidence.tenant.administrative_units.get(id)?.iter().filter(|unit| unit.is_restricted != Some(false)));
    }
    units.sort_by(|one, other| one.id.cmp(&other.id));
    units.dedup_by(|one, other| one.id == other.id);
    Ok(units)
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{ScopedRoleMember, User};
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_designated};
    use super::*;

    fn administered(tenant: &mut breakglass_model::Tenant) {
        let user = User { is_management_restricted: Some(Some(true)), ..build::user(build::FIRST) };
        tenant.users.insert(build::FIRST.into(), Ok(Some(user)));
        let unit = AdministrativeUnit { id: "unit".into(), name: build::hostile_name(), is_restricted: Some(true) };
        tenant.administrative_units.add(build::FIRST.into(), [unit], Ok(()));
        let member = ScopedRoleMember { role: "role".into(), member: "custodian".into(), name: Some("Kim".into()) };
        tenant.scoped_role_members.add("unit".into(), [member], Ok(()));
    }

    #[test]
    fn without_a_unit_the_question_does_not_arise() {
        check(&CONTROL, |_| {}, Verdict::NotApplicable);
    }

    #[test]
    fn custodians_pass_and_strangers_fail() {
        check(&CONTROL, administered, Verdict::Fail);
        check_designated(&CONTROL, |it| it.custodians.push("custodian".into()), administered, Verdict::Pass);
    }

    #[test]
    fn an_unread_account_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::Users), Verdict::Unknown);
    }
}
