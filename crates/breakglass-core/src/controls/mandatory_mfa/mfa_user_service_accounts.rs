//! No user account does a service's work.

use std::collections::{BTreeMap, BTreeSet};

use breakglass_model::tenant::SignIn;
use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectId, ObjectKind, ObjectRef, Outcome, Reason, Severity, Untrusted};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "mfa-user-service-accounts",
    title: "No user account is used as a service account against Azure",
    severity: Severity::High,
    why: "A script that signs in as a user stops on the day multifactor authentication is demanded of it, with whatever it keeps running.",
    fix: "Move the work to a managed identity or a service principal.",
    sources: &[sources::MANDATORY_MFA],
    needs: &[Collection::ManagementSignIns],
    compliance: &[],
    since: "0.2",
    judge,
};

/// Successful single-factor sign-ins of one user through one application that are enough to call it a habit.
///
/// Assumption: three or more of them that come at a steady pace, or always from one address and one program, are a script's.
const HABIT: usize = 3;

/// How far intervals may differ and still be a steady pace: a tenth of the shortest, or two minutes.
const STEADY: (i64, i64) = (10, 120);

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let sample = match &evidence.tenant.management_sign_ins {
        Ok(sample) => sample,
        Err(Missing { reason: Reason::Unlicensed(_), .. }) => {
            return Judgement::not_applicable("the sign-in log needs Microsoft Entra ID P1: look for such accounts by hand");
        }
        Err(missing) => return Judgement::unknown(vec![missing.clone()]),
    };
    let judgement = Judgement::once(|| {
        let mut uses: BTreeMap<(&ObjectId, Option<&ObjectId>), Vec<&SignIn>> = BTreeMap::new();
        for sign_in in sample.sign_ins.iter().filter(|it| it.error == Some(0) && is_single_factor(it)) {
            uses.entry((&sign_in.user, sign_in.app.as_ref())).or_default().push(sign_in);
        }
        let mut outcome = Outcome::from_findings(uses.into_values().filter_map(finding).collect());
        outcome.missing.extend(sample.gap(Collection::ManagementSignIns));
        for (is_unread, property) in [
            (sample.sign_ins.iter().any(|it| it.error.is_none()), "status.errorCode"),
            (sample.sign_ins.iter().any(|it| it.requirement.is_none()), "authenticationRequirement"),
        ] {
            let gap = || Missing::of(Collection::ManagementSignIns, Reason::NoProperty(property.to_owned()));
            outcome.missing.extend(is_unread.then(gap));
        }
        Ok(outcome)
    });
    judgement.note(sample.described())
}

fn is_single_factor(sign_in: &SignIn) -> bool {
    sign_in.requirement.as_ref().is_some_and(|it| it.raw().eq_ignore_ascii_case("singleFactorAuthentication"))
}

/// What speaks for a script in the sign-ins of one user through one application, if they are enough to call it one.
fn finding(mut uses: Vec<&SignIn>) -> Option<Finding> {
    uses.sort_by_key(|it| it.at);
    let last = *uses.last()?;
    let pace = steady_pace(&uses);
    let address = only(uses.iter().map(|it| it.ip.as_ref()));
    let program = only(uses.iter().map(|it| it.user_agent.as_ref()));
    if uses.len() < HABIT || (pace.is_none() && (address.is_none() || program.is_none())) {
        return None;
    }
    let nobody_was_there = uses.iter().all(|it| it.is_interactive == Some(false));
    let signs = [
        pace.map(|minutes| format!("every {minutes} minutes or so")),
        address.map(|address| format!("always from {}", address.quoted())),
        program.map(|program| format!("always by {}", program.quoted())),
        nobody_was_there.then(|| "never with a person there".to_owned()),
    ];
    let signs: Vec<String> = signs.into_iter().flatten().collect();
    let saw = format!("{} single-factor sign-ins through {}, {}, the last {}", uses.len(), last.application(), signs.join(", "), last.at);
    let object = ObjectRef::new(ObjectKind::User, last.user.clone(), Some(last.user_name.clone()));
    Some(Finding::new(object, saw, "a managed identity or service principal that does this work"))
}

