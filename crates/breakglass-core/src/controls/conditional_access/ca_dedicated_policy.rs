//! The accounts' own policy is as specified: the group only, all resources, their strength, every time, never persistent, on.

use breakglass_model::tenant::{Policy, PolicyState};
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity, Untrusted};

use super::super::{Control, sources};
use crate::{Evidence, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "ca-dedicated-policy",
    title: "The accounts' own policy is as specified",
    severity: Severity::High,
    why: "Excluded everywhere else, the accounts are guarded by this policy alone. Each deviation either weakens the guard or can refuse the account.",
    fix: "Make one enforced policy that includes only the emergency group, excludes nobody, covers all resources, demands the accounts' strength, asks every time and never keeps a browser session.",
    sources: &[sources::EMERGENCY_ACCESS, sources::STRENGTHS],
    needs: &[Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if !evidence.posture.has_dedicated_policy() {
        return Judgement::not_applicable("the posture has no policy of the accounts' own");
    }
    Judgement::once(|| {
        if evidence.group_id().is_none() && evidence.absent_group().is_none() {
            evidence.group()?;
        }
        let policies = dedicated::policies(evidence)?;
        let deviations = |policy: &&Policy| deviations(evidence, policy).len();
        match policies.iter().min_by_key(|policy| deviations(policy)) {
            None if evidence.tenant.policies_incomplete.is_some() => {
                Ok(Outcome { missing: evidence.tenant.policies_incomplete.iter().cloned().collect(), ..Outcome::default() })
            }
            None => {
                let saw = "no policy includes the emergency group and nobody else";
                Ok(Outcome::bad(Finding::new(evidence.tenant_ref(), saw, "one enforced policy for the emergency group")))
            }
            Some(best) => {
                let object = Evidence::policy_ref(best);
                let findings = deviations_of(evidence, best, &object);
                Ok(Outcome::from_findings(findings))
            }
        }
    })
}

fn deviations_of(evidence: &Evidence<'_>, policy: &Policy, object: &breakglass_model::ObjectRef) -> Vec<Finding> {
    deviations(evidence, policy).into_iter().map(|(saw, wanted)| Finding::new(object.clone(), saw, wanted)).collect()
}

/// What differs from the specification: what was seen, what should be there.
fn deviations(evidence: &Evidence<'_>, policy: &Policy) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    if policy.state != PolicyState::Enabled {
        found.push((format!("the policy is {}", policy.state.word()), "state is enabled"));
    }
    found.extend(assignments(evidence, policy));
    found.extend(resources(policy));
    found.extend(grant(policy));
    found.extend(session(policy));
    found
}

fn assignments(evidence: &Evidence<'_>, policy: &Policy) -> Vec<(String, &'static str)> {
    let Some(users) = &policy.conditions.users else {
        return vec![("no users condition".to_owned(), "the emergency group included")];
    };
    let mut found = Vec::new();
    if users.include_groups.iter().collect::<Vec<_>>() != evidence.group_id().into_iter().collect::<Vec<_>>() {
        found.push(("it does not include exactly the emergency group".to_owned(), "includeGroups is exactly the emergency group"));
    }
    if !users.include_users.is_empty() {
        found.push(("it includes single users".to_owned(), "includeUsers is empty"));
    }
    let excludes = users.exclude_users.len() + users.exclude_groups.len() + users.exclude_roles.len();
    if excludes > 0 || users.exclude_guests.is_some() {
        found.push(("it excludes somebody".to_owned(), "no exclusions of users, groups, roles or guests"));
    }
    found
}

fn resources(policy: &Policy) -> Vec<(String, &'static str)> {
    let applications = &policy.conditions.applications;
    let mut found = Vec::new();
    let is_all = matches!(applications.include.as_slice(), [only] if only.raw().eq_ignore_ascii_case("All"));
    if !is_all || !applications.user_actions.is_empty() || !applications.authentication_contexts.is_empty() || applications.filter.is_some()
    {
        found.push((format!("it covers {}", listed(&applications.include)), "includeApplications is exactly All"));
    }
    if !applications.exclude.is_empty() {
        found.push((format!("it spares {}", listed(&applications.exclude)), "excludeApplications is empty"));
    }
    found
}

fn grant(policy: &Policy) -> Vec<(String, &'static str)> {
    let wanted = "an authentication strength as the only grant control";
    match &policy.grant {
        None => vec![("it demands nothing".to_owned(), wanted)],
        Some(grant) if grant.strength.is_none() => {
            vec![("it demands no authentication strength".to_owned(), wanted)]
        }
        Some(grant) if !grant.controls.is_empty() || !grant.custom.is_empty() || !grant.terms_of_use.is_empty() => {
            vec![("it demands other controls besides the strength".to_owned(), wanted)]
        }
        Some(_) => Vec::new(),
    }
}

fn session(policy: &Policy) -> Vec<(String, &'static str)> {
    let session = policy.session.as_ref();
    let mut found = Vec::new();
    let interval = session.and_then(|session| session.sign_in_frequency.as_ref()).and_then(|frequency| frequency.interval.as_ref());
    if !interval.is_some_and(|interval| interval.raw().eq_ignore_ascii_case("everyTime")) {
        let saw =
            interval.map_or_else(|| "no sign-in frequency".to_owned(), |interval| format!("sign-in frequency is {}", interval.quoted()));
        found.push((saw, "sign-in frequency every time"));
    }
    let browser = session.and_then(|session| session.persistent_browser.as_ref());
    if !browser.is_some_and(|mode| mode.raw().eq_ignore_ascii_case("never")) {
        let saw = browser
            .map_or_else(|| "no rule on persistent browser sessions".to_owned(), |mode| format!("persistent browser is {}", mode.quoted()));
        found.push((saw, "persistent browser session never"));
    }
    found
}

fn listed(ids: &[Untrusted]) -> String {
    match ids.is_empty() {
        true => "no resource by id".to_owned(),
        false => ids.iter().map(Untrusted::quoted).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Tenant, Verdict, build};

    use super::super::super::testing::{check, check_posture};
    use super::*;
    use crate::Posture;

    fn change(change: impl Fn(&mut Policy)) -> impl FnOnce(&mut Tenant) {
        move |tenant| change(&mut tenant.policies.as_mut().unwrap()[0])
    }

    #[test]
    fn the_specified_policy_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
    }

    #[test]
    fn each_deviation_is_one_finding() {
        let one = |deviation: fn(&mut Policy)| {
            let judgement = check(&CONTROL, change(deviation), Verdict::Fail);
            assert_eq!(judgement.findings.len(), 1, "{:?}", judgement.findings);
        };
        one(|policy| policy.state = PolicyState::ReportOnly);
        one(|policy| policy.session.as_mut().unwrap().sign_in_frequency = None);
        one(|policy| policy.session.as_mut().unwrap().persistent_browser = Some("always".into()));
        one(|policy| policy.grant.as_mut().unwrap().strength = None);
        one(|policy| policy.conditions.applications.include = vec!["Office365".into()]);
        one(|policy| policy.conditions.users.as_mut().unwrap().exclude_users.push("x".into()));
    }

    #[test]
    fn no_such_policy_fails_and_a_posture_without_one_does_not_ask() {
        check(&CONTROL, |tenant| drop(tenant.policies.as_mut().unwrap().remove(0)), Verdict::Fail);
        check_posture(&CONTROL, Posture::FullyExcluded, |_| {}, Verdict::NotApplicable);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
