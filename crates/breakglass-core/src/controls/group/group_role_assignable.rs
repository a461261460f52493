//! The emergency group is role-assignable: only the highest roles can then change who is in it.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "group-role-assignable",
    title: "The emergency group is role-assignable",
    severity: Severity::High,
    why: "Membership of an ordinary group can be changed by many administrators: whoever adds himself is let off by every policy.",
    fix: "isAssignableToRole is fixed when a group is created: create a new role-assignable group, put it into every exclusion, then retire the old one.",
    sources: &[sources::ROLE_ASSIGNABLE_GROUPS, sources::EMERGENCY_ACCESS],
    needs: &[Collection::Groups],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.group().map(|group| [group]), |group| {
        if group.role_assignable()? || group.is_management_restricted == Some(Some(true)) {
            return Ok(Outcome::good());
        }
        let object = evidence.group_ref().unwrap_or_else(|| evidence.tenant_ref());
        let wanted = "isAssignableToRole is true (or the group is in a restricted management administrative unit)";
        Ok(Outcome::bad(Finding::new(object, "isAssignableToRole is not true", wanted)))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Tenant, Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn set(assignable: Option<Option<bool>>, restricted: Option<bool>) -> impl FnOnce(&mut Tenant) {
        move |tenant| {
            let mut group = build::group(build::GROUP);
            group.is_role_assignable = assignable;
            group.is_management_restricted = Some(restricted);
            tenant.groups.insert(build::GROUP.into(), Ok(Some(group)));
        }
    }

    #[test]
    fn role_assignable_or_restricted_groups_pass() {
        check(&CONTROL, set(Some(Some(true)), None), Verdict::Pass);
        check(&CONTROL, set(Some(None), Some(true)), Verdict::Pass);
    }

    #[test]
    fn an_ordinary_group_fails_and_an_unread_property_is_unknown() {
        check(&CONTROL, set(Some(None), None), Verdict::Fail);
        check(&CONTROL, set(None, None), Verdict::Unknown);
    }
}
