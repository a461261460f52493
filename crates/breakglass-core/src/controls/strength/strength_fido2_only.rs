//! The strength of the accounts' own policy accepts passkeys and nothing else.

use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectKind, ObjectRef, Outcome, Reason, Severity, Untrusted};

use super::super::{Compliance, Control, Framework, sources};
use crate::{Evidence, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "strength-fido2-only",
    title: "The strength of the accounts' own policy accepts passkeys only",
    severity: Severity::High,
    why: "A combination with a password, a text message or a temporary pass opens the accounts to whoever can get one of those.",
    fix: "Set the allowed combinations of the custom authentication strength to fido2 alone.",
    sources: &[sources::STRENGTHS],
    needs: &[Collection::ConditionalAccessPolicies, Collection::AuthenticationStrengths],
    compliance: &[
        Compliance { framework: Framework::Scuba, reference: "MS.AAD.3.6v1" },
        Compliance { framework: Framework::EssentialEight, reference: "ISM-1872" },
    ],
    since: "0.1",
    judge,
};

const WANTED: &str = "allowedCombinations is exactly fido2";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if !evidence.posture.has_dedicated_policy() {
        return Judgement::not_applicable("the posture has no policy of the accounts' own");
    }
    Judgement::for_each(dedicated::policies(evidence), |policy| {
        let Some(strength) = dedicated::strength(evidence, policy)? else {
            return Ok(Outcome::bad(Finding::new(Evidence::policy_ref(policy), "the policy demands no authentication strength", WANTED)));
        };
        let gap =
            || Missing::for_object(Collection::AuthenticationStrengths, &strength.id, Reason::NoProperty("allowedCombinations".to_owned()));
        let combinations = strength.combinations.as_ref().ok_or_else(gap)?;
        let others: Vec<String> = combinations.iter().filter(|combination| !is_passkey(combination)).map(|it| joined(it)).collect();
        match (others.is_empty(), combinations.is_empty()) {
            (true, false) => Ok(Outcome::good()),
            (true, true) => Ok(Outcome::bad(Finding::new(reference(&strength), "it accepts no combination at all", WANTED))),
            (false, _) => Ok(Outcome::bad(Finding::new(reference(&strength), format!("it also accepts {}", others.join(" and ")), WANTED))),
        }
    })
}

fn is_passkey(combination: &[Untrusted]) -> bool {
    matches!(combination, [only] if only.raw().eq_ignore_ascii_case("fido2"))
}

fn joined(combination: &[Untrusted]) -> String {
    Untrusted::new(combination.iter().map(Untrusted::raw).collect::<Vec<_>>().join(" + ")).quoted()
}

fn reference(strength: &breakglass_model::tenant::Strength) -> ObjectRef {
    ObjectRef::new(ObjectKind::Strength, strength.id.clone(), strength.name.clone())
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn combinations(all: &'static [&'static str]) -> impl FnOnce(&mut breakglass_model::Tenant) {
        |tenant| {
            let split = |text: &&str| text.split(',').map(Untrusted::from).collect();
            tenant.strengths.as_mut().unwrap()[0].combinations = Some(all.iter().map(split).collect());
        }
    }

    #[test]
    fn passkeys_alone_pass_and_everything_else_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, combinations(&["fido2", "password,sms"]), Verdict::Fail);
        check(&CONTROL, combinations(&[]), Verdict::Fail);
    }

    #[test]
    fn unread_strengths_are_unknown_and_no_dedicated_policy_is_another_controls_business() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::AuthenticationStrengths), Verdict::Unknown);
        check(&CONTROL, |tenant| tenant.policies = Ok(Vec::new()), Verdict::NotApplicable);
    }
}
