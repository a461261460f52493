//! The matrix policy × account: what every policy does to every emergency account, and through which path.

use breakglass_model::tenant::{Policy, PolicyAudience};
use breakglass_model::{Missing, ObjectRef};
use breakglass_prover::access::credentials::{CredentialSet, Held};
use breakglass_prover::access::prove::{self, Conditions, Prover};
use breakglass_prover::access::{Dangling, Holdings, Scope, Subject, dangling, scope};

use crate::wording::{demanded, situation};
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
    /// The sign-in that it refuses or may refuse, as proved for the keys that are registered; a policy that is not on is asked what it
    /// would do if it were.
    pub refusal: Option<Refusal>,
}

/// A sign-in that a policy refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Whether it certainly refuses it.
    pub is_certain: bool,
    /// The sign-in in words.
    pub when: String,
    /// What cannot be met, in words.
    pub because: String,
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
        let prover = evidence.prover();
        let held: Vec<(&Subject<'_>, Vec<CredentialSet>)> =
            accounts.iter().map(|account| (account, Held::default().sets(evidence.tenant, account))).collect();
        let columns: Vec<Column<'_>> = held
            .iter()
            .map(|(account, sets)| Column { account, holdings: sets.iter().map(|set| prover.holdings(account, set)).collect() })
            .collect();
        let mut policies: Vec<(&Policy, &Conditions<'_>)> = prover.policies().collect();
        policies.sort_by(|(one, _), (other, _)| one.name.raw().cmp(other.name.raw()).then_with(|| one.id.cmp(&other.id)));
        let rows = policies
            .into_iter()
            .map(|(policy, conditions)| Row {
                policy: Evidence::policy_ref(policy),
                state: policy.state.word(),
                is_enforced: policy.is_enforced(),
                audience: policy.audience(),
                is_dedicated: dedicated::is_dedicated(evidence, policy),
                blocks: policy.blocks(),
                cells: columns.iter().map(|column| column.cell(prover, policy, conditions)).collect(),
                dangling: dangling(evidence.tenant, policy),
                unread: unread(policy),
                origin: policy.origin.as_ref().map(|origin| origin.shown()),
            })
            .collect();
        Self { accounts: accounts.iter().map(|account| account.object.clone()).collect(), rows }
    }
}

/// An account with what each set of its credentials gives it.
struct Column<'a> {
    account: &'a Subject<'a>,
    holdings: Vec<Holdings<'a>>,
}

impl Column<'_> {
    fn cell(&self, prover: &Prover<'_>, policy: &Policy, conditions: &Conditions<'_>) -> Cell {
        let mut cell = Cell::from(scope(prover.tenant, policy, self.account));
        if matches!(cell.standing, Standing::Applies | Standing::Unknown) {
            let standings = self.holdings.iter().map(|holdings| prover.standing(self.account, holdings, policy, conditions));
            let found = standings.filter_map(|standing| match standing {
                prove::Standing::Lets => None,
                prove::Standing::Refuses(witness) => Some((true, witness)),
                prove::Standing::MayRefuse(witness) => Some((false, witness)),
            });
            let worst = found.max_by_key(|(is_certain, _)| *is_certain);
            cell.refusal = worst.map(|(is_certain, witness)| Refusal {
                is_certain,
                when: situation(&witness.context, &witness.matters),
                because: demanded(&witness.unmet),
            });
        }
        cell
    }
}

fn unread(policy: &Policy) -> Vec<String> {
    policy.unread.iter().map(|field| field.shown()).collect()
}

impl From<Scope> for Cell {
    fn from(scope: Scope) -> Self {
        let cell = |standing, path, missing| Self { standing, path, missing, refusal: None };
        match scope {
            Scope::Applies { through } => cell(Standing::Applies, through, Vec::new()),
            Scope::Excluded { by } => cell(Standing::Excluded, by, Vec::new()),
            Scope::NotIncluded => cell(Standing::NotIncluded, Vec::new(), Vec::new()),
            Scope::OtherAudience(_) => cell(Standing::OtherAudience, Vec::new(), Vec::new()),
            Scope::Unknown { through, missing } => cell(Standing::Unknown, through, missing),
        }
    }
}
