//! Report-only device policies do not prompt the accounts.

use breakglass_model::tenant::{GrantControl, Policy, PolicyState};
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity, Untrusted};

use super::super::{Control, sources};
use super::reach;
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-report-only-device-prompt",
    title: "No report-only policy makes devices prompt for a certificate",
    severity: Severity::Info,
    why: "A report-only policy that asks for a compliant device can still prompt on macOS, iOS and Android.",
    fix: "Exclude these platforms, or the emergency group.",
    sources: &[sources::REPORT_ONLY],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let prompts =
        |policy: &Policy| policy.state == PolicyState::ReportOnly && asks_for_device(policy) && reaches_prompting_platforms(policy);
    reach::each_policy(evidence, prompts, |policy, account, through| {
        let saw = format!("report-only: may prompt {} for a device certificate", account.object.quoted());
        let wanted = "macOS, iOS and Android left out, or the emergency accounts excluded";
        Outcome::bad(Finding::new(Evidence::policy_ref(policy), saw, wanted).path(through.to_vec()))
    })
}

fn asks_for_device(policy: &Policy) -> bool {
    policy.grant.as_ref().is_some_and(|grant| grant.controls.contains(&GrantControl::CompliantDevice))
}

fn reaches_prompting_platforms(policy: &Policy) -> bool {
    let Some(platforms) = &policy.conditions.platforms else {
        return true;
    };
    let names = |list: &[Untrusted], word: &str| list.iter().any(|it| it.raw().eq_ignore_ascii_case(word));
    let included = |word: &str| platforms.include.is_empty() || names(&platforms.include, "all") || names(&platforms.include, word);
    ["macOS", "iOS", "android"].iter().any(|word| included(word) && !names(&platforms.exclude, word))
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::IncludeExclude;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{add_policy, check};
    use super::*;

    fn device(platforms: Option<IncludeExclude>) -> impl Fn(&mut Policy) {
        move |policy| {
            policy.state = PolicyState::ReportOnly;
            policy.grant.as_mut().unwrap().controls = vec![GrantControl::CompliantDevice];
            policy.conditions.platforms = platforms.clone();
        }
    }

    #[test]
    fn windows_alone_passes_every_platform_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, add_policy(device(None)), Verdict::Fail);
        let windows = IncludeExclude { include: vec!["windows".into()], exclude: Vec::new() };
        check(&CONTROL, add_policy(device(Some(windows))), Verdict::Pass);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
