//! Whoever is excluded from one policy is caught by another.

use std::collections::{BTreeMap, BTreeSet};

use breakglass_model::tenant::{Policy, PolicyAudience, UserConditions};
use breakglass_model::{Collection, Finding, Judgement, ObjectId, Outcome, Severity, Untrusted, Verdict};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-exclusion-fallback",
    title: "Objects that a policy excludes are included by another one",
    severity: Severity::Low,
    why: "An exclusion that no other policy catches is a hole that ordinary accounts, not only the emergency ones, can slip through.",
    fix: "Include the excluded users, groups or roles in another enforced policy.",
    sources: &[sources::CONDITIONAL_ACCESS_USERS],
    needs: &[Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let speaks_to_people = |policy: &&Policy| policy.is_enforced() && policy.audience() == PolicyAudience::Users;
    let enforced: Vec<&Policy> = match evidence.policies() {
        Ok(policies) => policies.iter().filter(speaks_to_people).collect(),
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    if let (false, Some(missing)) = (enforced.is_empty(), &evidence.tenant.policies_incomplete) {
        // A policy that was not read could be the one that catches them.
        return Judgement::unknown(vec![missing.clone()]);
    }
    let net = Net::of(&enforced);
    let judgement = Judgement::for_each(Ok(enforced), |policy| {
        let names = uncaught(evidence, &net, policy);
        if names.is_empty() {
            return Ok(Outcome::good());
        }
        let saw = format!("{}: lets off {}, which no other enforced policy includes", policy.state.word(), names.join(", "));
        let wanted = "another enforced policy that includes what this one leaves out";
        Ok(Outcome::bad(Finding::new(Evidence::policy_ref(policy), saw, wanted)))
    });
    match judgement.verdict {
        Verdict::NotApplicable => judgement,
        _ => judgement.note("by assignments alone: whether the other policy asks for as much, for the same resources, is not compared"),
    }
}

/// Whom enforced policies catch. A policy never catches whom it excludes, so one net serves every policy: counted once, not
/// compared pair by pair.
struct Net<'t> {
    /// How many policies include all users.
    for_all: usize,
    /// How many of those exclude an id.
    without: BTreeMap<&'t ObjectId, usize>,
    /// Ids that a policy includes by name and does not exclude.
    named: BTreeSet<&'t ObjectId>,
    /// Whether some policy catches guests.
    has_guests: bool,
}

impl<'t> Net<'t> {
    fn of(enforced: &[&'t Policy]) -> Self {
        let mut net = Self { for_all: 0, without: BTreeMap::new(), named: BTreeSet::new(), has_guests: false };
        for users in enforced.iter().filter_map(|policy| policy.conditions.users.as_ref()) {
            let excluded: BTreeSet<&ObjectId> = excluded(users).collect();
            if includes_all(users) {
                net.for_all += 1;
                excluded.iter().for_each(|id| *net.without.entry(id).or_default() += 1);
            }
            let included = users.include_users.iter().chain(&users.include_groups).chain(&users.include_roles);
            net.named.extend(included.filter(|id| !excluded.contains(id)));
            net.has_guests |= catches_guests(users);
        }
        net
    }

    fn catches(&self, id: &ObjectId) -> bool {
        self.for_all > self.without.get(id).copied().unwrap_or_default() || self.named.contains(id)
    }
}

fn excluded(users: &UserConditions) -> impl Iterator<Item = &ObjectId> {
    users.exclude_users.iter().chain(&users.exclude_groups).chain(&users.exclude_roles)
}

/// Whom a policy lets off, besides the emergency accounts, and nothing else catches; by name.
fn uncaught(evidence: &Evidence<'_>, net: &Net<'_>, policy: &Policy) -> Vec<String> {
    let Some(users) = &policy.conditions.users else {
        return Vec::new();
    };
    let open = excluded(users).filter(|id| !is_guests(id) && !is_ours(evidence, id) && !net.catches(id));
    let name = |id: &ObjectId| {
        let known = evidence.tenant.group_name(id).or_else(|| evidence.tenant.user_name(id));
        known.map_or_else(|| Untrusted::new(id.raw()).quoted(), Untrusted::quoted)
    };
    let mut names: Vec<String> = open.map(name).collect();
    if excludes_guests(users) && !net.has_guests {
        names.push("guests or external users".to_owned());
    }
    names
}

fn is_ours(evidence: &Evidence<'_>, id: &ObjectId) -> bool {
    evidence.group_id() == Some(id) || evidence.accounts().is_ok_and(|accounts| accounts.iter().any(|account| &account.object.id == id))
}

fn is_guests(id: &ObjectId) -> bool {
    id.raw().eq_ignore_ascii_case("GuestsOrExternalUsers")
}

fn includes_all(users: &UserConditions) -> bool {
    users.include_users.iter().any(|it| it.raw().eq_ignore_ascii_case("All"))
}

fn excludes_guests(users: &UserConditions) -> bool {
    users.exclude_guests.is_some() || users.exclude_users.iter().any(is_guests)
}

fn catches_guests(users: &UserConditions) -> bool {
    let includes = includes_all(users) || users.include_guests.is_some() || users.include_users.iter().any(is_guests);
    includes && !excludes_guests(users)
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Missing, Reason, build};

    use super::super::super::testing::{add_policy, check};
    use super::*;

    const SERVICE: &str = "b0000000-0000-4000-8000-000000000005";

    fn exclude(policy: &mut Policy) {
        policy.conditions.users.as_mut().unwrap().exclude_groups = vec![SERVICE.into(), build::GROUP.into()];
    }

    #[test]
    fn caught_elsewhere_passes_caught_nowhere_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, add_policy(exclude), Verdict::Pass);
        let alone = |tenant: &mut breakglass_model::Tenant| {
            add_policy(exclude)(tenant);
            tenant.policies.as_mut().unwrap().remove(1);
        };
        check(&CONTROL, alone, Verdict::Fail);
    }

    #[test]
    fn placeholders_and_guests_count_like_everybody_else() {
        let placeholder = |policy: &mut Policy| policy.conditions.users.as_mut().unwrap().exclude_groups = vec!["<Services>".into()];
        let guests = |policy: &mut Policy| policy.conditions.users.as_mut().unwrap().exclude_users = vec!["GuestsOrExternalUsers".into()];
        for exclude in [placeholder as fn(&mut Policy), guests] {
            check(&CONTROL, add_policy(exclude), Verdict::Pass);
            let alone = |tenant: &mut breakglass_model::Tenant| {
                tenant.policies.as_mut().unwrap().remove(1);
                add_policy(exclude)(tenant);
            };
            check(&CONTROL, alone, Verdict::Fail);
        }
    }

    #[test]
    fn policies_read_in_part_could_hold_the_one_that_catches_them() {
        let partial = |tenant: &mut breakglass_model::Tenant| {
            tenant.policies.as_mut().unwrap().remove(1);
            add_policy(exclude)(tenant);
            let reason = Reason::Partial("page 2".into());
            tenant.policies_incomplete = Some(Missing::of(Collection::ConditionalAccessPolicies, reason));
        };
        check(&CONTROL, partial, Verdict::Unknown);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
