//! No user account does a service's work.

use breakglass_model::tenant::{SignIn, SignInSample};
use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectId, ObjectKind, ObjectRef, Outcome, Reason, Severity};
use std::collections::{BTreeMap, BTreeSet};

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
const HABIT: usize = 3;

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
        let findings = uses.into_values().filter(|uses| is_habit(uses)).filter_map(|uses| finding(&uses));
        let mut outcome = Outcome::from_findings(findings.collect());
        if !sample.is_whole {
            let reason = Reason::Partial(read(sample));
            outcome.missing.push(Missing::of(Collection::ManagementSignIns, reason));
        }
        Ok(outcome)
    });
    judgement.note(read(sample))
}

fn is_single_factor(sign_in: &SignIn) -> bool {
    sign_in.requirement.as_ref().is_some_and(|it| it.raw().eq_ignore_ascii_case("singleFactorAuthentication"))
}

/// Often, and always from one address or one program: a script, not a person.
fn is_habit(uses: &[&SignIn]) -> bool {
    let addresses: BTreeSet<_> = uses.iter().map(|it| &it.ip).collect();
    let programs: BTreeSet<_> = uses.iter().map(|it| &it.user_agent).collect();
    uses.len() >= HABIT && (addresses.len() == 1 || programs.len() == 1)
}

fn finding(uses: &[&SignIn]) -> Option<Finding> {
    let last = uses.iter().max_by_key(|it| it.at)?;
    let app = last
        .app_name
        .as_ref()
        .map_or_else(|| last.app.as_ref().map_or_else(|| "an unread application".to_owned(), ObjectId::shown), |name| name.quoted());
    let from = last.ip.as_ref().map_or_else(String::new, |ip| format!(" from {}", ip.quoted()));
    let saw = format!("{} single-factor sign-ins through {app}{from}, the last {}", uses.len(), last.at);
    let object = ObjectRef::new(ObjectKind::User, last.user.clone(), Some(last.user_name.clone()));
    Some(Finding::new(object, saw, "a managed identity or service principal that does this work"))
}

/// How much of the log an answer rests on.
fn read(sample: &SignInSample) -> String {
    let since = sample.since.map_or_else(|| "an unread date".to_owned(), |since| since.to_string());
    let whole = if sample.is_whole { "all of them" } else { "not all of them" };
    format!("{} sign-ins read since {since}, {whole}", sample.sign_ins.len())
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    const CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    fn habit(times: usize, change: impl Fn(usize, &mut SignIn)) -> impl Fn(&mut breakglass_model::Tenant) {
        move |tenant| {
            let sign_ins = (0..times).map(|index| {
                let mut sign_in = build::sign_in("svc", CLI, jiff::Timestamp::from_second(index as i64 * 3_600).unwrap());
                change(index, &mut sign_in);
                sign_in
            });
            tenant.management_sign_ins.as_mut().unwrap().sign_ins = sign_ins.collect();
        }
    }

    #[test]
    fn no_sign_ins_or_a_person_passes_a_script_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, habit(2, |_, _| {}), Verdict::Pass);
        check(&CONTROL, habit(3, |_, _| {}), Verdict::Fail);
        let multifactor = |_: usize, it: &mut SignIn| it.requirement = Some("multiFactorAuthentication".into());
        check(&CONTROL, habit(9, multifactor), Verdict::Pass);
        let wandering = |index: usize, it: &mut SignIn| {
            it.ip = Some(format!("192.0.2.{index}").into());
            it.user_agent = Some(format!("browser {index}").into());
        };
        check(&CONTROL, habit(9, wandering), Verdict::Pass);
    }

    #[test]
    fn a_part_of_the_log_never_passes() {
        let partial = |tenant: &mut breakglass_model::Tenant| tenant.management_sign_ins.as_mut().unwrap().is_whole = false;
        check(&CONTROL, partial, Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::ManagementSignIns), Verdict::Unknown);
    }
}
