//! Files what surrounds the emergency accounts: deletion, risk, workflows, reviews, rights of others, sign-ins.

use breakglass_model::tenant::{Objects, SignInSample};
use breakglass_model::{Collection, Fact, Missing, Read, Reason, Snapshot, Tenant};

use super::node::Node;
use super::reader::{elements, objects, scoped, single, skip, typed, whole};
use super::{directory, policy, surroundings as bodies};

/// Applications through which mandatory multifactor authentication bites: Azure portal, Azure CLI, Azure PowerShell, Azure mobile app.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/authentication/concept-mandatory-multifactor-authentication> (read 2026-11-25).
pub(crate) const MANAGEMENT_APPS: [&str; 4] = [
    "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    "1950a258-227b-4e31-a9cf-717495945fc2",
    "0c1307d4-29d6-4389-a11c-5cbe7f65d7fa",
];

/// The log of management sign-ins is read application by application: one that nobody asked for leaves a part.
pub(super) fn management_apps(tenant: &mut Tenant, snapshot: &Snapshot) {
    let reads = || snapshot.reads.iter().filter(|read| read.collection == Collection::ManagementSignIns);
    let is_asked = |app: &str| reads().any(|read| read.of.as_ref().is_none_or(|of| of.raw().eq_ignore_ascii_case(app)));
    if let Ok(sample) = &mut tenant.management_sign_ins {
        sample.is_whole &= MANAGEMENT_APPS.iter().all(|app| is_asked(app));
    }
}

/// Files what surrounds the emergency accounts.
pub(super) fn file(tenant: &mut Tenant, read: &Read, state: Result<(), Missing>) -> usize {
    match read.collection {
        Collection::Administrators => {
            objects(tenant, read, state, |node| Some((node.id("id")?, directory::user(node)?)), |tenant| &mut tenant.administrators)
        }
        Collection::UserManagers => {
            let name = |node: Node<'_>| node.untrusted("displayName").or_else(|| node.untrusted("id"));
            of_object(tenant, read, state, name, |tenant| &mut tenant.managers)
        }
        Collection::DeletedObjects => of_object(tenant, read, state, bodies::deleted, |tenant| &mut tenant.deleted_objects),
        Collection::RiskyUsers => of_object(tenant, read, state, bodies::risk, |tenant| &mut tenant.risks),
        Collection::RegistrationDetails => of_object(tenant, read, state, bodies::registration, |tenant| &mut tenant.registrations),
        Collection::RoleManagementPolicies => objects(tenant, read, state, bodies::activation_rule, |tenant| &mut tenant.activation_rules),
        Collection::UserOwnedObjects => scoped(tenant, read, state, directory::member, |tenant| &mut tenant.owned_objects),
        Collection::UserRegisteredDevices => scoped(tenant, read, state, directory::member, |tenant| &mut tenant.registered_devices),
        Collection::UserConsents => scoped(tenant, read, state, |node| node.id("clientId"), |tenant| &mut tenant.consents),
        Collection::AdministrativeUnitMemberships => {
            scoped(tenant, read, state, bodies::administrative_unit, |tenant| &mut tenant.administrative_units)
        }
        Collection::ScopedRoleMembers => scoped(tenant, read, state, bodies::scoped_role_member, |tenant| &mut tenant.scoped_role_members),
        Collection::SimilarGroups => scoped(tenant, read, state, directory::member, |tenant| &mut tenant.similar_groups),
        Collection::GroupEligibilities => scoped(tenant, read, state, bodies::group_eligibility, |tenant| &mut tenant.group_eligibilities),
        Collection::AccountSignIns => scoped(tenant, read, state, bodies::sign_in, |tenant| &mut tenant.account_sign_ins),
        Collection::LifecycleWorkflows => whole(tenant, read, bodies::workflow, |tenant, fact| tenant.lifecycle_workflows = fact),
        Collection::AccessReviews => whole(tenant, read, bodies::review, |tenant, fact| tenant.access_reviews = fact),
        Collection::ProtectedActions => whole(tenant, read, bodies::protected_action, |tenant, fact| tenant.protected_actions = fact),
        Collection::GraphAppRoles => single(tenant, read, bodies::app_roles, |tenant, fact| tenant.app_roles = fact),
        Collection::DeletedPolicies => deleted_policies(tenant, read, state),
        Collection::GraphAppRoleAssignments => {
            let (count, items, gap) = as_far_as_read(tenant, read, state, bodies::app_role_assignment);
            (tenant.app_role_assignments, tenant.app_role_assignments_incomplete) = (items, gap);
            count
        }
        Collection::AdministratorRegistrations => {
            let (count, items, gap) = as_far_as_read(tenant, read, state, bodies::registration);
            (tenant.administrator_registrations, tenant.administrator_registrations_incomplete) = (items, gap);
            count
        }
        Collection::ManagementSignIns => sample(tenant, read, state, |tenant| &mut tenant.management_sign_ins),
        Collection::RopcSignIns => sample(tenant, read, state, |tenant| &mut tenant.ropc_sign_ins),
        _ => 0,
    }
}

