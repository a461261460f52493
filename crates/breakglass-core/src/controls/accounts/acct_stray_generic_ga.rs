//! No undeclared account looks like an emergency account.

use std::collections::BTreeSet;

use breakglass_model::tenant::{Policy, RoleAssignment, User};
use breakglass_model::{Collection, Finding, GLOBAL_ADMINISTRATOR, Judgement, ObjectId, ObjectKind, ObjectRef, Outcome, Severity};

use super::super::{Control, sources};
use crate::{Evidence, names};

pub(super) const CONTROL: Control = Control {
    id: "acct-stray-generic-ga",
    title: "No undeclared account looks like a forgotten emergency account",
    severity: Severity::Medium,
    why: "Last year's emergency account, never retired, is a Global Administrator whose password somebody still has.",
    fix: "Designate the account, or take its role and disable it.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::ConditionalAccessPolicies, Collection::RoleAssignments],
    compliance: &[],
    since: "0.2",
    judge,
};

/// Signals that are enough to call an account a look-alike.
const ENOUGH: usize = 2;

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let accounts = evidence.accounts()?;
        let assignments = evidence.tenant.role_assignments.get(&GLOBAL_ADMINISTRATOR.into())?;
        let policies = evidence.policies()?;
        let mut outcome = Outcome::default();
        let tenant = evidence.tenant;
        let holders: Vec<&ObjectId> = assignments.iter().filter(|it| it.is_tenant_wide()).map(|it| &it.principal).collect();
        let is_group = |it: &&RoleAssignment| it.principal_kind.as_ref().is_some_and(|kind| kind.raw() == "group");
        let groups = assignments.iter().filter(|it| it.is_tenant_wide()).filter(is_group).map(|it| &it.principal);
        outcome.missing.extend(groups.filter_map(|group| tenant.group_members.get(group).err()));
        // Whoever is in a group that holds the role holds it as well.
        let through = holders.iter().flat_map(|group| tenant.group_members.known(group)).filter(|it| it.is_user()).map(|it| &it.id);
        let everybody: BTreeSet<&ObjectId> = holders.iter().copied().chain(through).collect();
        for id in everybody.into_iter().filter(|id| !accounts.iter().any(|account| &account.object.id == *id)) {
            match tenant.administrators.get(id) {
                Ok(Some(user)) => outcome.bad.extend(look_alike(user, policies)),
                // Groups and service principals hold the role, too.
                Ok(None) => {}
                Err(_) if Some(id) == evidence.group_id() => {}
                Err(missing) => outcome.missing.push(missing),
            }
        }
        Ok(outcome)
    })
}

/// An enabled cloud account with at least two of: a telling name, an exclusion from a policy, no licence and no person behind it.
fn look_alike(user: &User, policies: &[Policy]) -> Option<Finding> {
    let is_cloud = user.origin().is_ok_and(|(synchronised, _, _)| synchronised != Some(true));
    if user.is_enabled == Some(false) || !is_cloud {
        return None;
    }
    let mut signals = Vec::new();
    let word = user.principal_name.as_ref().and_then(names::telling_word).or_else(|| names::telling_word(&user.name));
    signals.extend(word.map(|word| format!("its name contains `{word}`")));
    let conditions = policies.iter().filter_map(|policy| policy.conditions.users.as_ref());
    let excluded = conditions.filter(|users| users.exclude_users.contains(&user.id)).count();
    if excluded > 0 {
        signals.push(format!("{excluded} policies exclude it by name"));
    }
    let is_bare = user.licences.as_ref().is_some_and(Vec::is_empty) && user.personal.as_ref().is_some_and(Vec::is_empty);
    if is_bare {
        signals.push("it has no licence and no personal details".to_owned());
    }
    let name = user.principal_name.clone().unwrap_or_else(|| user.name.clone());
    let object = ObjectRef::new(ObjectKind::User, user.id.clone(), Some(name));
    let saw = format!("a permanent Global Administrator that is not designated: {}", signals.join("; "));
    (signals.len() >= ENOUGH).then(|| Finding::new(object, saw, "a designated account, or none"))
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn stray(change: impl FnOnce(&mut User)) -> impl FnOnce(&mut breakglass_model::Tenant) {
        |tenant| {
            let mut user = build::user("stray");
            change(&mut user);
            tenant.role_assignments.add(GLOBAL_ADMINISTRATOR.into(), [build::assignment(GLOBAL_ADMINISTRATOR, "stray")], Ok(()));
            tenant.administrators.insert("stray".into(), Ok(Some(user)));
        }
    }

    #[test]
    fn an_old_emergency_account_fails_and_an_ordinary_administrator_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, stray(|user| user.name = "Breakglass 2019".into()), Verdict::Fail);
        check(&CONTROL, stray(|_| {}), Verdict::Pass);
        check(&CONTROL, stray(|user| (user.name, user.is_enabled) = ("Breakglass".into(), Some(false))), Verdict::Pass);
    }

    #[test]
    fn one_who_holds_the_role_through_a_group_fails_and_unread_members_are_unknown() {
        let by_group = |tenant: &mut breakglass_model::Tenant| {
            let mut assignment = build::assignment(GLOBAL_ADMINISTRATOR, "admins");
            assignment.principal_kind = Some("group".into());
            tenant.role_assignments.add(GLOBAL_ADMINISTRATOR.into(), [assignment], Ok(()));
            tenant.administrators.insert("admins".into(), Ok(None));
        };
        check(&CONTROL, by_group, Verdict::Unknown);
        let old = |tenant: &mut breakglass_model::Tenant| {
            by_group(tenant);
            let mut user = build::user("old");
            user.name = "Breakglass 2019".into();
            tenant.administrators.insert("old".into(), Ok(Some(user)));
            tenant.group_members.add("admins".into(), [build::member("old", "user")], Ok(()));
        };
        check(&CONTROL, old, Verdict::Fail);
    }

    #[test]
    fn an_administrator_that_was_not_read_is_unknown() {
        let unread = |tenant: &mut breakglass_model::Tenant| {
            tenant.role_assignments.add(GLOBAL_ADMINISTRATOR.into(), [build::assignment(GLOBAL_ADMINISTRATOR, "stray")], Ok(()));
        };
        check(&CONTROL, unread, Verdict::Unknown);
    }
}
