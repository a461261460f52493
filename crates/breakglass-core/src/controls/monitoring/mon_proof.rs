//! A test alert was delivered and acknowledged recently.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};
use crate::Evidence;
use crate::arranged::Duty;

pub(super) const CONTROL: Control = Control {
    id: "mon-proof",
    title: "A test alert went through every channel within 90 days",
    severity: Severity::High,
    why: "Channels break in silence: a leaver, a full mailbox, an expired token, a blocked number.",
    fix: "Send a test alert through every channel, and have each person acknowledge it.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge,
};

const DUTY: Duty = Duty { key: "alert-test-days", declared: |periods| periods.alert_test, longest: Some(90) };

fn judge(evidence: &Evidence<'_>) -> Judgement {
    DUTY.judge(evidence, Vec::new(), |period| {
        format!("No receipts are kept yet; a test comes round {period}. Note the date of the last test alert that everybody acknowledged.")
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::Verdict;

    use super::super::super::testing::check_designated;
    use super::*;

    #[test]
    fn a_period_that_is_too_long_is_a_fault_and_a_shorter_one_is_named() {
        let check = |days, expected| check_designated(&CONTROL, |it| it.arrangements.periods.alert_test = days, |_| {}, expected);
        check(Some(400), Verdict::Fail);
        assert!(check(Some(30), Verdict::Manual).note.unwrap().contains("every 30 days, as declared"));
        assert!(check(None, Verdict::Manual).note.unwrap().contains("every 90 days"));
    }
}
