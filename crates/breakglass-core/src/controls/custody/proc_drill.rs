//! Each account was used in a drill.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};
use crate::Evidence;
use crate::arranged::Duty;

pub(super) const CONTROL: Control = Control {
    id: "proc-drill",
    title: "Each account passed a drill within the period",
    severity: Severity::High,
    why: "What was never tried does not work: the key, the PIN, the people, the alert, the way back.",
    fix: "Sign in with each account, do one administrative task, see the alert, seal everything again.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge,
};

const DUTY: Duty = Duty { key: "drill-days", declared: |periods| periods.drill, longest: None };

fn judge(evidence: &Evidence<'_>) -> Judgement {
    DUTY.judge(evidence, Vec::new(), |period| format!("No drills are recorded yet; they come round {period}. Note the date of the last drill of each account; lastSuccessfulSignInDateTime is a cross-check."))
}

#[cfg(test)]
mod tests {
    use breakglass_model::Verdict;

    use super::super::super::testing::check_designated;
    use super::*;

    #[test]
    fn a_period_that_is_too_long_is_a_fault_and_a_shorter_one_is_named() {
        let check = |days, expected| check_designated(&CONTROL, |it| it.arrangements.periods.drill = days, |_| {}, expected);
        check(Some(400), Verdict::Fail);
        assert!(check(Some(30), Verdict::Manual).note.unwrap().contains("every 30 days, as declared"));
        assert!(check(None, Verdict::Manual).note.unwrap().contains("every 90 days"));
    }
}
