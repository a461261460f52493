//! The report as one page: self-contained, no script, no network; prints well, light and dark.

use askama::Template;
use breakglass_core::controls::AREAS;
use breakglass_core::{Assessment, Cell, ControlResult, Row, Standing};
use breakglass_model::tenant::PolicyAudience;
use breakglass_model::{ObjectRef, Verdict};

use super::style::Tone;
use super::text;

#[derive(Template)]
#[template(path = "assessment.html")]
struct Page<'a> {
    tenant: String,
    tenant_id: String,
    tone: &'static str,
    conclusion: String,
    taken_at: String,
    endpoint: String,
    audience: &'static str,
    is_unsafe: bool,
    profile: String,
    posture: &'static str,
    accounts: Vec<String>,
    group: String,
    assumptions: Vec<String>,
    counts: Vec<(usize, &'static str, &'static str)>,
    areas: Vec<Area>,
    results: Vec<Result<'a>>,
    columns: Vec<String>,
    rows: Vec<Line>,
    candidates: Vec<String>,
    idle_waivers: Vec<String>,
    evidence: Vec<(String, &'static str, String)>,
    skipped: Vec<(String, String)>,
    version: &'static str,
}

/// The score of an area: how many controls gave which answer.
struct Area {
    title: &'static str,
    good: usize,
    total: usize,
    by_hand: usize,
    marks: Vec<(&'static str, &'static str)>,
}

struct Result<'a> {
    id: &'a str,
    title: &'a str,
    area: &'a str,
    verdict: &'static str,
    severity: &'static str,
    why: &'a str,
    fix: &'a str,
    examined: usize,
    note: String,
    findings: Vec<Finding>,
    missing: Vec<String>,
    sources: Vec<(&'a str, &'a str, &'a str)>,
    waiver: String,
    is_open: bool,
}

struct Finding {
    object: String,
    id: String,
    saw: String,
    wanted: String,
    fix: String,
    path: String,
}

struct Line {
    name: String,
    state: String,
    note: String,
    is_enforced: bool,
    cells: Vec<Square>,
}

struct Square {
    class: &'static str,
    mark: &'static str,
    word: &'static str,
    path: String,
}

/// Renders the report.
///
/// # Errors
/// The template cannot be rendered.
pub fn assessment(assessment: &Assessment) -> askama::Result<String> {
    let (tone, conclusion) = text::conclusion(assessment);
    let summary = assessment.summary();
    let or_id = |object: &ObjectRef| object.name.as_ref().map_or_else(|| object.id.shown(), |name| name.shown());
    Page {
        tenant: match assessment.tenant.name.is_some() || assessment.tenant.id.is_guid() {
            true => or_id(&assessment.tenant),
            false => "A tenant that this source does not name".to_owned(),
        },
        tenant_id: assessment.tenant.id.shown(),
        tone: match tone {
            Tone::Bad => "bad",
            Tone::Good => "good",
            _ => "doubtful",
        },
        conclusion,
        taken_at: assessment.taken_at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        endpoint: breakglass_model::visible(&assessment.endpoint),
        audience: assessment.audience.described(),
        is_unsafe: assessment.unsafe_endpoint,
        profile: format!("{} ({}, {})", assessment.profile.name, assessment.profile.source, assessment.profile.date),
        posture: assessment.posture.name(),
        accounts: assessment.accounts.iter().map(or_id).collect(),
        group: assessment.group.as_ref().map_or_else(|| "none designated".to_owned(), or_id),
        assumptions: assessment.assumptions.iter().map(|it| format!("{} [{}]", it.text, it.id)).collect(),
        counts: vec![
            (summary.fail, "fail", "fail"),
            (summary.warn, "warn", "warn"),
            (summary.unknown, "unknown", "unknown"),
            (summary.manual, "manual", "manual"),
            (summary.pass, "pass", "pass"),
            (summary.not_applicable, "not applicable", "not-applicable"),
            (summary.waived, "waived", "waived"),
        ],
        areas: areas(assessment),
        results: assessment.worst_first().into_iter().map(result).collect(),
        columns: assessment.matrix.accounts.iter().map(or_id).collect(),
        rows: assessment.matrix.rows.iter().map(line).collect(),
        candidates: assessment.candidates.iter().map(|it| format!("{}: {}", text::object(&it.object), it.reasons.join(", "))).collect(),
        idle_waivers: assessment.idle_waivers.iter().map(text::idle).collect(),
        evidence: assessment
            .evidence
            .iter()
            .map(|it| (it.collection.title(), it.state, it.reason.clone().unwrap_or_else(|| counted(it.count, it.state))))
            .collect(),
        skipped: assessment.skipped.iter().map(|it| (breakglass_model::visible(&it.path), it.reason.clone())).collect(),
        version: env!("CARGO_PKG_VERSION"),
    }
    .render()
}

