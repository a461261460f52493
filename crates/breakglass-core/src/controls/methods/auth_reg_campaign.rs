//! No campaign asks the accounts to register another method.

use breakglass_model::tenant::MethodTarget;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};
use breakglass_prover::access::is_member;

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-reg-campaign",
    title: "The registration campaign leaves the accounts alone",
    severity: Severity::Low,
    why: "A prompt to register a telephone in the middle of an emergency costs time, and may end with a weak method on the account.",
    fix: "Exclude the emergency group from the registration campaign.",
    sources: &[sources::PASSWORD_POLICIES],
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
    let Some(campaign) = policy.registration_campaign.as_ref().filter(|it| !it.state.raw().eq_ignore_ascii_case("disabled")) else {
        return Judgement::once(|| Ok(Outcome::good()));
    };
    Judgement::for_each(evidence.accounts(), |account| {
        let reaches = |target: &MethodTarget| match target.id.raw() {
            "all_users" => Ok(true),
            _ if target.id == account.object.id => Ok(true),
            _ => is_member(evidence.tenant, account, &target.id).map(|path| path.is_some()),
        };
        for target in &campaign.exclude {
            if reaches(target)? {
                return Ok(Outcome::good());
            }
        }
        for target in &campaign.include {
            if reaches(target)? {
                let saw = format!("the campaign (state {}) includes it and does not exclude it", campaign.state.quoted());
                return Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "an exclusion from the campaign")));
            }
        }
        Ok(Outcome::good())
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::RegistrationCampaign;
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn campaign(exclude: &'static [&'static str]) -> impl FnOnce(&mut breakglass_model::Tenant) {
        |tenant| {
            let target = |id: &str| MethodTarget { id: id.into(), kind: Some("group".into()), passkey_profiles: Vec::new() };
            let campaign = RegistrationCampaign {
                state: "enabled".into(),
                include: vec![target("all_users")],
                exclude: exclude.iter().map(|id| target(id)).collect(),
            };
            tenant.methods_policy.as_mut().unwrap().registration_campaign = Some(campaign);
        }
    }

    #[test]
    fn no_campaign_or_an_exclusion_passes_all_users_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, campaign(&[build::GROUP]), Verdict::Pass);
        check(&CONTROL, campaign(&[]), Verdict::Fail);
    }

    #[test]
    fn an_unread_policy_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethodsPolicy), Verdict::Unknown);
    }
}
