//! The policy of the accounts' own: which policies speak to the emergency group or its accounts and to nobody else, which strength
//! they demand, and whether an account can satisfy it.

use breakglass_model::tenant::{CombinationConfiguration, Policy, PolicyAudience, SecurityKey, Strength};
use breakglass_model::{Collection, Fact, Missing, Reason, Untrusted};
use breakglass_prover::access::{Admission, Subject, admission, fido2_reaches};

use crate::{Evidence, authenticators};

/// The dedicated policies, enforced ones first; empty where there is none.
///
/// # Errors
/// Policies were not read, or read in part and none is among those that were, or one does not say whom it speaks to.
pub(crate) fn policies<'t>(evidence: &Evidence<'t>) -> Fact<Vec<&'t Policy>> {
    let mut found: Vec<&Policy> = evidence.policies()?.iter().filter(|policy| is_dedicated(evidence, policy)).collect();
    found.sort_by_key(|policy| !policy.is_enforced());
    let is_unread = |policy: &Policy| policy.unread.iter().any(|field| field.raw().starts_with("conditions.users."));
    let speaks_to_nobody_known =
        |policy: &&Policy| policy.audience() == PolicyAudience::Users && (policy.conditions.users.is_none() || is_unread(policy));
    let unclear = evidence.policies()?.iter().find(speaks_to_nobody_known).map(|policy| {
        let reason = Reason::NotUnderstood("whom a policy speaks to".to_owned());
        Missing::for_object(Collection::ConditionalAccessPolicies, &policy.id, reason)
    });
    match (found.is_empty(), evidence.tenant.policies_incomplete.clone().or(unclear)) {
        (true, Some(missing)) => Err(missing),
        _ => Ok(found),
    }
}

/// Whether a policy names the emergency group or its accounts, and nobody else.
pub(crate) fn is_dedicated(evidence: &Evidence<'_>, policy: &Policy) -> bool {
    let Some(users) = policy.conditions.users.as_ref().filter(|_| policy.audience() == PolicyAudience::Users) else {
        return false;
    };
    let accounts = evidence.accounts().unwrap_or_default();
    let names_only_ours = users.include_groups.iter().all(|group| Some(group) == evidence.group_id())
        && users.include_users.iter().all(|user| accounts.iter().any(|account| &account.object.id == user));
    let names_somebody = !users.include_groups.is_empty() || !users.include_users.is_empty();
    names_only_ours && names_somebody && users.include_roles.is_empty() && users.include_guests.is_none()
}

/// The strength that a policy demands; `None` where it demands none.
pub(crate) fn strength(evidence: &Evidence<'_>, policy: &Policy) -> Fact<Option<Strength>> {
    let Some(id) = policy.grant.as_ref().and_then(|grant| grant.strength.as_ref()) else {
        return Ok(None);
    };
    match evidence.tenant.strength(id) {
        Ok(Some(strength)) => Ok(Some(strength.clone())),
        Ok(None) => match Strength::built_in(id) {
            Some(built_in) => Ok(Some(built_in)),
            None => Err(Missing::for_object(Collection::AuthenticationStrengths, id, Reason::Unresolved)),
        },
        Err(missing) => Strength::built_in(id).map(Some).ok_or(missing),
    }
}

/// A strength as sentences name it.
pub(crate) fn named(strength: &Strength) -> String {
    match &strength.name {
        Some(name) => format!("the strength {}", name.quoted()),
        None => format!("the strength {}", strength.id.shown()),
    }
}

/// Why an account cannot satisfy a strength with the passkeys it has; `None` where it can.
///
/// Only passkeys count: what an emergency account holds besides (`lockout:Q16`) needs a plan that says so.
pub(crate) fn unsatisfied<'t>(evidence: &Evidence<'t>, account: &Subject<'t>, strength: &Strength) -> Fact<Option<String>> {
    let combinations = strength.combinations.as_ref().ok_or_else(|| {
        Missing::for_object(Collection::AuthenticationStrengths, &strength.id, Reason::NoProperty("allowedCombinations".to_owned()))
    })?;
    let is_passkey = |combination: &Vec<Untrusted>| matches!(combination.as_slice(), [only] if only.raw().eq_ignore_ascii_case("fido2"));
    if !combinations.iter().any(is_passkey) {
        return Ok(Some(format!("{} accepts no passkeys", named(strength))));
    }
    no_working_key(evidence, account, |key| match accepts(strength, key) {
        true => None,
        false => Some(format!("{} does not list this model", named(strength))),
    })
}

/// Why none of the account's passkeys opens anything today; `None` where one does. `refuses` says what else speaks against a key.
///
/// # Errors
/// What is missing, where the keys that were judged are refused and another could not be judged.
pub(crate) fn no_working_key<'t>(
    evidence: &Evidence<'t>,
    account: &Subject<'t>,
    refuses: impl Fn(&SecurityKey) -> Option<String>,
) -> Fact<Option<String>> {
    let keys = evidence.keys(account)?;
    if keys.is_empty() {
        return Ok(Some("no passkey is registered".to_owned()));
    }
    if let Admission::Refused(why) = fido2_reaches(evidence.tenant, account)? {
        return Ok(Some(why));
    }
    let (mut refusals, mut missing) = (Vec::new(), None);
    for key in keys {
        let refusal = match (admission(evidence.tenant, account, key), refuses(key)) {
            (Ok(Admission::Admitted), None) => return Ok(None),
            (Ok(Admission::Admitted), Some(why)) | (Ok(Admission::Refused(why)), _) => why,
            (Err(gap), _) => {
                missing = Some(gap);
                continue;
            }
        };
        refusals.push(format!("{}: {refusal}", authenticators::named(key)));
    }
    missing.map_or_else(|| Ok(Some(refusals.join("; "))), Err)
}

/// Whether every restriction on the strength's passkey combination admits the model (`lockout:Q17`: an empty list admits none).
pub(crate) fn accepts(strength: &Strength, key: &SecurityKey) -> bool {
    strength.configurations.iter().all(|configuration| match configuration {
        CombinationConfiguration::Fido2 { allowed_aaguids, .. } => {
            key.aaguid.as_ref().is_some_and(|aaguid| allowed_aaguids.contains(aaguid))
        }
        CombinationConfiguration::Certificate { .. } | CombinationConfiguration::Other { .. } => true,
    })
}
