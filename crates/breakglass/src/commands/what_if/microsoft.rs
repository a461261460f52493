//! `--against-microsoft`: the same sign-in asked of Microsoft's what-if, and where the two differ.

use std::path::Path;

use breakglass_core::{Agreement, Compared, second_opinion};
use breakglass_graph::client::Limits;
use breakglass_graph::live::{self, Evaluated, WHAT_IF_PERMISSIONS};
use breakglass_model::{Opinion, ReadState, Untrusted, visible};
use breakglass_prover::access::context::Context;
use breakglass_prover::access::evaluate::Evaluation;
use breakglass_prover::access::{Answer, Subject, Truth};
use miette::IntoDiagnostic;
use serde_json::{Value, json};

use super::question::{NotSent, question};
use super::truth_json;
use crate::clock::SystemClock;
use crate::declaration::Declaration;
use crate::output::proofs::{doubt, doubt_json};
use crate::output::style::{Style, Tone, padded};
use crate::output::text;
use crate::sign_in;
use crate::source::EndpointArgs;

/// What Microsoft said, or why it said nothing.
pub(super) struct Asked {
    answer: Result<Vec<Opinion>, Refusal>,
    not_sent: Vec<NotSent>,
}

/// Why there is nothing to compare with.
struct Refusal {
    /// `denied`, `unlicensed`, `absent`, `unavailable`, `partial`, `failed`; `not-asked` where there was nobody to ask about.
    kind: &'static str,
    /// What was answered.
    reason: String,
    /// What to do about it.
    help: String,
}

/// Asks Microsoft about the same sign-in of the same account.
///
/// # Errors
/// The declaration or its credential cannot be read any more, or sign-in fails.
pub(super) fn ask(
    declaration: &Path,
    endpoint: &EndpointArgs,
    subject: &Subject<'_>,
    context: &Context,
    is_quiet: bool,
) -> miette::Result<Asked> {
    let user = match subject.user() {
        Ok(user) => user,
        Err(missing) => {
            let help = "Microsoft is asked about an account by its object id.".to_owned();
            let refusal = Refusal { kind: "not-asked", reason: text::missing(&missing), help };
            return Ok(Asked { answer: Err(refusal), not_sent: Vec::new() });
        }
    };
    let target = sign_in::target(&Declaration::read(declaration)?, endpoint, is_quiet)?;
    let (body, not_sent) = question(&user.id, context);
    let answer = crate::block_on(async { live::what_if(&target, &body, &Limits::default(), &SystemClock).await.into_diagnostic() })?;
    let answer = match answer {
        Evaluated::Answered(opinions) => Ok(opinions),
        Evaluated::Refused(state) => Err(refusal(&state)),
    };
    Ok(Asked { answer, not_sent })
}

fn refusal(state: &ReadState) -> Refusal {
    let permissions = WHAT_IF_PERMISSIONS.join(" or ");
    let (reason, help) = match state {
        ReadState::Denied { reason } => (reason.clone(), format!("Grant the app {permissions}; `breakglass doctor` says what it has.")),
        ReadState::Unlicensed { reason } => (reason.clone(), "Conditional Access and its what-if need Microsoft Entra ID P1.".to_owned()),
        ReadState::Absent => {
            let help = "The account was deleted since it was read, or this cloud has no what-if yet.";
            ("404: Microsoft knows no such account or no such question".to_owned(), help.to_owned())
        }
        ReadState::Unavailable { reason } => (reason.clone(), "This cloud has no what-if yet; the answer above is ours alone.".to_owned()),
        ReadState::Partial { reason } => (reason.clone(), "Ask again: half an answer says nothing of the other half.".to_owned()),
        ReadState::Failed { reason } => (reason.clone(), "Ask again later; the answer above is ours alone.".to_owned()),
        ReadState::Complete => (String::new(), String::new()),
    };
    Refusal { kind: state.word(), reason, help }
}

impl Asked {
    /// Whether the comparison leaves the result in doubt: somebody is wrong, or nobody answered.
    pub(super) fn is_in_doubt(&self, evaluation: &Evaluation) -> bool {
        match &self.answer {
            Ok(opinions) => second_opinion(evaluation, opinions).iter().any(|it| it.agreement.is_conflict()),
            Err(_) => true,
        }
    }

    /// The section of the text.
    pub(super) fn page(&self, evaluation: &Evaluation, style: Style) -> String {
        let mut out = String::from("\n");
        match &self.answer {
            Err(refusal) => {
                let line = format!("MICROSOFT DID NOT ANSWER: {}", visible(&refusal.reason));
                out.push_str(&format!("{}\n  {}\n", style.paint(Tone::Bad, &line), refusal.help));
            }
            Ok(opinions) => {
                let compared = second_opinion(evaluation, opinions);
                out.push_str(&headline(&compared, style));
                compared.iter().for_each(|it| out.push_str(&row(it, style)));
            }
        }
        if evaluation.policies.iter().any(|it| it.is_gate()) {
            out.push_str("  What refuses beside the policies is not in Microsoft's answer.\n");
        }
        for NotSent { part, why } in &self.not_sent {
            out.push_str(&format!("  not sent: {part}; {why}\n"));
        }
        out
    }

