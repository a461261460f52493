//! No session control on the accounts breaks the portals.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity, Untrusted};

use super::super::{Control, sources};
use super::reach;
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-session-controls",
    title: "No session control that breaks administration applies to the accounts",
    severity: Severity::Medium,
    why: "Token protection refuses browsers, a proxy can refuse everything, and without resilience defaults an outage of one condition ends the session.",
    fix: "Exclude the emergency group from the policy.",
    sources: &[sources::TOKEN_PROTECTION, sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let is_meant = |policy: &Policy| policy.is_enforced() && (!harms(policy).is_empty() || !others(policy).is_empty());
    reach::each_policy(evidence, is_meant, |policy, account, through| {
        let findings = harms(policy).into_iter().map(|harm| {
            let saw = format!("{}: applies to {} with {harm}", policy.state.word(), account.object.quoted());
            Finding::new(Evidence::policy_ref(policy), saw, "no such control on the emergency accounts").path(through.to_vec())
        });
        let mut outcome = Outcome::from_findings(findings.collect());
        outcome.missing.extend(others(policy).iter().map(|name| {
            let reason = Reason::NotUnderstood(format!("session control {}", name.quoted()));
            Missing::for_object(Collection::ConditionalAccessPolicies, &policy.id, reason).leaving_open(Evidence::policy_ref(policy))
        }));
        outcome
    })
}

/// Session controls that this version does not read.
fn others(policy: &Policy) -> &[Untrusted] {
    policy.session.as_ref().map(|session| session.others.as_slice()).unwrap_or_default()
}

/// Assumption: this is the id of *All compliant network locations*, as seen in examples of Graph and in published policies.
const COMPLIANT_NETWORK: &str = "3d46dbda-8382-466a-856d-eb00cbc6b910";

/// What a policy does that can stop an administrator in the middle of the work.
fn harms(policy: &Policy) -> Vec<String> {
    let names_network = |list: &[Untrusted]| list.iter().any(|id| id.raw().eq_ignore_ascii_case(COMPLIANT_NETWORK));
    let asks_network = policy.conditions.locations.as_ref().is_some_and(|it| names_network(&it.include) || names_network(&it.exclude));
    let mut harms: Vec<String> = asks_network.then(|| "the compliant network as a condition".to_owned()).into_iter().collect();
    let Some(session) = &policy.session else {
        return harms;
    };
    let proxied = session.cloud_app_security.as_ref().filter(|kind| !kind.raw().eq_ignore_ascii_case("monitorOnly"));
    harms.extend(proxied.map(|kind| format!("Defender for Cloud Apps in mode {}", kind.quoted())));
    harms.extend(session.is_token_protected.then(|| "token protection".to_owned()));
    harms.extend(session.disables_resilience.then(|| "resilience defaults switched off".to_owned()));
    harms
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{IncludeExclude, SessionControls};
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{add_policy, check};
    use super::*;

    fn session(change: impl Fn(&mut SessionControls)) -> impl Fn(&mut Policy) {
        move |policy| {
            let mut session = SessionControls::default();
            change(&mut session);
            policy.session = Some(session);
        }
    }

    #[test]
    fn harmless_controls_pass_the_others_fail() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, add_policy(session(|it| it.restricts_in_application = true)), Verdict::Pass);
        check(&CONTROL, add_policy(session(|it| it.cloud_app_security = Some("monitorOnly".into()))), Verdict::Pass);
        check(&CONTROL, add_policy(session(|it| it.cloud_app_security = Some("blockDownloads".into()))), Verdict::Fail);
        check(&CONTROL, add_policy(session(|it| it.is_token_protected = true)), Verdict::Fail);
        check(&CONTROL, add_policy(session(|it| it.disables_resilience = true)), Verdict::Fail);
        let network = |policy: &mut Policy| {
            let locations = IncludeExclude { include: vec!["All".into()], exclude: vec![COMPLIANT_NETWORK.into()] };
            policy.conditions.locations = Some(locations);
        };
        check(&CONTROL, add_policy(network), Verdict::Fail);
    }

    #[test]
    fn a_control_that_is_not_read_is_unknown() {
        check(&CONTROL, add_policy(session(|it| it.others = vec!["continuousAccessEvaluation".into()])), Verdict::Unknown);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
