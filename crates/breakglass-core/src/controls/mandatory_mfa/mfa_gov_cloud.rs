//! Mandatory multifactor authentication is enforced in this cloud.

use breakglass_model::{Cloud, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "mfa-gov-cloud",
    title: "Whether mandatory multifactor authentication is enforced in this cloud is known",
    severity: Severity::Info,
    why: "It is enforced in the public cloud only, today. A tenant in another cloud should be ready all the same.",
    fix: "Keep passkeys on the accounts whatever the cloud.",
    sources: &[sources::MANDATORY_MFA],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    match evidence.tenant.cloud {
        Cloud::Global => Judgement::once(|| Ok(Outcome::good())).note("enforced: this tenant lives in the public cloud"),
        cloud => Judgement::not_applicable(format!("not enforced in the cloud {} today; keep passkeys anyway", cloud.name())),
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::Verdict;

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn the_public_cloud_passes_another_one_does_not_apply() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, |tenant| tenant.cloud = Cloud::UsGov, Verdict::NotApplicable);
    }
}
