//! Ordinary administrators cannot be caught waiting for an approval that nobody can give.

use breakglass_model::tenant::ActivationRule;
use breakglass_model::{
    Collection, Finding, GLOBAL_ADMINISTRATOR, Judgement, Missing, ObjectId, ObjectKind, ObjectRef, Outcome, PRIVILEGED_ROLE_ADMINISTRATOR,
    Reason, Severity, Untrusted,
};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "role-pim-approver-deadlock",
    title: "Activation of the highest roles is not deadlocked",
    severity: Severity::High,
    why: "If every Global Administrator and Privileged Role Administrator is only eligible, and activation waits for approvers who do not exist, nobody can approve anybody.",
    fix: "Choose approvers who can act without activating a role first, or mend the emergency accounts' permanent role.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::RoleManagementPolicies, Collection::RoleAssignments],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let rules = [GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR].map(|role| evidence.tenant.activation_rules.get(&role.into()));
    if rules.iter().any(|rule| matches!(rule, Err(Missing { reason: Reason::Unlicensed(_), .. }))) {
        return Judgement::not_applicable("without Privileged Identity Management nobody is only eligible");
    }
    Judgement::once(|| {
        let active = evidence.tenant.role_assignments.get(&GLOBAL_ADMINISTRATOR.into())?;
        let mut findings = Vec::new();
        for (role, rule) in [GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR].into_iter().zip(rules) {
            let Some(rule) = rule? else { continue };
            let gap = || {
                Missing::for_object(Collection::RoleManagementPolicies, &role.into(), Reason::NoProperty("isApprovalRequired".to_owned()))
            };
            if rule.needs_approval.ok_or_else(gap)? && !has_ready_approver(evidence, rule) {
                findings.push((role, rule));
            }
        }
        let somebody_is_active = active.iter().any(|it| it.is_tenant_wide());
        let findings = findings.into_iter().filter(|_| !somebody_is_active).map(|(role, rule)| {
            let saw = match rule.approvers.is_empty() {
                true => {
                    "activation needs an approval, nobody is chosen to approve, and nobody holds Global Administrator actively".to_owned()
                }
                false => {
                    format!("activation needs an approval by {} people or groups, none of whom holds an active role", rule.approvers.len())
                }
            };
            Finding::new(
                ObjectRef::new(ObjectKind::Role, role, None),
                saw,
                "an approver who needs no activation, or an active Global Administrator",
            )
        });
        Ok(Outcome::from_findings(findings.collect()))
    })
}

/// Whether some approver is a permanent holder of one of the two roles, or a group (whose members may be).
fn has_ready_approver(evidence: &Evidence<'_>, rule: &ActivationRule) -> bool {
    let holders = [GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR];
    let is_active = |id: &ObjectId| {
        holders.iter().any(|role| evidence.tenant.role_assignments.known(&(*role).into()).iter().any(|it| &it.principal == id))
    };
    let is_group = |kind: Option<&Untrusted>| kind.is_some_and(|kind| kind.raw() == "group");
    rule.approvers.iter().any(|approver| is_group(approver.kind.as_ref()) || is_active(&approver.id))
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{Approver, Objects, Scoped};
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn demand_approval(approvers: &'static [&'static str]) -> impl FnOnce(&mut breakglass_model::Tenant) {
        |tenant| {
            let approvers = approvers.iter().map(|id| Approver { id: (*id).into(), kind: Some("user".into()), name: None }).collect();
            tenant.activation_rules = Objects::unread(Collection::RoleManagementPolicies);
            let rule = ActivationRule { needs_approval: Some(true), approvers };
            for role in [GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR] {
                tenant.activation_rules.insert(role.into(), Ok(Some(rule.clone())));
            }
        }
    }

    fn nobody_active(tenant: &mut breakglass_model::Tenant) {
        tenant.role_assignments = Scoped::unread(Collection::RoleAssignments);
        tenant.role_assignments.add(GLOBAL_ADMINISTRATOR.into(), [], Ok(()));
    }

    #[test]
    fn no_approval_or_an_active_administrator_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, demand_approval(&[]), Verdict::Pass);
    }

    #[test]
    fn nobody_active_and_nobody_to_approve_fails() {
        let deadlock = |tenant: &mut breakglass_model::Tenant| {
            demand_approval(&[])(tenant);
            nobody_active(tenant);
        };
        check(&CONTROL, deadlock, Verdict::Fail);
        let eligible = |tenant: &mut breakglass_model::Tenant| {
            demand_approval(&["eligible"])(tenant);
            nobody_active(tenant);
        };
        check(&CONTROL, eligible, Verdict::Fail);
    }

    #[test]
    fn a_rule_that_does_not_say_whether_it_asks_for_approval_is_unknown() {
        let silent = |tenant: &mut breakglass_model::Tenant| {
            tenant.activation_rules.insert(GLOBAL_ADMINISTRATOR.into(), Ok(Some(ActivationRule::default())));
        };
        check(&CONTROL, silent, Verdict::Unknown);
    }

    #[test]
    fn unread_rules_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::RoleManagementPolicies), Verdict::Unknown);
    }
}
