//! Walks a snapshot's reads and files each object where the tenant keeps it.

use breakglass_model::tenant::{CollectionEvidence, MethodsPolicy, Objects, Scoped};
use breakglass_model::{Collection, Fact, Missing, ObjectId, Read, ReadState, Reason, Skipped, Snapshot, Tenant, Untrusted};
use serde_json::Value;

use super::node::Node;
use super::{around, directory, location, methods, policy};

/// Types everything that a snapshot holds.
pub fn read_tenant(snapshot: &Snapshot) -> Tenant {
    let mut tenant = Tenant::unread(snapshot.taken_at, snapshot.cloud, snapshot.endpoint.clone());
    tenant.unsafe_endpoint = snapshot.unsafe_endpoint;
    tenant.id = snapshot.tenant_id.clone();
    tenant.skipped.clone_from(&snapshot.skipped);
    let mut counts = std::collections::BTreeMap::new();
    for read in &snapshot.reads {
        let taken = file(&mut tenant, read);
        *counts.entry(read.collection).or_insert(0) += taken;
    }
    let on_the_way = [Collection::UserGroupMemberships, Collection::GroupMemberships];
    snapshot.reads.iter().filter(|read| on_the_way.contains(&read.collection)).for_each(|read| groups_on_the_way(&mut tenant, read));
    around::management_apps(&mut tenant, snapshot);
    if tenant.id.is_none() {
        tenant.id = tenant.organization.as_ref().ok().and_then(|it| it.id.clone());
    }
    tenant.evidence = Collection::ALL.iter().map(|&collection| evidence(snapshot, collection, counts.get(&collection).copied())).collect();
    tenant
}

/// One object of a read: its body, the file it came from, the id it gets where it has none.
pub(super) struct Element<'a> {
    pub(super) json: &'a Value,
    pub(super) path: Option<&'a str>,
    pub(super) fallback: String,
}

/// The elements of a read's bodies: of pages their values, of single objects themselves.
pub(super) fn elements(read: &Read) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    for body in &read.bodies {
        let path = body.path.as_deref();
        let place = path.unwrap_or(read.collection.slug());
        let page =
            Node::of(&body.json).filter(|node| node.member("id").is_none()).and_then(|node| node.member("value")).and_then(Value::as_array);
        match page {
            Some(values) => found.extend(values.iter().enumerate().map(|(index, json)| Element {
                json,
                path,
                fallback: format!("{place}#{}", index + 1),
            })),
            None => found.push(Element { json: &body.json, path, fallback: place.to_owned() }),
        }
    }
    found
}

