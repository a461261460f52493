//! No denial (O1): whether some policy or gate refuses an account that holds a set of credentials, in any sign-in that matters.

use std::cell::{OnceCell, RefCell};

use breakglass_model::tenant::Policy;
use breakglass_model::{ObjectId, ObjectKind, ObjectRef, Tenant};

use super::compile::{Compiled, compile};
use super::demands::{Unmet, unmet};
use super::region::{Inhabitant, Region, Resources, Side, View};
use super::sets::Mask;
use crate::access::Subject;
use crate::access::context::{Context, Resource, Risk};
use crate::access::credentials::CredentialSet;
use crate::access::evaluate::policy_outcome;
use crate::access::gates::{Gate, gates};
use crate::access::holdings::Holdings;
use crate::access::questions::{Question, Settled};
use crate::access::scope::speaks_to;
use crate::access::truth::{Answer, Doubt, Truth, merged};

/// What a proof came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It holds.
    Proved,
    /// Nobody knows.
    Undecided,
    /// It does not hold.
    Refuted,
}

/// A sign-in that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The policy or gate that refuses it.
    pub policy: ObjectRef,
    /// The controls that cannot be met, as Graph spells them.
    pub unmet: Vec<String>,
    /// The sign-in.
    pub context: Context,
    /// What of it matters; everything else may be otherwise.
    pub matters: Vec<Side>,
    /// Whether the evaluator refuses it too.
    pub is_replayed: bool,
    /// Why it is not certain; empty where it is.
    pub doubts: Vec<Doubt>,
    /// Members of the policy that this version does not read, and on which it hangs.
    pub unread: Vec<String>,
    /// How to mend it.
    pub fix: String,
}

/// A proof of one obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What it came to.
    pub verdict: Verdict,
    /// Sign-ins that are certainly refused: the plainest of each policy.
    pub witnesses: Vec<Witness>,
    /// Sign-ins that may be refused, of policies that certainly refuse none.
    pub possible: Vec<Witness>,
    /// What would settle an undecided verdict.
    pub doubts: Vec<Doubt>,
}

/// How one policy stands to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It refuses no sign-in that matters.
    Lets,
    /// It certainly refuses this one.
    Refuses(Box<Witness>),
    /// It may refuse this one.
    MayRefuse(Box<Witness>),
}

/// One way in which a policy refuses, as regions.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// Whether it refuses, as far as neither conditions nor devices decide.
    pub answer: Answer,
    /// Where it certainly refuses if so.
    pub certain: Region,
    /// Where it may.
    pub possible: Region,
    /// What stands between the two.
    pub doubts: Vec<(Side, Doubt)>,
    /// The controls that are not met.
    pub controls: Vec<String>,
}

/// A tenant ready to be asked.
#[derive(Debug)]
pub struct Prover<'t> {
    /// The tenant.
    pub tenant: &'t Tenant,
    /// What the operator settled.
    pub settled: &'t Settled,
    /// Every policy with its conditions.
    policies: Vec<Conditions<'t>>,
    relevant: Region,
}

/// A policy's conditions, read when they are first asked for: most policies let an account off before that.
#[derive(Debug)]
pub struct Conditions<'t> {
    tenant: &'t Tenant,
    settled: &'t Settled,
    policy: &'t Policy,
    compiled: OnceCell<Compiled>,
    /// Whether the policy speaks to accounts that were asked about: every set of credentials asks again.
    scopes: RefCell<Vec<(ObjectId, Answer)>>,
}

impl<'t> Conditions<'t> {
    /// Those of a policy.
    pub fn new(tenant: &'t Tenant, settled: &'t Settled, policy: &'t Policy) -> Self {
        Self { tenant, settled, policy, compiled: OnceCell::new(), scopes: RefCell::default() }
    }

