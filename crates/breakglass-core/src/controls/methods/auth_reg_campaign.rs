//! No campaign asks the accounts to register another method.

use breakglass_model::tenant::MethodTarget;
use breakglass_model::{Collection, Fact, Finding, Judgement, Missing, Outcome, Reason, Severity};
use breakglass_prover::access::{Subject, is_member};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-reg-campaign",
    title: "The registration campaign leaves the accounts alone",
    severity: Severity::Low,
    why: "A prompt to register a telephone in the middle of an emergency costs time, and may end with a weak method on the account.",
    fix: "Exclude the emergency group from the registration campaign.",
    sources: &[sources::REGISTRATION_CAMPAIGN],
    needs: &[Collection::AuthenticationMethodsPolicy],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let policy = match &evidence.tenant.methods_policy {
        Ok(policy) => policy,
        Err(missing) => return Judgement::unknown(vec![missing.clone()]),
    };
    let Some(campaign) = &policy.registration_campaign else {
        let reason = Reason::NoProperty("registrationEnforcement".to_owned());
        return Judgement::unknown(vec![Missing::of(Collection::AuthenticationMethodsPolicy, reason)]);
    };
    if campaign.state.raw().eq_ignore_ascii_case("disabled") {
        return Judgement::once(|| Ok(Outcome::good())).note("the campaign is switched off");
    }
    if campaign.include.is_empty() {
        // A campaign that runs is aimed at somebody.
        let reason = Reason::NoProperty("includeTargets".to_owned());
        return Judgement::unknown(vec![Missing::of(Collection::AuthenticationMethodsPolicy, reason)]);
    }
    Judgement::for_each(evidence.accounts(), |account| {
        if reached(evidence, account, &campaign.exclude)? || !reached(evidence, account, &campaign.include)? {
            return Ok(Outcome::good());
        }
        let wanted = "an exclusion from the campaign";
        match campaign.state.raw().eq_ignore_ascii_case("default") {
            true => {
                let saw = "the campaign includes it and does not exclude it; whether it runs is left to Microsoft (state `default`)";
                Ok(Outcome::soon(Finding::new(account.object.clone(), saw, wanted)))
            }
            false => {
                let saw = format!("the campaign (state {}) includes it and does not exclude it", campaign.state.quoted());
                Ok(Outcome::bad(Finding::new(account.object.clone(), saw, wanted)))
            }
        }
    })
}

/// Whether one of the targets is the account or holds it. A certain yes counts whatever else could not be resolved.
fn reached(evidence: &Evidence<'_>, account: &Subject<'_>, targets: &[MethodTarget]) -> Fact<bool> {
    let mut missing = None;
    for target in targets {
        if target.id.raw().eq_ignore_ascii_case("all_users") || target.id == account.object.id {
            return Ok(true);
        }
        if target.kind.as_ref().is_some_and(|kind| kind.raw().eq_ignore_ascii_case("user")) {
            continue;
        }
        match is_member(evidence.tenant, account, &target.id) {
            Ok(Some(_)) => return Ok(true),
            Ok(None) => {}
            Err(gap) => missing = Some(gap),
        }
    }
    missing.map_or(Ok(false), Err)
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::RegistrationCampaign;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn campaign(
        state: &'static str,
        include: &'static str,
        exclude: &'static [&'static str],
    ) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| {
            let target = |id: &str| MethodTarget { id: id.into(), kind: Some("group".into()), passkey_profiles: Vec::new() };
            let campaign = RegistrationCampaign {
                state: state.into(),
                include: vec![target(include)],
                exclude: exclude.iter().map(|id| target(id)).collect(),
            };
            tenant.methods_policy.as_mut().unwrap().registration_campaign = Some(campaign);
        }
    }

    #[test]
    fn no_campaign_or_an_exclusion_passes_all_users_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, campaign("enabled", "all_users", &[build::GROUP]), Verdict::Pass);
        check(&CONTROL, campaign("enabled", "all_users", &[]), Verdict::Fail);
        check(&CONTROL, campaign("default", "all_users", &[]), Verdict::Warn);
        check(&CONTROL, campaign("disabled", "all_users", &[]), Verdict::Pass);
    }

    #[test]
    fn a_campaign_at_nobody_that_was_read_is_unknown() {
        let nobody = |tenant: &mut breakglass_model::Tenant| {
            campaign("enabled", "all_users", &[])(tenant);
            tenant.methods_policy.as_mut().unwrap().registration_campaign.as_mut().unwrap().include.clear();
        };
        check(&CONTROL, nobody, Verdict::Unknown);
        check(&CONTROL, campaign("enabled", "", &[]), Verdict::Unknown);
    }

    #[test]
    fn groups_that_nobody_read_are_unknown_unless_something_else_settles_it() {
        const STRANGER: &str = "b0000000-0000-4000-8000-000000000007";
        let no_groups = |tenant: &mut breakglass_model::Tenant| {
            build::forbid(tenant, Collection::UserGroupMemberships);
            tenant.group_members = breakglass_model::tenant::Scoped::unread(Collection::GroupMembers);
        };
        let with = |exclude: &'static [&'static str]| {
            move |tenant: &mut breakglass_model::Tenant| {
                no_groups(tenant);
                campaign("enabled", "all_users", exclude)(tenant);
            }
        };
        check(&CONTROL, with(&[STRANGER]), Verdict::Unknown);
        check(&CONTROL, with(&[STRANGER, build::FIRST, build::SECOND]), Verdict::Pass);
    }

    #[test]
    fn an_unread_policy_or_campaign_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethodsPolicy), Verdict::Unknown);
        check(&CONTROL, |tenant| tenant.methods_policy.as_mut().unwrap().registration_campaign = None, Verdict::Unknown);
    }
}
