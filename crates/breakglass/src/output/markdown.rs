//! Markdown in GitHub's dialect: a summary first, faults worst first, the rest folded away.
//!
//! Every text that a tenant may have chosen passes [`escaped`]: nothing links, mentions, formats or opens HTML.

use breakglass_core::{Assessment, ControlResult};
use breakglass_model::Verdict;

use super::{links, text};

/// The whole report.
pub fn assessment(assessment: &Assessment) -> String {
    let mut page = String::from("# Emergency access\n\n");
    let (_, conclusion) = text::conclusion(assessment);
    let summary = assessment.summary();
    page.push_str(&format!("**{}** {}\n\n", escaped(&text::object(&assessment.tenant)), escaped(&conclusion)));
    page.push_str(&format!(
        "Read {} from {}, judged by profile {} ({}), posture {}.\n\n",
        assessment.taken_at,
        escaped(&assessment.endpoint),
        assessment.profile.name,
        escaped(assessment.profile.source),
        assessment.posture.name()
    ));
    page.push_str(&format!("For {}.\n\n", assessment.audience.described()));
    page.push_str("| fail | warn | unknown | manual | pass | not applicable | waived |\n|---|---|---|---|---|---|---|\n");
    page.push_str(&format!(
        "| {} | {} | {} | {} | {} | {} | {} |\n",
        summary.fail, summary.warn, summary.unknown, summary.manual, summary.pass, summary.not_applicable, summary.waived
    ));
    for result in assessment.worst_first() {
        if [Verdict::Fail, Verdict::Warn, Verdict::Unknown].into_iter().any(|verdict| result.stands(verdict)) {
            section(&mut page, assessment, result);
        }
    }
    waived(&mut page, assessment);
    for (index, waiver) in assessment.idle_waivers.iter().enumerate() {
        let heading = if index == 0 { "\n## Declared in vain\n\n" } else { "" };
        page.push_str(&format!("{heading}- {}\n", escaped(&text::idle(waiver))));
    }
    folded(&mut page, assessment, Verdict::Manual, "Only your own records can answer");
    folded(&mut page, assessment, Verdict::Pass, "Holds");
    folded(&mut page, assessment, Verdict::NotApplicable, "Does not apply");
    page
}

fn section(page: &mut String, assessment: &Assessment, result: &ControlResult) {
    let control = result.control;
    page.push_str(&format!("\n## {}: {}\n\n", result.judgement.verdict.word().to_uppercase(), escaped(control.title)));
    page.push_str(&format!("`{}`, {}. {}\n\n", control.id, result.severity().word(), escaped(control.why)));
    for finding in &result.judgement.findings {
        page.push_str(&format!("- {}: {}\n", escaped(&text::object(&finding.object)), escaped(&finding.saw)));
        page.push_str(&format!("  - wanted: {}\n", escaped(&finding.wanted)));
        if !finding.path.is_empty() {
            page.push_str(&format!("  - path: {}\n", escaped(&finding.path.join(" → "))));
        }
        page.push_str(&format!("  - fix: {}\n", escaped(finding.fix.as_deref().unwrap_or(control.fix))));
        if let Some(link) = links::of(assessment, &finding.object) {
            page.push_str(&format!("  - [open in the admin center]({link})\n"));
        }
    }
    for gap in &result.judgement.missing {
        page.push_str(&format!("- not read: {}\n", escaped(&text::missing(gap))));
    }
    for source in control.sources {
        page.push_str(&format!("\nSource: [{}]({}), {}\n", escaped(source.title), source.address, source.date));
    }
}

fn waived(page: &mut String, assessment: &Assessment) {
    let waived = assessment.results.iter().filter(|it| it.is_waived).filter_map(|it| it.waiver.as_ref().map(|waiver| (it, waiver)));
    for (index, (result, waiver)) in waived.enumerate() {
        if index == 0 {
            page.push_str("\n## Waived\n\n");
        }
        let objects: Vec<String> = result.judgement.findings.iter().map(|it| text::object(&it.object)).collect();
        page.push_str(&format!(
            "- `{}` {} ({}): {}\n",
            result.control.id,
            escaped(result.control.title),
            escaped(&objects.join(", ")),
            escaped(&text::accepted(waiver))
        ));
        for gap in &result.judgement.missing {
            page.push_str(&format!("  - not read: {}\n", escaped(&text::missing(gap))));
        }
    }
}

fn folded(page: &mut String, assessment: &Assessment, verdict: Verdict, title: &str) {
    let results: Vec<&ControlResult> = assessment.results.iter().filter(|it| it.judgement.verdict == verdict).collect();
    if results.is_empty() {
        return;
    }
    page.push_str(&format!("\n<details>\n<summary>{title} ({})</summary>\n\n| control | | |\n|---|---|---|\n", results.len()));
    for result in results {
        let note = result.judgement.note.as_deref().unwrap_or_default();
        page.push_str(&format!("| `{}` | {} | {} |\n", result.control.id, escaped(result.control.title), escaped(note)));
    }
    page.push_str("\n</details>\n");
}

/// Text that shows as it is written: every character that Markdown or HTML could take for its own becomes a character reference.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in breakglass_model::visible(text).chars() {
        match character {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|' | '<' | '>' | '&' | '~' | '@' | '$'
            | '^' | '=' => {
                out.push_str(&format!("&#{};", u32::from(character)));
            }
            // An address written out becomes a link by itself unless its colon is broken up.
            ':' => out.push_str("&#58;"),
            other => out.push(other),
        }
    }
    out.replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_markdown_or_html_survives() {
        let shown = escaped("[x](http://evil) @team <img src=x> **b** `c` | # !! www.evil.example ~~s~~");
        for active in ["[", "](", "@team", "<img", "**", "`", "|", "http://", "www.", "~~"] {
            assert!(!shown.contains(active), "{active} in {shown}");
        }
    }
}