/// Files a read's objects; gives how many were taken.
fn file(tenant: &mut Tenant, read: &Read) -> usize {
    let state = read.state.completeness(read.collection, read.of.as_ref());
    match read.collection {
        Collection::Organization => single(tenant, read, directory::organization, |tenant, fact| tenant.organization = fact),
        Collection::Domains => whole(tenant, read, directory::domain, |tenant, fact| tenant.domains = fact),
        Collection::SubscribedSkus => whole(tenant, read, directory::sku, |tenant, fact| tenant.skus = fact),
        Collection::ConditionalAccessPolicies => policies(tenant, read, state),
        Collection::NamedLocations => whole(tenant, read, location::read, |tenant, fact| tenant.named_locations = fact),
        Collection::AuthenticationStrengths => whole(tenant, read, methods::strength, |tenant, fact| tenant.strengths = fact),
        Collection::AuthenticationMethodsPolicy => methods_policy(tenant, read, state),
        Collection::AuthorizationPolicy => {
            single(tenant, read, directory::authorization_policy, |tenant, fact| tenant.authorization_policy = fact)
        }
        Collection::SecurityDefaults => single(tenant, read, |node| node.flag("isEnabled"), |tenant, fact| tenant.security_defaults = fact),
        Collection::Users => {
            objects(tenant, read, state, |node| Some((node.id("id")?, directory::user(node)?)), |tenant| &mut tenant.users)
        }
        Collection::Groups => {
            objects(tenant, read, state, |node| Some((node.id("id")?, directory::group(node)?)), |tenant| &mut tenant.groups)
        }
        Collection::UserMfaRequirements => per_user_mfa(tenant, read, state),
        Collection::ReferencedUsers => names(tenant, read, state, "userPrincipalName", |tenant| &mut tenant.referenced_users),
        Collection::ReferencedGroups => names(tenant, read, state, "displayName", |tenant| &mut tenant.referenced_groups),
        Collection::UserGroupMemberships => scoped(tenant, read, state, |node| node.id("id"), |tenant| &mut tenant.user_groups),
        Collection::GroupMemberships => scoped(tenant, read, state, |node| node.id("id"), |tenant| &mut tenant.group_parents),
        Collection::GroupMembers => scoped(tenant, read, state, directory::member, |tenant| &mut tenant.group_members),
        Collection::GroupOwners => scoped(tenant, read, state, directory::member, |tenant| &mut tenant.group_owners),
        Collection::AuthenticationMethods => scoped(tenant, read, state, methods::registered, |tenant| &mut tenant.methods),
        Collection::RoleAssignments => {
            let keys = |it: &breakglass_model::tenant::RoleAssignment| [it.role.clone(), it.principal.clone()];
            by_key(tenant, read, state, directory::assignment, keys, |tenant| &mut tenant.role_assignments)
        }
        Collection::RoleAssignmentSchedules => {
            by_key(tenant, read, state, directory::schedule, schedule_keys, |tenant| &mut tenant.role_schedules)
        }
        Collection::RoleEligibilitySchedules => {
            by_key(tenant, read, state, directory::schedule, schedule_keys, |tenant| &mut tenant.role_eligibilities)
        }
        _ => around::file(tenant, read, state),
    }
}

fn schedule_keys(it: &breakglass_model::tenant::RoleSchedule) -> [ObjectId; 2] {
    [it.role.clone(), it.principal.clone()]
}