    /// The object `microsoft` of the contract.
    pub(super) fn document(&self, evaluation: &Evaluation) -> Value {
        let compared = self.answer.as_ref().map(|opinions| second_opinion(evaluation, opinions)).unwrap_or_default();
        let count = |wanted: fn(Agreement) -> bool| compared.iter().filter(|it| wanted(it.agreement)).count();
        json!({
            "answered": self.answer.is_ok(),
            "refusal": self.answer.as_ref().err().map(|it| json!({ "kind": it.kind, "reason": it.reason, "help": it.help })),
            "agreements": count(|it| it == Agreement::Agrees),
            "disagreements": count(Agreement::is_conflict),
            "settled": count(|it| it == Agreement::MicrosoftSettles),
            "undecided": count(|it| it == Agreement::MicrosoftUndecided),
            "policies": compared.iter().map(policy).collect::<Vec<_>>(),
            "notSent": self.not_sent.iter().map(|it| json!({ "part": it.part, "why": it.why })).collect::<Vec<_>>(),
        })
    }
}

fn headline(compared: &[Compared<'_>], style: Style) -> String {
    let count = |agreement: Agreement| compared.iter().filter(|it| it.agreement == agreement).count();
    let conflicts = compared.iter().filter(|it| it.agreement.is_conflict()).count();
    let (settles, undecided, agrees) = (count(Agreement::MicrosoftSettles), count(Agreement::MicrosoftUndecided), count(Agreement::Agrees));
    let rest = format!("{agrees} agree, {settles} that are open here Microsoft settles, {undecided} it cannot decide");
    match conflicts {
        0 => format!("{} ({rest})\n", style.paint(Tone::Good, "Microsoft's what-if disagrees with nothing")),
        _ => {
            let line = format!("MICROSOFT DISAGREES about {conflicts} of {} policies: one of the two is wrong", compared.len());
            format!("{} ({rest})\n", style.paint(Tone::Bad, &line))
        }
    }
}

fn row(compared: &Compared<'_>, style: Style) -> String {
    let (tone, word) = match compared.agreement {
        Agreement::Disagrees => (Tone::Bad, "disagrees"),
        Agreement::OnlyMicrosoft => (Tone::Bad, "not read here"),
        Agreement::NotListed => (Tone::Bad, "not in its answer"),
        Agreement::MicrosoftSettles => (Tone::Doubtful, "Microsoft settles"),
        Agreement::MicrosoftUndecided => (Tone::Doubtful, "told too little"),
        Agreement::Agrees => (Tone::Quiet, "agrees"),
    };
    let name = compared.policy.name.as_ref().map_or_else(|| compared.policy.id.shown(), Untrusted::shown);
    let mut out = format!("  {} {name}\n", style.paint(tone, &padded(word, 18)));
    if compared.agreement == Agreement::Agrees {
        return out;
    }
    let ours = compared.ours.map_or_else(|| "off, or not there".to_owned(), |it| said(&it.applies, &it.reasons.join(", ")));
    let theirs = compared.theirs.map_or_else(
        || "nothing".to_owned(),
        |it| {
            let reasons: Vec<String> = it.reasons.iter().map(Untrusted::shown).collect();
            said(&Answer::certain(it.applies), &reasons.join(", "))
        },
    );
    out.push_str(&format!("      here: {ours}; Microsoft: {theirs}\n"));
    for it in compared.ours.iter().flat_map(|it| &it.applies.doubts) {
        out.push_str(&format!("      hangs on: {}\n", doubt(it)));
    }
    out
}

fn said(applies: &Answer, reasons: &str) -> String {
    match (applies.truth, reasons) {
        (Truth::Yes, _) => "applies".to_owned(),
        (Truth::No, "") => "does not apply".to_owned(),
        (Truth::No, reasons) => format!("does not apply ({reasons})"),
        (Truth::Open, reasons) => format!("open ({reasons})"),
    }
}

fn policy(compared: &Compared<'_>) -> Value {
    let ours = compared.ours.map(|it| {
        json!({ "applies": truth_json(&it.applies), "reasons": it.reasons, "open": it.applies.doubts.iter().map(doubt_json).collect::<Vec<_>>() })
    });
    let theirs = compared.theirs.map(|it| json!({ "policyApplies": it.applies, "analysisReasons": it.reasons }));
    json!({
        "id": compared.policy.id,
        "name": compared.policy.name,
        "agreement": compared.agreement.word(),
        "ours": ours,
        "theirs": theirs,
    })
}
