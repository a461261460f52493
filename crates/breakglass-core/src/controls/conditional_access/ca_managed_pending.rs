//! Policies that Microsoft makes let the accounts off before they switch themselves on.

use breakglass_model::tenant::{Policy, PolicyState};
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use super::reach;
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "ca-managed-pending",
    title: "Microsoft-managed policies exclude the emergency accounts",
    severity: Severity::High,
    why: "Microsoft creates policies in report-only mode and switches them on by itself; All users includes the emergency accounts.",
    fix: "Edit the policy now: state and exclusions are yours to change. Exclude the emergency group.",
    sources: &[sources::MANAGED_POLICIES],
    needs: &[Collection::Users, Collection::ConditionalAccessPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

/// Days after which such a policy may switch itself on, by the text of 2026-05-28.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/managed-policies> (read 2026-11-25).
const DAYS: i64 = 30;

/// The same by a text of 2025-11. The shorter time counts; the longer one is said beside it.
const DAYS_BEFORE: i64 = 45;

/// Assumption: a policy that Microsoft manages is told by its display name, since no property of Graph is documented to tell it.
/// `templateId` is set on policies that administrators make from templates, too.
const PREFIX: &str = "microsoft-managed";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let is_pending = |policy: &Policy| is_managed(policy) && policy.state != PolicyState::Disabled;
    reach::each_exclusion(evidence, is_pending, |policy, account, through| {
        let finding =
            |saw: String| Finding::new(Evidence::policy_ref(policy), saw, "an exclusion of the emergency accounts").path(through.to_vec());
        match policy.is_enforced() {
            true => Outcome::bad(finding(format!("{}: applies to {}", policy.state.word(), account.object.quoted()))),
            false => Outcome::soon(finding(format!("would apply to {}; {}", account.object.quoted(), deadline(policy, evidence.now)))),
        }
    })
}

fn is_managed(policy: &Policy) -> bool {
    policy.name.raw().trim_start().to_ascii_lowercase().starts_with(PREFIX)
}

/// When Microsoft may switch it on, as far as its date of creation tells.
fn deadline(policy: &Policy, now: jiff::Timestamp) -> String {
    let Some(created) = policy.created else {
        return format!("it may switch itself on {DAYS} days after it was created, on a date that was not read");
    };
    let after = |days: i64| created.checked_add(jiff::SignedDuration::from_hours(days * 24)).ok();
    match (after(DAYS), after(DAYS_BEFORE)) {
        (Some(due), _) if due <= now => format!("created {}: since {} it may switch itself on any day", day(created), day(due)),
        (Some(due), Some(later)) => {
            let older = format!("{} by an older text of Microsoft's", day(later));
            format!("created {}: it may switch itself on from {} ({older})", day(created), day(due))
        }
        (_, _) => format!("created {}", day(created)),
    }
}

fn day(at: jiff::Timestamp) -> String {
    at.strftime("%F").to_string()
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{add_policy, check};
    use super::*;

    fn managed(state: PolicyState) -> impl Fn(&mut Policy) {
        move |policy| {
            policy.name = "Microsoft-managed: Multifactor authentication for all users".into();
            policy.created = Some("1969-12-20T00:00:00Z".parse().unwrap());
            policy.state = state.clone();
        }
    }

    #[test]
    fn report_only_warns_with_the_date_enabled_fails_off_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let judgement = check(&CONTROL, add_policy(managed(PolicyState::ReportOnly)), Verdict::Warn);
        assert!(judgement.findings[0].saw.contains("from 1970-01-19 (1970-02-03 by an older text"), "{judgement:?}");
        let overdue = |policy: &mut Policy| {
            managed(PolicyState::ReportOnly)(policy);
            policy.created = Some("1969-11-01T00:00:00Z".parse().unwrap());
        };
        let judgement = check(&CONTROL, add_policy(overdue), Verdict::Warn);
        assert!(judgement.findings[0].saw.contains("since 1969-12-01 it may switch itself on any day"), "{judgement:?}");
        check(&CONTROL, add_policy(managed(PolicyState::Enabled)), Verdict::Fail);
        check(&CONTROL, add_policy(managed(PolicyState::Disabled)), Verdict::Pass);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
