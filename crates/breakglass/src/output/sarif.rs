//! SARIF 2.1.0: every control a rule, every finding a result about a logical location of the tenant.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html> (read 2026-11-25).

use breakglass_core::{Assessment, Control, ControlResult, IdleWaiver};
use breakglass_model::{Finding, ObjectRef, Severity, Verdict, visible};
use serde_json::{Value, json};

use super::{links, markdown, text};

/// The whole report.
pub fn assessment(assessment: &Assessment) -> Value {
    let rules: Vec<Value> = assessment.results.iter().map(|result| rule(result.control, result.area.title)).collect();
    let results: Vec<Value> =
        assessment.results.iter().enumerate().flat_map(|(index, result)| results(assessment, index, result)).collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "breakglass",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "invocations": [{
                "executionSuccessful": true,
                "startTimeUtc": instant(assessment.taken_at),
                "endTimeUtc": instant(assessment.judged_at),
                "toolConfigurationNotifications": assessment.idle_waivers.iter().map(notification).collect::<Vec<_>>(),
            }],
            "columnKind": "unicodeCodePoints",
            "properties": {
                "tenant": assessment.tenant.id, "audience": assessment.audience.word(), "profile": assessment.profile.name, "posture": assessment.posture.name(),
                "incomplete": assessment.is_incomplete(),
            },
            "results": results,
        }],
    })
}

/// What is wrong with the declaration, not with the tenant.
fn notification(idle: &IdleWaiver) -> Value {
    json!({ "level": "warning", "message": { "text": unlinked(&visible(&text::idle(idle))) } })
}

fn instant(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn rule(control: &Control, area: &str) -> Value {
    let sources: Vec<String> = control.sources.iter().map(|it| format!("{} ({}): {}", it.title, it.date, it.address)).collect();
    let compliance: Vec<String> = control.compliance.iter().map(|it| format!("{} {}", it.framework.name(), it.reference)).collect();
    let help = format!("{}\n\nFix: {}\n\n{}", control.why, control.fix, sources.join("\n"));
    let marked: Vec<String> =
        control.sources.iter().map(|it| format!("- [{}]({}), {}", markdown::escaped(it.title), it.address, it.date)).collect();
    let help_marked = format!("{}\n\n**Fix.** {}\n\n{}", markdown::escaped(control.why), markdown::escaped(control.fix), marked.join("\n"));
    json!({
        "id": control.id,
        "name": name(control.id),
        "shortDescription": { "text": format!("{}.", control.title) },
        "fullDescription": { "text": control.why },
        "help": { "text": help, "markdown": help_marked },
        "helpUri": control.sources.first().map(|it| it.address),
        "defaultConfiguration": { "level": level(control.severity) },
        "properties": { "tags": ["security", "emergency-access", area], "severity": control.severity.word(), "compliance": compliance },
    })
}

/// `acct-min-two` as `AcctMinTwo`.
fn name(id: &str) -> String {
    let capital = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>();
    id.split('-').map(capital).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// One result per finding; one for a control without findings.
fn results(assessment: &Assessment, index: usize, result: &ControlResult) -> Vec<Value> {
    let about = |kind: &str, level: &str, message: String, finding: Option<&Finding>, number: usize| {
        let object = finding.map_or(&assessment.tenant, |finding| &finding.object);
        let accepted = result.waiver.as_ref().filter(|_| result.is_waived);
        let suppressions: Vec<Value> = accepted
            .iter()
            .map(|waiver| json!({ "kind": "external", "status": "accepted", "justification": text::accepted(waiver) }))
            .collect();
        json!({
            "ruleId": result.control.id,
            "ruleIndex": index,
            "kind": kind,
            "level": level,
            "message": { "text": unlinked(&message) },
            "locations": [{ "logicalLocations": [location(object)] }],
            "partialFingerprints": { "breakglass/v1": format!("{}/{}/{number}", result.control.id, object.id.shown()) },
            "suppressions": suppressions,
            "properties": {
                "verdict": result.judgement.verdict.word(),
                "severity": result.severity().word(),
                "link": finding.and_then(|finding| links::of(assessment, &finding.object)),
            },
        })
    };
    let missing: Vec<String> = result.judgement.missing.iter().map(text::missing).collect();
    let note = result.judgement.note.clone().unwrap_or_else(|| format!("{}.", result.control.title));
    match result.judgement.verdict {
        Verdict::Fail | Verdict::Warn => {
            let level = level(result.severity());
            let numbered = result.judgement.findings.iter().enumerate();
            numbered.map(|(number, finding)| about("fail", level, said(result, finding), Some(finding), number)).collect()
        }
        Verdict::Unknown => vec![about("open", "none", visible(&format!("Not read: {}", missing.join("; "))), None, 0)],
        Verdict::Manual => vec![about("review", "none", visible(&note), None, 0)],
        Verdict::NotApplicable => vec![about("notApplicable", "none", visible(&note), None, 0)],
        Verdict::Pass => vec![about("pass", "none", format!("{}: {} examined.", result.control.title, result.judgement.examined), None, 0)],
    }
}

/// A message in which nothing is a link: even a plain one may hold `[text](destination)`, which viewers follow.
///
/// Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html> section 3.11.6 (read 2026-11-25).
fn unlinked(message: &str) -> String {
    message.replace("](", "] (")
}

fn said(result: &ControlResult, finding: &Finding) -> String {
    let fix = finding.fix.as_deref().unwrap_or(result.control.fix);
    let path = if finding.path.is_empty() { String::new() } else { format!(" Path: {}.", finding.path.join(" → ")) };
    visible(&format!("{}: {}. Wanted: {}.{path} Fix: {fix}", text::object(&finding.object), finding.saw, finding.wanted))
}

fn location(object: &ObjectRef) -> Value {
    let kind = serde_json::to_value(object.kind).unwrap_or_default();
    let kind = kind.as_str().unwrap_or_default().to_owned();
    json!({ "name": text::object(object), "fullyQualifiedName": format!("{kind}/{}", object.id.shown()), "kind": kind })
}
