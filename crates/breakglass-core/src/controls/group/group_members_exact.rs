//! The group's members are exactly the emergency accounts: one more is a way in, one less is a way out that is missing.

use breakglass_model::tenant::GroupMember;
use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectId, ObjectKind, ObjectRef, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "group-members-exact",
    title: "The group's members are exactly the emergency accounts",
    severity: Severity::Critical,
    why: "Every policy lets the members off. A stranger in the group walks past all of them; an emergency account outside it is refused by all of them.",
    fix: "Remove members that are no emergency accounts, add emergency accounts that are missing, and find out who changed the group.",
    sources: &[sources::EMERGENCY_ACCESS, sources::ROLE_ASSIGNABLE_GROUPS],
    needs: &[Collection::Groups, Collection::GroupMembers, Collection::GroupEligibilities],
    compliance: &[],
    since: "0.1",
    judge,
};

const WANTED: &str = "members that are exactly the designated emergency accounts, all users, none nested";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let group = evidence.group()?;
        let state = evidence.tenant.group_members.get(&group.id);
        let members = evidence.tenant.group_members.known(&group.id);
        let accounts = evidence.accounts()?;
        let is_account = |member: &GroupMember| accounts.iter().any(|account| account.object.id == member.id);
        let mut outcome = Outcome::default();
        let by_id = !evidence.designation.accounts.is_empty();
        for member in members.iter().filter(|member| !member.is_user() || (by_id && !is_account(member))) {
            let kind = member.kind.as_ref().map_or_else(|| "object".to_owned(), |kind| kind.shown());
            outcome.bad.push(Finding::new(reference(member), format!("a {kind} in the group that is no emergency account"), WANTED));
        }
        let eligible = evidence.tenant.group_eligibilities.known(&group.id).iter().filter(|it| !it.is_owner());
        let is_known = |id: &ObjectId| accounts.iter().any(|account| &account.object.id == id);
        for it in eligible.filter(|it| by_id && !is_known(&it.principal)) {
            let object = ObjectRef::new(ObjectKind::User, it.principal.clone(), evidence.tenant.user_name(&it.principal).cloned());
            outcome.bad.push(Finding::new(object, "can make itself a member of the group, and is no emergency account", WANTED));
        }
        match evidence.tenant.group_eligibilities.get(&group.id) {
            // Without the licence for Privileged Identity Management nobody is eligible.
            Ok(_) | Err(Missing { reason: Reason::Unlicensed(_), .. }) => {}
            Err(missing) => outcome.missing.push(missing),
        }
        if let Err(missing) = state {
            outcome.missing.push(missing);
            return Ok(outcome);
        }
        for account in accounts.iter().filter(|account| !members.iter().any(|member| member.id == account.object.id)) {
            outcome.bad.push(Finding::new(account.object.clone(), "an emergency account outside the group", WANTED));
        }
        if !by_id {
            outcome.missing.push(Missing::of(Collection::Users, Reason::NotDesignated));
        }
        Ok(outcome)
    })
}

fn reference(member: &GroupMember) -> ObjectRef {
    let kind = if member.is_group() { ObjectKind::Group } else { ObjectKind::User };
    ObjectRef::new(kind, member.id.clone(), member.name.clone())
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_designated};
    use super::*;

    #[test]
    fn exactly_the_accounts_pass() {
        check(&CONTROL, |_| {}, Verdict::Pass);
    }

    #[test]
    fn a_stranger_a_nested_group_and_an_account_outside_fail() {
        let add = |id: &'static str, kind: &'static str| {
            move |tenant: &mut breakglass_model::Tenant| tenant.group_members.add(build::GROUP.into(), [build::member(id, kind)], Ok(()))
        };
        check(&CONTROL, add("stranger", "user"), Verdict::Fail);
        check(&CONTROL, add("inner", "group"), Verdict::Fail);
        check_designated(&CONTROL, |it| it.accounts.push("third".into()), |_| {}, Verdict::Fail);
    }

    #[test]
    fn one_who_can_become_a_member_fails_and_unread_eligibilities_are_unknown() {
        let eligible = |id: &'static str, access: &'static str| {
            move |tenant: &mut breakglass_model::Tenant| {
                let eligibility = breakglass_model::tenant::GroupEligibility { principal: id.into(), access: Some(access.into()) };
                tenant.group_eligibilities.add(build::GROUP.into(), [eligibility], Ok(()));
            }
        };
        check(&CONTROL, eligible("stranger", "member"), Verdict::Fail);
        check(&CONTROL, eligible("stranger", "owner"), Verdict::Pass);
        check(&CONTROL, eligible(build::FIRST, "member"), Verdict::Pass);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::GroupEligibilities), Verdict::Unknown);
    }

    #[test]
    fn a_group_alone_cannot_be_compared_and_unread_members_are_unknown() {
        check_designated(&CONTROL, |it| it.accounts.clear(), |_| {}, Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::GroupMembers), Verdict::Unknown);
    }
}
