//! Policies that are not enforced yet let the accounts off, too.

use breakglass_model::tenant::PolicyState;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use super::reach;
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-report-only-missing",
    title: "Policies in report-only mode exclude the emergency accounts already",
    severity: Severity::Low,
    why: "A policy is switched on by somebody else, on another day; the exclusion has to be there before.",
    fix: "Exclude the emergency group before the policy is switched on.",
    sources: &[sources::EMERGENCY_ACCESS, sources::REPORT_ONLY],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if !evidence.profile.report_only_must_exclude {
        return Judgement::not_applicable("the profile wants no exclusion from policies that are not enforced");
    }
    reach::each_exclusion(
        evidence,
        |policy| policy.state == PolicyState::ReportOnly,
        |policy, account, through| {
            let saw = format!("report-only: would apply to {} once it is switched on", account.object.quoted());
            let finding = Finding::new(Evidence::policy_ref(policy), saw, "an exclusion of the emergency accounts");
            Outcome::bad(finding.path(through.to_vec()))
        },
    )
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::Policy;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{add_policy, check, check_posture, check_profile};
    use super::*;
    use crate::Posture;

    #[test]
    fn an_exclusion_passes_none_fails_where_the_profile_minds() {
        let report_only = |policy: &mut Policy| policy.state = PolicyState::ReportOnly;
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, add_policy(|_| {}), Verdict::Pass);
        check(&CONTROL, add_policy(report_only), Verdict::Fail);
        check_profile(&CONTROL, "microsoft-2026", add_policy(report_only), Verdict::NotApplicable);
    }

    #[test]
    fn under_a_split_posture_one_clear_account_is_enough() {
        let one = |policy: &mut Policy| {
            policy.state = PolicyState::ReportOnly;
            policy.conditions.users.as_mut().unwrap().exclude_users = vec![build::FIRST.into()];
        };
        check(&CONTROL, add_policy(one), Verdict::Fail);
        check_posture(&CONTROL, Posture::Split, add_policy(one), Verdict::Pass);
        check_posture(&CONTROL, Posture::Split, add_policy(|policy| policy.state = PolicyState::ReportOnly), Verdict::Fail);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
