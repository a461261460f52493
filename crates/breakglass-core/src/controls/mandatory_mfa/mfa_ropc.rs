//! No application hands over passwords.

use breakglass_model::tenant::SignIn;
use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectId, ObjectKind, ObjectRef, Outcome, Reason, Severity};
use std::collections::BTreeMap;

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "mfa-ropc",
    title: "No application signs in with a user's password handed over (ROPC)",
    severity: Severity::High,
    why: "The flow that hands over a password cannot answer a demand for multifactor authentication: it fails wherever that is enforced.",
    fix: "Move the application to another flow or to a workload identity.",
    sources: &[sources::MANDATORY_MFA],
    needs: &[Collection::RopcSignIns],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let sample = match &evidence.tenant.ropc_sign_ins {
        Ok(sample) => sample,
        Err(Missing { reason: Reason::Unlicensed(_), .. }) => {
            return Judgement::not_applicable("the sign-in log needs Microsoft Entra ID P1");
        }
        Err(missing) => return Judgement::unknown(vec![missing.clone()]),
    };
    let judgement = Judgement::once(|| {
        let mut uses: BTreeMap<(&ObjectId, Option<&ObjectId>), Vec<&SignIn>> = BTreeMap::new();
        let is_ropc = |it: &&SignIn| it.protocol.as_ref().is_none_or(|word| word.raw().eq_ignore_ascii_case("ropc"));
        for sign_in in sample.sign_ins.iter().filter(is_ropc) {
            uses.entry((&sign_in.user, sign_in.app.as_ref())).or_default().push(sign_in);
        }
        let findings = uses.into_values().filter_map(|uses| {
            let last = uses.iter().max_by_key(|it| it.at)?;
            let refused = uses.iter().filter(|it| it.error.is_some_and(|code| code != 0)).count();
            let object = ObjectRef::new(ObjectKind::User, last.user.clone(), Some(last.user_name.clone()));
            let saw = format!(
                "{} sign-ins with a password handed over through {}, {refused} of them refused, the last {}",
                uses.len(),
                last.application(),
                last.at
            );
            Some(Finding::new(object, saw, "no such sign-ins"))
        });
        let mut outcome = Outcome::from_findings(findings.collect());
        outcome.missing.extend(sample.gap(Collection::RopcSignIns));
        Ok(outcome)
    });
    judgement.note(sample.described())
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn none_passes_one_fails_a_part_never_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let one = |tenant: &mut breakglass_model::Tenant| {
            let mut sign_in = build::sign_in("svc", "app", jiff::Timestamp::UNIX_EPOCH);
            sign_in.protocol = Some("ropc".into());
            tenant.ropc_sign_ins.as_mut().unwrap().sign_ins = vec![sign_in];
        };
        check(&CONTROL, one, Verdict::Fail);
        check(&CONTROL, |tenant| tenant.ropc_sign_ins.as_mut().unwrap().is_whole = false, Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::RopcSignIns), Verdict::Unknown);
    }
}