/// The one value that all have; none where they differ or one does not tell.
fn only<'a>(values: impl Iterator<Item = Option<&'a Untrusted>>) -> Option<&'a Untrusted> {
    let distinct: BTreeSet<_> = values.collect();
    if distinct.len() == 1 { distinct.into_iter().next().flatten() } else { None }
}

/// The interval in minutes at which sign-ins come, where all intervals are much the same.
fn steady_pace(sorted: &[&SignIn]) -> Option<i64> {
    let intervals: Vec<i64> =
        sorted.windows(2).filter_map(|pair| Some(pair.last()?.at.as_second() - pair.first()?.at.as_second())).collect();
    let (shortest, longest) = (intervals.iter().min()?, intervals.iter().max()?);
    let is_steady = intervals.len() + 1 >= HABIT && longest - shortest <= (shortest / STEADY.0).max(STEADY.1) && *shortest >= 60;
    is_steady.then_some(shortest / 60)
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    const CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    /// Sign-ins of one user at these hours.
    fn at_hours(hours: &'static [i64], change: impl Fn(usize, &mut SignIn)) -> impl Fn(&mut breakglass_model::Tenant) {
        move |tenant| {
            let sign_ins = hours.iter().enumerate().map(|(index, hour)| {
                let mut sign_in = build::sign_in("svc", CLI, jiff::Timestamp::from_second(hour * 3_600).unwrap());
                change(index, &mut sign_in);
                sign_in
            });
            tenant.management_sign_ins.as_mut().unwrap().sign_ins = sign_ins.collect();
        }
    }

    const STEADILY: &[i64] = &[1, 2, 3, 4];
    const NOW_AND_THEN: &[i64] = &[1, 9, 10, 40];

    /// From everywhere, by everything.
    fn wandering(index: usize, it: &mut SignIn) {
        it.ip = Some(format!("192.0.2.{index}").into());
        it.user_agent = Some(format!("browser {index}").into());
    }

    fn one_program(_: usize, it: &mut SignIn) {
        it.user_agent = Some("python".into());
        it.is_interactive = Some(false);
    }

    #[test]
    fn no_sign_ins_and_people_pass() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, at_hours(NOW_AND_THEN, wandering), Verdict::Pass);
        check(&CONTROL, at_hours(&[1, 2], one_program), Verdict::Pass);
        let multifactor = |_: usize, it: &mut SignIn| it.requirement = Some("multiFactorAuthentication".into());
        check(&CONTROL, at_hours(STEADILY, multifactor), Verdict::Pass);
        let refused = |_: usize, it: &mut SignIn| it.error = Some(50_076);
        check(&CONTROL, at_hours(STEADILY, refused), Verdict::Pass);
    }

    #[test]
    fn a_steady_pace_or_one_address_and_one_program_is_a_script() {
        let judgement = check(&CONTROL, at_hours(STEADILY, wandering), Verdict::Fail);
        assert!(judgement.findings[0].saw.contains("every 60 minutes or so"), "{:?}", judgement.findings);
        let judgement = check(&CONTROL, at_hours(NOW_AND_THEN, one_program), Verdict::Fail);
        let saw = &judgement.findings[0].saw;
        assert!(saw.contains("always from `192.0.2.1`, always by `python`, never with a person there"), "{saw}");
        check(&CONTROL, at_hours(NOW_AND_THEN, |_, _| {}), Verdict::Pass);
    }

    #[test]
    fn a_log_that_does_not_tell_the_factor_or_the_outcome_is_unknown() {
        check(&CONTROL, at_hours(STEADILY, |_, it| it.requirement = None), Verdict::Unknown);
        check(&CONTROL, at_hours(STEADILY, |_, it| it.error = None), Verdict::Unknown);
    }

    #[test]
    fn a_part_of_the_log_never_passes() {
        let partial = |tenant: &mut breakglass_model::Tenant| tenant.management_sign_ins.as_mut().unwrap().is_whole = false;
        check(&CONTROL, partial, Verdict::Unknown);
        let found = |tenant: &mut breakglass_model::Tenant| {
            at_hours(STEADILY, one_program)(tenant);
            partial(tenant);
        };
        let judgement = check(&CONTROL, found, Verdict::Fail);
        assert_eq!(judgement.missing.len(), 1, "what was not read is said beside");
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ManagementSignIns), Verdict::Unknown);
    }
}
