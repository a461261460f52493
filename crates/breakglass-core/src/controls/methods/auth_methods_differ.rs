//! The accounts do not share their method with every other administrator.
//!
//! Methods of other administrators are compared by model, where they were read. Where they were not, the registration report tells at
//! least their kinds: another kind is a difference, the same kind leaves the model open.

use std::collections::BTreeSet;

use breakglass_model::tenant::{PasskeyType, RegisteredMethod, Registration};
use breakglass_model::{Collection, Fact, Finding, Judgement, Missing, ObjectId, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::{Evidence, authenticators};

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

/// With whom the accounts are compared: one set of words for each other administrator.
enum Others {
    /// Methods as read, passkeys by model; how many administrators there are in all.
    ByModel(Vec<BTreeSet<String>>, usize),
    /// The registration report's words.
    ByKind(Vec<BTreeSet<String>>),
    /// Everybody was read, and there is nobody else.
    Nobody,
}

fn judge(evidence: &Evidence<'_>) -> Judgement {
    let others = match others(evidence) {
        Ok(others) => others,
        Err(missing) => return Judgement::unknown(vec![missing]),
    };
    let judgement = Judgement::for_each(evidence.accounts(), |account| {
        let methods = evidence.methods(account)?;
        let (ours, theirs) = match &others {
            Others::ByModel(theirs, _) => (methods.iter().filter_map(model).collect::<BTreeSet<_>>(), theirs),
            Others::ByKind(theirs) => (methods.iter().filter_map(kind).collect(), theirs),
            Others::Nobody => return Ok(Outcome::skip()),
        };
        if ours.is_empty() {
            return Ok(Outcome::skip());
        }
        let is_common = |word: &String| theirs.iter().filter(|words| words.contains(word)).count() * 2 > theirs.len();
        if ours.iter().any(|word| !is_common(word)) {
            return Ok(Outcome::good());
        }
        if matches!(others, Others::ByKind(_)) {
            let reason = Reason::Partial("other administrators' passkeys are known by kind only, not by model".to_owned());
            return Err(Missing::of(Collection::AuthenticationMethods, reason));
        }
        let same = ours.into_iter().collect::<Vec<_>>().join(", ");
        let saw = format!("most of the {} other administrators compared use all of the same: {same}", theirs.len());
        Ok(Outcome::bad(Finding::new(account.object.clone(), saw, "a method or a model that most others do not use")))
    });
    judgement.note(match &others {
        Others::ByModel(theirs, all) => format!("compared with {} of {all} other administrators, by model", theirs.len()),
        Others::ByKind(theirs) => format!("compared with {} other administrators, by the kinds in the registration report", theirs.len()),
        Others::Nobody => "there is no other administrator to compare with".to_owned(),
    })
}

fn others(evidence: &Evidence<'_>) -> Fact<Others> {
    let tenant = evidence.tenant;
    let accounts = evidence.accounts()?;
    let is_other = |id: &ObjectId| accounts.iter().all(|account| &account.object.id != id);
    let known: Vec<&ObjectId> = tenant.administrators.iter().map(|(id, _)| id).filter(|id| is_other(id)).collect();
    let read: Vec<_> = known.iter().filter_map(|id| tenant.methods.get(id).ok()).collect();
    if !read.is_empty() {
        let models = read.into_iter().map(|methods| methods.iter().filter_map(model).collect());
        return Ok(Others::ByModel(models.collect(), known.len()));
    }
    let unread = match &tenant.administrator_registrations {
        Ok(reports) => {
            let words = |report: &Registration| report.methods.iter().map(|word| word.raw().to_ascii_lowercase()).collect();
            let theirs: Vec<BTreeSet<String>> = reports.iter().filter(|report| is_other(&report.user)).map(words).collect();
            match (theirs.is_empty(), &tenant.administrator_registrations_incomplete) {
                (false, _) => return Ok(Others::ByKind(theirs)),
                (true, None) => return Ok(Others::Nobody),
                (true, Some(missing)) => missing.clone(),
            }
        }
        Err(missing) => missing.clone(),
    };
    Err(known.iter().find_map(|id| tenant.methods.get(id).err()).unwrap_or(unread))
}

/// A method as compared by model; the password that everybody has is left out.
fn model(method: &RegisteredMethod) -> Option<String> {
    match method {
        RegisteredMethod::Fido2(key) => Some(match (authenticators::model_of(key), &key.aaguid) {
            (Some(model), _) => model.product.to_owned(),
            (None, Some(aaguid)) => format!("passkey {}", aaguid.shown()),
            (None, None) => "passkey of no model".to_owned(),
        }),
        RegisteredMethod::Password => None,
        RegisteredMethod::TemporaryAccessPass(_) => Some("temporaryAccessPass".to_owned()),
        RegisteredMethod::Other(kind) => Some(kind.shown()),
    }
}

/// The same by the words of the registration report: passkeys alone, since an emergency account should have nothing else.
fn kind(method: &RegisteredMethod) -> Option<String> {
    match method {
        RegisteredMethod::Fido2(key) if key.passkey_type == Some(PasskeyType::Synced) => Some("passkeysynced".to_owned()),
        RegisteredMethod::Fido2(_) => Some("passkeydevicebound".to_owned()),
        RegisteredMethod::Password | RegisteredMethod::TemporaryAccessPass(_) | RegisteredMethod::Other(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::Objects;
    use breakglass_model::{Tenant, Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn administrators_use(aaguids: &'static [&'static str]) -> impl FnOnce(&mut Tenant) {
        |tenant| {
            let methods = aaguids.iter().map(|aaguid| RegisteredMethod::Fido2(build::key("theirs", aaguid)));
            tenant.methods.add(build::ADMINISTRATOR.into(), methods, Ok(()));
        }
    }

    /// Only the report tells of the ordinary administrator.
    fn report_alone(has_passkey: bool) -> impl FnOnce(&mut Tenant) {
        move |tenant| {
            tenant.administrators = Objects::unread(Collection::Administrators);
            tenant.administrator_registrations =
                Ok(vec![build::registration(build::FIRST, true), build::registration(build::ADMINISTRATOR, has_passkey)]);
        }
    }

    #[test]
    fn other_methods_pass_the_same_models_fail() {
        let judgement = check(&CONTROL, |_| {}, Verdict::Pass);
        assert_eq!(judgement.note.as_deref(), Some("compared with 1 of 1 other administrators, by model"));
        check(&CONTROL, administrators_use(&[build::AAGUID]), Verdict::Pass);
        check(&CONTROL, administrators_use(&[build::AAGUID, build::OTHER_AAGUID]), Verdict::Fail);
    }

    #[test]
    fn the_report_alone_tells_another_kind_but_not_another_model() {
        check(&CONTROL, report_alone(false), Verdict::Pass);
        check(&CONTROL, report_alone(true), Verdict::Unknown);
    }

    #[test]
    fn nobody_else_is_no_question_and_nobody_read_is_no_answer() {
        let nobody_else = |tenant: &mut Tenant| {
            report_alone(false)(tenant);
            tenant.administrator_registrations.as_mut().unwrap().pop();
        };
        check(&CONTROL, nobody_else, Verdict::NotApplicable);
        let nobody_read = |tenant: &mut Tenant| {
            build::forbid(tenant, Collection::Administrators);
            build::forbid(tenant, Collection::AdministratorRegistrations);
        };
        check(&CONTROL, nobody_read, Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationMethods), Verdict::Unknown);
    }
}
