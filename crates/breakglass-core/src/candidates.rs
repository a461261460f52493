//! Proposals: accounts that look like emergency accounts, with the reasons. Never a designation.

use std::collections::BTreeSet;

use breakglass_model::tenant::{Policy, PolicyAudience, UserConditions};
use breakglass_model::{GLOBAL_ADMINISTRATOR, ObjectId, ObjectKind, ObjectRef, Tenant};

/// How many proposals are made of each kind.
const PROPOSALS: usize = 5;

/// A user or group that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub object: ObjectRef,
    /// How strongly; only the order means something.
    pub score: usize,
    /// Why, in sentences.
    pub reasons: Vec<String>,
}

/// The users and groups that most policies exclude, and permanent Global Administrators among them.
pub(crate) fn propose(tenant: &Tenant) -> Vec<Candidate> {
    let excluded = |ids: fn(&UserConditions) -> &[ObjectId]| -> BTreeSet<&ObjectId> { conditions(tenant).flat_map(ids).collect() };
    let users = excluded(|users| &users.exclude_users).into_iter().filter(|id| !id.raw().eq_ignore_ascii_case("GuestsOrExternalUsers"));
    let users = users.map(|id| describe(tenant, ObjectRef::new(ObjectKind::User, id.clone(), tenant.user_name(id).cloned())));
    let groups = excluded(|users| &users.exclude_groups).into_iter();
    let groups = groups.map(|id| describe(tenant, ObjectRef::new(ObjectKind::Group, id.clone(), tenant.group_name(id).cloned())));
    let (users, groups) = (best(users.collect()), best(groups.collect()));
    users.into_iter().chain(groups).collect()
}

/// One user or group with what speaks for it, and against it.
pub(crate) fn describe(tenant: &Tenant, object: ObjectRef) -> Candidate {
    let mut candidate = Candidate { score: 0, reasons: Vec::new(), object };
    let id = &candidate.object.id;
    if tenant.policies.is_ok() {
        let total = people(tenant).count();
        let is_user = candidate.object.kind == ObjectKind::User;
        let excluded = |users: &&UserConditions| if is_user { &users.exclude_users } else { &users.exclude_groups }.contains(id);
        candidate.score = conditions(tenant).filter(excluded).count();
        candidate.reasons.push(format!("excluded from {} of {total} policies for people", candidate.score));
        if tenant.role_assignments.known(&GLOBAL_ADMINISTRATOR.into()).iter().any(|assignment| &assignment.principal == id) {
            candidate.reasons.push("holds Global Administrator".to_owned());
            candidate.score += total;
        }
    }
    if tenant.users.find(id).is_some_and(|user| user.is_enabled == Some(false)) {
        candidate.reasons.push("is disabled".to_owned());
    }
    candidate
}

/// Policies for people.
fn people(tenant: &Tenant) -> impl Iterator<Item = &Policy> {
    tenant.policies.iter().flatten().filter(|policy| policy.audience() == PolicyAudience::Users)
}

fn conditions(tenant: &Tenant) -> impl Iterator<Item = &UserConditions> {
    people(tenant).filter_map(|policy| policy.conditions.users.as_ref())
}

fn best(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|one, other| other.score.cmp(&one.score).then_with(|| one.object.cmp(&other.object)));
    candidates.truncate(PROPOSALS);
    candidates
}
