//! Whether an account is in a group, through which groups (C11: membership is transitive).
//!
//! Two ways lead to the answer: the account's own transitive groups, or the members of the group walked downwards. A certain
//! yes from either counts; a no counts only from a list that was read to its end.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use breakglass_model::{Collection, Fact, Missing, ObjectId, Reason, Tenant};

use super::Subject;
use super::subject::Known;

/// Groups looked at in one walk; a walk that would need more is not certain of a no.
const WALK_LIMIT: usize = 10_000;

/// How the account is in the group, step by step; `None` where it certainly is not.
///
/// # Errors
/// What is missing, where nobody knows.
pub fn is_member(tenant: &Tenant, subject: &Subject<'_>, group: &ObjectId) -> Fact<Option<Vec<String>>> {
    if group.raw().is_empty() {
        // Named by a body that left the id out: it may be any group.
        return Err(Missing::of(Collection::GroupMembers, Reason::NotUnderstood("a group without an id".to_owned())));
    }
    match &subject.known {
        Known::Read(user) => of_user(tenant, &user.id, group),
        Known::Not(missing) => Err(missing.clone()),
        Known::Supposed(supposition) => match &supposition.group {
            Some(own) if own == group => Ok(Some(vec![format!("supposed member of {}", named(tenant, group))])),
            own => match own.as_ref().and_then(|own| nested(tenant, own, group)) {
                Some(path) => Ok(Some(path)),
                None => Err(Missing::for_object(Collection::GroupMembers, group, Reason::Membership(named(tenant, group)))),
            },
        },
    }
}

/// A user that was read.
fn of_user(tenant: &Tenant, user: &ObjectId, group: &ObjectId) -> Fact<Option<Vec<String>>> {
    if tenant.user_groups.known(user).contains(group) {
        return Ok(Some(path_upwards(tenant, user, group)));
    }
    let from_user = tenant.user_groups.get(user).map(|_| None);
    if from_user.is_ok() {
        return from_user;
    }
    match walk_down(tenant, group, user) {
        Err(missing) if missing.reason == Reason::NotAsked => from_user,
        found => found,
    }
}

/// The shortest known way from a user up to a group that it is certainly in.
fn path_upwards(tenant: &Tenant, user: &ObjectId, group: &ObjectId) -> Vec<String> {
    let groups = tenant.user_groups.known(user);
    if direct_members(tenant, group).contains(user) {
        return vec![format!("member of {}", named(tenant, group))];
    }
    let children = |parent: &ObjectId| -> Vec<&ObjectId> {
        groups.iter().filter(|child| tenant.group_parents.known(child).contains(parent)).collect()
    };
    let mut path = vec![group];
    let mut seen = BTreeSet::from([group]);
    while let Some(child) = path.last().and_then(|top| children(top).into_iter().find(|child| seen.insert(child))) {
        path.push(child);
    }
    path.reverse();
    steps(tenant, &path)
}

/// Sentences for a way through groups: the first is the one the account is in, each next holds the one before.
fn steps(tenant: &Tenant, path: &[&ObjectId]) -> Vec<String> {
    path.iter()
        .enumerate()
        .map(|(index, group)| {
            let verb = if index == 0 { "member of" } else { "nested in" };
            format!("{verb} {}", named(tenant, group))
        })
        .collect()
}

/// The ids in a group's direct member list, as far as it was read.
fn direct_members(tenant: &Tenant, group: &ObjectId) -> BTreeSet<ObjectId> {
    tenant.group_members.known(group).iter().map(|member| member.id.clone()).collect()
}

/// Walks the members of a group downwards until the user is found.
fn walk_down(tenant: &Tenant, group: &ObjectId, user: &ObjectId) -> Fact<Option<Vec<String>>> {
    let mut parents: BTreeMap<ObjectId, ObjectId> = BTreeMap::new();
    let mut queue = VecDeque::from([group.clone()]);
    let mut seen = BTreeSet::from([group.clone()]);
    let mut missing = None;
    while let Some(current) = queue.pop_front() {
        if let Err(gap) = tenant.group_members.get(&current) {
            missing.get_or_insert(gap);
        }
        for member in tenant.group_members.known(&current) {
            if &member.id == user {
                return Ok(Some(steps(tenant, &way_to(&parents, group, &current))));
            }
            if !member.is_group() || !seen.insert(member.id.clone()) {
                continue;
            }
            if seen.len() > WALK_LIMIT {
                let reason = Reason::Partial(format!("more than {WALK_LIMIT} nested groups"));
                return Err(Missing::for_object(Collection::GroupMembers, group, reason));
            }
            parents.insert(member.id.clone(), current.clone());
            queue.push_back(member.id.clone());
        }
    }
    missing.map_or(Ok(None), Err)
}

