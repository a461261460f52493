//! Who is judged: what the operator designated, resolved against the tenant.
//!
//! Where the source never held users, a designated account is supposed, and every supposition is listed as an assumption. Where users
//! were read, an id that is not among them does not exist: it is never supposed.

use breakglass_model::tenant::Group;
use breakglass_model::{Assumption, Collection, Designation, Fact, Missing, ObjectId, ObjectKind, ObjectRef, Reason, Tenant, Untrusted};
use breakglass_prover::access::{Subject, Supposition};

/// The same designation by ids, where the tenant knows whom the texts name.
pub fn by_ids(tenant: &Tenant, designation: &Designation) -> Designation {
    let designated = resolve(tenant, designation);
    let mut found = designation.clone();
    if let Some(accounts) = designated.accounts.as_ref().ok().filter(|accounts| accounts.len() == designation.accounts.len()) {
        found.accounts = accounts.iter().map(|account| account.object.id.raw().into()).collect();
    }
    if let Some(group) = designated.group.id() {
        found.group = Some(group.raw().into());
    }
    found
}

/// Suppositions that can be made, and switched off, by id.
pub(crate) const SUPPOSITIONS: [(&str, &str); 3] = [
    ("account:member", "the supposed account is an enabled, cloud-only member of the organisation, not a guest"),
    ("account:global-administrator", "the supposed account holds Global Administrator, active over the whole tenant, and no other role"),
    ("account:no-other-group", "the supposed account is in no other group that a policy lets off"),
];

/// The accounts and the group, as far as they could be resolved.
#[derive(Debug)]
pub(crate) struct Designated<'t> {
    pub(crate) accounts: Fact<Vec<Subject<'t>>>,
    pub(crate) group: DesignatedGroup<'t>,
    pub(crate) assumptions: Vec<Assumption>,
    /// Texts that name the same account twice.
    pub(crate) duplicates: Vec<ObjectRef>,
}

/// The group, as far as it could be resolved.
#[derive(Debug)]
pub(crate) enum DesignatedGroup<'t> {
    /// None was named.
    None,
    /// It was read.
    Read(&'t Group),
    /// Its body was not read; the id or placeholder is known.
    Unread(ObjectId, Missing),
    /// It does not exist.
    Absent(Untrusted),
}

impl DesignatedGroup<'_> {
    /// The id under which policies name it.
    pub(crate) fn id(&self) -> Option<&ObjectId> {
        match self {
            Self::Read(group) => Some(&group.id),
            Self::Unread(id, _) => Some(id),
            Self::None | Self::Absent(_) => None,
        }
    }
}

/// Resolves what the operator designated.
pub(crate) fn resolve<'t>(tenant: &'t Tenant, designation: &Designation) -> Designated<'t> {
    let group = resolve_group(tenant, designation.group.as_ref());
    let mut resolved = Designated { accounts: Ok(Vec::new()), group, assumptions: Vec::new(), duplicates: Vec::new() };
    let accounts = match designation.accounts.as_slice() {
        [] if designation.group.is_none() => Err(Missing::of(Collection::Users, Reason::NotDesignated)),
        [] => members_of_group(tenant, &resolved.group, designation),
        named => Ok(resolve_accounts(tenant, named, &resolved.group, designation)),
    };
    if let Ok(accounts) = &accounts {
        resolved.assumptions = assumptions(accounts, designation);
        resolved.duplicates = duplicates(accounts);
    }
    resolved.accounts = accounts;
    resolved
}

pub(crate) fn resolve_group<'t>(tenant: &'t Tenant, named: Option<&Untrusted>) -> DesignatedGroup<'t> {
    let Some(named) = named else {
        return DesignatedGroup::None;
    };
    let id = ObjectId::new(named.raw());
    match tenant.groups.get(&id) {
        Ok(Some(group)) => return DesignatedGroup::Read(group),
        Err(missing) if missing.reason != Reason::NotAsked || id.is_guid() => {
            return DesignatedGroup::Unread(id, missing);
        }
        Ok(None) | Err(_) => {}
    }
    let mut same_name = tenant.groups.iter().filter(|(_, group)| &group.name == named).map(|(_, group)| group);
    match (same_name.next(), same_name.next()) {
        (Some(group), None) => DesignatedGroup::Read(group),
        (Some(_), Some(_)) => {
            let reason = Reason::Failed(format!("several groups are named {}: designate one by object id", named.quoted()));
            DesignatedGroup::Unread(id.clone(), Missing::for_object(Collection::Groups, &id, reason))
        }
        (None, _) if tenant.groups.get(&id).is_ok() && !is_named_by_policies(tenant, &id) => DesignatedGroup::Absent(named.clone()),
        (None, _) => DesignatedGroup::Unread(id.clone(), Missing::for_object(Collection::Groups, &id, Reason::NotAsked)),
    }
}

