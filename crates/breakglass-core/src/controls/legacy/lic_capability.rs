//! The licence supports the posture.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "lic-capability",
    title: "The tenant is licensed for the posture",
    severity: Severity::Info,
    why: "Conditional Access, role-assignable groups and restricted units need Microsoft Entra ID P1; risk and Privileged Identity Management need P2. Without P1 the posture is a wish.",
    fix: "Buy the licence, or choose security defaults and a profile that needs none.",
    sources: &[sources::ROLE_ASSIGNABLE_GROUPS],
    needs: &[Collection::SubscribedSkus],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let skus = evidence.tenant.skus.as_ref().map_err(Clone::clone)?;
        let plans = || skus.iter().filter(|sku| sku.is_active).flat_map(|sku| &sku.plans);
        let has = |name: &str| plans().any(|plan| plan.raw().eq_ignore_ascii_case(name));
        if has("AAD_PREMIUM") || has("AAD_PREMIUM_P2") {
            return Ok(Outcome::good());
        }
        let names: Vec<String> = skus.iter().map(|sku| sku.part_number.quoted()).collect();
        let saw = format!(
            "no active licence with Microsoft Entra ID P1 or P2 among {}",
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        );
        Ok(Outcome::bad(Finding::new(evidence.tenant_ref(), saw, "Microsoft Entra ID P1 or P2")))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn a_premium_plan_passes_none_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, |tenant| tenant.skus = Ok(Vec::new()), Verdict::Fail);
        check(&CONTROL, |tenant| tenant.skus.as_mut().unwrap()[0].is_active = false, Verdict::Fail);
    }

    #[test]
    fn unread_licences_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::SubscribedSkus), Verdict::Unknown);
    }
}
