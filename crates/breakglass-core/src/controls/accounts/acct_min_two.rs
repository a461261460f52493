//! At least two emergency accounts can sign in: one is a single point of failure.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "acct-min-two",
    title: "At least two emergency accounts are enabled",
    severity: Severity::Critical,
    why: "With one account, one lost key, one disabled object or one mistake shuts everybody out.",
    fix: "Create a second emergency account, or enable the one that is disabled.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let accounts = match evidence.accounts() {
        Ok(accounts) => accounts,
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    if let Some(supposed) = accounts.iter().find(|account| account.is_supposed()) {
        return Judgement::unknown(supposed.user().err().into_iter().collect());
    }
    let mut distinct: Vec<_> = accounts.iter().collect();
    distinct.sort_by(|one, other| one.object.id.cmp(&other.object.id));
    distinct.dedup_by(|one, other| one.object.id == other.object.id);
    let (mut enabled, mut missing) = (Vec::new(), Vec::new());
    for account in &distinct {
        match account.user().and_then(breakglass_model::tenant::User::enabled) {
            Ok(true) => enabled.push(account.object.quoted()),
            Ok(false) => {}
            Err(gap) => missing.push(gap),
        }
    }
    let examined = distinct.len() - missing.len();
    let unread_could_settle_it = enabled.len() < 2 && enabled.len() + missing.len() >= 2;
    let mut judgement = Judgement::once(|| match enabled.len() {
        2.. => Ok(Outcome::good()),
        _ if unread_could_settle_it => Ok(Outcome { missing, ..Outcome::default() }),
        count => {
            let names = if enabled.is_empty() { String::new() } else { format!(": {}", enabled.join(", ")) };
            let saw = match count {
                1 => format!("one enabled account of {} designated, a single point of failure{names}", distinct.len()),
                _ => format!("no enabled account of {} designated", distinct.len()),
            };
            Ok(Outcome::bad(Finding::new(evidence.tenant_ref(), saw, "two enabled emergency accounts or more")))
        }
    });
    judgement.examined = examined;
    judgement
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_designated};
    use super::*;

    #[test]
    fn two_enabled_accounts_pass_and_one_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check_designated(&CONTROL, |it| it.accounts.truncate(1), |_| {}, Verdict::Fail);
        check_designated(&CONTROL, |it| it.accounts = vec![build::FIRST.into(), build::FIRST.into()], |_| {}, Verdict::Fail);
    }

    #[test]
    fn a_disabled_account_does_not_count() {
        let disable = |tenant: &mut breakglass_model::Tenant| {
            let user = breakglass_model::tenant::User { is_enabled: Some(false), ..build::user(build::SECOND) };
            tenant.users.insert(build::SECOND.into(), Ok(Some(user)));
        };
        check(&CONTROL, disable, Verdict::Fail);
    }

    #[test]
    fn unread_accounts_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::Users), Verdict::Unknown);
    }
}
