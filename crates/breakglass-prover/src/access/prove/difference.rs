//! Change safety (O4): which sign-ins a changed tenant refuses that are let in today, as minimal products.

use std::collections::BTreeSet;

use breakglass_model::{ObjectKind, ObjectRef};

use super::devices::RuleDemand;
use super::refusals::{Prover, Refusal, gate_region, refusals};
use super::region::{Inhabitant, Positions, Region, Side, View};
use crate::access::Subject;
use crate::access::context::Context;
use crate::access::credentials::CredentialSet;
use crate::access::gates::gates;
use crate::access::questions::Question;
use crate::access::truth::{Doubt, merged};

/// Products looked at before a difference is given up as too scattered to list.
const MOST_PRODUCTS: usize = 2_000;
/// Open points that are tried both ways; with more, what is open stays open.
const MOST_QUESTIONS: usize = 5;

/// Sign-ins that are newly refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The policy or gate that refuses them.
    pub policy: ObjectRef,
    /// The controls that are not met.
    pub unmet: Vec<String>,
    /// One of them.
    pub example: Context,
    /// What they have in common: everything else may be otherwise.
    pub matters: Vec<Side>,
    /// Why it is not certain; empty where it is.
    pub doubts: Vec<Doubt>,
}

/// Everything that refuses an account with a set, by what it is.
fn everything(prover: &Prover<'_>, subject: &Subject<'_>, set: &CredentialSet) -> Vec<(ObjectRef, Refusal)> {
    let holdings = prover.holdings(subject, set);
    let of_policies = prover.policies().filter(|(policy, _)| policy.is_enforced()).flat_map(|(policy, conditions)| {
        let scope = conditions.speaks_to(policy, subject);
        let name = ObjectRef::new(ObjectKind::Policy, policy.id.clone(), Some(policy.name.clone()));
        let found = if scope.is_no() {
            Vec::new()
        } else {
            refusals(prover.settled, &holdings, (policy, conditions.compiled()), &scope, prover.frame().clients)
        };
        found.into_iter().map(move |refusal| (name.clone(), refusal)).collect::<Vec<_>>()
    });
    let of_gates = gates(prover.tenant, prover.settled, subject, &holdings).into_iter().map(|gate| {
        let region = gate_region(&gate);
        let name = ObjectRef::new(ObjectKind::Policy, gate.id, Some(gate.name.into()));
        let controls = vec![gate.unmet.to_owned()];
        (name, Refusal { answer: gate.refuses, certain: region.clone(), possible: region, doubts: Vec::new(), controls })
    });
    of_policies.chain(of_gates).filter(|(_, refusal)| !refusal.answer.is_no()).collect()
}

/// What the new tenant refuses or may refuse and the old one certainly lets in; where the old one may refuse too, that is a doubt.
///
/// A point that no document settles is settled the same way in both tenants: what is open for its sake alone is asked again for each way
/// to settle it, and left out where none of them refuses anything new.
pub fn newly_refused(old: &Prover<'_>, new: &Prover<'_>, subject: &Subject<'_>, set: &CredentialSet) -> Vec<Refused> {
    let mut found = once(old, new, subject, set);
    let open = found.iter().flat_map(|it| &it.doubts);
    let questions: BTreeSet<Question> =
        open.clone().filter_map(|doubt| if let Doubt::Question(it) = doubt { Some(*it) } else { None }).collect();
    let is_settleable = questions.len() <= MOST_QUESTIONS && open.clone().all(|doubt| matches!(doubt, Doubt::Question(_)));
    if questions.is_empty() || !is_settleable {
        return found;
    }
    let is_new = (0_u32..1 << questions.len()).any(|bits| {
        let mut settled = new.settled.clone();
        questions.iter().enumerate().for_each(|(index, question)| settled.settle(*question, bits >> index & 1 == 1));
        let again = |prover: &Prover<'_>| Some(prover.frame().clone());
        let (old, new) = (Prover::new(old.tenant, &settled).within(again(old)), Prover::new(new.tenant, &settled).within(again(new)));
        !once(&old, &new, subject, set).is_empty()
    });
    found.retain(|it| is_new || it.doubts.is_empty());
    found
}

