//! The checker against random tenants: it follows every true certificate, and no forged one shows what is not so.

use breakglass_model::tenant::Policy;
use breakglass_model::{ObjectKind, ObjectRef, Tenant};

use super::*;
use crate::access::prove::brute::{Dice, held, settled, tenant};
use crate::access::prove::{Prover, Side, Verdict};

/// Every claim that somebody could make of a policy.
fn forgeries(policy: &Policy, set: &CredentialSet) -> Vec<Claim> {
    let sides = [
        Side::Resource,
        Side::Platform,
        Side::Client,
        Side::Place,
        Side::Device,
        Side::SignInRisk,
        Side::UserRisk,
        Side::InsiderRisk,
        Side::Flow,
    ];
    let names = policy.grant.as_ref().map(names).unwrap_or_default();
    let everything: Vec<String> =
        names.iter().cloned().chain(["secureSignInSession", "cloudAppSecurity", "new", "grantControls.new"].map(str::to_owned)).collect();
    let places = 0..set.items.len();
    let combinations = ["fido2", "password,softwareOath", "password,microsoftAuthenticatorPush", "x509CertificateMultiFactor"];
    let held = combinations.iter().flat_map(|modes| {
        let strengths = [means::MFA, "s", "00000000-0000-0000-0000-000000000004"];
        let modes: Vec<&str> = modes.split(',').collect();
        let places = places.clone();
        strengths.into_iter().flat_map(move |strength| {
            let modes = modes.clone();
            places.clone().map(move |place| {
                let modes = modes
                    .iter()
                    .enumerate()
                    .map(|(index, mode)| ((*mode).to_owned(), if index == 0 { 0 } else { place }))
                    .collect::<Vec<_>>();
                let first = modes.iter().map(|(mode, _)| (mode.clone(), place)).take(1);
                let modes = if modes.len() == 1 { first.collect() } else { modes };
                Why::Held(Combination { strength: strength.into(), modes })
            })
        })
    });
    let whys: Vec<Why> =
        held.chain(sides.map(|side| Why::NoSignIn(vec![side]))).chain(Question::ALL.map(Why::Settled)).chain([Why::NoDevice]).collect();
    // Every control ruled out by everything that can be thought of: whatever could be shown is in it.
    let generous = |controls: &[String]| whys.iter().map(|why| Ruled { controls: controls.to_vec(), why: why.clone() }).collect::<Vec<_>>();
    let singly = everything.iter().flat_map(|control| generous(std::slice::from_ref(control))).chain(generous(&names)).collect();
    let excluded = ["u", "ea", "other", "gone", "ga"].map(|id| Claim::Excluded(id.into()));
    [Claim::NotEnforced, Claim::OtherAudience, Claim::NotIncluded, Claim::Open, Claim::Met(Vec::new()), Claim::Met(singly)]
        .into_iter()
        .chain(excluded)
        .collect()
}

/// A certificate of whatever the checker would take, policy by policy.
fn forged(checker: &Checker<'_>, tenant: &Tenant) -> Certificate {
    let claim =
        |policy: &Policy| forgeries(policy, checker.set).into_iter().find(|claim| checker.holds(policy, claim)).unwrap_or(Claim::Open);
    let policies = tenant.policies.as_ref().unwrap().iter().map(|policy| (policy.id.clone(), claim(policy))).collect();
    let modes = [vec![("fido2", 0)], vec![("password", 0), ("microsoftAuthenticatorPush", 1)], vec![("password", 0), ("softwareOath", 1)]];
    let combination = |modes: Vec<(&str, usize)>| Combination {
        strength: means::MFA.into(),
        modes: modes.into_iter().map(|(mode, place)| (mode.to_owned(), place)).collect(),
    };
    let mfa = modes.into_iter().map(combination).find(|it| checker.is_held(it));
    Certificate { policies, mfa }
}

/// Certificates with one thing changed that makes them wrong.
fn mutations(certificate: &Certificate, tenant: &Tenant) -> Vec<Certificate> {
    let with = |index: usize, claim: Claim| {
        let mut changed = certificate.clone();
        changed.policies[index].1 = claim;
        changed
    };
    let mut found = Vec::new();
    for (index, policy) in tenant.policies.as_ref().unwrap().iter().enumerate() {
        found.extend([Claim::Open, Claim::Excluded("nonsense".into())].map(|claim| with(index, claim)));
        if policy.is_enforced() {
            found.push(with(index, Claim::NotEnforced));
        }
        if let Claim::Met(ruled) = &certificate.policies[index].1 {
            let is_needed = policy.grant.as_ref().is_some_and(|grant| !names(grant).is_empty());
            if is_needed {
                found.push(with(index, Claim::Met(Vec::new())));
                let beyond = |it: &Ruled| match &it.why {
                    Why::Held(combination) => {
                        let modes = combination.modes.iter().map(|(mode, _)| (mode.clone(), 99)).collect();
                        Ruled { why: Why::Held(Combination { modes, ..combination.clone() }), ..it.clone() }
                    }
                    Why::Settled(_) => Ruled { why: Why::Settled(Question::RoleThroughGroup), ..it.clone() },
                    Why::NoSignIn(_) | Why::NoDevice => Ruled { why: Why::NoSignIn(Vec::new()), ..it.clone() },
                };
                found.push(with(index, Claim::Met(ruled.iter().map(beyond).collect())));
            }
        }
        let mut fewer = certificate.clone();
        fewer.policies.remove(index);
        found.push(fewer);
    }
    found
}

#[test]
fn true_certificates_are_followed_and_forged_ones_show_nothing() {
    let count: u64 = std::env::var("BREAKGLASS_TENANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(3_000);
    let mut proved = 0;
    for seed in 1..=count {
        let mut dice = Dice::new(seed);
        let tenant = tenant(&mut dice);
        let user = tenant.users.find(&"u".into()).unwrap();
        let subject = Subject::read(ObjectRef::new(ObjectKind::User, "u", None), user);
        let (held, settled) = (held(&mut dice), settled(&mut dice));
        for set in held.sets(&tenant, &subject) {
            let prover = Prover::new(&tenant, &settled);
            let verdict = prover.no_denial(&subject, &set).verdict;
            let checker = Checker { tenant: &tenant, settled: &settled, subject: &subject, set: &set };
            if verdict != Verdict::Proved {
                let forged = forged(&checker, &tenant);
                let open = prover.no_denial(&subject, &set);
                let refusing: Vec<_> =
                    open.witnesses.iter().chain(&open.possible).map(|it| (&it.policy.id, &it.unmet, &it.doubts)).collect();
                let (policies, kinds) = (&tenant.policies, set.described());
                assert!(checker.proves(&forged).is_err(), "seed {seed}: {verdict:?}, yet believed: {refusing:?} {kinds:?} {policies:?}");
                continue;
            }
            proved += 1;
            let certificate = prover.certify(&subject, &set);
            let policies = tenant.policies.as_ref().unwrap().iter().zip(&certificate.policies);
            let unfollowed: Vec<_> = policies.filter(|(policy, (_, claim))| !checker.holds(policy, claim)).collect();
            assert_eq!(checker.proves(&certificate), Ok(()), "seed {seed}: {unfollowed:?}");
            for mutation in mutations(&certificate, &tenant) {
                assert!(checker.proves(&mutation).is_err(), "seed {seed}: {mutation:#?} is believed");
            }
        }
    }
    assert!(proved > count / 20, "hardly anything is proved: {proved} of {count}");
}
