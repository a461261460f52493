//! Ids in a policy's assignments that point to nothing: deleted users and groups, and text that is no id at all.
//!
//! An exclusion that dangles never lets anybody off (`lockout:Q25`); it is only reported.

use breakglass_model::tenant::{Objects, Policy};
use breakglass_model::{Fact, Missing, ObjectId, Tenant};

/// An id that points to nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dangling {
    /// The list it stands in, as Graph names it.
    pub field: &'static str,
    /// The id.
    pub id: ObjectId,
    /// Whether it is known to be deleted; otherwise it has not the shape of an id (a placeholder that nobody filled in).
    pub is_deleted: bool,
}

/// Every id of the policy's assignments that is known to point to nothing, in the order of the body.
pub fn dangling(tenant: &Tenant, policy: &Policy) -> Vec<Dangling> {
    let found = references(policy).into_iter().filter_map(|(field, id, kind)| {
        let is_deleted = kind.is_deleted(tenant, id);
        (is_deleted || !id.is_guid()).then(|| Dangling { field, id: id.clone(), is_deleted })
    });
    found.collect()
}

/// For every id of the policy's assignments of which nobody knows whether it exists: what is missing. Roles are not looked up.
pub fn not_looked_up(tenant: &Tenant, policy: &Policy) -> Vec<Missing> {
    let ids = references(policy).into_iter().filter(|(_, id, _)| id.is_guid());
    let mut missing: Vec<Missing> = ids.filter_map(|(_, id, kind)| kind.resolve(tenant, id).err()).collect();
    missing.sort();
    missing.dedup();
    missing
}

/// Every id in the policy's assignments, with the list it stands in.
fn references(policy: &Policy) -> Vec<(&'static str, &ObjectId, Kind)> {
    let Some(users) = &policy.conditions.users else {
        return Vec::new();
    };
    let lists: [(&'static str, &[ObjectId], Kind); 6] = [
        ("includeUsers", &users.include_users, Kind::User),
        ("excludeUsers", &users.exclude_users, Kind::User),
        ("includeGroups", &users.include_groups, Kind::Group),
        ("excludeGroups", &users.exclude_groups, Kind::Group),
        ("includeRoles", &users.include_roles, Kind::Role),
        ("excludeRoles", &users.exclude_roles, Kind::Role),
    ];
    lists.into_iter().flat_map(|(field, ids, kind)| ids.iter().filter(|id| !is_keyword(id)).map(move |id| (field, id, kind))).collect()
}

#[derive(Clone, Copy)]
enum Kind {
    User,
    Group,
    Role,
}

impl Kind {
    fn is_deleted(self, tenant: &Tenant, id: &ObjectId) -> bool {
        match self {
            Self::User => is_absent(&tenant.referenced_users, id) && tenant.users.find(id).is_none(),
            Self::Group => is_absent(&tenant.referenced_groups, id) && tenant.groups.find(id).is_none(),
            Self::Role => false,
        }
    }

    /// Whether it is known if the id exists: because it was read, or because it was looked up.
    fn resolve(self, tenant: &Tenant, id: &ObjectId) -> Fact<()> {
        match self {
            Self::User if tenant.users.find(id).is_some() => Ok(()),
            Self::User => tenant.referenced_users.get(id).map(|_| ()),
            Self::Group if tenant.groups.find(id).is_some() => Ok(()),
            Self::Group => tenant.referenced_groups.get(id).map(|_| ()),
            Self::Role => Ok(()),
        }
    }
}

fn is_absent<T>(objects: &Objects<T>, id: &ObjectId) -> bool {
    matches!(objects.get(id), Ok(None))
}

fn is_keyword(id: &ObjectId) -> bool {
    ["All", "None", "GuestsOrExternalUsers"].iter().any(|word| id.raw().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use breakglass_model::build;
    use breakglass_model::tenant::UserConditions;

    use super::*;

    #[test]
    fn deleted_ids_and_placeholders_are_told_from_ids_that_nobody_looked_up() {
        let (gone, unread) = ("11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222");
        let mut tenant = build::tenant();
        tenant.referenced_groups.insert(gone.into(), Ok(None));
        let users = UserConditions {
            include_users: vec!["All".into()],
            exclude_groups: vec![gone.into(), unread.into(), "<Group>".into()],
            ..UserConditions::default()
        };
        let found: Vec<_> = dangling(&tenant, &build::policy("p", users)).into_iter().map(|it| (it.id, it.is_deleted)).collect();
        assert_eq!(found, [(gone.into(), true), ("<Group>".into(), false)]);
        let users = UserConditions { exclude_groups: vec![gone.into(), unread.into(), "<Group>".into()], ..UserConditions::default() };
        let missing = not_looked_up(&tenant, &build::policy("p", users));
        assert_eq!(missing.into_iter().map(|gap| gap.object).collect::<Vec<_>>(), [Some(unread.into())]);
    }
}
