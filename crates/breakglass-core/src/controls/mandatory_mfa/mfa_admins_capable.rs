//! Every administrator can pass multifactor authentication.

use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectKind, ObjectRef, Outcome, Reason, Severity, Verdict};

use super::super::{Compliance, Control, Framework, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "mfa-admins-capable",
    title: "Every administrator is capable of multifactor authentication",
    severity: Severity::High,
    why: "An administrator without a second factor is refused by every portal, and falls back on the emergency accounts.",
    fix: "Have the administrator register a method.",
    sources: &[sources::MANDATORY_MFA],
    needs: &[Collection::AdministratorRegistrations],
    compliance: &[Compliance { framework: Framework::EssentialEight, reference: "ISM-1173" }],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let reports = match &evidence.tenant.administrator_registrations {
        Ok(reports) => reports,
        Err(Missing { reason: Reason::Unlicensed(_), .. }) => {
            return Judgement::not_applicable("the registration report needs Microsoft Entra ID P1");
        }
        Err(missing) => return Judgement::unknown(vec![missing.clone()]),
    };
    let mut judgement = Judgement::for_each(Ok(reports), |report| {
        let gap =
            || Missing::for_object(Collection::AdministratorRegistrations, &report.user, Reason::NoProperty("isMfaCapable".to_owned()));
        if report.is_mfa_capable.ok_or_else(gap)? {
            return Ok(Outcome::good());
        }
        let object = ObjectRef::new(ObjectKind::User, report.user.clone(), Some(report.user_name.clone()));
        Ok(Outcome::bad(Finding::new(object, "an administrator without a second factor", "isMfaCapable is true")))
    });
    if let Some(missing) = evidence.tenant.administrator_registrations_incomplete.clone() {
        judgement.missing.push(missing);
        if judgement.verdict == Verdict::Pass {
            judgement.verdict = Verdict::Unknown;
        }
    }
    judgement
}

#[cfg(test)]
mod tests {
    use breakglass_model::build;

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn capable_administrators_pass_one_without_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let incapable = |tenant: &mut breakglass_model::Tenant| {
            tenant.administrator_registrations.as_mut().unwrap()[0].is_mfa_capable = Some(false);
        };
        check(&CONTROL, incapable, Verdict::Fail);
    }

    #[test]
    fn a_part_of_the_report_never_passes() {
        let partial = |tenant: &mut breakglass_model::Tenant| {
            let reason = Reason::Partial("more than 50 pages".into());
            tenant.administrator_registrations_incomplete = Some(Missing::of(Collection::AdministratorRegistrations, reason));
        };
        check(&CONTROL, partial, Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AdministratorRegistrations), Verdict::Unknown);
    }
}
