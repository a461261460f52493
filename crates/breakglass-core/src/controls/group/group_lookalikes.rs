//! No other group looks like the emergency group.

use breakglass_model::{Collection, Finding, Judgement, ObjectKind, ObjectRef, Outcome, Severity};

use super::super::{Compliance, Control, Framework, sources};
use crate::{Evidence, names};

pub(super) const CONTROL: Control = Control {
    id: "group-lookalikes",
    title: "No other group looks like the emergency group",
    severity: Severity::Low,
    why: "A group with nearly the same name is picked by mistake, or made to be picked: its members then walk past policies.",
    fix: "Rename or delete the other group, and find out who made it.",
    sources: &[sources::EMERGENCY_ACCESS, sources::CIS],
    needs: &[Collection::Groups, Collection::SimilarGroups],
    compliance: &[Compliance { framework: Framework::CisM365, reference: "5.1.3.1" }],
    since: "0.2",
    judge,
};

/// Characters that two names may differ by and still be mistaken for one another.
const NEAR: usize = 2;

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.group().map(|group| [group]), |group| {
        let ours = names::skeleton(&group.name);
        let mut outcome = Outcome::default();
        let similar = evidence.tenant.similar_groups.known(&group.id).iter().filter_map(|it| Some((&it.id, it.name.as_ref()?)));
        let mut seen = std::collections::BTreeSet::new();
        for (id, name) in similar.chain(evidence.tenant.referenced_groups.iter()) {
            if id == &group.id || !seen.insert(id) {
                continue;
            }
            let theirs = names::skeleton(name);
            let is_near = !theirs.is_empty() && (theirs == ours || names::distance(&theirs, &ours, NEAR).is_some());
            if is_near {
                let object = ObjectRef::new(ObjectKind::Group, id.clone(), Some(name.clone()));
                let saw = format!("its name looks like {}", group.name.quoted());
                outcome.bad.push(Finding::new(object, saw, "no group whose name can be mistaken for it"));
            }
        }
        outcome.missing.extend(evidence.tenant.similar_groups.get(&group.id).err());
        Ok(outcome)
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn other(name: &'static str) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| {
            let mut member = build::member("other", "group");
            member.name = Some(name.into());
            tenant.similar_groups.add(build::GROUP.into(), [member], Ok(()));
        }
    }

    #[test]
    fn other_names_pass_near_and_homoglyph_names_fail() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, other("Finance"), Verdict::Pass);
        check(&CONTROL, other("Grοup b0000000-0000-4000-8000-000000000001"), Verdict::Fail);
        check(&CONTROL, other("Group b0000000-0000-4000-8000-000000000002"), Verdict::Fail);
    }

    #[test]
    fn an_unread_list_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::SimilarGroups), Verdict::Unknown);
    }
}
