//! What was not read proves nothing: random tenants with each collection taken away in turn.

use breakglass_model::build::forbid;
use breakglass_model::{Collection, Missing, ObjectKind, ObjectRef, Reason, Tenant};

use super::brute::{Dice, held, settled, tenant};
use super::refusals::{Prover, Verdict};
use crate::access::Subject;
use crate::access::credentials::Held;
use crate::access::questions::Settled;

fn account(tenant: &Tenant) -> Subject<'_> {
    let object = ObjectRef::new(ObjectKind::User, "u", None);
    match tenant.users.find(&"u".into()) {
        Some(user) => Subject::read(object, user),
        None => Subject::not_known(object, Missing::of(Collection::Users, Reason::NotAsked)),
    }
}

/// The worst of all sets of credentials.
fn no_denial(tenant: &Tenant, settled: &Settled, held: &Held) -> Verdict {
    let (subject, prover) = (account(tenant), Prover::new(tenant, settled));
    let proofs = held.sets(tenant, &subject).into_iter().map(|set| prover.no_denial(&subject, &set).verdict);
    proofs.max().unwrap_or(Verdict::Undecided)
}

#[test]
fn nothing_is_proved_from_a_collection_that_was_not_read() {
    // Each tenant is tried once for each collection.
    let count =
        std::env::var("BREAKGLASS_TENANTS").ok().and_then(|text| text.parse::<u64>().ok()).map_or(150, |tenants| (tenants / 20).max(150));
    let (mut proved, mut lost) = (0, std::collections::BTreeSet::new());
    for seed in 1..=count {
        let mut dice = Dice::new(seed);
        let whole = tenant(&mut dice);
        let (held, settled) = (held(&mut dice), settled(&mut dice));
        // No tenant has both, and where defaults were not read an enforced policy says that they are off.
        if whole.security_defaults == Ok(true) && whole.policies.iter().flatten().any(breakglass_model::tenant::Policy::is_enforced) {
            continue;
        }
        let expected = no_denial(&whole, &settled, &held);
        proved += u64::from(expected == Verdict::Proved);
        for collection in Collection::ALL {
            let mut partial = whole.clone();
            forbid(&mut partial, *collection);
            let found = no_denial(&partial, &settled, &held);
            let about = || format!("seed {seed}, without {}: {expected:?} becomes {found:?}, {held:?}, {settled:?}", collection.slug());
            assert!(found != Verdict::Proved || expected == Verdict::Proved, "{}", about());
            assert!(found != Verdict::Refuted || expected != Verdict::Proved, "{}", about());
            if found != expected {
                lost.insert(*collection);
            }
        }
    }
    assert!(proved > count / 20, "hardly anything is proved: {proved} of {count}");
    // Roles and locations are missed too, in tenants that are rarer than these.
    let needed = [
        Collection::ConditionalAccessPolicies,
        Collection::AuthenticationStrengths,
        Collection::AuthenticationMethodsPolicy,
        Collection::AuthenticationMethods,
        Collection::Users,
        Collection::UserGroupMemberships,
        Collection::UserMfaRequirements,
    ];
    for collection in needed {
        assert!(lost.contains(&collection), "{} is never missed: {lost:?}", collection.slug());
    }
}
