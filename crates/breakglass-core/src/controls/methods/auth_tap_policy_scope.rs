//! A Temporary Access Pass can be issued to the emergency group only, and not for long.

use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectKind, ObjectRef, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-tap-policy-scope",
    title: "The Temporary Access Pass is limited to the emergency group and to a short life",
    severity: Severity::Medium,
    why: "A pass for everybody lets whoever may reset people issue himself a way into any account.",
    fix: "Target the emergency group alone and set the maximum lifetime to 480 minutes or less, or switch the method off.",
    sources: &[sources::TEMPORARY_ACCESS_PASS],
    needs: &[Collection::AuthenticationMethodsPolicy],
    compliance: &[],
    since: "0.2",
    judge,
};

/// Longest lifetime in minutes that a working day of enrolment needs.
const LONGEST: i64 = 480;

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let Some(pass) = evidence.method_configuration("TemporaryAccessPass")?.filter(|it| it.is_enabled != Some(false)) else {
            return Ok(Outcome::good());
        };
        let mut outcome = Outcome::default();
        for target in pass.include.iter().filter(|target| Some(&target.id) != evidence.group_id()) {
            let is_everybody = target.id.raw().eq_ignore_ascii_case("all_users");
            if !is_everybody && evidence.group_id().is_none() && evidence.absent_group().is_none() {
                // A group that nobody can tell from the emergency group.
                outcome.missing.extend(evidence.group().err());
                continue;
            }
            let name = evidence.tenant.group_name(&target.id).map_or_else(|| target.id.shown(), |name| name.quoted());
            let saw = if is_everybody { "enabled for all users".to_owned() } else { format!("enabled for {name}") };
            outcome.bad.push(Finding::new(object(), saw, "enabled for the emergency group alone, or for nobody"));
        }
        let gap = || Missing::of(Collection::AuthenticationMethodsPolicy, Reason::NoProperty("maximumLifetimeInMinutes".to_owned()));
        let longest = pass.maximum_lifetime_minutes.ok_or_else(gap);
        match longest {
            Ok(minutes) if minutes > LONGEST => {
                let saw = format!("a pass may live for {minutes} minutes");
                outcome.bad.push(Finding::new(object(), saw, format!("at most {LONGEST} minutes")));
            }
            Ok(_) => {}
            Err(missing) => outcome.missing.push(missing),
        }
        Ok(outcome)
    })
}

fn object() -> ObjectRef {
    ObjectRef::new(ObjectKind::MethodsPolicy, "temporaryAccessPass", None)
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::{MethodConfiguration, MethodTarget};
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_designated};
    use super::*;

    fn enable(target: &'static str, minutes: Option<i64>) -> impl FnOnce(&mut breakglass_model::Tenant) {
        move |tenant| {
            let target = MethodTarget { id: target.into(), kind: Some("group".into()), passkey_profiles: Vec::new() };
            let pass = MethodConfiguration {
                id: "TemporaryAccessPass".into(),
                is_enabled: Some(true),
                include: vec![target],
                maximum_lifetime_minutes: minutes,
                ..MethodConfiguration::default()
            };
            tenant.methods_policy.as_mut().unwrap().configurations.push(pass);
        }
    }

    #[test]
    fn off_or_for_the_group_passes_for_all_or_for_days_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, enable(build::GROUP, Some(60)), Verdict::Pass);
        check(&CONTROL, enable("all_users", Some(60)), Verdict::Fail);
        check(&CONTROL, enable(build::GROUP, Some(1_440)), Verdict::Fail);
    }

    #[test]
    fn unread_policies_are_unknown() {
        check(&CONTROL, enable(build::GROUP, None), Verdict::Unknown);
        check_designated(&CONTROL, |designation| designation.group = None, enable(build::GROUP, Some(60)), Verdict::Unknown);
        check_designated(&CONTROL, |designation| designation.group = None, enable("all_users", Some(60)), Verdict::Fail);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethodsPolicy), Verdict::Unknown);
    }
}
