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

/// Days after which such a policy may switch itself on: 30 by the text of 2026-05-28, 45 by one of 2025-11.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/managed-policies> (read 2026-11-25).
const DAYS: i64 = 30;

/// Assumption: a policy that Microsoft manages is told by its display name; no Graph property is documented to tell it.
const PREFIX: &str = "microsoft-managed";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let is_pending = |policy: &Policy| is_managed(policy) && policy.state != PolicyState::Disabled;
    reach::each_policy(evidence, is_pending, |policy, account, through| {
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
    match created.checked_add(jiff::SignedDuration::from_hours(DAYS * 24)) {
        Ok(due) if due <= now => format!("created {created}: it may have switched itself on since {due}, and can do so any day"),
        Ok(due) => format!("created {created}: it may switch itself on from {due}"),
        Err(_) => format!("created {created}"),
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::UserConditions;
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
        let judgement = check(&CONTROL, add(managed(PolicyState::ReportOnly)), Verdict::Warn);
        assert!(judgement.findings[0].saw.contains("from 1970-01-19"), "{judgement:?}");
        check(&CONTROL, add(managed(PolicyState::Enabled)), Verdict::Fail);
        check(&CONTROL, add(managed(PolicyState::Disabled)), Verdict::Pass);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ConditionalAccessPolicies), Verdict::Unknown);
    }
}
