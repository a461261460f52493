//! Whom a text from outside means: an account or a group, as far as the tenant shows it. Nothing is supposed here.

use breakglass_model::tenant::User;
use breakglass_model::{Collection, Fact, Missing, ObjectId, ObjectKind, ObjectRef, Reason, Tenant, Untrusted};

use crate::designated::{DesignatedGroup, resolve_group};

/// What a tenant shows of something that was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// It exists.
    Exists(ObjectRef),
    /// It was looked for and does not exist.
    Absent {
        /// Whether it lies in the recycle bin.
        is_deleted: bool,
    },
    /// Nobody looked for it, or looking failed.
    Unread(Missing),
}

/// The account that an object id or a user principal name means.
pub fn account(tenant: &Tenant, text: &Untrusted) -> Named {
    let id = ObjectId::new(text.raw());
    let has_name = |user: &User| user.principal_name.as_ref().is_some_and(|name| name.raw().eq_ignore_ascii_case(text.raw()));
    let by_name = || tenant.users.iter().chain(tenant.administrators.iter()).map(|(_, user)| user).find(|user| has_name(user));
    let by_id = tenant.users.get(&id);
    let read = by_id.as_ref().ok().copied().flatten().or_else(|| tenant.administrators.find(&id)).or_else(by_name);
    if let Some(user) = read {
        let name = user.principal_name.clone().unwrap_or_else(|| user.name.clone());
        return Named::Exists(ObjectRef::new(ObjectKind::User, user.id.clone(), Some(name)));
    }
    beyond(tenant, id, ObjectKind::User, by_id.map(|_| ()), tenant.referenced_users.get(&ObjectId::new(text.raw())))
}

/// The group that an object id or a display name means. A name that several groups bear means none of them.
pub fn group(tenant: &Tenant, text: &Untrusted) -> Named {
    let id = ObjectId::new(text.raw());
    let seen = tenant.referenced_groups.get(&id);
    match resolve_group(tenant, Some(text)) {
        DesignatedGroup::Read(group) => Named::Exists(ObjectRef::new(ObjectKind::Group, group.id.clone(), Some(group.name.clone()))),
        // Graph's lookups by id or name say nothing about an address.
        _ if text.raw().contains('@') => {
            let reason = Reason::Failed("groups are looked for by object id or display name, not by mail address".to_owned());
            Named::Unread(Missing::for_object(Collection::Groups, &id, reason))
        }
        DesignatedGroup::Unread(_, missing) => beyond(tenant, id, ObjectKind::Group, Err(missing), seen),
        DesignatedGroup::None | DesignatedGroup::Absent(_) => beyond(tenant, id, ObjectKind::Group, Ok(()), seen),
    }
}

/// What remains where no body was read: the names of what policies mention, and the recycle bin.
fn beyond(tenant: &Tenant, id: ObjectId, kind: ObjectKind, listing: Fact<()>, seen: Fact<Option<&Untrusted>>) -> Named {
    let is_deleted = tenant.deleted_objects.find(&id).is_some();
    match (seen, listing) {
        (Ok(Some(name)), _) if !is_deleted => Named::Exists(ObjectRef::new(kind, id, Some(name.clone()))),
        (Ok(_), _) | (_, Ok(())) => Named::Absent { is_deleted },
        (Err(_), Err(_)) if is_deleted => Named::Absent { is_deleted },
        (Err(_), Err(missing)) => Named::Unread(missing),
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{DeletedObject, Objects};
    use breakglass_model::{Collection, build};

    use super::*;

    fn id_of(named: Named) -> String {
        match named {
            Named::Exists(object) => object.id.raw().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_account_is_found_by_id_and_by_principal_name_whatever_its_case() {
        let tenant = build::healthy();
        let upn = build::user(build::FIRST).principal_name.unwrap().raw().to_uppercase();
        assert_eq!(id_of(account(&tenant, &build::FIRST.into())), build::FIRST);
        assert_eq!(id_of(account(&tenant, &upn.into())), build::FIRST);
        assert_eq!(id_of(account(&tenant, &build::ADMINISTRATOR.into())), build::ADMINISTRATOR);
    }

    #[test]
    fn what_was_looked_for_and_not_found_is_absent_and_what_nobody_looked_for_is_unread() {
        let mut tenant = build::healthy();
        let other = "d0000000-0000-4000-8000-00000000000d";
        tenant.users.insert(other.into(), Ok(None));
        assert_eq!(account(&tenant, &other.into()), Named::Absent { is_deleted: false });
        let deleted = DeletedObject { id: other.into(), name: "Old".into(), deleted: None };
        tenant.deleted_objects.insert(other.into(), Ok(Some(deleted)));
        assert_eq!(account(&tenant, &other.into()), Named::Absent { is_deleted: true });
        tenant.users = Objects::unread(Collection::Users);
        tenant.referenced_users = Objects::unread(Collection::ReferencedUsers);
        assert!(matches!(account(&tenant, &"somebody@contoso.com".into()), Named::Unread(_)));
        tenant.referenced_users.insert(other.into(), Ok(Some("Kim".into())));
        tenant.deleted_objects = Objects::unread(Collection::DeletedObjects);
        assert_eq!(id_of(account(&tenant, &other.into())), other);
    }

    #[test]
    fn a_group_is_found_by_id_and_by_a_name_that_one_group_bears() {
        let mut tenant = build::healthy();
        let name = build::group(build::GROUP).name;
        assert_eq!(id_of(group(&tenant, &build::GROUP.into())), build::GROUP);
        assert_eq!(id_of(group(&tenant, &name)), build::GROUP);
        let twin = "b0000000-0000-4000-8000-00000000000b";
        let mut other = build::group(twin);
        other.name = name.clone();
        tenant.groups.insert(twin.into(), Ok(Some(other)));
        assert!(matches!(group(&tenant, &name), Named::Unread(_)));
        tenant.groups.insert("gone".into(), Ok(None));
        assert_eq!(group(&tenant, &"gone".into()), Named::Absent { is_deleted: false });
        assert!(matches!(group(&tenant, &"group@contoso.com".into()), Named::Unread(_)));
    }
}
