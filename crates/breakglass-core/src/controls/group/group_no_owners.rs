//! The emergency group has no owners: an owner can change its members and restore it when deleted.

use breakglass_model::{Collection, Finding, Judgement, ObjectKind, ObjectRef, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "group-no-owners",
    title: "The emergency group has no owners",
    severity: Severity::High,
    why: "Owners manage the members of a role-assignable group without holding any role.",
    fix: "Remove every owner.",
    sources: &[sources::ROLE_ASSIGNABLE_GROUPS],
    needs: &[Collection::Groups, Collection::GroupOwners],
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
        let bad = evidence.tenant.group_owners.known(&group.id).iter().map(finding).collect();
        let missing = evidence.tenant.group_owners.get(&group.id).err().into_iter().collect();
        Ok(Outcome { missing, ..Outcome::from_findings(bad) })
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn no_owners_pass_one_fails_and_unread_ones_are_unknown() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, |tenant| tenant.group_owners.add(build::GROUP.into(), [build::member("o", "user")], Ok(())), Verdict::Fail);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::GroupOwners), Verdict::Unknown);
    }
}
