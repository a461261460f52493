//! A lost key can be replaced.

use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectKind, ObjectRef, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "auth-self-service-reg",
    title: "There is a way to enrol a new key",
    severity: Severity::Low,
    why: "Enrolment, in the portal and on behalf through Graph, needs self-service registration to be allowed: without it a lost key cannot be replaced.",
    fix: "Allow self-service registration while keys are enrolled.",
    sources: &[sources::PASSKEYS],
    needs: &[Collection::AuthenticationMethodsPolicy],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let Some(fido2) = evidence.method_configuration("Fido2")? else {
            return Ok(Outcome::bad(Finding::new(
                object(),
                "the policy has no configuration for FIDO2",
                "FIDO2 with self-service registration",
            )));
        };
        let gap =
            || Missing::of(Collection::AuthenticationMethodsPolicy, Reason::NoProperty("isSelfServiceRegistrationAllowed".to_owned()));
        match fido2.is_self_service_allowed.ok_or_else(gap)? {
            true => Ok(Outcome::good()),
            false => {
                let saw = "isSelfServiceRegistrationAllowed is false";
                Ok(Outcome::bad(Finding::new(object(), saw, "true, at least while keys are enrolled")))
            }
        }
    })
}

fn object() -> ObjectRef {
    ObjectRef::new(ObjectKind::MethodsPolicy, "fido2", None)
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn allowed_passes_forbidden_fails_unread_is_unknown() {
        let set = |value| {
            move |tenant: &mut breakglass_model::Tenant| {
                tenant.methods_policy.as_mut().unwrap().configurations[0].is_self_service_allowed = value;
            }
        };
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, set(Some(false)), Verdict::Fail);
        check(&CONTROL, set(None), Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethodsPolicy), Verdict::Unknown);
    }
}
