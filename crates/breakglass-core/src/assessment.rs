//! An assessment: every control's answer, the evidence it rests on, and what a manager wants to know first.

use breakglass_model::tenant::CollectionEvidence;
use breakglass_model::{Assumption, Cloud, Designation, Judgement, ObjectRef, Severity, Skipped, Tenant, Verdict, Waiver};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::candidates::propose;
use crate::controls::AREAS;
use crate::waivers::idle;
use crate::{Area, Audience, Candidate, Control, Evidence, IdleWaiver, Matrix, Posture, Profile};

/// Every control's answer about one tenant.
#[derive(Debug)]
pub struct Assessment {
    /// For whom it is told.
    pub audience: Audience,
    /// The tenant.
    pub tenant: ObjectRef,
    /// When the evidence was read.
    pub taken_at: Timestamp,
    /// When it was judged.
    pub judged_at: Timestamp,
    /// In which cloud the tenant lives.
    pub cloud: Cloud,
    /// Which endpoint answered, or `export`.
    pub endpoint: String,
    /// Whether that endpoint is outside the clouds' fixed table.
    pub unsafe_endpoint: bool,
    /// The parameters.
    pub profile: &'static Profile,
    /// The posture in force.
    pub posture: Posture,
    /// The emergency accounts, as findings name them.
    pub accounts: Vec<ObjectRef>,
    /// The emergency group.
    pub group: Option<ObjectRef>,
    /// How far each collection was read.
    pub evidence: Vec<CollectionEvidence>,
    /// What was offered but not taken.
    pub skipped: Vec<Skipped>,
    /// What is supposed.
    pub assumptions: Vec<Assumption>,
    /// Proposals, where nobody was designated.
    pub candidates: Vec<Candidate>,
    /// The answers, in the order of the catalogue.
    pub results: Vec<ControlResult>,
    /// Waivers that let nobody off.
    pub idle_waivers: Vec<IdleWaiver>,
    /// Every policy against every account.
    pub matrix: Matrix,
}

/// One control's answer.
#[derive(Debug)]
pub struct ControlResult {
    /// The control.
    pub control: &'static Control,
    /// The area it belongs to.
    pub area: &'static Area,
    /// Its answer.
    pub judgement: Judgement,
    /// The waiver that covers what was found, whether it still holds or not.
    pub waiver: Option<Waiver>,
    /// Whether that waiver holds on the day of judgement.
    pub is_waived: bool,
}

/// How many controls gave which answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Right.
    pub pass: usize,
    /// Wrong.
    pub fail: usize,
    /// Right today.
    pub warn: usize,
    /// Not read.
    pub unknown: usize,
    /// The question does not arise.
    pub not_applicable: usize,
    /// Needs a record that is not kept yet.
    pub manual: usize,
    /// Let off by a waiver.
    pub waived: usize,
}

/// Judges a tenant.
pub fn assess(
    tenant: &Tenant,
    designation: &Designation,
    profile: &'static Profile,
    posture: Option<Posture>,
    now: Timestamp,
) -> Assessment {
    let evidence = Evidence::new(tenant, designation, profile, posture, now);
    let today = now.to_zoned(TimeZone::UTC).date();
    let results: Vec<ControlResult> = AREAS
        .iter()
        .flat_map(|area| area.controls.iter().map(move |control| (area, *control)))
        .map(|(area, control)| ControlResult::of(control, area, (control.judge)(&evidence), designation, today))
        .collect();
    let accounts = evidence.accounts().unwrap_or_default().iter().map(|account| account.object.clone()).collect();
    Assessment {
        audience: Audience::Sealed,
        tenant: evidence.tenant_ref(),
        taken_at: tenant.taken_at,
        judged_at: now,
        cloud: tenant.cloud,
        endpoint: tenant.endpoint.clone(),
        unsafe_endpoint: tenant.unsafe_endpoint,
        profile,
        posture: evidence.posture,
        accounts,
        group: evidence.group_ref().or_else(|| evidence.absent_group()),
        evidence: tenant.evidence.clone(),
        skipped: tenant.skipped.clone(),
        assumptions: evidence.assumptions().to_vec(),
        candidates: if designation.is_empty() { propose(tenant) } else { Vec::new() },
        idle_waivers: idle(&results, &designation.waivers),
        results,
        matrix: Matrix::of(&evidence),
    }
}

impl ControlResult {
    /// Lays the waivers beside an answer; of several the one that lasts longest counts.
    fn of(control: &'static Control, area: &'static Area, judgement: Judgement, designation: &Designation, today: Date) -> Self {
        let is_fault = matches!(judgement.verdict, Verdict::Fail | Verdict::Warn);
        let covering = designation.waivers.iter().filter(|waiver| is_fault && waiver.covers(control.id, &judgement));
        let waiver = covering.max_by_key(|waiver| waiver.until).cloned();
        let is_waived = waiver.as_ref().is_some_and(|waiver| today <= waiver.until);
        Self { control, area, judgement, waiver, is_waived }
    }

    /// Whether the answer is this one and nobody has accepted it.
    pub fn stands(&self, verdict: Verdict) -> bool {
        self.judgement.verdict == verdict && !self.is_waived
    }

    /// How much the answer matters: a warning counts one step lower.
    pub fn severity(&self) -> Severity {
        match self.judgement.verdict {
            Verdict::Warn => self.control.severity.lower(),
            _ => self.control.severity,
        }
    }

    /// Whether it is a finding at or above a severity.
    pub fn is_finding(&self, at_least: Severity) -> bool {
        (self.stands(Verdict::Fail) || self.stands(Verdict::Warn)) && self.severity() <= at_least
    }
}

impl Assessment {
    /// How many controls gave which answer.
    pub fn summary(&self) -> Summary {
        let count = |verdict| self.results.iter().filter(|result| result.stands(verdict)).count();
        Summary {
            pass: count(Verdict::Pass),
            fail: count(Verdict::Fail),
            warn: count(Verdict::Warn),
            unknown: count(Verdict::Unknown),
            not_applicable: count(Verdict::NotApplicable),
            manual: count(Verdict::Manual),
            waived: self.results.iter().filter(|result| result.is_waived).count(),
        }
    }

    /// The answers, worst first: failures by severity, then warnings, unknowns, what is manual, passes, the rest; what is waived last.
    pub fn worst_first(&self) -> Vec<&ControlResult> {
        let mut results: Vec<&ControlResult> = self.results.iter().collect();
        results.sort_by_key(|result| (result.is_waived, result.judgement.verdict, result.severity()));
        results
    }

    /// Whether some finding is at or above a severity.
    pub fn has_findings(&self, at_least: Severity) -> bool {
        self.results.iter().any(|result| result.is_finding(at_least))
    }

    /// Whether evidence is incomplete: an answer is unknown, or a waiver accepts what was found beside something that was not read.
    /// Nobody accepted what nobody has seen.
    pub fn is_incomplete(&self) -> bool {
        let is_open = |result: &ControlResult| {
            result.judgement.verdict == Verdict::Unknown || result.is_waived && !result.judgement.missing.is_empty()
        };
        self.results.iter().any(is_open)
    }
}
