//! Our what-if beside Microsoft's, policy by policy: whether they agree on which policies apply to one sign-in.
//!
//! Microsoft says which policies apply and never whether what they demand can be met, so that only the first is compared; what refuses
//! beside the policies it does not speak of.

use std::collections::BTreeMap;

use breakglass_model::{ObjectId, ObjectKind, ObjectRef, Opinion};
use breakglass_prover::access::Truth;
use breakglass_prover::access::evaluate::{Evaluation, PolicyOutcome};

/// How two opinions of one policy go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// One says that it applies, the other that it does not.
    Disagrees,
    /// It applies for Microsoft, and is not among the policies that are on or report-only here.
    OnlyMicrosoft,
    /// It is among our policies and not in Microsoft's answer.
    NotListed,
    /// It is open here, and Microsoft says which.
    MicrosoftSettles,
    /// Microsoft says that it was told too little.
    MicrosoftUndecided,
    /// Both say the same.
    Agrees,
}

/// Two opinions of one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared<'a> {
    /// The policy.
    pub policy: ObjectRef,
    /// Ours.
    pub ours: Option<&'a PolicyOutcome>,
    /// Microsoft's.
    pub theirs: Option<&'a Opinion>,
    /// How they go together.
    pub agreement: Agreement,
}

impl Agreement {
    /// Every value.
    pub const ALL: [Self; 6] =
        [Self::Disagrees, Self::OnlyMicrosoft, Self::NotListed, Self::MicrosoftSettles, Self::MicrosoftUndecided, Self::Agrees];

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Disagrees => "disagrees",
            Self::OnlyMicrosoft => "only-microsoft",
            Self::NotListed => "not-listed",
            Self::MicrosoftSettles => "microsoft-settles",
            Self::MicrosoftUndecided => "microsoft-undecided",
            Self::Agrees => "agrees",
        }
    }

    /// Whether one of the two must be wrong, or they did not see the same policies.
    pub fn is_conflict(self) -> bool {
        matches!(self, Self::Disagrees | Self::OnlyMicrosoft | Self::NotListed)
    }
}

/// Every policy of either side, conflicts first. A policy that is on for neither and applies for neither is left out.
pub fn second_opinion<'a>(evaluation: &'a Evaluation, opinions: &'a [Opinion]) -> Vec<Compared<'a>> {
    let mut theirs: BTreeMap<&ObjectId, &Opinion> = opinions.iter().map(|opinion| (&opinion.policy, opinion)).collect();
    let own = evaluation.policies.iter().filter(|outcome| !outcome.is_gate());
    let mut compared: Vec<Compared<'a>> = own
        .map(|ours| {
            let theirs = theirs.remove(&ours.policy.id);
            Compared { policy: ours.policy.clone(), ours: Some(ours), theirs, agreement: agreement(ours, theirs) }
        })
        .collect();
    // What is off here is not evaluated; it is worth a word only where it applies there.
    compared.extend(theirs.into_values().filter(|opinion| opinion.applies).map(|opinion| Compared {
        policy: ObjectRef::new(ObjectKind::Policy, opinion.policy.clone(), Some(opinion.name.clone())),
        ours: None,
        theirs: Some(opinion),
        agreement: Agreement::OnlyMicrosoft,
    }));
    compared.sort_by_key(|it| it.agreement);
    compared
}

fn agreement(ours: &PolicyOutcome, theirs: Option<&Opinion>) -> Agreement {
    let Some(theirs) = theirs else { return Agreement::NotListed };
    match (ours.applies.truth, theirs.applies) {
        _ if theirs.is_undecided() => Agreement::MicrosoftUndecided,
        (Truth::Open, _) => Agreement::MicrosoftSettles,
        (Truth::Yes, true) | (Truth::No, false) => Agreement::Agrees,
        (Truth::Yes, false) | (Truth::No, true) => Agreement::Disagrees,
    }
}

#[cfg(test)]
mod tests {
    use breakglass_prover::access::evaluate::Decision;
    use breakglass_prover::access::{Answer, Doubt, Question};

    use super::*;

    fn ours(id: &str, applies: Answer) -> PolicyOutcome {
        PolicyOutcome {
            policy: ObjectRef::new(ObjectKind::Policy, id, None),
            state: "enabled".to_owned(),
            is_enforced: true,
            applies,
            satisfied: Answer::yes(),
            reasons: Vec::new(),
            unmet: Vec::new(),
        }
    }

    fn theirs(id: &str, applies: bool, reason: &str) -> Opinion {
        let reasons = if reason.is_empty() { Vec::new() } else { vec![reason.into()] };
        Opinion { policy: id.into(), name: "n".into(), applies, reasons }
    }

    #[test]
    fn every_pair_of_opinions_has_its_word() {
        let open = Answer::open(Doubt::Question(Question::ApplicationGroup));
        let mine = ["yes-yes", "yes-no", "no-yes", "no-no", "open-yes", "open-no", "yes-little", "alone"];
        let answers = [Answer::yes(), Answer::yes(), Answer::no(), Answer::no(), open.clone(), open, Answer::yes(), Answer::no()];
        let mut policies: Vec<PolicyOutcome> = mine.iter().zip(answers).map(|(id, answer)| ours(id, answer)).collect();
        policies.push(ours("gate:account", Answer::yes()));
        let evaluation = Evaluation { decision: Decision::Granted, policies };
        let opinions = [
            theirs("yes-yes", true, ""),
            theirs("yes-no", false, "users"),
            theirs("no-yes", true, ""),
            theirs("no-no", false, "location"),
            theirs("open-yes", true, ""),
            theirs("open-no", false, "application"),
            theirs("yes-little", false, "notEnoughInformation"),
            theirs("off", false, "policyNotEnabled"),
            theirs("new", true, ""),
        ];
        let compared = second_opinion(&evaluation, &opinions);
        let words: Vec<(&str, &str)> = compared.iter().map(|it| (it.policy.id.raw(), it.agreement.word())).collect();
        assert_eq!(
            words,
            [
                ("yes-no", "disagrees"),
                ("no-yes", "disagrees"),
                ("new", "only-microsoft"),
                ("alone", "not-listed"),
                ("open-yes", "microsoft-settles"),
                ("open-no", "microsoft-settles"),
                ("yes-little", "microsoft-undecided"),
                ("yes-yes", "agrees"),
                ("no-no", "agrees"),
            ]
        );
        assert_eq!(compared.iter().filter(|it| it.agreement.is_conflict()).count(), 4);
    }
}
