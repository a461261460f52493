//! Proposals: accounts that look like emergency accounts, with the reasons. Never a designation.

use std::collections::BTreeMap;

use breakglass_model::tenant::PolicyAudience;
use breakglass_model::{GLOBAL_ADMINISTRATOR, ObjectId, ObjectKind, ObjectRef};

use crate::Evidence;

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

/// The users and groups that most policies exclude, and permanent Global Administrators.
pub(crate) fn propose(evidence: &Evidence<'_>) -> Vec<Candidate> {
    let Ok(policies) = evidence.policies() else {
        return Vec::new();
    };
    let people = || policies.iter().filter(|policy| policy.audience() == PolicyAudience::Users);
    let total = people().count();
    let (mut users, mut groups) = (BTreeMap::<&ObjectId, usize>::new(), BTreeMap::<&ObjectId, usize>::new());
    for conditions in people().filter_map(|policy| policy.conditions.users.as_ref()) {
        for id in conditions.exclude_users.iter().filter(|id| !id.raw().eq_ignore_ascii_case("GuestsOrExternalUsers")) {
            *users.entry(id).or_default() += 1;
        }
        for id in &conditions.exclude_groups {
            *groups.entry(id).or_default() += 1;
        }
    }
    let tenant = evidence.tenant;
    let holds_role: Vec<&ObjectId> =
        tenant.role_assignments.known(&GLOBAL_ADMINISTRATOR.into()).iter().map(|assignment| &assignment.principal).collect();
    let describe = |kind, id: &ObjectId, count: usize| {
        let mut reasons = vec![format!("excluded from {count} of {total} policies for people")];
        let mut score = count;
        if holds_role.contains(&id) {
            reasons.push("holds Global Administrator".to_owned());
            score += total;
        }
        let name = if kind == ObjectKind::User { tenant.user_name(id) } else { tenant.group_name(id) };
        Candidate { object: ObjectRef::new(kind, id.clone(), name.cloned()), score, reasons }
    };
    let users = best(users.into_iter().map(|(id, count)| describe(ObjectKind::User, id, count)).collect());
    let groups = best(groups.into_iter().map(|(id, count)| describe(ObjectKind::Group, id, count)).collect());
    users.into_iter().chain(groups).collect()
}

fn best(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|one, other| other.score.cmp(&one.score).then_with(|| one.object.cmp(&other.object)));
    candidates.truncate(PROPOSALS);
    candidates
}
