//! Not every key is of one model.

use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::{Evidence, authenticator};

pub(super) const CONTROL: Control = Control {
    id: "auth-vendor-diversity",
    title: "The keys are of more than one model",
    severity: Severity::Info,
    why: "A recalled firmware or one line in the key restrictions takes every key of a model at once.",
    fix: "Mix two makes.",
    sources: &[sources::HARDWARE_VENDORS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| {
        let (mut models, mut keys, mut missing) = (std::collections::BTreeSet::new(), 0, Vec::new());
        for account in evidence.accounts()? {
            match evidence.keys(account) {
                Ok(registered) => {
                    keys += registered.len();
                    models.extend(registered.iter().filter_map(|key| key.aaguid.as_ref()));
                    let no_model = || Missing::for_object(Collection::AuthenticationMethods, &account.object.id, no_aaguid());
                    missing.extend(registered.iter().filter(|key| key.aaguid.is_none()).map(|_| no_model()));
                }
                Err(gap) => missing.push(gap),
            }
        }
        match (models.len(), missing.is_empty()) {
            // Two models are two models, whatever was not read.
            (2.., _) => Ok(Outcome::good()),
            (_, false) => Ok(Outcome { missing, ..Outcome::default() }),
            (_, true) if keys < 2 => Ok(Outcome::skip()),
            (_, true) => {
                let product = models.first().and_then(|model| authenticator(model)).map_or("one unknown model", |model| model.product);
                let saw = format!("all {keys} keys are {product}");
                Ok(Outcome::bad(Finding::new(evidence.tenant_ref(), saw, "keys of two models or more")))
            }
        }
    })
}

fn no_aaguid() -> Reason {
    Reason::NoProperty("aaGuid".to_owned())
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    #[test]
    fn two_models_pass_one_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let alike = |tenant: &mut breakglass_model::Tenant| {
            tenant.methods = breakglass_model::tenant::Scoped::unread(Collection::AuthenticationMethods);
            for id in [build::FIRST, build::SECOND] {
                let key = breakglass_model::tenant::RegisteredMethod::Fido2(build::key("one", build::AAGUID));
                tenant.methods.add(id.into(), [key], Ok(()));
            }
        };
        check(&CONTROL, alike, Verdict::Fail);
    }

    #[test]
    fn a_key_that_tells_no_model_is_no_second_model() {
        let silent = |tenant: &mut breakglass_model::Tenant| {
            tenant.methods = breakglass_model::tenant::Scoped::unread(Collection::AuthenticationMethods);
            let mut keys = [build::key("one", build::AAGUID), build::key("two", build::AAGUID)];
            keys[1].aaguid = None;
            for id in [build::FIRST, build::SECOND] {
                tenant.methods.add(id.into(), keys.clone().map(breakglass_model::tenant::RegisteredMethod::Fido2), Ok(()));
            }
        };
        check(&CONTROL, silent, Verdict::Unknown);
    }

    #[test]
    fn unread_methods_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
