//! Not every key is of one model.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

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
        let mut models = std::collections::BTreeSet::new();
        let mut keys = 0;
        for account in evidence.accounts()? {
            for key in evidence.keys(account)? {
                keys += 1;
                models.insert(key.aaguid.clone());
            }
        }
        match (keys, models.len()) {
            (0 | 1, _) => Ok(Outcome::skip()),
            (_, 1) => {
                let product = models.iter().flatten().next().and_then(authenticator).map_or("one model", |model| model.product);
                let saw = format!("all {keys} keys are {product}");
                Ok(Outcome::bad(Finding::new(evidence.tenant_ref(), saw, "keys of two models or more")))
            }
            (_, _) => Ok(Outcome::good()),
        }
    })
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
    fn unread_methods_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
