//! There are no more emergency accounts than somebody can justify.

use breakglass_model::{Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "acct-not-too-many",
    title: "There are no more emergency accounts than justified",
    severity: Severity::Low,
    why: "Every account more is one more to guard, to drill and to forget.",
    fix: "Retire the accounts that nobody can justify, or write the reason into the declaration.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let Some(most) = evidence.profile.max_accounts else {
        return Judgement::not_applicable("the profile sets no limit");
    };
    Judgement::once(|| {
        let accounts = evidence.accounts()?;
        let count = accounts.len().saturating_sub(evidence.duplicates().len());
        if count <= usize::from(most) || evidence.designation.reason_for_more_accounts.is_some() {
            return Ok(Outcome::good());
        }
        let names: Vec<String> = accounts.iter().map(|account| account.object.quoted()).collect();
        let saw = format!("{count} accounts: {}", names.join(", "));
        Ok(Outcome::bad(Finding::new(evidence.tenant_ref(), saw, format!("at most {most} accounts, or a written reason for more"))))
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_designated};
    use super::*;

    #[test]
    fn two_pass_three_need_a_reason() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check_designated(&CONTROL, |it| it.accounts.push("third".into()), |_| {}, Verdict::Fail);
        let explained = |it: &mut breakglass_model::Designation| {
            it.accounts.push("third".into());
            it.reason_for_more_accounts = Some("three continents".to_owned());
        };
        check_designated(&CONTROL, explained, |_| {}, Verdict::Pass);
    }

    #[test]
    fn nobody_designated_is_unknown() {
        check_designated(&CONTROL, |it| *it = breakglass_model::Designation::default(), |_| {}, Verdict::Unknown);
        check_designated(
            &CONTROL,
            |it| it.accounts.clear(),
            |tenant| build::forbid(tenant, breakglass_model::Collection::GroupMembers),
            Verdict::Unknown,
        );
    }
}
