//! One concrete sign-in against a tenant: which policies apply, whether each is satisfied, and why. Three-valued.
//!
//! The naive reading of the rules, one condition after the other. It is the oracle of the prover: every counterexample is replayed
//! here, and brute force over it must agree with the proof.

mod conditions;
mod controls;
mod device;
#[cfg(test)]
mod tests;

use std::ops::Not;

use breakglass_model::tenant::{Policy, PolicyState};
use breakglass_model::{ObjectKind, ObjectRef, Tenant};

use super::Subject;
use super::context::Context;
use super::credentials::CredentialSet;
use super::gates::{Gate, gates};
use super::holdings::Holdings;
use super::questions::Settled;
use super::scope::speaks_to;
use super::truth::{Answer, Truth};

pub(crate) use conditions::{COMPLIANT_NETWORK, LEGACY_TRUSTED, unknown_action};
pub use device::{Takes, is_documented, is_extension, is_without_case, matches as device_matches, takes};

/// What becomes of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// No policy refuses it.
    Granted,
    /// Some policy refuses it.
    Denied,
    /// Nobody knows.
    Undecided,
}

impl Decision {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Undecided => "undecided",
        }
    }
}

/// What one policy says to one sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyOutcome {
    /// The policy or gate.
    pub policy: ObjectRef,
    /// `enabled`, `report-only`, …
    pub state: String,
    /// Whether it refuses today, if it applies and is not satisfied.
    pub is_enforced: bool,
    /// Whether it applies.
    pub applies: Answer,
    /// Whether what it demands is met; meaningful where it applies.
    pub satisfied: Answer,
    /// The conditions that are not certainly met, by the words of What If.
    pub reasons: Vec<&'static str>,
    /// Controls that are not certainly met.
    pub unmet: Vec<String>,
}

/// What every policy says to one sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// What becomes of it.
    pub decision: Decision,
    /// Every policy that is on or in report-only mode, then the gates.
    pub policies: Vec<PolicyOutcome>,
}

impl PolicyOutcome {
    /// Whether it is a gate beside the policies.
    pub fn is_gate(&self) -> bool {
        self.policy.id.raw().starts_with("gate:")
    }

    /// Whether it refuses the sign-in.
    pub fn refuses(&self) -> Answer {
        self.applies.clone().and(self.satisfied.clone().not())
    }
}

/// An account with a set of credentials in a tenant, ready to have sign-ins tried.
#[derive(Debug)]
pub struct Evaluator<'a> {
    tenant: &'a Tenant,
    settled: &'a Settled,
    holdings: Holdings<'a>,
    /// Every policy that is not off, with whether it speaks to the account.
    policies: Vec<(&'a Policy, Answer)>,
    gates: Vec<Gate>,
}

impl<'a> Evaluator<'a> {
    /// Reads what does not depend on the sign-in.
    pub fn new(tenant: &'a Tenant, settled: &'a Settled, subject: &Subject<'_>, set: &'a CredentialSet) -> Self {
        let holdings = Holdings::new(tenant, settled, subject, set);
        let considered = tenant.policies.as_deref().unwrap_or_default().iter().filter(|policy| policy.state != PolicyState::Disabled);
        let policies = considered.map(|policy| (policy, speaks_to(tenant, settled, policy, subject))).collect();
        let gates = gates(tenant, settled, subject, &holdings);
        Self { tenant, settled, holdings, policies, gates }
    }

    /// What every policy and gate says to one sign-in.
    pub fn evaluate(&self, context: &Context) -> Evaluation {
        let outcome =
            |(policy, users): &(&Policy, Answer)| outcome_for(self.tenant, self.settled, users.clone(), &self.holdings, policy, context);
        let gates = self.gates.iter().map(|gate| gate_outcome(gate, context));
        let policies: Vec<PolicyOutcome> = self.policies.iter().map(outcome).chain(gates).collect();
        let refused = Answer::any(policies.iter().filter(|outcome| outcome.is_enforced).map(PolicyOutcome::refuses));
        let decision = match refused.truth {
            Truth::Yes => Decision::Denied,
            Truth::No => Decision::Granted,
            Truth::Open => Decision::Undecided,
        };
        Evaluation { decision, policies }
    }
}

/// What one policy says, whatever its state.
pub fn policy_outcome(
    tenant: &Tenant,
    settled: &Settled,
    subject: &Subject<'_>,
    holdings: &Holdings<'_>,
    policy: &Policy,
    context: &Context,
) -> PolicyOutcome {
    outcome_for(tenant, settled, speaks_to(tenant, settled, policy, subject), holdings, policy, context)
}

fn outcome_for(
    tenant: &Tenant,
    settled: &Settled,
    users: Answer,
    holdings: &Holdings<'_>,
    policy: &Policy,
    context: &Context,
) -> PolicyOutcome {
    let conditions = conditions::conditions(tenant, settled, policy, context, holdings.reports_position());
    let mut reasons: Vec<&'static str> = Vec::new();
    if !users.is_yes() {
        reasons.push("users");
    }
    reasons.extend(conditions.iter().filter(|(_, met)| !met.is_yes()).map(|(reason, _)| *reason));
    let applies = users.and(Answer::all(conditions.into_iter().map(|(_, met)| met)));
    let demands = controls::demands(settled, holdings, policy, context);
    PolicyOutcome {
        policy: ObjectRef::new(ObjectKind::Policy, policy.id.clone(), Some(policy.name.clone())),
        state: policy.state.word(),
        is_enforced: policy.is_enforced(),
        applies,
        satisfied: demands.satisfied,
        reasons,
        unmet: demands.unmet,
    }
}

fn gate_outcome(gate: &Gate, context: &Context) -> PolicyOutcome {
    let guards = gate.guards(context);
    PolicyOutcome {
        policy: ObjectRef::new(ObjectKind::Policy, gate.id, Some(gate.name.into())),
        state: "enabled".to_owned(),
        is_enforced: true,
        applies: Answer::certain(guards),
        satisfied: gate.refuses.clone().not(),
        reasons: if guards { Vec::new() } else { vec!["application"] },
        unmet: if gate.refuses.is_no() { Vec::new() } else { vec![gate.unmet.to_owned()] },
    }
}