    /// The conditions as regions.
    pub fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| compile(self.tenant, self.settled, self.policy))
    }

    /// Whether a policy speaks to the account, under conditions of which nothing unread lets it off. The policy may be another one with the
    /// same conditions.
    pub fn speaks_to(&self, policy: &Policy, subject: &Subject<'_>) -> Answer {
        if !std::ptr::eq(policy, self.policy) {
            return self.scope(policy, subject);
        }
        let id = &subject.object.id;
        if let Some((_, scope)) = self.scopes.borrow().iter().find(|(account, _)| account == id) {
            return scope.clone();
        }
        let scope = self.scope(policy, subject);
        self.scopes.borrow_mut().push((id.clone(), scope.clone()));
        scope
    }

    fn scope(&self, policy: &Policy, subject: &Subject<'_>) -> Answer {
        match speaks_to(self.tenant, self.settled, policy, subject) {
            scope if scope.is_no() => scope,
            scope => scope.and(self.compiled().unread.clone()),
        }
    }
}

impl<'t> Prover<'t> {
    /// Makes ready; the conditions of a policy are read when it is first asked.
    pub fn new(tenant: &'t Tenant, settled: &'t Settled) -> Self {
        let policies = tenant.policies.as_deref().unwrap_or_default();
        let policies = policies.iter().map(|policy| Conditions::new(tenant, settled, policy)).collect();
        Self { tenant, settled, policies, relevant: Region::relevant() }
    }

    /// Narrows the question to some of the sign-ins; all that matter without.
    #[must_use]
    pub fn within(mut self, frame: Option<Region>) -> Self {
        self.relevant = frame.unwrap_or(self.relevant);
        self
    }

    /// The sign-ins that are meant.
    pub fn frame(&self) -> &Region {
        &self.relevant
    }

    /// Every policy with its conditions.
    pub fn policies(&self) -> impl Iterator<Item = (&'t Policy, &Conditions<'t>)> {
        self.policies.iter().map(|conditions| (conditions.policy, conditions))
    }

