//! The contract breakglass.prove/1: fields are added, never renamed.

use breakglass_core::wording::{demanded, situation};
use breakglass_core::{AccountProofs, ChangeSafety, Proofs, SetProofs, worst};
use breakglass_prover::access::context::Context;
use breakglass_prover::access::prove::{Change, OneChange, Proof, Refused, Side, Verdict, WayIn, Witness};
use breakglass_prover::access::{Doubt, Question, Settled};
use serde_json::{Value, json};

use super::text::described;

/// The whole result.
pub fn json(proofs: &Proofs, settled: &Settled) -> Value {
    let suppositions = proofs.suppositions.iter().map(|it| json!({ "id": it.id, "text": it.text, "holds": true }));
    let said = settled.iter().map(|(question, holds)| json!({ "id": question.id(), "text": question.text(), "holds": holds }));
    json!({
        "schema": "breakglass.prove/1",
        "audience": proofs.audience.word(),
        "isCut": proofs.is_cut,
        "verdict": proofs.verdict().word(),
        "assumptions": suppositions.chain(said).collect::<Vec<_>>(),
        "tenant": {
            "id": proofs.tenant.id,
            "name": proofs.tenant.name,
            "total-lockout": verdict(proofs.total_lockout.verdict, &proofs.total_lockout.doubts),
            "change-safety": proofs.change_safety.as_ref().map(change_safety),
        },
        "accounts": proofs.accounts.iter().flatten().map(account).collect::<Vec<_>>(),
        "missing": proofs.accounts.as_ref().err().map(|gap| doubt_json(&Doubt::Missing(gap.clone()))),
    })
}

/// A verdict with the points that would settle it and the facts that were not read.
fn verdict(verdict: Verdict, doubts: &[Doubt]) -> Value {
    let questions = doubts.iter().filter_map(|doubt| if let Doubt::Question(question) = doubt { Some(question.id()) } else { None });
    let others = doubts.iter().filter(|doubt| !matches!(doubt, Doubt::Question(_))).map(doubt_json);
    json!({ "verdict": verdict.word(), "assumptions": questions.collect::<Vec<_>>(), "open": others.collect::<Vec<_>>() })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    if let Some(map) = object.as_object_mut() {
        map.insert(name.to_owned(), value);
    }
    object
}

fn account(account: &AccountProofs) -> Value {
    let doubts = account.sets.iter().flat_map(|set| set.no_denial.doubts.clone()).collect::<Vec<_>>();
    let mut worst_proof: Vec<&Witness> = account.sets.iter().flat_map(|set| &set.no_denial.witnesses).collect();
    worst_proof.dedup_by(|one, other| one.policy == other.policy && one.unmet == other.unmet);
    let no_denial = with(verdict(account.no_denial(), &unique(doubts)), "witnesses", worst_proof.into_iter().map(witness).collect());
    let best_way = account.sets.iter().map(|set| &set.way_in).min_by_key(|way| way.verdict);
    let changes = account.one_change_away().map(|verdict| {
        let changes: Vec<&OneChange> = account.sets.iter().flat_map(|set| set.one_change_away.iter().flatten()).collect();
        let mut seen: Vec<&Change> = Vec::new();
        let each = changes.into_iter().filter(|it| {
            let is_new = !seen.contains(&&it.change);
            seen.push(&it.change);
            is_new
        });
        json!({ "verdict": verdict.word(), "assumptions": [], "open": [], "changes": each.map(one_change).collect::<Vec<_>>() })
    });
    json!({
        "id": account.account.id,
        "upn": account.account.name,
        "credentialSets": account.sets.iter().map(set).collect::<Vec<_>>(),
        "obligations": { "no-denial": no_denial, "way-in": best_way.map(way_in), "one-change-away": changes },
    })
}

fn unique(mut doubts: Vec<Doubt>) -> Vec<Doubt> {
    doubts.sort();
    doubts.dedup();
    doubts
}

fn set(set: &SetProofs) -> Value {
    json!({
        "id": set.set.id,
        "items": set.set.described(),
        "obligations": {
            "no-denial": with(proof(&set.no_denial), "certified", json!(set.is_certified)),
            "way-in": way_in(&set.way_in),
            "one-change-away": set.one_change_away.as_ref().map(|changes| json!({
                "verdict": worst(changes).word(), "assumptions": [], "open": [], "changes": changes.iter().map(one_change).collect::<Vec<_>>(),
            })),
        },
        "byDesign": set.by_design.iter().map(|(policy, kinds)| json!({ "policy": named(policy), "refuses": kinds })).collect::<Vec<_>>(),
    })
}

fn proof(proof: &Proof) -> Value {
    let object = verdict(proof.verdict, &proof.doubts);
    let object = with(object, "witnesses", proof.witnesses.iter().map(witness).collect());
    with(object, "possible", proof.possible.iter().map(witness).collect())
}

