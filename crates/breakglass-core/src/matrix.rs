//! The matrix policy × account: what every policy does to every emergency account, and through which path.

use breakglass_model::tenant::{Policy, PolicyAudience};
use breakglass_model::{Missing, ObjectRef};
use breakglass_prover::access::{Dangling, Scope, dangling, scope};

use crate::{Evidence, dedicated};

/// Every policy against every account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The columns.
    pub accounts: Vec<ObjectRef>,
    /// The rows, in the order in which policies were read.
    pub rows: Vec<Row>,
}

/// One policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The policy.
    pub policy: ObjectRef,
    /// `enabled`, `report-only`, `disabled`.
    pub state: String,
    /// Whether it is enforced today.
    pub is_enforced: bool,
    /// To whom it speaks.
    pub audience: PolicyAudience,
    /// Whether it is the accounts' own policy.
    pub is_dedicated: bool,
    /// Whether it refuses outright.
    pub blocks: bool,
    /// One cell per account.
    pub cells: Vec<Cell>,
    /// Ids in its assignments that point to nothing.
    pub dangling: Vec<Dangling>,
    /// Fields that this version does not read.
    pub unread: Vec<String>,
    /// The file it came from, where it came from one.
    pub origin: Option<String>,
}

/// One policy against one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The answer.
    pub standing: Standing,
    /// The path of exclusion or inclusion.
    pub path: Vec<String>,
    /// What would settle an unknown answer.
    pub missing: Vec<Missing>,
}

/// What a policy's assignments say of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Included, not excluded.
    Applies,
    /// Excluded.
    Excluded,
    /// Nothing includes it.
    NotIncluded,
    /// The policy speaks to workloads or agents.
    OtherAudience,
    /// Nobody knows.
    Unknown,
}

impl Standing {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Applies => "applies",
            Self::Excluded => "excluded",
            Self::NotIncluded => "not-included",
            Self::OtherAudience => "other-audience",
            Self::Unknown => "unknown",
        }
    }
}

impl Matrix {
    /// Fills the matrix; empty where policies or accounts are not known.
    pub fn of(evidence: &Evidence<'_>) -> Self {
        let accounts = evidence.accounts().unwrap_or_default();
        let policies = evidence.policies().unwrap_or_default();
        let mut policies: Vec<&Policy> = policies.iter().collect();
        policies.sort_by(|one, other| one.name.raw().cmp(other.name.raw()).then_with(|| one.id.cmp(&other.id)));
        let rows = policies
            .into_iter()
            .map(|policy| Row {
                policy: Evidence::policy_ref(policy),
                state: policy.state.word(),
                is_enforced: policy.is_enforced(),
                audience: policy.audience(),
                is_dedicated: dedicated::is_dedicated(evidence, policy),
                blocks: policy.blocks(),
                cells: accounts.iter().map(|account| Cell::from(scope(evidence.tenant, policy, account))).collect(),
                dangling: dangling(evidence.tenant, policy),
                unread: unread(policy),
                origin: policy.origin.as_ref().map(|origin| origin.shown()),
            })
            .collect();
        Self { accounts: accounts.iter().map(|account| account.object.clone()).collect(), rows }
    }
}

fn unread(policy: &Policy) -> Vec<String> {
    policy.unread.iter().map(|field| field.shown()).collect()
}

impl From<Scope> for Cell {
    fn from(scope: Scope) -> Self {
        let cell = |standing, path, missing| Self { standing, path, missing };
        match scope {
            Scope::Applies { through } => cell(Standing::Applies, through, Vec::new()),
            Scope::Excluded { by } => cell(Standing::Excluded, by, Vec::new()),
            Scope::NotIncluded => cell(Standing::NotIncluded, Vec::new(), Vec::new()),
            Scope::OtherAudience(_) => cell(Standing::OtherAudience, Vec::new(), Vec::new()),
            Scope::Unknown { through, missing } => cell(Standing::Unknown, through, missing),
        }
    }
}