    /// What a set of credentials gives an account.
    pub fn holdings<'a>(&'a self, subject: &Subject<'_>, set: &'a CredentialSet) -> Holdings<'a> {
        Holdings::new(self.tenant, self.settled, subject, set)
    }

    /// Whether every sign-in that matters gets past every enforced policy and every gate.
    pub fn no_denial(&self, subject: &Subject<'_>, set: &CredentialSet) -> Proof {
        let holdings = self.holdings(subject, set);
        let enforced = self.policies().filter(|(policy, _)| policy.is_enforced());
        let standings = enforced.map(|(policy, conditions)| self.standing(subject, &holdings, policy, conditions));
        let gates = gates(self.tenant, self.settled, subject, &holdings);
        Proof::of(standings.chain(gates.iter().map(|gate| self.gate_standing(gate))))
    }

    /// How one policy stands to an account, whatever its state.
    pub fn standing(&self, subject: &Subject<'_>, holdings: &Holdings<'_>, policy: &Policy, conditions: &Conditions<'_>) -> Standing {
        let scope = conditions.speaks_to(policy, subject);
        if scope.is_no() {
            return Standing::Lets;
        }
        let mut open: Option<Witness> = None;
        for refusal in refusals(self.settled, holdings, (policy, conditions.compiled()), &scope, self.relevant.clients) {
            match self.look(holdings, &refusal, policy) {
                Some(mut witness) if witness.doubts.is_empty() => {
                    let outcome = policy_outcome(self.tenant, self.settled, subject, holdings, policy, &witness.context);
                    witness.is_replayed = outcome.refuses().is_yes();
                    if witness.is_replayed {
                        return Standing::Refuses(Box::new(witness));
                    }
                    witness.doubts.push(Doubt::NotUnderstood("the evaluator does not agree with the proof".to_owned()));
                    open.get_or_insert(witness);
                }
                Some(witness) => drop(open.get_or_insert(witness)),
                None => {}
            }
        }
        open.map_or(Standing::Lets, |witness| Standing::MayRefuse(Box::new(witness)))
    }

    /// A sign-in that matters in a refusal's region; with doubts where it is only possible.
    fn look(&self, holdings: &Holdings<'_>, refusal: &Refusal, policy: &Policy) -> Option<Witness> {
        let view = View { is_certain: false, reports_position: holdings.reports_position(), settled: self.settled };
        let possible = refusal.possible.intersect(&self.relevant);
        let (context, gave_up) = match possible.inhabitant(view) {
            Inhabitant::Nobody => return None,
            Inhabitant::Context(context) => (Some(context), false),
            Inhabitant::GaveUp => (None, true),
        };
        let certain = refusal.certain.intersect(&self.relevant);
        let view = View { is_certain: true, ..view };
        let found = certain.inhabitant(view);
        let mut doubts = refusal.answer.doubts.clone();
        let (context, region) = match found {
            Inhabitant::Context(context) => (context, certain),
            Inhabitant::Nobody | Inhabitant::GaveUp => {
                doubts = merged(doubts, blamed(refusal, &certain, view));
                if gave_up || doubts.is_empty() {
                    doubts.push(Doubt::NotUnderstood("device rules too entangled to follow".to_owned()));
                }
                (context.unwrap_or_else(|| Box::new(Context::plain(Resource::OwnApplication))), possible)
            }
        };
        Some(Witness {
            policy: ObjectRef::new(ObjectKind::Policy, policy.id.clone(), Some(policy.name.clone())),
            unmet: refusal.controls.clone(),
            context: *context,
            matters: region.narrower_than(&self.relevant),
            is_replayed: false,
            unread: unread(policy, &doubts),
            doubts,
            fix: fix(&refusal.controls).to_owned(),
        })
    }

    /// How a gate stands.
    pub(super) fn gate_standing(&self, gate: &Gate) -> Standing {
        let mut context = Context::plain(Resource::OwnApplication);
        let mut matters = Vec::new();
        let region = gate_region(gate);
        if let Some(resource) = region.resources.pick() {
            context.resource = resource;
        }
        if gate.resources.is_some() {
            matters.push(Side::Resource);
        }
        if gate.only_high_user_risk {
            context.user_risk = Risk::High;
            matters.push(Side::UserRisk);
        }
        let witness = Witness {
            policy: ObjectRef::new(ObjectKind::Policy, gate.id, Some(gate.name.into())),
            unmet: vec![gate.unmet.to_owned()],
            is_replayed: gate.guards(&context) && gate.refuses.is_yes(),
            context,
            matters,
            doubts: gate.refuses.doubts.clone(),
            unread: Vec::new(),
            fix: gate.fix.to_owned(),
        };
        match gate.refuses.truth {
            Truth::Yes => Standing::Refuses(Box::new(witness)),
            Truth::Open => Standing::MayRefuse(Box::new(witness)),
            Truth::No => Standing::Lets,
        }
    }

    /// Sign-ins that do not matter and that a policy certainly refuses: legacy clients, device code, transfer. By design.
    pub fn refuses_by_design(
        &self,
        subject: &Subject<'_>,
        holdings: &Holdings<'_>,
        policy: &Policy,
        conditions: &Conditions<'_>,
    ) -> Vec<&'static str> {
        use crate::access::context::{Client, Flow};
        let scope = conditions.speaks_to(policy, subject);
        if !scope.is_yes() {
            return Vec::new();
        }
        let view = View { is_certain: true, reports_position: holdings.reports_position(), settled: self.settled };
        let legacy = Mask::of(Client::ALL, |client| client.is_legacy());
        let flow = |wanted: Flow| Mask::of(Flow::ALL, |flow| *flow == wanted);
        let modern = Mask::of(Client::ALL, |client| !client.is_legacy());
        let kinds = [
            ("legacy clients", legacy, flow(Flow::None)),
            ("device code flow", modern, flow(Flow::DeviceCode)),
            ("authentication transfer", modern, flow(Flow::Transfer)),
        ];
        let mut refusals = refusals(self.settled, holdings, (policy, conditions.compiled()), &scope, Mask::first(Client::ALL.len()));
        refusals.retain(|refusal| refusal.answer.is_yes());
        let is_refused = |clients: Mask, flows: Mask| {
            refusals.iter().any(|refusal| {
                let certain = &refusal.certain;
                let (clients, flows) = (certain.clients.and(clients), certain.flows.and(flows));
                let narrowed = || Region { clients, flows, ..certain.clone() };
                !clients.is_empty() && !flows.is_empty() && matches!(narrowed().inhabitant(view), Inhabitant::Context(_))
            })
        };
        kinds.into_iter().filter(|(_, clients, flows)| is_refused(*clients, *flows)).map(|(name, ..)| name).collect()
    }
}

