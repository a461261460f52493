//! Why a verdict holds, in a form that somebody else can check: for every policy and gate, why it refuses nobody, or whom it refuses.

use breakglass_model::ObjectId;

use super::context::Context;
use super::prove::Side;
use super::questions::Question;

/// A certificate for one account with one set of credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// One claim per policy, in the order of the tenant.
    pub policies: Vec<(ObjectId, Claim)>,
    /// The combination of modes that satisfies `mfa`, where one does; gates rest on it.
    pub mfa: Option<Combination>,
}

/// Why one policy refuses no sign-in that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is not enforced.
    NotEnforced,
    /// It speaks to workloads or agents.
    OtherAudience,
    /// It excludes the account by this id: of the user, of a group that holds it, of a role that it holds.
    Excluded(ObjectId),
    /// Nothing in it includes the account.
    NotIncluded,
    /// Every way in which its demands are not met is ruled out.
    Met(Vec<Ruled>),
    /// It certainly refuses this sign-in.
    Refuses(Box<Context>),
    /// It may refuse a sign-in: nothing is certified.
    Open,
}

/// Why one way in which demands are not met does not occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// The controls that would not be met.
    pub controls: Vec<String>,
    /// Why that does not occur.
    pub why: Why,
}

/// Why something does not occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// One of the controls is met by this combination.
    Held(Combination),
    /// One of the controls is met because the operator settled a point.
    Settled(Question),
    /// No sign-in that matters meets the conditions on these sides.
    NoSignIn(Vec<Side>),
    /// No device meets both the filter and what is demanded.
    NoDevice,
}

/// Modes that are used together, each with the place of the credential in its set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// The strength that allows it; the built-in one for `mfa`.
    pub strength: ObjectId,
    /// Modes as Graph spells them, with the credential that gives each.
    pub modes: Vec<(String, usize)>,
}
