//! Combinations of safes change.

use breakglass_model::{Judgement, Severity};

use super::super::{Control, sources};
use crate::Evidence;
use crate::arranged::Duty;

pub(super) const CONTROL: Control = Control {
    id: "cust-combination-rotation",
    title: "Combinations of safes change yearly and after every leaver",
    severity: Severity::Medium,
    why: "A person who left still knows the combination.",
    fix: "Change the combination each year, and whenever somebody who knows it leaves.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge,
};

const DUTY: Duty = Duty { key: "combination-days", declared: |periods| periods.combination, longest: Some(365) };

fn judge(evidence: &Evidence<'_>) -> Judgement {
    DUTY.judge(evidence, Vec::new(), |period| {
        format!("No register of places is kept yet; combinations change {period}. Note the last change of each.")
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::Verdict;

    use super::super::super::testing::check_designated;
    use super::*;

    #[test]
    fn a_period_that_is_too_long_is_a_fault_and_a_shorter_one_is_named() {
        let check = |days, expected| check_designated(&CONTROL, |it| it.arrangements.periods.combination = days, |_| {}, expected);
        check(Some(400), Verdict::Fail);
        assert!(check(Some(30), Verdict::Manual).note.unwrap().contains("every 30 days, as declared"));
        assert!(check(None, Verdict::Manual).note.unwrap().contains("every 365 days"));
    }
}
