//! The name of the emergency group does not say what it is for.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::{Evidence, Naming, names};

pub(super) const CONTROL: Control = Control {
    id: "group-neutral-name",
    title: "The name of the emergency group does not reveal its purpose",
    severity: Severity::Low,
    why: "The group is named in every policy, and everybody who can read groups learns which accounts to attack.",
    fix: "Rename the group: its id, and with it every exclusion, stays.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Groups],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if evidence.profile.naming != Naming::Neutral {
        return Judgement::not_applicable("the profile leaves the names free");
    }
    Judgement::for_each(evidence.group().map(|group| [group]), |group| match names::telling_word(&group.name) {
        None => Ok(Outcome::good()),
        Some(word) => {
            let object = evidence.group_ref().unwrap_or_else(|| evidence.tenant_ref());
            let saw = format!("its name {} contains `{word}`", group.name.quoted());
            Ok(Outcome::bad(Finding::new(object, saw, "a neutral name")))
        }
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::Group;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_profile};
    use super::*;

    fn change_group(change: impl FnOnce(&mut Group)) -> impl FnOnce(&mut breakglass_model::Tenant) {
        |tenant| {
            let mut group = build::group(build::GROUP);
            change(&mut group);
            tenant.groups.insert(build::GROUP.into(), Ok(Some(group)));
        }
    }

    #[test]
    fn a_neutral_name_passes_a_telling_one_fails_where_the_profile_minds() {
        let telling = || change_group(|group| group.name = "Emergency Access".into());
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, telling(), Verdict::Fail);
        check_profile(&CONTROL, "microsoft-2026", telling(), Verdict::NotApplicable);
    }

    #[test]
    fn an_unread_group_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::Groups), Verdict::Unknown);
    }
}
