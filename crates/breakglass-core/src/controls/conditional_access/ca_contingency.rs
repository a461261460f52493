//! Policies for an outage are prepared.

use breakglass_model::tenant::{Policy, PolicyState};
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-contingency",
    title: "Contingency policies are prepared",
    severity: Severity::Info,
    why: "In an outage of multifactor authentication nobody has the time to invent weaker policies that are still safe.",
    fix: "Prepare policies in report-only mode named EM001 - ENABLE IN EMERGENCY: …, one for each disruption.",
    sources: &[sources::RESILIENT_CONTROLS],
    needs: &[Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let is_prepared = |policy: &Policy| policy.state == PolicyState::ReportOnly && is_named(policy.name.raw());
        if evidence.policies()?.iter().any(is_prepared) {
            return Ok(Outcome::good());
        }
        if let Some(missing) = evidence.tenant.policies_incomplete.clone() {
            return Err(missing);
        }
        let saw = "no report-only policy is named EMnnn";
        Ok(Outcome::bad(Finding::new(evidence.tenant_ref(), saw, "contingency policies, prepared and not enforced")))
    })
}

/// `EM` with three digits, as the naming scheme has it.
fn is_named(name: &str) -> bool {
    let digits = name.trim_start().strip_prefix("EM").unwrap_or_default();
    digits.len() >= 3 && digits.bytes().take(3).all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{add_policy, check};
    use super::*;

    #[test]
    fn a_prepared_policy_passes_none_fails() {
        let prepared = |policy: &mut Policy| {
            policy.name = "EM001 - ENABLE IN EMERGENCY: MFA disruption".into();
            policy.state = PolicyState::ReportOnly;
        };
        let with = |change: fn(&mut Policy)| {
            move |tenant: &mut breakglass_model::Tenant| {
                tenant.policies.as_mut().unwrap().pop();
                add_policy(change)(tenant);
            }
        };
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, with(prepared), Verdict::Pass);
        check(&CONTROL, with(|policy| policy.state = PolicyState::ReportOnly), Verdict::Fail);
        check(&CONTROL, with(|policy| policy.name = "EM001 - ENABLE IN EMERGENCY: enforced already".into()), Verdict::Fail);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