fn once(old: &Prover<'_>, new: &Prover<'_>, subject: &Subject<'_>, set: &CredentialSet) -> Vec<Refused> {
    let reports_position = new.holdings(subject, set).reports_position();
    let possible_view = View { is_certain: false, reports_position, settled: new.settled };
    let certain_view = View { is_certain: true, ..possible_view };
    let before = everything(old, subject, set);
    let certainly_before: Vec<&Region> = before.iter().filter(|(_, it)| it.answer.is_yes()).map(|(_, it)| &it.certain).collect();
    let possibly_before: Vec<&Region> = before.iter().map(|(_, it)| &it.possible).collect();
    let relevant = new.frame();
    let mut found = Vec::new();
    for (policy, refusal) in everything(new, subject, set) {
        let rest = |region: &Region, taken: &[&Region], view: View<'_>| difference(region.intersect(relevant), taken, view);
        let certain = if refusal.answer.is_yes() { rest(&refusal.certain, &possibly_before, certain_view) } else { Some(Vec::new()) };
        let one = |region: &Region, context: Context, doubts: Vec<Doubt>| Refused {
            policy: policy.clone(),
            unmet: refusal.controls.clone(),
            example: context,
            matters: region.narrower_than(relevant),
            doubts,
        };
        let entangled = || vec![Doubt::NotUnderstood("too many products to tell the difference".to_owned())];
        let examples = |regions: &[Region], view: View<'_>| -> Vec<(Region, Context)> {
            regions
                .iter()
                .filter_map(|region| match region.inhabitant(view) {
                    Inhabitant::Context(context) => Some((region.clone(), *context)),
                    Inhabitant::Nobody | Inhabitant::GaveUp => None,
                })
                .collect()
        };
        let sure = certain.as_deref().map(|regions| examples(regions, certain_view)).unwrap_or_default();
        if !sure.is_empty() {
            found.extend(sure.into_iter().map(|(region, context)| one(&region, context, Vec::new())));
            continue;
        }
        match rest(&refusal.possible, &certainly_before, possible_view) {
            None => {
                let context = Context::plain(crate::access::context::Resource::OwnApplication);
                found.push(one(&refusal.possible, context, entangled()));
            }
            Some(regions) => {
                let doubts = merged(refusal.answer.doubts.clone(), refusal.doubts.iter().map(|(_, doubt)| doubt.clone()).collect());
                let doubts = if doubts.is_empty() { old_doubts(&before) } else { doubts };
                // Without any doubt on either side the possible is the certain, and that is empty.
                if !doubts.is_empty() {
                    found.extend(
                        examples(&regions, possible_view)
                            .into_iter()
                            .take(1)
                            .map(|(region, context)| one(&region, context, doubts.clone())),
                    );
                }
            }
        }
    }
    found
}

fn old_doubts(before: &[(ObjectRef, Refusal)]) -> Vec<Doubt> {
    let doubts = before.iter().flat_map(|(_, it)| it.answer.doubts.iter().chain(it.doubts.iter().map(|(_, doubt)| doubt)).cloned());
    merged(doubts.collect(), Vec::new())
}

/// What is left of a region without others, as products that do not overlap; `None` where there are too many.
fn difference(region: Region, taken: &[&Region], view: View<'_>) -> Option<Vec<Region>> {
    let mut left = vec![region];
    for other in taken {
        let mut next = Vec::new();
        for region in left {
            match region.intersect(other).inhabitant(view) {
                Inhabitant::Nobody => next.push(region),
                Inhabitant::Context(_) | Inhabitant::GaveUp => next.extend(without(region, other)),
            }
        }
        next.retain(|region| region.inhabitant(view) != Inhabitant::Nobody);
        if next.len() > MOST_PRODUCTS {
            return None;
        }
        left = next;
    }
    left.retain(|region| region.inhabitant(view) != Inhabitant::Nobody);
    Some(left)
}

/// A region without another: for each side the part that lies outside, with the sides before it inside.
fn without(mut region: Region, other: &Region) -> Vec<Region> {
    use std::sync::Arc;
    let mut parts = Vec::new();
    macro_rules! mask {
        ($side:ident) => {
            parts.push(Region { $side: region.$side.without(other.$side), ..region.clone() });
            region.$side = region.$side.and(other.$side);
        };
    }
    macro_rules! set {
        ($side:ident) => {
            parts.push(Region { $side: Arc::new(region.$side.intersect(&other.$side.complement())), ..region.clone() });
            region.$side = Arc::new(region.$side.intersect(&other.$side));
        };
    }
    set!(resources);
    mask!(platforms);
    mask!(clients);
    set!(addresses);
    set!(countries);
    mask!(networks);
    mask!(sign_in_risk);
    mask!(user_risk);
    mask!(insider_risk);
    mask!(flows);
    mask!(kinds);
    let outside: Positions = other.positions.complement();
    parts.push(Region { positions: Arc::new(region.positions.intersect(&outside)), ..region.clone() });
    region.positions = Arc::new(region.positions.intersect(&other.positions));
    for demand in &other.rules {
        let opposite = RuleDemand { rule: Arc::clone(&demand.rule), matches: !demand.matches };
        let mut part = region.clone();
        part.rules.push(opposite);
        parts.push(part);
        region.rules.push(demand.clone());
    }
    parts
}

