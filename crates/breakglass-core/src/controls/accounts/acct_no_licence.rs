//! Emergency accounts carry no licence, unless the profile asks for one.

use breakglass_model::tenant::AssignedLicence;
use breakglass_model::{Collection, Fact, Finding, Judgement, Missing, Outcome, Reason, Severity};
use breakglass_prover::access::Subject;

use super::super::{Compliance, Control, Framework, sources};
use crate::{Demand, Evidence};

pub(super) const CONTROL: Control = Control {
    id: "acct-no-licence",
    title: "Emergency accounts carry the licences that the profile asks for",
    severity: Severity::Low,
    why: "A licence brings a mailbox and applications that widen the ways in, and group-based licensing ties the account to other groups.",
    fix: "Remove the licence, and take the account out of groups that assign licences.",
    sources: &[sources::EMERGENCY_ACCESS, sources::CIS],
    needs: &[Collection::Users],
    compliance: &[Compliance { framework: Framework::CisM365, reference: "1.1.2" }],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let wanted = match evidence.profile.licence {
        Demand::Any => return Judgement::not_applicable("the profile leaves licences free"),
        Demand::None => "no licence on the account",
        Demand::Required => "a licence that includes Microsoft Entra ID P2",
    };
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let licences = user.property(user.licences.as_ref(), "assignedLicenses")?;
        if evidence.profile.licence == Demand::Required {
            return Ok(match includes_p2(evidence, licences)? {
                true => Outcome::good(),
                false if licences.is_empty() => bad_for(account, "no licence is assigned", wanted),
                false => bad_for(account, "none of its licences includes Microsoft Entra ID P2", wanted),
            });
        }
        let found = licences.iter().map(|licence| {
            let through = licence.through_group.as_ref();
            let path = through.map(|group| evidence.tenant.group_name(group).map_or_else(|| group.shown(), |name| name.quoted()));
            let finding = Finding::new(account.object.clone(), format!("licence {} is assigned", licence.sku.shown()), wanted);
            finding.path(path.map(|group| format!("through group {group}")).into_iter().collect())
        });
        Ok(Outcome::from_findings(found.collect()))
    })
}

fn bad_for(account: &Subject<'_>, saw: &str, wanted: &str) -> Outcome {
    Outcome::bad(Finding::new(account.object.clone(), saw, wanted).fix("Assign the licence."))
}

/// Whether a licence in force brings the plan; missing where the tenant's list does not tell what a licence is.
fn includes_p2(evidence: &Evidence<'_>, licences: &[AssignedLicence]) -> Fact<bool> {
    let mut missing = None;
    for licence in licences {
        let skus = evidence.tenant.skus.as_ref().map_err(Clone::clone)?;
        match skus.iter().find(|sku| sku.id.as_ref() == Some(&licence.sku)) {
            Some(sku) if sku.is_active && sku.plans.iter().any(|plan| plan.raw().eq_ignore_ascii_case("AAD_PREMIUM_P2")) => {
                return Ok(true);
            }
            Some(_) => {}
            None => missing = Some(Missing::for_object(Collection::SubscribedSkus, &licence.sku, Reason::Unresolved)),
        }
    }
    missing.map_or(Ok(false), Err)
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{change_user, check, check_profile};
    use super::*;

    fn license(tenant: &mut breakglass_model::Tenant) {
        change_user(|user| user.licences = Some(vec![AssignedLicence { sku: "sku".into(), through_group: Some(build::GROUP.into()) }]))(
            tenant,
        );
    }

    #[test]
    fn no_licence_passes_and_one_through_a_group_names_the_group() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let judgement = check(&CONTROL, license, Verdict::Fail);
        assert!(judgement.findings[0].path[0].starts_with("through group"));
    }

    #[test]
    fn profiles_differ_and_unread_licences_are_unknown() {
        check_profile(&CONTROL, "gc-guardrails", |_| {}, Verdict::Fail);
        let both = |sku: &'static str| {
            move |tenant: &mut breakglass_model::Tenant| {
                for id in [build::FIRST, build::SECOND] {
                    let mut user = build::user(id);
                    user.licences = Some(vec![AssignedLicence { sku: sku.into(), through_group: None }]);
                    tenant.users.insert(id.into(), Ok(Some(user)));
                }
            }
        };
        check_profile(&CONTROL, "gc-guardrails", both("premium"), Verdict::Pass);
        check_profile(&CONTROL, "gc-guardrails", both("not listed"), Verdict::Unknown);
        let poorer = |tenant: &mut breakglass_model::Tenant| {
            both("premium")(tenant);
            tenant.skus.as_mut().unwrap()[0].plans.retain(|plan| plan.raw() != "AAD_PREMIUM_P2");
        };
        check_profile(&CONTROL, "gc-guardrails", poorer, Verdict::Fail);
        check_profile(&CONTROL, "microsoft-2026", license, Verdict::NotApplicable);
        check(&CONTROL, change_user(|user| user.licences = None), Verdict::Unknown);
    }
}
