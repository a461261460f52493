//! Our evaluator and the emulator's, written apart from the same documents, on random tenants and sign-ins: what ours is certain of is what
//! the emulator finds, and what ours leaves open names its reason.
//!
//! `BREAKGLASS_CONTEXTS` sets how many sign-ins are tried; a failure prints its seed.
//!
//! The one answer that is meant to differ: a role that the account may activate counts for ours as activated where a policy includes it and
//! as not activated where one excludes it (lockout:Q2), so that such a tenant is tried in both states and ours is held against the worse.

mod dice;
mod sign_ins;
mod tenants;

use std::collections::BTreeMap;

use breakglass_emulator::{InProcess, Options, TenantSource};
use breakglass_graph::wire;
use breakglass_model::{Missing, ObjectKind, ObjectRef, Reason, Snapshot, Tenant};
use breakglass_prover::access::context::{Context, Resource};
use breakglass_prover::access::evaluate::{Decision, Evaluation, Evaluator, PolicyOutcome};
use breakglass_prover::access::{Answer, Doubt, Settled, Subject, Truth};
use serde_json::Value;

use dice::Dice;
use sign_ins::Hand;
use tenants::{GONE, USER, World};

/// Sign-ins tried in one tenant.
const IN_ONE_TENANT: usize = 10;

/// What was compared, and what differed.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<String, usize>,
    differences: Vec<String>,
}

impl Tally {
    fn count(&mut self, what: impl Into<String>) {
        *self.counts.entry(what.into()).or_default() += 1;
    }

    fn of(&self, what: &str) -> usize {
        self.counts.get(what).copied().unwrap_or_default()
    }
}

/// One sign-in of one tenant, told by both.
struct Case<'a> {
    seed: u64,
    world: &'a World,
    context: &'a Context,
    hand: &'a Hand,
    evaluation: &'a Evaluation,
    reports_position: bool,
}

#[test]
fn what_ours_is_certain_of_the_emulator_finds_as_well() {
    let wanted: usize = std::env::var("BREAKGLASS_CONTEXTS").map_or(400, |it| it.parse().expect("BREAKGLASS_CONTEXTS is a number"));
    let mut tally = Tally::default();
    for seed in 0..wanted.div_ceil(IN_ONE_TENANT) as u64 {
        try_tenant(seed, &mut tally);
    }
    eprintln!("{:#?}", tally.counts);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    tally.differences.iter().for_each(|it| *kinds.entry(it.split('\n').next().unwrap().split(": ").last().unwrap()).or_default() += 1);
    eprintln!("differences: {kinds:#?}");
    let shown: Vec<&str> = tally.differences.iter().take(5).map(String::as_str).collect();
    assert!(shown.is_empty(), "{} differences; the first of them:\n{}", tally.differences.len(), shown.join("\n\n"));
    for (what, one_in) in
        [("applies yes", 10), ("applies no", 2), ("applies open", 40), ("met", 50), ("not met", 40), ("granted", 10), ("denied", 10)]
    {
        assert!(tally.of(what) >= wanted / one_in, "{what}: only {}", tally.of(what));
    }
}

fn emulator(snapshot: &Value) -> InProcess {
    InProcess::new(&Options { tenant: TenantSource::Snapshot(snapshot.clone()), ..Options::default() }).unwrap()
}

fn try_tenant(seed: u64, tally: &mut Tally) {
    let mut dice = Dice::new(seed);
    let world = tenants::world(&mut dice);
    let snapshot: Snapshot = serde_json::from_value(world.ours.clone()).unwrap();
    let tenant: Tenant = wire::read_tenant(&snapshot);
    assert!(tenant.skipped.is_empty(), "{:?}", tenant.skipped);
    let user = tenant.users.find(&USER.into()).unwrap();
    let subject = Subject::read(ObjectRef::new(ObjectKind::User, USER, None), user);
    let states: Vec<InProcess> = [Some(&world.theirs), world.activated.as_ref()].into_iter().flatten().map(emulator).collect();
    for _ in 0..IN_ONE_TENANT {
        let (context, hand) = (sign_ins::context(&mut dice), sign_ins::hand(&mut dice));
        let set = hand.held.sets(&tenant, &subject).into_iter().next().unwrap();
        let evaluation = Evaluator::new(&tenant, &Settled::NOTHING, &subject, &set).evaluate(&context);
        let reports_position = set.reports_position();
        let case = Case { seed, world: &world, context: &context, hand: &hand, evaluation: &evaluation, reports_position };
        case.doubts(tally);
        case.what_if(&states, tally);
        // A sign-in comes from somewhere.
        if context.ip.is_some() {
            case.sign_in(&states, tally);
        }
    }
}