fn named(policy: &breakglass_model::ObjectRef) -> Value {
    json!({ "id": policy.id, "name": policy.name })
}

fn witness(witness: &Witness) -> Value {
    json!({
        "policy": named(&witness.policy),
        "unmet": witness.unmet.join(","),
        "because": demanded(&witness.unmet),
        "when": situation(&witness.context, &witness.matters),
        "matters": witness.matters.iter().map(|side| side.word()).collect::<Vec<_>>(),
        "assumptions": supposed_places(witness),
        "open": witness.doubts.iter().map(doubt_json).collect::<Vec<_>>(),
        "unread": witness.unread,
        "fix": witness.fix,
        "replayed": witness.is_replayed,
        "context": context_json(&witness.context),
    })
}

/// That address and country are taken as independent is an assumption wherever a place matters.
fn supposed_places(witness: &Witness) -> Vec<&'static str> {
    if witness.matters.contains(&Side::Place) { vec![Question::NetworkInCountry.id()] } else { Vec::new() }
}

fn way_in(way: &WayIn) -> Value {
    let choice = way.choice.as_ref().map(|choice| context_json(&choice.context()));
    with(verdict(way.verdict, &way.doubts), "choice", json!(choice))
}

fn one_change(change: &OneChange) -> Value {
    let by_itself = match &change.change {
        Change::SwitchedOn { by_itself, .. } => by_itself.map(|date| date.to_string()),
        _ => None,
    };
    json!({
        "change": described(&change.change),
        "kind": kind(&change.change),
        "verdict": change.verdict.word(),
        "byItselfOn": by_itself,
        "witnesses": change.witnesses.iter().map(witness).collect::<Vec<_>>(),
    })
}

fn kind(change: &Change) -> &'static str {
    match change {
        Change::LeavesGroup(_) => "leaves-group",
        Change::ExclusionDropped { .. } => "exclusion-dropped",
        Change::ModelRemoved(_) => "model-removed",
        Change::MethodDisabled(_) => "method-disabled",
        Change::SwitchedOn { .. } => "switched-on",
        Change::SecurityDefaultsOn => "security-defaults-on",
        Change::LocationEdited(_) => "location-edited",
    }
}

fn change_safety(change: &ChangeSafety) -> Value {
    let refused = change.refused.iter().flat_map(|(account, set, refused)| {
        refused.iter().map(move |it| with(with(newly(it), "account", json!(account.id)), "credentialSet", json!(set)))
    });
    let after = change
        .after
        .iter()
        .map(|(account, set, verdict)| json!({ "account": account.id, "credentialSet": set, "no-denial": verdict.word() }));
    let object = verdict(change.verdict, &change.doubts);
    with(with(object, "refused", refused.collect()), "after", after.collect())
}

fn newly(refused: &Refused) -> Value {
    json!({
        "policy": named(&refused.policy),
        "unmet": refused.unmet.join(","),
        "because": demanded(&refused.unmet),
        "when": situation(&refused.example, &refused.matters),
        "matters": refused.matters.iter().map(|side| side.word()).collect::<Vec<_>>(),
        "open": refused.doubts.iter().map(doubt_json).collect::<Vec<_>>(),
        "context": context_json(&refused.example),
    })
}

/// A sign-in, values as Graph spells them.
pub fn context_json(context: &Context) -> Value {
    let device = &context.device;
    json!({
        "app": context.resource.word(),
        "platform": context.platform.word(),
        "client": context.client.word(),
        "ip": context.ip.map(|ip| ip.to_string()),
        "country": context.country.as_ref().map(|country| country.word()),
        "trustedLocation": context.is_trusted,
        "position": context.position.as_ref().map(|country| country.word()),
        "compliantNetwork": context.is_compliant_network,
        "device": {
            "registration": device.registration.word(),
            "compliant": device.is_compliant,
            "managed": device.is_managed,
            "attributes": device.attributes,
            "collections": device.collections,
        },
        "signInRisk": context.sign_in_risk.word(),
        "userRisk": context.user_risk.word(),
        "insiderRisk": context.insider_risk.word(),
        "flow": context.flow.word(),
        "privateWindow": context.is_private,
        "authenticationContext": match &context.resource {
            breakglass_prover::access::context::Resource::AuthenticationContext(id) => Some(id),
            _ => None,
        },
    })
}

/// What would settle an open answer.
pub fn doubt_json(doubt: &Doubt) -> Value {
    match doubt {
        Doubt::Question(question) => json!({ "assumption": question.id(), "text": question.text() }),
        Doubt::Missing(missing) => crate::output::json::missing(missing),
        Doubt::NotUnderstood(what) => json!({ "notUnderstood": what }),
    }
}
