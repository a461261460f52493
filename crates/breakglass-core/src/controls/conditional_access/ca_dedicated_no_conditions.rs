//! The accounts' own policy has no conditions.

use breakglass_model::tenant::Policy;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity, Untrusted};

use super::super::{Control, sources};
use crate::{Evidence, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "ca-dedicated-no-conditions",
    title: "The accounts' own policy has no further conditions",
    severity: Severity::High,
    why: "A network, a platform or a device that is not there on the day turns the guard into a wall, or leaves a gap beside it.",
    fix: "Remove locations, platforms, device filters, client apps, risk levels and flows from the policy.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if !evidence.posture.has_dedicated_policy() {
        return Judgement::not_applicable("the posture has no policy of the accounts' own");
    }
    Judgement::for_each(dedicated::policies(evidence), |policy| {
        let wanted = "no condition besides the group and all resources";
        let findings = conditions(policy).into_iter().map(|saw| Finding::new(Evidence::policy_ref(policy), saw, wanted));
        Ok(Outcome::from_findings(findings.collect()))
    })
}

/// The conditions that are set, in words.
fn conditions(policy: &Policy) -> Vec<String> {
    let conditions = &policy.conditions;
    let is_all = |kind: &Untrusted| kind.raw().eq_ignore_ascii_case("all");
    let set = [
        (conditions.locations.is_some(), "locations"),
        (conditions.platforms.is_some(), "device platforms"),
        (conditions.devices.is_some(), "a filter for devices"),
        (!conditions.client_app_types.is_empty() && !conditions.client_app_types.iter().any(is_all), "client app types"),
        (!conditions.sign_in_risk.is_empty(), "sign-in risk"),
        (!conditions.user_risk.is_empty(), "user risk"),
        (!conditions.insider_risk.is_empty(), "insider risk"),
        (!conditions.authentication_flows.is_empty(), "authentication flows"),
    ];
    let known = set.into_iter().filter(|(is_set, _)| *is_set).map(|(_, name)| format!("it is limited by {name}"));
    known.chain(policy.unread.iter().map(|field| format!("it has a field that this version does not read: {}", field.quoted()))).collect()
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::IncludeExclude;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_posture};
    use super::*;

    fn change(change: impl Fn(&mut Policy)) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| change(&mut tenant.policies.as_mut().unwrap()[0])
    }

    #[test]
    fn none_passes_each_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, change(|policy| policy.conditions.user_risk = vec!["high".into()]), Verdict::Fail);
        check(&CONTROL, change(|policy| policy.conditions.locations = Some(IncludeExclude::default())), Verdict::Fail);
        check(&CONTROL, change(|policy| policy.conditions.client_app_types = vec!["browser".into()]), Verdict::Fail);
        check(&CONTROL, change(|policy| policy.unread = vec!["conditions.times".into()]), Verdict::Fail);
        check_posture(&CONTROL, crate::Posture::FullyExcluded, |_| {}, Verdict::NotApplicable);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
