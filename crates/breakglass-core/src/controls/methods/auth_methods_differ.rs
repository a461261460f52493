//! The accounts do not share their method with every other administrator.

use breakglass_model::tenant::RegisteredMethod;
use breakglass_model::{Collection, Finding, Judgement, ObjectId, Outcome, Severity};
use std::collections::BTreeSet;

use super::super::{Control, sources};
use crate::{Evidence, authenticator};

pub(super) const CONTROL: Control = Control {
    id: "auth-methods-differ",
    title: "Emergency methods differ from those of ordinary administrators",
    severity: Severity::Medium,
    why: "If everybody uses the same method, its outage or its recall shuts everybody out together, the emergency accounts included.",
    fix: "Use another method or another make than the ordinary administrators: security keys of another vendor, or certificates.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::AuthenticationMethods],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let mut compared = 0;
    let judgement = Judgement::for_each(evidence.accounts(), |account| {
        let ours = words(evidence.methods(account)?);
        let others: Vec<BTreeSet<String>> = others(evidence).map(|(_, methods)| words(methods)).collect();
        compared = others.len();
        if ours.is_empty() || others.is_empty() {
            return Ok(Outcome::skip());
        }
        let is_common = |word: &String| others.iter().filter(|theirs| theirs.contains(word)).count() * 2 > others.len();
        if ours.iter().any(|word| !is_common(word)) {
            return Ok(Outcome::good());
        }
        let saw = format!(
            "most of the {compared} other administrators compared use the same: {}",
            ours.into_iter().collect::<Vec<_>>().join(", ")
        );
        Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "a method or a model that most others do not use")))
    });
    judgement.note(format!("compared with {compared} other administrators whose methods were read"))
}

/// Other administrators whose methods were read to the end.
fn others<'t>(evidence: &Evidence<'t>) -> impl Iterator<Item = (&'t ObjectId, &'t [RegisteredMethod])> {
    let tenant = evidence.tenant;
    tenant.administrators.iter().filter_map(move |(id, _)| Some((id, tenant.methods.get(id).ok()?)))
}

/// Methods as compared: passkeys by model, the password that everybody has left out.
fn words(methods: &[RegisteredMethod]) -> BTreeSet<String> {
    let word = |method: &RegisteredMethod| match method {
        RegisteredMethod::Fido2(key) => {
            let model = key.aaguid.as_ref();
            Some(model.and_then(authenticator).map_or_else(
                || format!("passkey {}", model.map_or_else(|| "of no model".to_owned(), ObjectId::shown)),
                |it| it.product.to_owned(),
            ))
        }
        RegisteredMethod::Password => None,
        RegisteredMethod::TemporaryAccessPass(_) => Some("temporaryAccessPass".to_owned()),
        RegisteredMethod::Other(kind) => Some(kind.shown()),
    };
    methods.iter().filter_map(word).collect()
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn administrators_use(aaguids: &'static [&'static str]) -> impl FnOnce(&mut breakglass_model::Tenant) {
        |tenant| {
            let methods = aaguids.iter().map(|aaguid| RegisteredMethod::Fido2(build::key("theirs", aaguid)));
            tenant.methods.add(build::ADMINISTRATOR.into(), methods, Ok(()));
        }
    }

    #[test]
    fn other_methods_pass_the_same_models_fail() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, administrators_use(&[build::AAGUID]), Verdict::Pass);
        check(&CONTROL, administrators_use(&[build::AAGUID, build::OTHER_AAGUID]), Verdict::Fail);
    }

    #[test]
    fn unread_methods_are_unknown_and_nobody_to_compare_with_is_no_answer() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::Administrators), Verdict::NotApplicable);
    }
}
