//! The emergency group has no owners: an owner can change its members and restore it when deleted.

use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectKind, ObjectRef, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "group-no-owners",
    title: "The emergency group has no owners",
    severity: Severity::High,
    why: "Owners manage the members of a role-assignable group without holding any role.",
    fix: "Remove every owner, and every eligibility to become one in Privileged Identity Management.",
    sources: &[sources::ROLE_ASSIGNABLE_GROUPS],
    needs: &[Collection::Groups, Collection::GroupOwners, Collection::GroupEligibilities],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let group = evidence.group()?;
        let finding = |owner: &breakglass_model::tenant::GroupMember| {
            let object = ObjectRef::new(ObjectKind::User, owner.id.clone(), owner.name.clone());
            Finding::new(object, "owner of the emergency group", "no owners")
        };
        let eligible = evidence.tenant.group_eligibilities.known(&group.id).iter().filter(|it| it.is_owner());
        let activatable = eligible.map(|it| {
            let object = ObjectRef::new(ObjectKind::User, it.principal.clone(), evidence.tenant.user_name(&it.principal).cloned());
            Finding::new(object, "can make itself an owner of the emergency group", "no owners, eligible ones neither")
        });
        let bad = evidence.tenant.group_owners.known(&group.id).iter().map(finding).chain(activatable).collect();
        let eligibilities = match evidence.tenant.group_eligibilities.get(&group.id) {
            // Without the licence for Privileged Identity Management nobody is eligible.
            Ok(_) | Err(Missing { reason: Reason::Unlicensed(_), .. }) => None,
            Err(missing) => Some(missing),
        };
        let missing = evidence.tenant.group_owners.get(&group.id).err().into_iter().chain(eligibilities).collect();
        Ok(Outcome { missing, ..Outcome::from_findings(bad) })
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{GroupEligibility, Scoped};
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn no_owners_pass_one_fails_and_unread_ones_are_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, |tenant| tenant.group_owners.add(build::GROUP.into(), [build::member("o", "user")], Ok(())), Verdict::Fail);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::GroupOwners), Verdict::Unknown);
    }

    #[test]
    fn one_who_can_become_an_owner_fails_and_without_the_licence_nobody_can() {
        let eligible = |access: &'static str| {
            move |tenant: &mut breakglass_model::Tenant| {
                let eligibility = GroupEligibility { principal: "stranger".into(), access: Some(access.into()) };
                tenant.group_eligibilities.add(build::GROUP.into(), [eligibility], Ok(()));
            }
        };
        check(&CONTROL, eligible("owner"), Verdict::Fail);
        check(&CONTROL, eligible("member"), Verdict::Pass);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::GroupEligibilities), Verdict::Unknown);
        let unlicensed = |tenant: &mut breakglass_model::Tenant| {
            tenant.group_eligibilities = Scoped::unread(Collection::GroupEligibilities);
            let reason = Reason::Unlicensed("400 AadPremiumLicenseRequired".into());
            tenant.group_eligibilities.set_whole(Err(Missing::of(Collection::GroupEligibilities, reason)));
        };
        check(&CONTROL, unlicensed, Verdict::Pass);
    }
}