#[cfg(test)]
mod tests {
    use breakglass_model::build::{self, AAGUID, FIRST};
    use breakglass_model::tenant::{GrantControl, GrantControls, Operator, Policy, RuleFilter, UserConditions};
    use breakglass_model::{ObjectKind, ObjectRef, Tenant};

    use super::*;
    use crate::access::credentials::Held;
    use crate::access::questions::Settled;

    fn with(changes: &[fn(&mut Policy)]) -> Tenant {
        let mut tenant = build::healthy();
        for (index, change) in changes.iter().enumerate() {
            let users = UserConditions { include_users: vec!["All".into()], ..UserConditions::default() };
            let mut policy = build::policy(&format!("p{index}"), users);
            let block = GrantControls {
                operator: Operator::Or,
                controls: vec![GrantControl::Block],
                strength: None,
                terms_of_use: Vec::new(),
                custom: Vec::new(),
            };
            policy.grant = Some(block);
            change(&mut policy);
            tenant.policies.as_mut().unwrap().push(policy);
        }
        tenant
    }

    fn refused(before: &[fn(&mut Policy)], after: &[fn(&mut Policy)]) -> Vec<Refused> {
        let (before, after, settled) = (with(before), with(after), Settled::default());
        let subject = Subject::read(ObjectRef::new(ObjectKind::User, FIRST, None), before.users.find(&FIRST.into()).unwrap());
        let held = Held { keys: vec![AAGUID.into()], ..Held::default() };
        let set = held.sets(&before, &subject).remove(0);
        newly_refused(&Prover::new(&before, &settled), &Prover::new(&after, &settled), &subject, &set)
    }

    #[test]
    fn what_was_refused_before_is_not_new_and_what_is_new_is_told_by_what_differs() {
        let high: fn(&mut Policy) = |policy| policy.conditions.user_risk = vec!["high".into()];
        let medium: fn(&mut Policy) = |policy| policy.conditions.user_risk = vec!["medium".into(), "high".into()];
        assert_eq!(refused(&[high], &[high]), []);
        assert_eq!(refused(&[medium], &[high]), []);
        let new = refused(&[high], &[medium]);
        assert_eq!(new.len(), 1, "{new:#?}");
        assert_eq!((new[0].matters.as_slice(), new[0].example.user_risk.word()), ([Side::UserRisk].as_slice(), "medium"));
    }

    #[test]
    fn a_policy_under_another_name_refuses_nothing_new_and_two_old_ones_may_cover_a_new_one() {
        let ios: fn(&mut Policy) = |policy| {
            policy.conditions.platforms =
                Some(breakglass_model::tenant::IncludeExclude { include: vec!["iOS".into()], exclude: Vec::new() });
        };
        let others: fn(&mut Policy) = |policy| {
            policy.conditions.platforms =
                Some(breakglass_model::tenant::IncludeExclude { include: vec!["all".into()], exclude: vec!["iOS".into()] });
        };
        let all: fn(&mut Policy) = |_| {};
        assert_eq!(refused(&[ios, others], &[all]), []);
        assert_eq!(refused(&[ios], &[all])[0].matters, [Side::Platform]);
    }

    #[test]
    fn device_rules_are_told_apart() {
        fn rule(policy: &mut Policy, text: &str) {
            policy.conditions.devices = Some(RuleFilter { mode: breakglass_model::tenant::FilterMode::Include, rule: text.into() });
        }
        let part: fn(&mut Policy) = |policy| rule(policy, "device.model -startsWith \"ab\"");
        let whole: fn(&mut Policy) = |policy| rule(policy, "device.model -startsWith \"a\"");
        assert_eq!(refused(&[whole], &[part]), []);
        let new = refused(&[part], &[whole]);
        assert!(!new[0].example.device.attributes["model"].starts_with("ab"), "{new:#?}");
    }
}