/// One object that belongs to another, such as a user's manager.
fn of_object<T>(
    tenant: &mut Tenant,
    read: &Read,
    state: Result<(), Missing>,
    parse: impl Fn(Node<'_>) -> Option<T>,
    place: impl Fn(&mut Tenant) -> &mut Objects<T>,
) -> usize {
    let (items, state) = typed(tenant, read, state, parse);
    let (count, objects) = (items.len(), place(tenant));
    match &read.of {
        Some(of) => objects.insert(of.clone(), state.map(|()| items.into_iter().next())),
        None => objects.set_listing(state),
    }
    count
}

/// A list of which a part is worth judging: what was read, and what is missing of it.
fn as_far_as_read<T>(
    tenant: &mut Tenant,
    read: &Read,
    state: Result<(), Missing>,
    parse: impl Fn(Node<'_>) -> Option<T>,
) -> (usize, Fact<Vec<T>>, Option<Missing>) {
    let (items, state) = typed(tenant, read, state, parse);
    let count = items.len();
    match state {
        Err(missing) if items.is_empty() => (count, Err(missing), None),
        state => (count, Ok(items), state.err()),
    }
}

/// A bounded part of the sign-in log: reading it in part is what was meant, and is said.
fn sample(tenant: &mut Tenant, read: &Read, state: Result<(), Missing>, place: impl Fn(&mut Tenant) -> &mut Fact<SignInSample>) -> usize {
    let is_whole = state.is_ok();
    let (sign_ins, typed_state) = typed(tenant, read, Ok(()), bodies::sign_in);
    let count = sign_ins.len();
    let fact = match state {
        Err(missing) if !matches!(missing.reason, Reason::Partial(_)) => Err(missing),
        _ => typed_state.map(|()| SignInSample { sign_ins, since: read.since, is_whole }),
    };
    let place = place(tenant);
    *place = match (std::mem::replace(place, Err(Missing::of(read.collection, Reason::NotAsked))), fact) {
        (Ok(mut before), Ok(more)) => {
            before.sign_ins.extend(more.sign_ins);
            before.since = before.since.max(more.since);
            before.is_whole &= more.is_whole;
            Ok(before)
        }
        // One part of several that was refused leaves a sample that is not whole.
        (Ok(part), Err(missing)) | (Err(missing), Ok(part)) if missing.reason != Reason::NotAsked => {
            Ok(SignInSample { is_whole: false, ..part })
        }
        (Err(_), fact) => fact,
        (before, Err(_)) => before,
    };
    count
}

fn deleted_policies(tenant: &mut Tenant, read: &Read, state: Result<(), Missing>) -> usize {
    let (mut found, mut lost) = (Vec::new(), 0);
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
    let gap = || Missing::of(read.collection, Reason::Partial(format!("{lost} policies could not be read")));
    tenant.deleted_policies = state.and_then(|()| if lost == 0 { Ok(()) } else { Err(gap()) }).map(|()| found);
    count
}