/// Whether some policy uses the text as a group id: a placeholder of a published set is a designation even if groups were exported.
fn is_named_by_policies(tenant: &Tenant, id: &ObjectId) -> bool {
    let policies = tenant.policies.as_ref().map_or(&[][..], Vec::as_slice);
    let users = policies.iter().filter_map(|policy| policy.conditions.users.as_ref());
    !id.is_guid() && users.into_iter().any(|users| users.include_groups.contains(id) || users.exclude_groups.contains(id))
}

/// With a group alone, any member of that group is judged; one supposed member where its members were never part of the source.
fn members_of_group<'t>(tenant: &'t Tenant, group: &DesignatedGroup<'_>, designation: &Designation) -> Fact<Vec<Subject<'t>>> {
    let Some(id) = group.id() else {
        return Err(Missing::of(Collection::Groups, Reason::Unresolved));
    };
    if !tenant.users.was_asked() && !tenant.group_members.was_asked() {
        let name = tenant.group_name(id).cloned().unwrap_or_else(|| id.shown().into());
        let object = ObjectRef::new(ObjectKind::User, "any-member", Some(format!("any member of {}", name.shown()).into()));
        return Ok(vec![Subject::supposed(object, supposition(Some(id), designation))]);
    }
    let members = tenant.group_members.get(id)?;
    Ok(members.iter().filter(|member| member.is_user()).map(|member| read(tenant, &member.id, member.name.as_ref())).collect())
}

fn resolve_accounts<'t>(
    tenant: &'t Tenant,
    named: &[Untrusted],
    group: &DesignatedGroup<'_>,
    designation: &Designation,
) -> Vec<Subject<'t>> {
    named
        .iter()
        .map(|text| {
            if !tenant.users.was_asked() {
                let object = ObjectRef::new(ObjectKind::User, text.raw(), None);
                return Subject::supposed(object, supposition(group.id(), designation));
            }
            let id = ObjectId::new(text.raw());
            let by_name = || {
                let same = |user: &&breakglass_model::tenant::User| {
                    user.principal_name.as_ref().is_some_and(|name| name.raw().eq_ignore_ascii_case(text.raw()))
                };
                tenant.users.iter().map(|(_, user)| user).find(same).map(|user| user.id.clone())
            };
            read(tenant, &by_name().unwrap_or(id), Some(text))
        })
        .collect()
}

fn read<'t>(tenant: &'t Tenant, id: &ObjectId, name: Option<&Untrusted>) -> Subject<'t> {
    match tenant.users.get(id) {
        Ok(Some(user)) => {
            let name = user.principal_name.clone().unwrap_or_else(|| user.name.clone());
            Subject::read(ObjectRef::new(ObjectKind::User, user.id.clone(), Some(name)), user)
        }
        Ok(None) => {
            let missing = Missing::for_object(Collection::Users, id, Reason::Unresolved);
            Subject::not_known(ObjectRef::new(ObjectKind::User, id.clone(), name.cloned()), missing)
        }
        Err(missing) => Subject::not_known(ObjectRef::new(ObjectKind::User, id.clone(), name.cloned()), missing),
    }
}

fn supposition(group: Option<&ObjectId>, designation: &Designation) -> Supposition {
    let is_on = |id: &str| !designation.refused.iter().any(|refused| refused == id);
    Supposition {
        group: group.cloned(),
        is_member: is_on("account:member"),
        is_global_administrator: is_on("account:global-administrator"),
    }
}

fn assumptions(accounts: &[Subject<'_>], designation: &Designation) -> Vec<Assumption> {
    if !accounts.iter().any(Subject::is_supposed) {
        return Vec::new();
    }
    SUPPOSITIONS
        .into_iter()
        .filter(|(id, _)| !designation.refused.iter().any(|refused| refused == id))
        .map(|(id, text)| Assumption { id, text: text.to_owned() })
        .collect()
}

fn duplicates(accounts: &[Subject<'_>]) -> Vec<ObjectRef> {
    let mut seen = std::collections::BTreeSet::new();
    accounts.iter().filter(|account| !seen.insert(&account.object.id)).map(|account| account.object.clone()).collect()
}