fn counted(count: usize, state: &str) -> String {
    if state == "not-asked" { String::new() } else { count.to_string() }
}

fn areas(assessment: &Assessment) -> Vec<Area> {
    let of_area = |area: &breakglass_core::Area| {
        let results: Vec<&ControlResult> = assessment.results.iter().filter(|it| it.area.folder == area.folder).collect();
        let asked = results.iter().filter(|it| !matches!(it.judgement.verdict, Verdict::NotApplicable | Verdict::Manual));
        Area {
            title: AREAS.iter().find(|it| it.folder == area.folder).map_or("", |it| it.title),
            good: results.iter().filter(|it| it.judgement.verdict == Verdict::Pass).count(),
            total: asked.count(),
            by_hand: results.iter().filter(|it| it.judgement.verdict == Verdict::Manual).count(),
            marks: results.iter().map(|it| (if it.is_waived { "waived" } else { it.judgement.verdict.word() }, it.control.id)).collect(),
        }
    };
    AREAS.iter().map(of_area).collect()
}

fn result(result: &ControlResult) -> Result<'_> {
    let judgement = &result.judgement;
    let finding = |it: &breakglass_model::Finding| Finding {
        object: text::object(&it.object),
        id: it.object.id.shown(),
        saw: it.saw.clone(),
        wanted: it.wanted.clone(),
        fix: it.fix.clone().unwrap_or_default(),
        path: it.path.join(" → "),
    };
    Result {
        id: result.control.id,
        title: result.control.title,
        area: result.area.title,
        verdict: if result.is_waived { "waived" } else { judgement.verdict.word() },
        severity: result.severity().word(),
        why: result.control.why,
        fix: result.control.fix,
        examined: judgement.examined,
        note: judgement.note.clone().unwrap_or_default(),
        findings: judgement.findings.iter().map(finding).collect(),
        missing: judgement.missing.iter().map(text::missing).collect(),
        sources: result.control.sources.iter().map(|it| (it.title, it.address, it.date)).collect(),
        waiver: result.waiver.as_ref().map(|it| if result.is_waived { text::accepted(it) } else { text::ended(it) }).unwrap_or_default(),
        is_open: [Verdict::Fail, Verdict::Warn, Verdict::Unknown].into_iter().any(|verdict| result.stands(verdict)),
    }
}

fn line(row: &Row) -> Line {
    let mut notes = Vec::new();
    if row.is_dedicated {
        notes.push("the accounts' own policy".to_owned());
    }
    if row.blocks {
        notes.push("blocks".to_owned());
    }
    if row.audience != PolicyAudience::Users {
        notes.push(format!("for {}", row.audience.word()));
    }
    notes.extend(row.dangling.iter().map(|it| {
        let what = if it.is_deleted { "deleted" } else { "placeholder" };
        format!("{} names {} ({what})", it.field, it.id.shown())
    }));
    if !row.unread.is_empty() {
        notes.push(format!("not read: {}", row.unread.join(", ")));
    }
    Line {
        name: row.policy.name.as_ref().map_or_else(|| row.policy.id.shown(), |name| name.shown()),
        state: row.state.clone(),
        note: notes.join(" · "),
        is_enforced: row.is_enforced,
        cells: row.cells.iter().map(|cell| square(cell, row.is_dedicated)).collect(),
    }
}

fn square(cell: &Cell, is_dedicated: bool) -> Square {
    let refuses = cell.refusal.as_ref().map(|it| it.is_certain);
    let (class, mark, word) = match (cell.standing, refuses) {
        (Standing::Applies | Standing::Unknown, Some(true)) => ("applies", "✗", "refuses"),
        (Standing::Applies | Standing::Unknown, Some(false)) => ("unknown", "?", "may refuse"),
        (Standing::Applies, None) if is_dedicated => ("own", "●", "own policy, met"),
        (Standing::Applies | Standing::Unknown, None) => ("met", "◆", "applies, met"),
        (Standing::Excluded, _) => ("excluded", "✓", "excluded"),
        (Standing::NotIncluded, _) => ("outside", "–", "not included"),
        (Standing::OtherAudience, _) => ("outside", "·", "for others"),
    };
    let mut path = cell.path.join(" → ");
    if !cell.missing.is_empty() {
        let gaps: Vec<String> = cell.missing.iter().map(text::missing).collect();
        path = [path, format!("not read: {}", gaps.join("; "))].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · ");
    }
    if let Some(refusal) = &cell.refusal {
        let refused = format!("{}, because {}", refusal.when, refusal.because);
        path = [refused, path].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · ");
    }
    Square { class, mark, word, path }
}
