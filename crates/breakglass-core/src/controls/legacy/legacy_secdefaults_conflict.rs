//! Security defaults and Conditional Access are not mixed up.

use breakglass_model::tenant::{GrantControl, Policy};
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "legacy-secdefaults-conflict",
    title: "The tenant uses security defaults or Conditional Access, not both and not neither",
    severity: Severity::Medium,
    why: "Security defaults know no exclusions and bite the emergency accounts; with neither, a password alone opens everything.",
    fix: "Choose one: switch security defaults off and enforce policies, or drop the policies.",
    sources: &[sources::SECURITY_DEFAULTS],
    needs: &[Collection::SecurityDefaults, Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let is_on = *evidence.tenant.security_defaults.as_ref().map_err(Clone::clone)?;
        let policies = evidence.policies()?;
        let enforced = policies.iter().filter(|policy| policy.is_enforced()).count();
        let demands_mfa = policies.iter().filter(|policy| policy.is_enforced()).any(demands_mfa);
        let finding = |saw: String, wanted: &str| Outcome::bad(Finding::new(evidence.tenant_ref(), saw, wanted));
        match (is_on, enforced, demands_mfa) {
            (true, 0, _) | (false, _, true) => Ok(Outcome::good()),
            (true, count, _) => Ok(finding(format!("security defaults are on and {count} policies are enabled"), "one or the other")),
            (false, _, false) if evidence.tenant.policies_incomplete.is_some() => {
                Ok(Outcome { missing: evidence.tenant.policies_incomplete.iter().cloned().collect(), ..Outcome::default() })
            }
            (false, _, false) => {
                let saw = "security defaults are off and no enabled policy demands multifactor authentication";
                Ok(finding(saw.to_owned(), "one or the other"))
            }
        }
    })
}

fn demands_mfa(policy: &Policy) -> bool {
    policy.grant.as_ref().is_some_and(|grant| grant.strength.is_some() || grant.controls.contains(&GrantControl::Mfa))
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn one_of_both_passes_both_or_neither_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, |tenant| tenant.security_defaults = Ok(true), Verdict::Fail);
        check(&CONTROL, |tenant| tenant.policies = Ok(Vec::new()), Verdict::Fail);
        let defaults_alone = |tenant: &mut breakglass_model::Tenant| {
            tenant.security_defaults = Ok(true);
            tenant.policies = Ok(Vec::new());
        };
        check(&CONTROL, defaults_alone, Verdict::Pass);
    }

    #[test]
    fn an_unread_switch_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::SecurityDefaults), Verdict::Unknown);
    }
}