impl Case<'_> {
    fn policies(&self) -> impl Iterator<Item = &PolicyOutcome> {
        self.evaluation.policies.iter().filter(|it| !it.is_gate())
    }

    fn body(&self, policy: &str) -> &Value {
        self.world.policies.iter().find(|it| it["id"] == policy).unwrap()
    }

    fn differs(&self, what: &str, policy: &str, ours: &dyn std::fmt::Debug, theirs: &dyn std::fmt::Debug, tally: &mut Tally) {
        let body = self.world.policies.iter().find(|it| it["id"] == policy).map(Value::to_string).unwrap_or_default();
        let (seed, context, shown) = (self.seed, self.context, &self.hand.shown);
        tally.differences.push(format!("seed {seed}: {what}\n  ours {ours:?}\n  theirs {theirs:?}\n  {context:?}\n  {shown:?}\n  {body}"));
    }

    /// What is open names a question, or a part of the sign-in or of the tenant that really is not there.
    fn doubts(&self, tally: &mut Tally) {
        // What a policy demands where it does not apply is nobody's concern.
        let demands = |it: &&PolicyOutcome| !it.applies.is_no();
        let applies = self.evaluation.policies.iter().map(|it| (it, &it.applies));
        let answers = applies.chain(self.evaluation.policies.iter().filter(demands).map(|it| (it, &it.satisfied)));
        for (outcome, answer) in answers.filter(|(_, answer)| answer.truth == Truth::Open) {
            let is_told = |doubt: &Doubt| match doubt {
                Doubt::Question(question) => !question.id().is_empty(),
                Doubt::NotUnderstood(what) => what.contains("is not said") && self.context.ip.is_none() || what.contains("easSupported"),
                // A location that does not exist, and the home of a guest.
                Doubt::Missing(missing) => {
                    missing.object.as_ref().is_some_and(|id| id.raw() == GONE || id.raw() == USER && is_home(missing))
                }
            };
            if answer.doubts.is_empty() || !answer.doubts.iter().all(is_told) {
                self.differs("open without a reason", outcome.policy.id.raw(), answer, &(), tally);
            }
            for doubt in &answer.doubts {
                tally.count(match doubt {
                    Doubt::Question(question) => question.id().to_owned(),
                    other => format!("{other:?}").chars().take(60).collect(),
                });
            }
        }
    }

    /// Whether what-if's question can say what this policy asks: it has one country for address and telephone, and no compliant network.
    fn can_be_asked(&self, policy: &Value) -> bool {
        let locations = policy["conditions"]["locations"].to_string();
        let is_same_place = self.reports_position && self.context.position.is_some() && self.context.position == self.context.country;
        (is_same_place || !locations.contains(tenants::PHONE))
            && !(self.context.is_compliant_network && locations.contains(tenants::COMPLIANT_NETWORK))
    }

    fn what_if(&self, states: &[InProcess], tally: &mut Tally) {
        let question = sign_ins::question(self.context);
        let answers: Vec<Vec<Value>> = states.iter().map(|state| state.evaluate(&question).unwrap()).collect();
        for row in &answers[0] {
            let is_ours = self.policies().any(|it| row["id"] == it.policy.id.raw());
            assert_ne!(is_ours, row["analysisReasons"] == "policyNotEnabled", "{row}");
        }
        for outcome in self.policies().filter(|it| self.can_be_asked(self.body(it.policy.id.raw()))) {
            let id = outcome.policy.id.raw();
            let rows: Vec<&Value> = answers.iter().map(|rows| rows.iter().find(|row| row["id"] == id).unwrap()).collect();
            let applies = rows.iter().any(|row| row["policyApplies"] == true);
            let is_undecided = rows.iter().any(|row| row["analysisReasons"] == "notEnoughInformation");
            let is_wrong = match outcome.applies.truth {
                Truth::Open => false,
                Truth::Yes => !applies,
                Truth::No => applies,
            };
            tally.count(match outcome.applies.truth {
                _ if is_undecided => "undecided by what-if",
                Truth::Yes => "applies yes",
                Truth::No => "applies no",
                Truth::Open => "applies open",
            });
            if is_wrong {
                self.differs(
                    "what-if",
                    id,
                    &(&outcome.applies, &outcome.reasons),
                    &rows.iter().map(|it| &it["analysisReasons"]).collect::<Vec<_>>(),
                    tally,
                );
            }
        }
    }

    fn sign_in(&self, states: &[InProcess], tally: &mut Tally) {
        let told = sign_ins::sign_in(self.context, self.hand);
        let replies: Vec<Value> = states.iter().map(|state| state.sign_in(&told).unwrap_or_else(|why| panic!("{why}: {told}"))).collect();
        // Policies are not asked where the account or the first credential ends the sign-in.
        if replies.iter().all(|reply| reply["policies"].is_array()) {
            for outcome in self.policies() {
                self.policy(outcome, &replies, tally);
            }
        }
        let allowed: Vec<bool> = replies.iter().map(|reply| reply["allowed"] == true).collect();
        let is_wrong = match self.evaluation.decision {
            Decision::Granted => allowed.contains(&false),
            Decision::Denied => !allowed.contains(&false),
            Decision::Undecided => false,
        };
        tally.count(self.evaluation.decision.word());
        if is_wrong {
            let ours: Vec<_> =
                self.evaluation.policies.iter().map(|it| (it.policy.id.raw(), it.applies.truth, it.satisfied.truth, &it.unmet)).collect();
            self.differs("decision", "", &(self.evaluation.decision, ours), &replies, tally);
        }
    }

    fn policy(&self, outcome: &PolicyOutcome, replies: &[Value], tally: &mut Tally) {
        let id = outcome.policy.id.raw();
        let rows: Vec<&Value> =
            replies.iter().map(|reply| reply["policies"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap()).collect();
        // C6: a sign-in does not ask report-only policies about user actions; what-if does.
        let is_action = matches!(self.context.resource, Resource::RegisterSecurityInfo | Resource::RegisterDevice);
        if is_action && outcome.state == "report-only" {
            return;
        }
        let applying: Vec<&&Value> = rows.iter().filter(|row| row["applies"] == true).collect();
        let is_wrong = match outcome.applies.truth {
            Truth::Open => false,
            Truth::Yes => applying.is_empty(),
            Truth::No => !applying.is_empty(),
        };
        if is_wrong {
            self.differs("applies at sign-in", id, &(&outcome.applies, &outcome.reasons), &rows, tally);
        }
        let Some(row) = applying.first().filter(|_| !outcome.applies.is_no()) else { return };
        let theirs: Vec<&str> = row["unsatisfied"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        let is_listed = |name: &&str| outcome.unmet.iter().any(|own| own == name);
        let is_wrong = match outcome.satisfied.truth {
            Truth::Yes => !theirs.is_empty() || !outcome.unmet.is_empty(),
            Truth::No => theirs.is_empty() || !theirs.iter().all(is_listed),
            Truth::Open => false,
        };
        tally.count(match outcome.satisfied.truth {
            Truth::Yes => "met",
            Truth::No => "not met",
            Truth::Open => "met or not, open",
        });
        if is_wrong {
            self.differs("controls", id, &(&outcome.satisfied, &outcome.unmet), &theirs, tally);
        }
    }
}

fn is_home(missing: &Missing) -> bool {
    matches!(&missing.reason, Reason::NotUnderstood(what) if what.contains("of which tenant"))
}

/// Both sides of the comparison can say no: an account that is let off here and not there would be found.
#[test]
fn a_difference_is_found() {
    let (mut tried, mut found) = (0, 0);
    for seed in 0..40 {
        let mut dice = Dice::new(seed);
        let world = tenants::world(&mut dice);
        let (context, hand) = (Context::plain(Resource::Application(tenants::APPS[9].to_owned())), sign_ins::hand(&mut dice));
        let context = Context { ip: Some([203, 0, 113, 9].into()), ..context };
        let reply = emulator(&world.theirs).sign_in(&sign_ins::sign_in(&context, &hand)).unwrap();
        let Some(row) = reply["policies"].as_array().and_then(|rows| rows.iter().find(|row| row["state"] == "enabled")) else { continue };
        for applies in [true, false] {
            let outcome = PolicyOutcome {
                policy: ObjectRef::new(ObjectKind::Policy, row["id"].as_str().unwrap(), None),
                state: "enabled".to_owned(),
                is_enforced: true,
                applies: Answer::certain(applies),
                satisfied: Answer::yes(),
                reasons: Vec::new(),
                unmet: Vec::new(),
            };
            let evaluation = Evaluation { decision: Decision::Granted, policies: vec![outcome.clone()] };
            let case = Case { seed, world: &world, context: &context, hand: &hand, evaluation: &evaluation, reports_position: false };
            let mut tally = Tally::default();
            case.policy(&outcome, std::slice::from_ref(&reply), &mut tally);
            found += usize::from(tally.differences.iter().any(|it| it.contains("applies at sign-in")));
        }
        tried += 1;
    }
    assert!(tried > 10 && found == tried, "of yes and no one is wrong each time: {found} of {tried}");
}
