//! CSV by RFC 4180, one row per finding, gap or control without either, every field quoted.
//!
//! A field that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab, a line end or their full-width
//! forms) gets an apostrophe in front; columns of ids and fixed words never need one.

use breakglass_core::{Assessment, ControlResult};
use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::{links, text};

const COLUMNS: [&str; 16] = [
    "tenant",
    "judgedAt",
    "area",
    "control",
    "title",
    "severity",
    "verdict",
    "objectKind",
    "objectId",
    "objectName",
    "saw",
    "wanted",
    "fix",
    "path",
    "link",
    "waiver",
];

/// The whole report.
///
/// # Errors
/// Writing to memory failed.
pub fn assessment(assessment: &Assessment) -> csv::Result<String> {
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for result in assessment.worst_first() {
        for row in rows(assessment, result) {
            writer.write_record(row.map(|field| guarded(&field)))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn rows(assessment: &Assessment, result: &ControlResult) -> Vec<[String; 16]> {
    let control = result.control;
    let row = |kind: String, id: String, name: String, saw: String, wanted: String, fix: String, path: String, link: String| {
        [
            assessment.tenant.id.shown(),
            assessment.judged_at.to_string(),
            result.area.title.to_owned(),
            control.id.to_owned(),
            control.title.to_owned(),
            result.severity().word().to_owned(),
            result.judgement.verdict.word().to_owned(),
            kind,
            id,
            name,
            saw,
            wanted,
            fix,
            path,
            link,
            result.waiver.as_ref().filter(|_| result.is_waived).map(text::accepted).unwrap_or_default(),
        ]
    };
    let empty = String::new;
    let mut rows: Vec<[String; 16]> = Vec::new();
    for finding in &result.judgement.findings {
        let object = &finding.object;
        let kind = serde_json::to_value(object.kind).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default();
        let name = object.name.as_ref().map(breakglass_model::Untrusted::shown).unwrap_or_default();
        let fix = finding.fix.clone().unwrap_or_else(|| control.fix.to_owned());
        let link = links::of(assessment, object).unwrap_or_default();
        rows.push(row(kind, object.id.shown(), name, finding.saw.clone(), finding.wanted.clone(), fix, finding.path.join(" > "), link));
    }
    for gap in &result.judgement.missing {
        rows.push(row(empty(), empty(), empty(), format!("not read: {}", text::missing(gap)), empty(), empty(), empty(), empty()));
    }
    if rows.is_empty() {
        let note = result.judgement.note.clone().unwrap_or_default();
        rows.push(row(empty(), empty(), empty(), note, empty(), empty(), empty(), empty()));
    }
    rows
}

/// The field as a spreadsheet shows it and does not calculate it.
fn guarded(field: &str) -> String {
    let acts = |first: char| matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    match field.chars().next() {
        Some(first) if acts(first) => format!("'{field}"),
        _ => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_shown_and_not_calculated() {
        for formula in ["=1+1", "+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "＝1＋1", "\t=1"] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        assert_eq!(guarded("policy `=1`"), "policy `=1`");
    }
}
