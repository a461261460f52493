//! An alert that nobody acknowledges goes on to the next person.

use std::collections::BTreeSet;

use breakglass_model::{Finding, Judgement, Severity, Step};

use super::super::{Control, sources};
use crate::Evidence;
use crate::arranged::{listed, or_by_hand, section};

pub(super) const CONTROL: Control = Control {
    id: "mon-ack-escalation",
    title: "Alerts that nobody acknowledges escalate",
    severity: Severity::High,
    why: "At three in the morning the first person sleeps. An alert without a next step ends there.",
    fix: "Name an order of people and the minutes after which the next is called.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let steps = &evidence.designation.arrangements.escalation;
    let Some(first) = steps.first() else {
        return Judgement::manual(
            "No [[escalation]] is declared. Check by hand that an alert which nobody acknowledges reaches a second person.",
        );
    };
    let called = |step: &Step| format!("after {} min {}", step.after_minutes, listed(step.people.iter().map(String::as_str)));
    let sooner: BTreeSet<&String> = first.people.iter().collect();
    let found = match steps.iter().skip(1).any(|step| step.people.iter().any(|id| !sooner.contains(id))) {
        true => Vec::new(),
        false => {
            let saw = format!("nobody is called beyond the first step: {}", steps.iter().map(called).collect::<Vec<_>>().join("; "));
            vec![Finding::new(section("escalation"), saw, "a later step that calls somebody else")]
        }
    };
    let chain = steps.iter().map(called).collect::<Vec<_>>().join("; ");
    or_by_hand(found, format!("Declared: {chain}. No alert is sent by this program yet: check by hand that the chain works."))
}

#[cfg(test)]
mod tests {
    use breakglass_model::Verdict;

    use super::super::super::testing::check_designated;
    use super::*;

    #[test]
    fn a_chain_needs_somebody_else() {
        let step = |after_minutes, who: &[&str]| Step { after_minutes, people: who.iter().map(|it| (*it).to_owned()).collect() };
        let check = |steps: Vec<Step>, expected| check_designated(&CONTROL, |it| it.arrangements.escalation = steps, |_| {}, expected);
        let note = check(vec![step(0, &["kim"]), step(5, &["kim", "lee"])], Verdict::Manual).note.unwrap();
        assert!(note.contains("after 0 min kim; after 5 min kim, lee"), "{note}");
        check(vec![step(0, &["kim", "lee"])], Verdict::Fail);
        check(vec![step(0, &["kim"]), step(5, &["kim"])], Verdict::Fail);
        assert!(check(Vec::new(), Verdict::Manual).note.unwrap().contains("No [[escalation]]"));
    }
}