/// Every way in which a policy refuses clients of some kinds: each part of its conditions with each way in which its demands are not met.
pub fn refusals(
    settled: &Settled,
    holdings: &Holdings<'_>,
    (policy, compiled): (&Policy, &Compiled),
    scope: &Answer,
    clients: Mask,
) -> Vec<Refusal> {
    let mut ways: Vec<Unmet> = unmet(settled, holdings, policy);
    ways.retain(|way| !way.clients.and(clients).is_empty());
    let refusal = |piece: &super::compile::Piece, way: &Unmet| Refusal {
        answer: scope.clone().and(way.answer.clone()),
        certain: way.narrow(&piece.certain),
        possible: way.narrow(&piece.possible),
        doubts: piece.doubts.clone(),
        controls: way.controls.clone(),
    };
    compiled.pieces.iter().flat_map(|piece| ways.iter().map(|way| refusal(piece, way))).collect()
}

/// Where a gate refuses.
pub fn gate_region(gate: &Gate) -> Region {
    let resources = gate.resources.map_or_else(Resources::all, |ids| Resources::applications(ids.iter().copied()));
    let user_risk = if gate.only_high_user_risk { Mask::of(Risk::ALL, |risk| *risk == Risk::High) } else { Region::all().user_risk };
    Region { resources: std::sync::Arc::new(resources), user_risk, ..Region::all() }
}

/// The doubts of the sides that leave nothing certain; of the device where the sides alone do not explain it.
pub(super) fn blamed(refusal: &Refusal, certain: &Region, view: View<'_>) -> Vec<Doubt> {
    let empty = certain.empty_sides(view);
    let is_blamed = |side: Side| if empty.is_empty() { side == Side::Device } else { empty.contains(&side) };
    refusal.doubts.iter().filter(|(side, _)| is_blamed(*side)).map(|(_, doubt)| doubt.clone()).collect()
}

/// How to mend a policy that refuses.
fn fix(controls: &[String]) -> &'static str {
    match controls {
        [control] if control == "authenticationStrength" => {
            "Exclude the emergency group from the policy, or have its strength admit what is held (combination, model of the key)."
        }
        [control] if control == "mfa" => {
            "Exclude the emergency group from the policy, or have the authentication methods policy admit what is held for the group."
        }
        _ => "Exclude the emergency group from the policy.",
    }
}

/// The members of a policy that were not read, where a doubt is about those.
fn unread(policy: &Policy, doubts: &[Doubt]) -> Vec<String> {
    let hangs_on = |question: Question| doubts.contains(&Doubt::Question(question));
    let is_meant =
        |field: &str| hangs_on(if field.starts_with("conditions") { Question::UnreadCondition } else { Question::UnknownControl });
    policy.unread.iter().filter(|field| is_meant(field.raw())).map(|field| field.shown()).collect()
}

impl Proof {
    /// Puts the standings of everything that could refuse together.
    pub fn of(standings: impl Iterator<Item = Standing>) -> Self {
        let (mut witnesses, mut possible, mut doubts) = (Vec::new(), Vec::new(), Vec::new());
        for standing in standings {
            match standing {
                Standing::Lets => {}
                Standing::Refuses(witness) => witnesses.push(*witness),
                Standing::MayRefuse(witness) => {
                    doubts = merged(doubts, witness.doubts.clone());
                    possible.push(*witness);
                }
            }
        }
        let verdict = match (witnesses.is_empty(), possible.is_empty()) {
            (false, _) => Verdict::Refuted,
            (true, false) => Verdict::Undecided,
            (true, true) => Verdict::Proved,
        };
        Self { verdict, witnesses, possible, doubts }
    }
}

impl Verdict {
    /// The word in reports and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Undecided => "undecided",
            Self::Refuted => "refuted",
        }
    }
}
