//! Identity Protection holds nothing against the accounts.

use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "acct-no-user-risk",
    title: "No emergency account is at risk",
    severity: Severity::High,
    why: "An account at risk is refused by every policy on user risk, and somebody may have its password.",
    fix: "Investigate, then dismiss the risk or change what was exposed.",
    sources: &[sources::SECURITY_OPERATIONS],
    needs: &[Collection::Users, Collection::RiskyUsers],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let accounts = match evidence.accounts() {
        Ok(accounts) => accounts,
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    let risk = |account: &breakglass_prover::access::Subject<'_>| account.user().and_then(|user| evidence.tenant.risks.get(&user.id));
    if accounts.iter().any(|account| matches!(risk(account), Err(Missing { reason: Reason::Unlicensed(_), .. }))) {
        return Judgement::not_applicable("Identity Protection needs Microsoft Entra ID P2, which this tenant does not have");
    }
    Judgement::for_each(Ok(accounts), |account| match risk(account)? {
        None => Ok(Outcome::good()),
        Some(risk) if is_harmless(risk.state.raw()) => Ok(Outcome::good()),
        Some(risk) => {
            let level = risk.level.as_ref().map_or_else(String::new, |level| format!(", level {}", level.quoted()));
            let saw = format!("its risk state is {}{level}", risk.state.quoted());
            Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "no open risk")))
        }
    })
}

/// Every other state, known or not, is an open risk.
fn is_harmless(state: &str) -> bool {
    ["none", "confirmedSafe", "remediated", "dismissed"].iter().any(|word| word.eq_ignore_ascii_case(state))
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn set(state: &'static str) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| {
            tenant.risks = breakglass_model::tenant::Objects::unread(Collection::RiskyUsers);
            tenant.risks.set_listing(Ok(()));
            let risk = breakglass_model::tenant::UserRisk { state: state.into(), level: Some("high".into()) };
            tenant.risks.insert(build::FIRST.into(), Ok(Some(risk)));
        }
    }

    #[test]
    fn no_record_and_closed_risks_pass_open_and_unheard_of_ones_fail() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, set("dismissed"), Verdict::Pass);
        check(&CONTROL, set("atRisk"), Verdict::Fail);
        check(&CONTROL, set("unknownFutureValue"), Verdict::Fail);
    }

    #[test]
    fn without_the_licence_the_question_does_not_arise_and_without_the_right_nobody_knows() {
        let unlicensed = |tenant: &mut breakglass_model::Tenant| {
            tenant.risks = breakglass_model::tenant::Objects::unread(Collection::RiskyUsers);
            tenant.risks.set_listing(Err(Missing::of(Collection::RiskyUsers, Reason::Unlicensed("403 Forbidden".into()))));
        };
        check(&CONTROL, unlicensed, Verdict::NotApplicable);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::RiskyUsers), Verdict::Unknown);
    }
}
