//! No clean-up or review takes the accounts away.

use breakglass_model::tenant::{AccessReview, LifecycleWorkflow};
use breakglass_model::{
    Collection, Fact, Finding, GLOBAL_ADMINISTRATOR, Judgement, Missing, ObjectId, ObjectKind, ObjectRef, Outcome, Reason, Severity,
};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "acct-not-dormancy-target",
    title: "No automation cleans the emergency accounts up",
    severity: Severity::High,
    why: "An account that is never used looks stale: a workflow disables it, or a review removes it from its group, exactly because it was kept for an emergency.",
    fix: "Exclude the accounts and the group from lifecycle workflows and from reviews that apply their decisions themselves.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::LifecycleWorkflows, Collection::AccessReviews],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let tenant = evidence.tenant;
    if is_unlicensed(tenant.lifecycle_workflows.as_ref().err()) && is_unlicensed(tenant.access_reviews.as_ref().err()) {
        return Judgement::not_applicable("workflows and reviews need Microsoft Entra ID Governance, which this tenant does not have");
    }
    Judgement::once(|| {
        // Whose reviews they are can only be asked of accounts that are known.
        evidence.accounts()?;
        let mut outcome = Outcome::default();
        match &tenant.lifecycle_workflows {
            Ok(workflows) => workflows.iter().filter_map(workflow).for_each(|finding| outcome.soon.push(finding)),
            Err(missing) if is_unlicensed(Some(missing)) => {}
            Err(missing) => outcome.missing.push(missing.clone()),
        }
        match &tenant.access_reviews {
            Ok(reviews) => reviews.iter().for_each(|it| match review(evidence, it) {
                Ok(finding) => outcome.bad.extend(finding),
                Err(missing) => outcome.missing.push(missing),
            }),
            Err(missing) if is_unlicensed(Some(missing)) => {}
            Err(missing) => outcome.missing.push(missing.clone()),
        }
        Ok(outcome)
    })
}

fn is_unlicensed(missing: Option<&Missing>) -> bool {
    missing.is_some_and(|missing| matches!(missing.reason, Reason::Unlicensed(_)))
}

/// A scheduled leaver workflow may take in an account that looks stale: whether its rule does cannot be told without running it.
fn workflow(workflow: &LifecycleWorkflow) -> Option<Finding> {
    let is_leaver = workflow.category.as_ref().is_none_or(|word| word.raw().eq_ignore_ascii_case("leaver"));
    let runs = workflow.is_enabled != Some(false) && workflow.is_scheduled != Some(false);
    let rule =
        workflow.scope.as_ref().map_or_else(|| "its scope was not read".to_owned(), |rule| format!("its scope is {}", rule.quoted()));
    let object = ObjectRef::new(ObjectKind::LifecycleWorkflow, workflow.id.clone(), Some(workflow.name.clone()));
    let saw = format!("a leaver workflow that runs by itself: {rule}");
    (is_leaver && runs).then(|| Finding::new(object, saw, "a scope that certainly leaves the emergency accounts out"))
}

/// A review that carries out its decisions on the emergency group, the accounts or the role that they hold; missing where the
/// body does not say what it reviews.
fn review(evidence: &Evidence<'_>, review: &AccessReview) -> Fact<Option<Finding>> {
    let is_over = review.status.as_ref().is_some_and(|status| status.raw().eq_ignore_ascii_case("Completed"));
    let removes = review.is_applied_automatically != Some(false)
        && review.default_decision.as_ref().is_none_or(|word| !word.raw().eq_ignore_ascii_case("Approve"));
    if is_over || !removes {
        return Ok(None);
    }
    if review.queries.is_empty() {
        return Err(Missing::for_object(Collection::AccessReviews, &review.id, Reason::NoProperty("scope".to_owned())));
    }
    let names = |id: &str| review.queries.iter().any(|query| query.raw().to_ascii_lowercase().contains(id));
    let ids = evidence.accounts().unwrap_or_default().iter().map(|account| account.object.id.raw());
    let is_of_ours = ids.chain(evidence.group_id().map(ObjectId::raw)).any(names);
    let saw = match (is_of_ours, names(GLOBAL_ADMINISTRATOR)) {
        (true, _) => "an access review of the emergency group or accounts that applies its decisions by itself",
        (false, true) => "an access review of who holds Global Administrator that applies its decisions by itself",
        (false, false) => return Ok(None),
    };
    let object = ObjectRef::new(ObjectKind::AccessReview, review.id.clone(), Some(review.name.clone()));
    Ok(Some(Finding::new(object, saw, "no review that removes the accounts by itself")))
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_designated};
    use super::*;

    fn automatic(query: &str) -> AccessReview {
        AccessReview {
            id: "review".into(),
            name: "Quarterly".into(),
            status: Some("InProgress".into()),
            queries: vec![format!("/groups/{query}/transitiveMembers").into()],
            is_applied_automatically: Some(true),
            default_decision: Some("Deny".into()),
        }
    }

    #[test]
    fn a_review_of_the_group_fails_of_another_one_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, |tenant| tenant.access_reviews = Ok(vec![automatic(build::GROUP)]), Verdict::Fail);
        check(&CONTROL, |tenant| tenant.access_reviews = Ok(vec![automatic("other")]), Verdict::Pass);
        let by_hand = AccessReview { is_applied_automatically: Some(false), ..automatic(build::GROUP) };
        check(&CONTROL, |tenant| tenant.access_reviews = Ok(vec![by_hand]), Verdict::Pass);
    }

    #[test]
    fn a_review_of_the_role_fails_and_one_without_a_scope_is_unknown() {
        let of_role = AccessReview {
            queries: vec![format!("/roleManagement/directory/roleDefinitions/{GLOBAL_ADMINISTRATOR}").into()],
            ..automatic("other")
        };
        check(&CONTROL, |tenant| tenant.access_reviews = Ok(vec![of_role]), Verdict::Fail);
        let silent = AccessReview { queries: Vec::new(), ..automatic("other") };
        check(&CONTROL, |tenant| tenant.access_reviews = Ok(vec![silent]), Verdict::Unknown);
    }

    #[test]
    fn nobody_designated_is_unknown() {
        check_designated(&CONTROL, |it| *it = breakglass_model::Designation::default(), |_| {}, Verdict::Unknown);
    }

    #[test]
    fn a_leaver_workflow_warns_and_refused_lists_are_unknown() {
        let leaver = LifecycleWorkflow {
            id: "w".into(),
            name: "Leaver".into(),
            category: Some("leaver".into()),
            is_enabled: Some(true),
            is_scheduled: Some(true),
            scope: None,
        };
        check(&CONTROL, |tenant| tenant.lifecycle_workflows = Ok(vec![leaver]), Verdict::Warn);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AccessReviews), Verdict::Unknown);
    }
}
