//! No session control on the accounts breaks the portals.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

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
    reach::each_policy(
        evidence,
        |policy| policy.is_enforced() && !harms(policy).is_empty(),
        |policy, account, through| {
            let findings = harms(policy).into_iter().map(|harm| {
                let saw = format!("applies to {} with {harm}", account.object.quoted());
                Finding::new(Evidence::policy_ref(policy), saw, "no such session control on the emergency accounts").path(through.to_vec())
            });
            Outcome::from_findings(findings.collect())
        },
    )
}

/// What a policy does to sessions that can stop an administrator.
fn harms(policy: &Policy) -> Vec<String> {
    let Some(session) = &policy.session else {
        return Vec::new();
    };
    let proxied = session.cloud_app_security.as_ref().filter(|kind| !kind.raw().eq_ignore_ascii_case("monitorOnly"));
    let mut harms: Vec<String> = proxied.map(|kind| format!("Defender for Cloud Apps in mode {}", kind.quoted())).into_iter().collect();
    harms.extend(session.is_token_protected.then(|| "token protection".to_owned()));
    harms.extend(session.disables_resilience.then(|| "resilience defaults switched off".to_owned()));
    harms.extend(session.others.iter().map(|name| format!("the session control {}, which this version does not read", name.quoted())));
    harms
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{SessionControls, UserConditions};
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn add(change: impl Fn(&mut Policy)) -> impl Fn(&mut breakglass_model::Tenant) {
        move |tenant| {
            let users = UserConditions { include_users: vec!["All".into()], ..UserConditions::default() };
            let mut policy = build::policy("c0000000-0000-4000-8000-000000000009", users);
            change(&mut policy);
            tenant.policies.as_mut().unwrap().push(policy);
        }
    }

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
        check(&CONTROL, add(session(|it| it.restricts_in_application = true)), Verdict::Pass);
        check(&CONTROL, add(session(|it| it.cloud_app_security = Some("monitorOnly".into()))), Verdict::Pass);
        check(&CONTROL, add(session(|it| it.cloud_app_security = Some("blockDownloads".into()))), Verdict::Fail);
        check(&CONTROL, add(session(|it| it.is_token_protected = true)), Verdict::Fail);
        check(&CONTROL, add(session(|it| it.disables_resilience = true)), Verdict::Fail);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
