//! JUnit XML: one suite per area, one case per control. Faults are failures, what was not read is an error, what needs a record is skipped.
//!
//! Shape: the schema of the Jenkins xUnit plugin, which continuous integration servers share.

use breakglass_core::{Assessment, ControlResult};
use breakglass_model::{Verdict, visible};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::text;

/// The whole report.
///
/// # Errors
/// Writing to memory failed.
pub fn assessment(assessment: &Assessment) -> std::io::Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let (tests, failures, errors, _) = counts(assessment.results.iter());
    let root = writer.create_element("testsuites").with_attributes([
        ("name", format!("breakglass assess, {}", assessment.audience.word()).as_str()),
        ("tests", tests.to_string().as_str()),
        ("failures", failures.to_string().as_str()),
        ("errors", errors.to_string().as_str()),
    ]);
    root.write_inner_content(|writer| {
        let mut from = 0;
        while let Some(first) = assessment.results.get(from) {
            let suite: Vec<&ControlResult> =
                assessment.results.iter().skip(from).take_while(|it| it.area.folder == first.area.folder).collect();
            from += suite.len();
            suite_of(writer, assessment, &suite)?;
        }
        Ok(())
    })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Tests, failures, errors, skipped.
fn counts<'a>(results: impl Iterator<Item = &'a ControlResult>) -> (usize, usize, usize, usize) {
    results.fold((0, 0, 0, 0), |(tests, failures, errors, skipped), result| match result.judgement.verdict {
        _ if result.is_waived => (tests + 1, failures, errors, skipped + 1),
        Verdict::Fail | Verdict::Warn => (tests + 1, failures + 1, errors, skipped),
        Verdict::Unknown => (tests + 1, failures, errors + 1, skipped),
        Verdict::Manual | Verdict::NotApplicable => (tests + 1, failures, errors, skipped + 1),
        Verdict::Pass => (tests + 1, failures, errors, skipped),
    })
}

fn suite_of(writer: &mut Writer<Vec<u8>>, assessment: &Assessment, suite: &[&ControlResult]) -> std::io::Result<()> {
    let (tests, failures, errors, skipped) = counts(suite.iter().copied());
    let name = suite.first().map_or("", |result| result.area.title);
    let element = writer.create_element("testsuite").with_attributes([
        ("name", name),
        ("tests", tests.to_string().as_str()),
        ("failures", failures.to_string().as_str()),
        ("errors", errors.to_string().as_str()),
        ("skipped", skipped.to_string().as_str()),
        ("timestamp", assessment.judged_at.strftime("%Y-%m-%dT%H:%M:%S").to_string().as_str()),
        ("time", "0"),
    ]);
    element.write_inner_content(|writer| suite.iter().try_for_each(|result| case(writer, result)))?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, result: &ControlResult) -> std::io::Result<()> {
    let control = result.control;
    let class = format!("breakglass.{}", result.area.folder);
    let element = writer.create_element("testcase").with_attributes([("classname", class.as_str()), ("name", control.id), ("time", "0")]);
    let message = control.title;
    let body = body(result);
    match result.judgement.verdict {
        _ if result.is_waived => {
            let why = result.waiver.as_ref().map(text::accepted).unwrap_or_default();
            element.write_inner_content(|writer| skipped(writer, &format!("waived {why}")))?;
        }
        Verdict::Pass => drop(element.write_empty()?),
        Verdict::Fail | Verdict::Warn => {
            let kind = result.severity().word();
            element.write_inner_content(|writer| told(writer, "failure", message, kind, &body))?;
        }
        Verdict::Unknown => {
            element.write_inner_content(|writer| told(writer, "error", message, "unknown", &body))?;
        }
        Verdict::Manual | Verdict::NotApplicable => {
            let note = result.judgement.note.clone().unwrap_or_default();
            let why = format!("{}: {note}", result.judgement.verdict.word());
            element.write_inner_content(|writer| skipped(writer, &why))?;
        }
    }
    Ok(())
}

fn skipped(writer: &mut Writer<Vec<u8>>, why: &str) -> std::io::Result<()> {
    writer.create_element("skipped").with_attribute(("message", visible(why).as_str())).write_empty().map(drop)
}

fn told(writer: &mut Writer<Vec<u8>>, element: &str, message: &str, kind: &str, body: &str) -> std::io::Result<()> {
    let element = writer.create_element(element).with_attributes([("message", message), ("type", kind)]);
    element.write_text_content(BytesText::new(body)).map(drop)
}

/// The findings and gaps, a line each; no character in it acts, so none is illegal in XML.
fn body(result: &ControlResult) -> String {
    let mut lines = Vec::new();
    for finding in &result.judgement.findings {
        let fix = finding.fix.as_deref().unwrap_or(result.control.fix);
        lines.push(format!("{}: {}; wanted {}; fix: {fix}", text::object(&finding.object), finding.saw, finding.wanted));
    }
    lines.extend(result.judgement.missing.iter().map(|gap| format!("not read: {}", text::missing(gap))));
    lines.iter().map(|line| visible(line)).collect::<Vec<_>>().join("\n")
}
