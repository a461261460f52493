//! The emergency group is a security group with assigned members.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "group-security-assigned",
    title: "The emergency group is a security group whose members are assigned",
    severity: Severity::High,
    why: "The rule of a dynamic group can be changed, and a mail-enabled or Microsoft 365 group is managed by other people in other places.",
    fix: "Create a security group with assigned members, put it into every exclusion, then retire the old one.",
    sources: &[sources::ROLE_ASSIGNABLE_GROUPS],
    needs: &[Collection::Groups],
    compliance: &[],
    since: "0.2",
    judge,
};

const WANTED: &str = "a cloud security group with assigned members, not mail-enabled";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.group().map(|group| [group]), |group| {
        let mut saw = Vec::new();
        if !*group.property(group.is_security.as_ref(), "securityEnabled")? {
            saw.push("securityEnabled is false");
        }
        if *group.property(group.is_mail_enabled.as_ref(), "mailEnabled")? {
            saw.push("mailEnabled is true");
        }
        let types = group.property(group.types.as_ref(), "groupTypes")?;
        let has = |word: &str| types.iter().any(|kind| kind.raw().eq_ignore_ascii_case(word));
        saw.extend(has("DynamicMembership").then_some("its membership follows a rule"));
        saw.extend(has("Unified").then_some("it is a Microsoft 365 group"));
        if *group.property(group.is_synchronised.as_ref(), "onPremisesSyncEnabled")? == Some(true) {
            saw.push("it is synchronised from on-premises");
        }
        let object = evidence.group_ref().unwrap_or_else(|| evidence.tenant_ref());
        Ok(Outcome::from_findings(saw.into_iter().map(|saw| Finding::new(object.clone(), saw, WANTED)).collect()))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::Group;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn change_group(change: impl FnOnce(&mut Group)) -> impl FnOnce(&mut breakglass_model::Tenant) {
        |tenant| {
            let mut group = build::group(build::GROUP);
            change(&mut group);
            tenant.groups.insert(build::GROUP.into(), Ok(Some(group)));
        }
    }

    #[test]
    fn an_assigned_security_group_passes_and_every_other_kind_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, change_group(|group| group.types = Some(vec!["DynamicMembership".into()])), Verdict::Fail);
        check(&CONTROL, change_group(|group| group.types = Some(vec!["Unified".into()])), Verdict::Fail);
        check(&CONTROL, change_group(|group| group.is_synchronised = Some(Some(true))), Verdict::Fail);
        check(&CONTROL, change_group(|group| group.is_security = Some(false)), Verdict::Fail);
    }

    #[test]
    fn an_unread_property_is_unknown() {
        check(&CONTROL, change_group(|group| group.types = None), Verdict::Unknown);
    }
}