/// From the group that holds the user up to the group that was asked about.
fn way_to<'a>(parents: &'a BTreeMap<ObjectId, ObjectId>, top: &'a ObjectId, holder: &'a ObjectId) -> Vec<&'a ObjectId> {
    let mut path = vec![holder];
    while let Some(parent) = path.last().filter(|last| **last != top).and_then(|last| parents.get(*last)) {
        path.push(parent);
    }
    path
}

/// The way from one group up to another that it is certainly nested in, whichever side the nesting was read from.
fn nested(tenant: &Tenant, inner: &ObjectId, outer: &ObjectId) -> Option<Vec<String>> {
    let mut came_from: BTreeMap<ObjectId, ObjectId> = BTreeMap::new();
    let mut queue = VecDeque::from([inner.clone()]);
    while let Some(current) = queue.pop_front() {
        if &current == outer {
            let mut path = vec![&current];
            while let Some(before) = path.last().and_then(|last| came_from.get(*last)) {
                path.push(before);
            }
            path.reverse();
            return Some(steps(tenant, &path));
        }
        let upwards = tenant.group_parents.known(&current).iter().cloned();
        let holders = tenant.group_members.iter().filter(|(_, members)| members.iter().any(|member| member.id == current));
        for parent in upwards.chain(holders.map(|(id, _)| id.clone())) {
            if came_from.len() < WALK_LIMIT && &parent != inner && !came_from.contains_key(&parent) {
                came_from.insert(parent.clone(), current.clone());
                queue.push_back(parent);
            }
        }
    }
    None
}

/// A group as sentences name it.
pub(super) fn named(tenant: &Tenant, group: &ObjectId) -> String {
    match tenant.group_name(group) {
        Some(name) if !name.is_blank() => format!("group {}", name.quoted()),
        _ => format!("group {}", group.shown()),
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::build;
    use breakglass_model::{ObjectKind, Tenant};

    use super::*;

    fn subject(tenant: &Tenant) -> Subject<'_> {
        let user = tenant.users.find(&"u".into()).unwrap();
        Subject::read(ObjectRef::new(ObjectKind::User, "u", None), user)
    }

    use breakglass_model::ObjectRef;

    fn check(tenant: &Tenant, group: &str, expected: &[&str]) {
        let path = is_member(tenant, &subject(tenant), &group.into()).unwrap().unwrap_or_default();
        assert_eq!(path, expected);
    }

    fn base() -> Tenant {
        let mut tenant = build::tenant();
        tenant.users.insert("u".into(), Ok(Some(build::user("u"))));
        tenant
    }

    #[test]
    fn a_nested_group_is_found_upwards_with_its_path() {
        let mut tenant = base();
        tenant.user_groups.add("u".into(), ["inner".into(), "outer".into()], Ok(()));
        tenant.group_parents.add("inner".into(), ["outer".into()], Ok(()));
        check(&tenant, "outer", &["member of group inner", "nested in group outer"]);
        check(&tenant, "other", &[]);
    }

    #[test]
    fn members_walked_downwards_survive_a_cycle() {
        let mut tenant = base();
        tenant.group_members.add("outer".into(), [build::member("inner", "group")], Ok(()));
        tenant.group_members.add("inner".into(), [build::member("outer", "group"), build::member("u", "user")], Ok(()));
        check(&tenant, "outer", &["member of group inner", "nested in group outer"]);
        tenant.group_members.add("empty".into(), [], Ok(()));
        check(&tenant, "empty", &[]);
    }

    #[test]
    fn a_group_whose_members_were_not_read_is_no_answer() {
        let mut tenant = base();
        assert!(is_member(&tenant, &subject(&tenant), &"outer".into()).is_err());
        tenant.group_members.add("outer".into(), [build::member("inner", "group")], Ok(()));
        let missing = is_member(&tenant, &subject(&tenant), &"outer".into()).unwrap_err();
        assert_eq!(missing.object, Some("u".into()));
    }
}
