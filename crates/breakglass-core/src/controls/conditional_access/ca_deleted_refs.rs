//! No policy names an object that is gone.

use std::collections::BTreeSet;

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};
use breakglass_prover::access::{dangling, not_looked_up};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-deleted-refs",
    title: "No policy names a user or group that does not exist",
    severity: Severity::Medium,
    why: "An exclusion of a deleted object lets nobody off, and looks as if it did.",
    fix: "Remove the id from the policy, and exclude the object that should stand there.",
    sources: &[sources::CONDITIONAL_ACCESS_USERS],
    needs: &[Collection::ConditionalAccessPolicies, Collection::ReferencedUsers, Collection::ReferencedGroups],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let policies = evidence.policies().map(|policies| policies.iter());
    let mut judgement = Judgement::for_each(policies, |policy| {
        let findings = dangling(evidence.tenant, policy).into_iter().filter(|gone| gone.is_deleted).map(|gone| {
            let saw = format!("{}: {} names {}, which does not exist", policy.state.word(), gone.field, gone.id.shown());
            Finding::new(Evidence::policy_ref(policy), saw, "ids of objects that exist")
        });
        let mut outcome = Outcome::from_findings(findings.collect());
        let unread = not_looked_up(evidence.tenant, policy).into_iter();
        outcome.missing.extend(unread.map(|gap| gap.leaving_open(Evidence::policy_ref(policy))));
        outcome.missing.extend(evidence.tenant.policies_incomplete.clone());
        Ok(outcome)
    });
    // An id that many policies name is one gap, told of the first of them.
    let mut told = BTreeSet::new();
    judgement.missing.retain(|gap| told.insert((gap.collection, gap.object.clone())));
    judgement
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn names_that_resolve_pass_a_deleted_one_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let gone = |tenant: &mut breakglass_model::Tenant| {
            let id = "b0000000-0000-4000-8000-00000000dead";
            tenant.policies.as_mut().unwrap()[1].conditions.users.as_mut().unwrap().exclude_groups.push(id.into());
            tenant.referenced_groups.insert(id.into(), Ok(None));
        };
        check(&CONTROL, gone, Verdict::Fail);
    }

    #[test]
    fn an_id_that_nobody_looked_up_is_unknown() {
        let unread = |tenant: &mut breakglass_model::Tenant| {
            let id = "b0000000-0000-4000-8000-00000000dead";
            tenant.policies.as_mut().unwrap()[1].conditions.users.as_mut().unwrap().exclude_groups.push(id.into());
        };
        check(&CONTROL, unread, Verdict::Unknown);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
