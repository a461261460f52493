//! An assessment for an audience.

use breakglass_model::{Finding, Judgement};

use super::{LEFT_OUT, Telling};
use crate::{Assessment, ControlResult, IdleWaiver, Refusal, Row};

impl Assessment {
    /// These answers with the details of a second reading.
    #[must_use]
    pub fn told(self, stripped: Self, telling: &Telling<'_>) -> Self {
        let results = self.results.iter().zip(stripped.results).map(|(real, stripped)| telling.result(real, stripped)).collect();
        let mut evidence = stripped.evidence;
        for (told, real) in evidence.iter_mut().zip(&self.evidence) {
            (told.state, told.count) = (real.state, real.count);
        }
        let mut matrix = stripped.matrix;
        matrix.rows = matrix.rows.into_iter().map(|row| telling.row(row, &self.matrix.rows)).collect();
        let idle_waivers = self.idle_waivers.iter().map(|it| telling.idle(it, &stripped.idle_waivers)).collect();
        Self { audience: telling.audience, judged_at: self.judged_at, idle_waivers, results, evidence, matrix, ..stripped }
    }
}

impl Telling<'_> {
    fn result(&self, real: &ControlResult, stripped: ControlResult) -> ControlResult {
        let shape = |it: &Judgement| (it.verdict, it.examined, it.findings.len(), it.missing.len());
        let is_by_words = self.by_words.contains(&real.control.id);
        let is_same = !is_by_words && shape(&real.judgement) == shape(&stripped.judgement);
        let judgement = if is_same { stripped.judgement } else { self.judgement(real) };
        ControlResult { judgement, waiver: real.waiver.as_ref().map(|waiver| self.waiver(waiver)), is_waived: real.is_waived, ..stripped }
    }

    /// A waiver that lets nobody off, with why in the words of the second reading where that says the same.
    fn idle(&self, real: &IdleWaiver, stripped: &[IdleWaiver]) -> IdleWaiver {
        let waiver = self.waiver(&real.waiver);
        let same = stripped.iter().find(|it| it.waiver == waiver);
        IdleWaiver { why: same.map_or_else(|| LEFT_OUT.to_owned(), |it| it.why.clone()), waiver }
    }

    /// The same answer about as many objects, with nothing said of them.
    fn judgement(&self, real: &ControlResult) -> Judgement {
        let judgement = &real.judgement;
        Judgement {
            verdict: judgement.verdict,
            examined: judgement.examined,
            findings: judgement.findings.iter().map(|it| Finding::new(self.object(&it.object), LEFT_OUT, real.control.title)).collect(),
            missing: judgement.missing.iter().map(|it| self.missing(it)).collect(),
            note: None,
        }
    }

    /// What a policy does to an account is told as it was read.
    fn row(&self, mut stripped: Row, real: &[Row]) -> Row {
        let Some(real) = real.iter().find(|it| (self.pseudonym)(&it.policy.id) == stripped.policy.id) else {
            return stripped;
        };
        stripped.is_enforced = real.is_enforced;
        stripped.audience = real.audience;
        stripped.is_dedicated = real.is_dedicated;
        stripped.blocks = real.blocks;
        for (cell, real) in stripped.cells.iter_mut().zip(&real.cells) {
            if cell.standing != real.standing {
                cell.standing = real.standing;
                cell.path.clear();
                cell.missing = real.missing.iter().map(|it| self.missing(it)).collect();
            }
            let certainty = |it: &Option<Refusal>| it.as_ref().map(|it| it.is_certain);
            if certainty(&cell.refusal) != certainty(&real.refusal) {
                let told = |it: &Refusal| Refusal { is_certain: it.is_certain, when: LEFT_OUT.to_owned(), because: LEFT_OUT.to_owned() };
                cell.refusal = real.refusal.as_ref().map(told);
            }
        }
        stripped
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Collection, Missing, Reason, Verdict, build};

    use super::*;
    use crate::Audience;
    use crate::{Profile, assess};

    fn judged(change: impl FnOnce(&mut breakglass_model::Tenant)) -> Assessment {
        let mut tenant = build::healthy();
        change(&mut tenant);
        let now = tenant.taken_at;
        assess(&tenant, &build::designation(), Profile::ALL[0], None, now)
    }

    fn synchronised(tenant: &mut breakglass_model::Tenant) {
        if let Ok(Some(user)) = tenant.users.get(&build::FIRST.into()) {
            let mut user = user.clone();
            user.name = "canary".into();
            user.principal_name = Some("canary@canary.example".into());
            user.is_synchronised = Some(Some(true));
            tenant.users.insert(build::FIRST.into(), Ok(Some(user)));
        }
    }

    #[test]
    fn answers_stay_where_the_second_reading_answers_otherwise_and_nothing_of_it_is_said() {
        let before = judged(synchronised);
        let verdicts: Vec<Verdict> = before.results.iter().map(|it| it.judgement.verdict).collect();
        assert!(verdicts.contains(&Verdict::Fail));
        let telling = Telling { audience: Audience::Public, by_words: &[], pseudonym: &|_| "pseudonym".into() };
        let told = judged(|_| {});
        assert!(told.results.iter().zip(&verdicts).any(|(it, verdict)| it.judgement.verdict != *verdict));
        let told = before.told(told, &telling);
        assert_eq!(told.results.iter().map(|it| it.judgement.verdict).collect::<Vec<_>>(), verdicts);
        assert!(!format!("{:?}", told.results.iter().map(|it| &it.judgement).collect::<Vec<_>>()).contains("canary"));
        let failing = told.results.iter().find(|it| it.judgement.verdict == Verdict::Fail).unwrap();
        assert_eq!(failing.judgement.findings[0].saw, LEFT_OUT);
    }

    #[test]
    fn waivers_that_let_nobody_off_are_those_of_the_first_reading() {
        let waiver = breakglass_model::Waiver {
            control: "acct-cloud-only".to_owned(),
            objects: vec!["canary".into()],
            reason: "canary".to_owned(),
            owner: "canary".to_owned(),
            until: jiff::civil::date(2999, 1, 1),
        };
        let designation = breakglass_model::Designation { waivers: vec![waiver], ..build::designation() };
        let judged = |tenant: breakglass_model::Tenant| assess(&tenant, &designation, Profile::ALL[0], None, tenant.taken_at);
        let mut unread = build::healthy();
        unread.users = breakglass_model::tenant::Objects::unread(Collection::Users);
        let telling = Telling { audience: Audience::Public, by_words: &[], pseudonym: &|_| "pseudonym".into() };
        let told = judged(build::healthy()).told(judged(unread), &telling);
        assert_eq!(told.idle_waivers.len(), 1);
        assert!(told.idle_waivers[0].why == LEFT_OUT && !format!("{:?}", told.idle_waivers).contains("canary"), "{:?}", told.idle_waivers);
    }

    #[test]
    fn people_and_channels_lose_the_words_that_an_audience_must_not_see() {
        let route = breakglass_model::Route { channel: "canary".to_owned(), to: None };
        let person = breakglass_model::Person {
            id: "canary".to_owned(),
            name: Some("Canary Name".to_owned()),
            directory_id: Some("canary".into()),
            routes: vec![route],
        };
        let channel = breakglass_model::Channel { id: "canary".to_owned(), kind: "teams", depends_on_tenant: true, is_confirmed: true };
        let step = breakglass_model::Step { after_minutes: 0, people: vec!["canary".to_owned()] };
        let arranged =
            breakglass_model::Arrangements { people: vec![person], channels: vec![channel], escalation: vec![step], ..Default::default() };
        let told = |audience| {
            let telling = Telling { audience, by_words: &[], pseudonym: &|_| "pseudonym".into() };
            format!("{:?}", telling.arrangements(&arranged))
        };
        assert!(!told(Audience::Public).to_lowercase().contains("canary") && told(Audience::Public).matches("pseudonym").count() == 5);
        assert!(!told(Audience::Internal).contains("Canary Name") && told(Audience::Internal).contains("canary"));
        assert!(told(Audience::Sealed).contains("Canary Name"));
    }

    #[test]
    fn a_gap_keeps_its_kind_and_loses_its_words() {
        let telling = Telling { audience: Audience::Public, by_words: &[], pseudonym: &|_| "pseudonym".into() };
        for reason in [Reason::Denied("canary".into()), Reason::Membership("canary".into()), Reason::NotUnderstood("canary".into())] {
            let told = telling.missing(&Missing::for_object(Collection::Users, &"canary".into(), reason));
            assert!(!format!("{told:?}").contains("canary") && told.object == Some("pseudonym".into()));
        }
    }
}