/// Reads every element of a read; what cannot be read is listed and makes the state partial.
pub(super) fn typed<T>(
    tenant: &mut Tenant,
    read: &Read,
    state: Result<(), Missing>,
    parse: impl Fn(Node<'_>) -> Option<T>,
) -> (Vec<T>, Result<(), Missing>) {
    let (mut items, mut lost) = (Vec::new(), 0);
    for element in elements(read) {
        match Node::of(element.json).and_then(&parse) {
            Some(item) => items.push(item),
            None => {
                lost += 1;
                let has_id = Node::of(element.json).is_some_and(|node| node.id("id").is_some());
                skip(
                    tenant,
                    read.collection,
                    &element,
                    if has_id { "an object without the properties that are judged" } else { "an object without an id" },
                );
            }
        }
    }
    let partial = || Reason::Partial(format!("{lost} object(s) could not be read"));
    let state = state.and_then(|()| match lost {
        0 => Ok(()),
        _ => Err(Missing { collection: read.collection, object: read.of.clone(), reason: partial(), leaves_open: None }),
    });
    (items, state)
}

pub(super) fn skip(tenant: &mut Tenant, collection: Collection, element: &Element<'_>, reason: &str) {
    tenant.skipped.push(Skipped { path: element.fallback.clone(), reason: reason.to_owned(), collection: Some(collection) });
}

/// A collection of one object.
pub(super) fn single<T>(
    tenant: &mut Tenant,
    read: &Read,
    parse: impl Fn(Node<'_>) -> Option<T>,
    set: impl FnOnce(&mut Tenant, Fact<T>),
) -> usize {
    let state = read.state.completeness(read.collection, None);
    let (items, state) = typed(tenant, read, state, parse);
    let count = items.len();
    let nothing = Missing::of(read.collection, Reason::Failed("an answer without the object".to_owned()));
    set(tenant, state.and_then(|()| items.into_iter().next().ok_or(nothing)));
    count
}

/// A collection that is known whole or not at all.
pub(super) fn whole<T>(
    tenant: &mut Tenant,
    read: &Read,
    parse: impl Fn(Node<'_>) -> Option<T>,
    set: impl FnOnce(&mut Tenant, Fact<Vec<T>>),
) -> usize {
    let state = read.state.completeness(read.collection, None);
    let (items, state) = typed(tenant, read, state, parse);
    let count = items.len();
    set(tenant, state.map(|()| items));
    count
}

/// Policies that were read stay judged even where others are missing.
fn policies(tenant: &mut Tenant, read: &Read, state: Result<(), Missing>) -> usize {
    let mut found = Vec::new();
    let mut lost = 0;
    for element in elements(read) {
        match policy::read(element.json, element.path, &element.fallback) {
            Ok(policy) => found.push(policy),
            Err(why) => {
                lost += 1;
                skip(tenant, read.collection, &element, &why);
            }
        }
    }
    let count = found.len();
    let state = state.and_then(|()| match lost {
        0 => Ok(()),
        _ => Err(Missing::of(read.collection, Reason::Partial(format!("{lost} policies could not be read")))),
    });
    match (state, count, &mut tenant.policies) {
        (Err(missing), 0, policies @ Err(_)) => *policies = Err(missing),
        (state, _, Ok(policies)) => {
            policies.extend(found);
            tenant.policies_incomplete = tenant.policies_incomplete.take().or(state.err());
        }
        (state, _, policies @ Err(_)) => {
            *policies = Ok(found);
            tenant.policies_incomplete = state.err();
        }
    }
    count
}

/// The policy itself, or single configurations as exporters save them.
fn methods_policy(tenant: &mut Tenant, read: &Read, state: Result<(), Missing>) -> usize {
    let mut configurations = Vec::new();
    let (mut migration_state, mut registration_campaign) = (None, None);
    let mut lost = false;
    for element in elements(read) {
        let Some(node) = Node::of(element.json) else { continue };
        match (methods::methods_policy(node), methods::configuration(node)) {
            (Some(policy), _) => {
                configurations.extend(policy.configurations);
                migration_state = migration_state.or(policy.migration_state);
                registration_campaign = registration_campaign.or(policy.registration_campaign);
            }
            (None, Some(configuration)) if node.member("state").is_some() => configurations.push(configuration),
            _ => {
                lost = true;
                skip(tenant, read.collection, &element, "a policy without its methods' configurations");
            }
        }
    }
    let count = configurations.len();
    let gap = || Missing::of(read.collection, Reason::Partial("an object could not be read".to_owned()));
    let state = state.and_then(|()| if lost { Err(gap()) } else { Ok(()) });
    match (&mut tenant.methods_policy, state) {
        (Ok(policy), Ok(())) => policy.configurations.extend(configurations),
        (policy, Ok(())) => *policy = Ok(MethodsPolicy { configurations, migration_state, registration_campaign }),
        (policy, Err(missing)) => *policy = Err(missing),
    }
    count
}

/// Objects by id: a listing of all, or one that was asked for by name or id.
pub(super) fn objects<T>(
    tenant: &mut Tenant,
    read: &Read,
    state: Result<(), Missing>,
    parse: impl Fn(Node<'_>) -> Option<(ObjectId, T)>,
    place: impl Fn(&mut Tenant) -> &mut Objects<T>,
) -> usize {
    let (items, state) = typed(tenant, read, state, parse);
    let objects = place(tenant);
    let count = items.len();
    match (&read.of, state) {
        (None, state) => objects.set_listing(state),
        (Some(of), Err(missing)) => objects.insert(of.clone(), Err(missing)),
        (Some(of), Ok(())) if count == 0 => objects.insert(of.clone(), Ok(None)),
        (Some(_), Ok(())) => {}
    }
    for (id, item) in items {
        objects.insert(id, Ok(Some(item)));
    }
    count
}

/// Lists that belong to an object.
pub(super) fn scoped<T>(
    tenant: &mut Tenant,
    read: &Read,
    state: Result<(), Missing>,
    parse: impl Fn(Node<'_>) -> Option<T>,
    place: impl Fn(&mut Tenant) -> &mut Scoped<T>,
) -> usize {
    let (items, state) = typed(tenant, read, state, parse);
    let count = items.len();
    match &read.of {
        Some(of) => place(tenant).add(of.clone(), items, state),
        None => place(tenant).set_whole(state),
    }
    count
}

/// Role assignments: asked by role or by principal, or all at once as exports hold them.
fn by_key<T: Clone>(
    tenant: &mut Tenant,
    read: &Read,
    state: Result<(), Missing>,
    parse: impl Fn(Node<'_>) -> Option<T>,
    keys: impl Fn(&T) -> [ObjectId; 2],
    place: impl Fn(&mut Tenant) -> &mut Scoped<T>,
) -> usize {
    let (items, state) = typed(tenant, read, state, parse);
    let count = items.len();
    let scoped = place(tenant);
    match &read.of {
        Some(of) => scoped.add(of.clone(), items, state),
        None => {
            scoped.set_whole(state);
            for item in items {
                for key in keys(&item) {
                    scoped.add(key, [item.clone()], Ok(()));
                }
            }
        }
    }
    count
}

fn per_user_mfa(tenant: &mut Tenant, read: &Read, state: Result<(), Missing>) -> usize {
    let (items, state) = typed(tenant, read, state, |node| node.untrusted("perUserMfaState"));
    let count = items.len();
    if let Some(of) = &read.of {
        tenant.per_user_mfa.insert(of.clone(), state.map(|()| items.into_iter().next()));
    }
    count
}

/// Names of objects that policies mention. The lookup asked for some ids only: it says nothing of others.
fn names(
    tenant: &mut Tenant,
    read: &Read,
    state: Result<(), Missing>,
    key: &str,
    place: impl Fn(&mut Tenant) -> &mut Objects<Untrusted>,
) -> usize {
    let parse = |node: Node<'_>| Some((node.id("id")?, node.untrusted(key).or_else(|| node.untrusted("displayName")).unwrap_or_default()));
    let (items, state) = typed(tenant, read, state, parse);
    let (count, objects) = (items.len(), place(tenant));
    match (&read.of, state) {
        (Some(of), Ok(())) if count == 0 => objects.insert(of.clone(), Ok(None)),
        (None, Err(missing)) => objects.set_listing(Err(missing)),
        _ => {}
    }
    for (id, name) in items {
        objects.insert(id, Ok(Some(name)));
    }
    count
}

/// Groups met while reading memberships: their names, and whether they can hold roles, where the answer says so.
fn groups_on_the_way(tenant: &mut Tenant, read: &Read) {
    for element in elements(read) {
        let Some(node) = Node::of(element.json) else { continue };
        let Some(group) = directory::group(node).filter(|group| !group.name.is_blank()) else { continue };
        tenant.referenced_groups.insert(group.id.clone(), Ok(Some(group.name.clone())));
        // A group that was asked for by itself answers for itself, refusals included.
        if !tenant.groups.was_asked_for(&group.id) && group.is_role_assignable.is_some() {
            tenant.groups.insert(group.id.clone(), Ok(Some(group)));
        }
    }
}

/// The worst state of a collection's reads.
fn evidence(snapshot: &Snapshot, collection: Collection, count: Option<usize>) -> CollectionEvidence {
    let rank = |state: &ReadState| match state {
        ReadState::Denied { .. } => 6,
        ReadState::Failed { .. } => 5,
        ReadState::Unlicensed { .. } => 4,
        ReadState::Unavailable { .. } => 3,
        ReadState::Partial { .. } => 2,
        ReadState::Complete => 1,
        ReadState::Absent => 0,
    };
    let worst = snapshot.reads.iter().filter(|read| read.collection == collection).map(|read| &read.state).max_by_key(|state| rank(state));
    let reason = match worst {
        Some(
            ReadState::Partial { reason }
            | ReadState::Denied { reason }
            | ReadState::Unlicensed { reason }
            | ReadState::Unavailable { reason }
            | ReadState::Failed { reason },
        ) => Some(reason.clone()),
        _ => None,
    };
    CollectionEvidence { collection, state: worst.map_or("not-asked", ReadState::word), reason, count: count.unwrap_or(0) }
}
