//! The report for a terminal: what a manager needs in the first lines, then every finding, worst first.

use std::fmt::Write;

use breakglass_core::{Assessment, Control, ControlResult, IdleWaiver, Standing};
use breakglass_model::tenant::PolicyAudience;
use breakglass_model::{Finding, Missing, ObjectRef, Reason, Severity, Verdict, Waiver};

use super::style::{Style, Tone, padded};

/// The whole report.
pub fn assessment(assessment: &Assessment, style: Style) -> String {
    let mut page = Page { style, out: String::new() };
    page.heading(assessment);
    page.conclusion(assessment);
    for result in assessment.worst_first() {
        match result.judgement.verdict {
            Verdict::Fail | Verdict::Warn if !result.is_waived => page.result(result),
            Verdict::Fail | Verdict::Warn | Verdict::Unknown | Verdict::Manual | Verdict::Pass | Verdict::NotApplicable => {}
        }
    }
    page.waived(assessment);
    page.idle_waivers(assessment);
    page.unknowns(assessment);
    page.short_list(assessment, Verdict::Manual, "Only your own records can answer");
    page.short_list(assessment, Verdict::Pass, "Holds");
    page.short_list(assessment, Verdict::NotApplicable, "Does not apply");
    page.candidates(assessment);
    page.policies(assessment);
    page.evidence(assessment);
    page.out
}

/// What a control means.
pub fn explain(control: &Control, style: Style) -> String {
    let mut page = Page { style, out: String::new() };
    page.line(0, &format!("{}  {}", style.paint(Tone::Strong, control.id), control.title));
    page.blank();
    page.field("severity", control.severity.word());
    page.field("why", control.why);
    page.field("fix", control.fix);
    for need in control.needs {
        page.field("reads", &format!("{} (permission {})", need.title(), need.permission()));
    }
    for source in control.sources {
        page.field("source", &format!("{} ({}) {}", source.title, source.date, source.address));
    }
    page.field("since", control.since);
    page.out
}

/// A sentence that a manager can act on.
pub fn conclusion(assessment: &Assessment) -> (Tone, String) {
    let failing = |severity| {
        let fails = |result: &&ControlResult| result.stands(Verdict::Fail) && result.control.severity == severity;
        assessment.results.iter().filter(fails).count()
    };
    let (critical, high) = (failing(Severity::Critical), failing(Severity::High));
    let summary = assessment.summary();
    if critical > 0 {
        let text =
            format!("Emergency access would not hold: {} and {}.", counted(critical, "critical fault"), counted(high, "serious fault"));
        return (Tone::Bad, text);
    }
    if summary.fail > 0 {
        return (Tone::Bad, format!("Emergency access has gaps: {} to mend.", counted(summary.fail, "fault")));
    }
    if summary.unknown > 0 {
        let text = format!(
            "No fault was found, but {} could not be answered: this is no proof that access holds.",
            counted(summary.unknown, "question")
        );
        return (Tone::Doubtful, text);
    }
    if summary.waived > 0 {
        let verb = if summary.waived == 1 { "stands" } else { "stand" };
        let text = format!("Nothing else is wrong, but {} {verb}: accepted is not mended.", counted(summary.waived, "waived finding"));
        return (Tone::Doubtful, text);
    }
    if summary.warn > 0 {
        return (
            Tone::Doubtful,
            format!("Emergency access holds today; {} say that it will not stay so.", counted(summary.warn, "warning")),
        );
    }
    (Tone::Good, format!("Emergency access holds, as far as {} can see.", counted(summary.pass, "control")))
}

/// Who accepts it, for how long, and why.
pub fn accepted(waiver: &Waiver) -> String {
    let (owner, reason) = (breakglass_model::visible(&waiver.owner), breakglass_model::visible(&waiver.reason));
    format!("until {} by {owner}: {reason}", waiver.until)
}

/// A waiver that holds no more.
pub fn ended(waiver: &Waiver) -> String {
    format!("ended on {}; it was {}'s", waiver.until, breakglass_model::visible(&waiver.owner))
}

/// A waiver that lets nobody off, whose it is, and why it has no effect.
pub fn idle(idle: &IdleWaiver) -> String {
    let waiver = &idle.waiver;
    let (control, owner) = (breakglass_model::visible(&waiver.control), breakglass_model::visible(&waiver.owner));
    format!("the waiver of {control} (by {owner}, until {}) lets nobody off: {}", waiver.until, idle.why)
}

fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// An object as people read it: name and kind; the id where there is no name.
pub fn object(object: &ObjectRef) -> String {
    let kind = format!("{:?}", object.kind).to_lowercase();
    match &object.name {
        Some(name) if !name.is_blank() => format!("{kind} {}", name.quoted()),
        _ => format!("{kind} {}", object.id.shown()),
    }
}

/// What was not read, why, and what would let it be read.
pub fn missing(missing: &Missing) -> String {
    let mut text = match &missing.reason {
        // Nothing was left unread: the answer itself is what is missing.
        Reason::NotBuilt(_) => String::new(),
        _ => missing.collection.title(),
    };
    if let Some(of) = missing.object.as_ref().filter(|_| !text.is_empty()) {
        let _ = write!(text, " of {}", of.shown());
    }
    text.push_str(if text.is_empty() { "" } else { ": " });
    text.push_str(&missing.reason.text());
    if let Some(permission) = missing.permission() {
        let _ = write!(text, " (permission {permission})");
    }
    if let Some(open) = &missing.leaves_open {
        text = format!("{}: {text}", object(open));
    }
    text
}

struct Page {
    style: Style,
    out: String,
}

impl Page {
    fn line(&mut self, indent: usize, text: &str) {
        self.out.push_str(&" ".repeat(indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A label and a text that wraps beside it.
    fn labelled(&mut self, indent: usize, label: &str, columns: usize, text: &str) {
        for (index, piece) in self.style.wrap(text, indent + columns).into_iter().enumerate() {
            let label = if index == 0 { padded(label, columns) } else { " ".repeat(columns) };
            let label = self.style.paint(Tone::Quiet, &label);
            self.line(indent, &format!("{label}{piece}"));
        }
    }

    fn field(&mut self, label: &str, text: &str) {
        self.labelled(2, label, 10, text);
    }

    fn title(&mut self, text: &str) {
        self.blank();
        let text = self.style.paint(Tone::Strong, text);
        self.line(0, &text);
    }

    fn heading(&mut self, assessment: &Assessment) {
        let name = match &assessment.tenant.name {
            Some(name) => format!("{} ({})", name.shown(), assessment.tenant.id.shown()),
            None if assessment.tenant.id.is_guid() => assessment.tenant.id.shown(),
            None => "a tenant that this source does not name".to_owned(),
        };
        self.line(0, &format!("{}  {name}", self.style.paint(Tone::Strong, "breakglass")));
        let endpoint = breakglass_model::visible(&assessment.endpoint);
        self.field("read", &format!("{} from {endpoint}", assessment.taken_at));
        if assessment.unsafe_endpoint {
            self.field("endpoint", "outside Microsoft's clouds: what it says is not the tenant's word");
        }
        let (profile, posture) = (assessment.profile, assessment.posture.name());
        self.field("for", assessment.audience.described());
        self.field("profile", &format!("{} ({}, {}), posture {posture}", profile.name, profile.source, profile.date));
        let accounts: Vec<String> = assessment.accounts.iter().map(ObjectRef::quoted).collect();
        self.field("accounts", &if accounts.is_empty() { "none designated".to_owned() } else { accounts.join(", ") });
        let group = assessment.group.as_ref().map_or_else(|| "none designated".to_owned(), ObjectRef::quoted);
        self.field("group", &group);
        for assumption in &assessment.assumptions {
            self.field("assumes", &format!("{} [{}]", assumption.text, assumption.id));
        }
    }

    fn conclusion(&mut self, assessment: &Assessment) {
        let (tone, text) = conclusion(assessment);
        self.blank();
        let text = self.style.paint(tone, &text);
        self.line(0, &text);
        let summary = assessment.summary();
        let counts = [
            (summary.fail, "fail"),
            (summary.warn, "warn"),
            (summary.unknown, "unknown"),
            (summary.manual, "manual"),
            (summary.pass, "pass"),
            (summary.not_applicable, "not applicable"),
            (summary.waived, "waived"),
        ];
        let counts: Vec<String> = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        self.line(0, &counts.join(" · "));
    }

    fn result(&mut self, result: &ControlResult) {
        let (word, tone) = match result.judgement.verdict {
            Verdict::Fail => ("FAIL", Tone::Bad),
            Verdict::Warn => ("WARN", Tone::Doubtful),
            Verdict::Unknown => ("UNKNOWN", Tone::Doubtful),
            Verdict::Manual => ("MANUAL", Tone::Quiet),
            Verdict::Pass => ("PASS", Tone::Good),
            Verdict::NotApplicable => ("N/A", Tone::Quiet),
        };
        self.blank();
        let head = format!("{} {} {}", padded(word, 8), padded(result.severity().word(), 9), result.control.title);
        let head = format!("{}  {}", self.style.paint(tone, &head), self.style.paint(Tone::Quiet, result.control.id));
        self.line(0, &head);
        for finding in &result.judgement.findings {
            self.finding(finding);
        }
        for gap in &result.judgement.missing {
            self.labelled(2, "?", 2, &missing(gap));
        }
        if result.judgement.findings.iter().any(|finding| finding.fix.is_none()) {
            self.labelled(4, "fix", 8, result.control.fix);
        }
        if let Some(waiver) = &result.waiver {
            self.labelled(4, "waiver", 8, &ended(waiver));
        }
        for source in result.control.sources.iter().take(1) {
            self.labelled(4, "source", 8, &format!("{} ({}) {}", source.title, source.date, source.address));
        }
    }

    /// What somebody answers for.
    fn waived(&mut self, assessment: &Assessment) {
        let waived: Vec<_> = assessment.results.iter().filter(|it| it.is_waived).collect();
        if waived.is_empty() {
            return;
        }
        self.title("Waived: found, and accepted for a time");
        for result in waived {
            let Some(waiver) = &result.waiver else { continue };
            let head = format!("{} {} {}", padded("WAIVED", 8), padded(result.severity().word(), 9), result.control.title);
            self.line(0, &format!("{head}  {}", self.style.paint(Tone::Quiet, result.control.id)));
            self.labelled(4, "waiver", 8, &accepted(waiver));
            for finding in &result.judgement.findings {
                self.labelled(2, "×", 2, &format!("{}: {}", object(&finding.object), finding.saw));
            }
            for gap in &result.judgement.missing {
                self.labelled(2, "?", 2, &missing(gap));
            }
        }
    }

    /// What was declared in vain.
    fn idle_waivers(&mut self, assessment: &Assessment) {
        if assessment.idle_waivers.is_empty() {
            return;
        }
        self.title("Declared in vain: correct these waivers or take them away");
        for waiver in &assessment.idle_waivers {
            self.labelled(2, "!", 2, &idle(waiver));
        }
    }

    /// Questions without an answer, together where the same evidence is missing.
    fn unknowns(&mut self, assessment: &Assessment) {
        let mut groups: Vec<(Vec<String>, Vec<&ControlResult>)> = Vec::new();
        for result in assessment.worst_first().into_iter().filter(|it| it.judgement.verdict == Verdict::Unknown) {
            let gaps: Vec<String> = result.judgement.missing.iter().map(missing).collect();
            match groups.iter_mut().find(|(known, _)| *known == gaps) {
                Some((_, results)) => results.push(result),
                None => groups.push((gaps, vec![result])),
            }
        }
        if groups.is_empty() {
            return;
        }
        self.title("Unknown: what would answer it was not read");
        for (gaps, results) in groups {
            for result in results {
                let head = format!("{} {} {}", padded("UNKNOWN", 8), padded(result.severity().word(), 9), result.control.title);
                let head = format!("{}  {}", self.style.paint(Tone::Doubtful, &head), self.style.paint(Tone::Quiet, result.control.id));
                self.line(0, &head);
            }
            for gap in gaps {
                self.labelled(2, "?", 2, &gap);
            }
        }
    }

    fn finding(&mut self, finding: &Finding) {
        self.labelled(2, "×", 2, &format!("{}: {}", object(&finding.object), finding.saw));
        self.labelled(4, "wanted", 8, &finding.wanted);
        if !finding.path.is_empty() {
            self.labelled(4, "path", 8, &finding.path.join(" → "));
        }
        if let Some(fix) = &finding.fix {
            self.labelled(4, "fix", 8, fix);
        }
    }

    fn short_list(&mut self, assessment: &Assessment, verdict: Verdict, title: &str) {
        let results: Vec<&ControlResult> = assessment.results.iter().filter(|it| it.judgement.verdict == verdict).collect();
        if results.is_empty() {
            return;
        }
        self.title(title);
        for result in results {
            let judgement = &result.judgement;
            let detail = match (verdict, &judgement.note) {
                (Verdict::Pass, Some(note)) => format!("{} examined; {note}", judgement.examined),
                (Verdict::Pass, None) => format!("{} examined", judgement.examined),
                (_, note) => note.clone().unwrap_or_default(),
            };
            self.labelled(2, &padded(result.control.id, 32), 33, &detail);
        }
    }

    fn candidates(&mut self, assessment: &Assessment) {
        if assessment.candidates.is_empty() {
            return;
        }
        self.title("Could be meant (proposals only: designate with --account or --group)");
        for candidate in &assessment.candidates {
            let text = format!("{} {}: {}", object(&candidate.object), candidate.object.id.shown(), candidate.reasons.join(", "));
            self.labelled(2, "·", 2, &text);
        }
    }

    /// Counts of the matrix, and the policies that deserve a word of their own.
    fn policies(&mut self, assessment: &Assessment) {
        let rows = &assessment.matrix.rows;
        if rows.is_empty() {
            return;
        }
        self.title(&format!("Policies ({})", rows.len()));
        for audience in [PolicyAudience::WorkloadIdentities, PolicyAudience::Agents] {
            let names: Vec<String> = rows.iter().filter(|row| row.audience == audience).map(|row| row.policy.quoted()).collect();
            if !names.is_empty() {
                self.labelled(
                    2,
                    "·",
                    2,
                    &format!("{} for {}, which cannot refuse people: {}", names.len(), audience.word(), names.join(", ")),
                );
            }
        }
        let count = |standing| rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.standing == standing).count();
        let standings = [Standing::Applies, Standing::Excluded, Standing::NotIncluded, Standing::Unknown];
        let counts: Vec<String> = standings.iter().map(|standing| format!("{} {}", count(*standing), standing.word())).collect();
        self.labelled(2, "·", 2, &format!("policy × account: {}", counts.join(", ")));
        let refusing = |is_certain: bool| {
            let cells = rows.iter().filter(|row| row.is_enforced).flat_map(|row| &row.cells).filter_map(|cell| cell.refusal.as_ref());
            cells.filter(|refusal| refusal.is_certain == is_certain).count()
        };
        match (refusing(true), refusing(false)) {
            (0, 0) => {}
            (sure, open) => self.labelled(
                2,
                "!",
                2,
                &format!("of those that are on, {sure} refuse a sign-in and {open} may: breakglass prove shows which"),
            ),
        }
        for row in rows {
            for dangling in &row.dangling {
                let what = if dangling.is_deleted { "a deleted object" } else { "a placeholder, not an id" };
                self.labelled(2, "!", 2, &format!("{}: {} names {what}: {}", row.policy.quoted(), dangling.field, dangling.id.shown()));
            }
            if !row.unread.is_empty() {
                self.labelled(2, "!", 2, &format!("{}: not read: {}", row.policy.quoted(), row.unread.join(", ")));
            }
        }
    }

    fn evidence(&mut self, assessment: &Assessment) {
        let incomplete: Vec<_> = assessment.evidence.iter().filter(|it| !matches!(it.state, "complete" | "absent" | "not-asked")).collect();
        let not_asked: Vec<String> =
            assessment.evidence.iter().filter(|it| it.state == "not-asked").map(|it| it.collection.title()).collect();
        if !incomplete.is_empty() || !assessment.skipped.is_empty() || !not_asked.is_empty() {
            self.title("Evidence");
        }
        for it in incomplete {
            let reason = it.reason.as_deref().unwrap_or_default();
            self.labelled(
                2,
                "?",
                2,
                &format!("{}: {} {reason} (permission {})", it.collection.title(), it.state, it.collection.permission()),
            );
        }
        if !not_asked.is_empty() {
            self.labelled(2, "·", 2, &format!("not in this source: {}", not_asked.join(", ")));
        }
        for skipped in &assessment.skipped {
            self.labelled(2, "·", 2, &format!("skipped {}: {}", breakglass_model::visible(&skipped.path), skipped.reason));
        }
    }
}
