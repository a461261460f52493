//! Every obligation of the lockout proof, for every designated account with every set of credentials.

use breakglass_model::{Assumption, Designation, Fact, Missing, ObjectKind, ObjectRef, Tenant};
use breakglass_prover::access::check::Checker;
use breakglass_prover::access::credentials::{CredentialSet, Held};
use breakglass_prover::access::prove::{OneChange, Proof, Prover, Refused, Region, Verdict, WayIn, newly_refused, total_lockout};
use breakglass_prover::access::{Doubt, Settled, Subject};

use crate::Audience;
use crate::designated::resolve;

/// What is asked of a proof.
#[derive(Debug, Clone, Default)]
pub struct Inquiry {
    /// What the operator holds; nothing said means each registered key by itself.
    pub held: Held,
    /// Points that the operator settles.
    pub settled: Settled,
    /// The sign-ins that are meant; all that matter where none is given.
    pub frame: Option<Region>,
    /// Whether every single change is tried.
    pub tries_changes: bool,
}

/// All obligations of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proofs {
    /// For whom they are told.
    pub audience: Audience,
    /// Whether reasons and single changes are left out for that audience.
    pub is_cut: bool,
    /// The tenant.
    pub tenant: ObjectRef,
    /// What is supposed of accounts that nobody could read.
    pub suppositions: Vec<Assumption>,
    /// The accounts.
    pub accounts: Fact<Vec<AccountProofs>>,
    /// O3: whether not everybody is shut out.
    pub total_lockout: Obligation,
    /// O4: what a proposed change would newly refuse.
    pub change_safety: Option<ChangeSafety>,
}

/// A verdict with what would settle it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// The verdict.
    pub verdict: Verdict,
    /// What would settle it; empty where it is settled.
    pub doubts: Vec<Doubt>,
}

/// What holds of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountProofs {
    /// The account.
    pub account: ObjectRef,
    /// For each set of credentials.
    pub sets: Vec<SetProofs>,
}

/// What holds of one account with one set of credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetProofs {
    /// What is held.
    pub set: CredentialSet,
    /// O1.
    pub no_denial: Proof,
    /// Whether the certificate of a proved O1 was followed by the checker.
    pub is_certified: bool,
    /// O2.
    pub way_in: WayIn,
    /// Whether nature can be kind enough, for O3.
    pub any_way_in: WayIn,
    /// O5; none where it was not asked for.
    pub one_change_away: Option<Vec<OneChange>>,
    /// What is refused by design: policies with the kinds of sign-ins.
    pub by_design: Vec<(ObjectRef, Vec<&'static str>)>,
}

/// What a change would newly refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSafety {
    /// Whether it refuses nothing that is let in today.
    pub verdict: Verdict,
    /// By account and set: what is newly refused.
    pub refused: Vec<(ObjectRef, String, Vec<Refused>)>,
    /// What would settle an undecided verdict.
    pub doubts: Vec<Doubt>,
    /// O1 after the change, by account and set.
    pub after: Vec<(ObjectRef, String, Verdict)>,
}

/// The designated accounts, read or supposed.
///
/// # Errors
/// None is designated, or the members of the designated group were not read.
pub fn accounts<'t>(tenant: &'t Tenant, designation: &Designation) -> Fact<Vec<Subject<'t>>> {
    resolve(tenant, designation).accounts
}

/// Proves every obligation.
pub fn prove(tenant: &Tenant, designation: &Designation, inquiry: &Inquiry) -> Proofs {
    let designated = resolve(tenant, designation);
    let prover = Prover::new(tenant, &inquiry.settled).within(inquiry.frame.clone());
    let accounts: Fact<Vec<AccountProofs>> = designated
        .accounts
        .as_ref()
        .map_err(Missing::clone)
        .map(|accounts| accounts.iter().map(|account| of_account(&prover, account, inquiry)).collect());
    let ways = accounts.iter().flatten().flat_map(|account| account.sets.iter().map(|set| &set.any_way_in));
    let (verdict, doubts) = match &accounts {
        Ok(accounts) if !accounts.is_empty() => total_lockout(ways),
        Ok(_) => (Verdict::Undecided, vec![Doubt::NotUnderstood("no emergency account is designated".to_owned())]),
        Err(missing) => (Verdict::Undecided, vec![Doubt::Missing(missing.clone())]),
    };
    let organization = tenant.organization.as_ref().ok();
    let id = tenant.id.clone().or_else(|| organization.and_then(|it| it.id.clone())).unwrap_or_else(|| "tenant".into());
    Proofs {
        audience: Audience::Sealed,
        is_cut: false,
        tenant: ObjectRef::new(ObjectKind::Tenant, id, organization.map(|it| it.name.clone())),
        suppositions: designated.assumptions,
        accounts,
        total_lockout: Obligation { verdict, doubts },
        change_safety: None,
    }
}

/// Proves what a change of the tenant would newly refuse: both are read for the same accounts.
pub fn prove_change(before: &Tenant, after: &Tenant, designation: &Designation, inquiry: &Inquiry) -> Fact<ChangeSafety> {
    let designated = resolve(before, designation);
    let accounts = designated.accounts?;
    let (old, new) = (Prover::new(before, &inquiry.settled), Prover::new(after, &inquiry.settled));
    let mut safety = ChangeSafety { verdict: Verdict::Proved, refused: Vec::new(), doubts: Vec::new(), after: Vec::new() };
    for account in &accounts {
        for set in inquiry.held.sets(before, account) {
            let proof = new.no_denial(account, &set);
            safety.after.push((account.object.clone(), set.id.clone(), proof.verdict));
            let refused = newly_refused(&old, &new, account, &set);
            if refused.is_empty() {
                continue;
            }
            let is_certain = refused.iter().any(|it| it.doubts.is_empty());
            safety.verdict = safety.verdict.max(if is_certain { Verdict::Refuted } else { Verdict::Undecided });
            safety.doubts.extend(refused.iter().flat_map(|it| it.doubts.clone()));
            safety.refused.push((account.object.clone(), set.id.clone(), refused));
        }
    }
    safety.doubts.sort();
    safety.doubts.dedup();
    Ok(safety)
}

fn of_account(prover: &Prover<'_>, account: &Subject<'_>, inquiry: &Inquiry) -> AccountProofs {
    let sets = inquiry.held.sets(prover.tenant, account).into_iter().map(|set| of_set(prover, account, set, inquiry)).collect();
    AccountProofs { account: account.object.clone(), sets }
}

fn of_set(prover: &Prover<'_>, account: &Subject<'_>, set: CredentialSet, inquiry: &Inquiry) -> SetProofs {
    let mut no_denial = prover.no_denial(account, &set);
    // A certificate speaks of all sign-ins that matter; a narrower question has none.
    let mut is_certified = false;
    if no_denial.verdict == Verdict::Proved && inquiry.frame.is_none() {
        let checker = Checker { tenant: prover.tenant, settled: prover.settled, subject: account, set: &set };
        match checker.proves(&prover.certify(account, &set)) {
            Ok(()) => is_certified = true,
            Err(why) => {
                no_denial.verdict = Verdict::Undecided;
                no_denial.doubts.push(Doubt::NotUnderstood(format!("the checker does not follow the certificate: {why}")));
            }
        }
    }
    let way_in = prover.way_in(account, &set);
    let any_way_in = match way_in.verdict {
        Verdict::Proved => way_in.clone(),
        Verdict::Undecided | Verdict::Refuted => prover.any_way_in(account, &set),
    };
    let one_change_away = inquiry.tries_changes.then(|| prover.one_change_away(account, &set));
    let by_design = by_design(prover, account, &set);
    SetProofs { set, no_denial, is_certified, way_in, any_way_in, one_change_away, by_design }
}

fn by_design(prover: &Prover<'_>, account: &Subject<'_>, set: &CredentialSet) -> Vec<(ObjectRef, Vec<&'static str>)> {
    let holdings = prover.holdings(account, set);
    let enforced = prover.policies().filter(|(policy, _)| policy.is_enforced());
    enforced
        .map(|(policy, compiled)| {
            let name = ObjectRef::new(ObjectKind::Policy, policy.id.clone(), Some(policy.name.clone()));
            (name, prover.refuses_by_design(account, &holdings, policy, compiled))
        })
        .filter(|(_, kinds)| !kinds.is_empty())
        .collect()
}

/// The tenant with proposed policies in place of those with the same id, or beside the others.
#[must_use]
pub fn with_policies(tenant: &Tenant, proposed: &Tenant) -> Tenant {
    let mut after = tenant.clone();
    let (Ok(policies), Ok(changes)) = (&mut after.policies, &proposed.policies) else {
        after.policies.clone_from(&proposed.policies);
        return after;
    };
    for change in changes {
        match policies.iter_mut().find(|policy| policy.id == change.id) {
            Some(policy) => *policy = change.clone(),
            None => policies.push(change.clone()),
        }
    }
    if after.policies_incomplete.is_none() {
        after.policies_incomplete.clone_from(&proposed.policies_incomplete);
    }
    after
}

impl AccountProofs {
    /// O1 for every set: as good as the worst.
    pub fn no_denial(&self) -> Verdict {
        self.sets.iter().map(|set| set.no_denial.verdict).max().unwrap_or(Verdict::Undecided)
    }

    /// O2 for some set: as good as the best.
    pub fn way_in(&self) -> Verdict {
        self.sets.iter().map(|set| set.way_in.verdict).min().unwrap_or(Verdict::Undecided)
    }

    /// O5 for every set; none where it was not asked for.
    pub fn one_change_away(&self) -> Option<Verdict> {
        let verdicts = self.sets.iter().map(|set| set.one_change_away.as_ref().map(|changes| worst(changes)));
        verdicts.collect::<Option<Vec<Verdict>>>()?.into_iter().max()
    }
}

/// The worst that a single change does.
pub fn worst(changes: &[OneChange]) -> Verdict {
    changes.iter().map(|change| change.verdict).max().unwrap_or(Verdict::Proved)
}

impl Proofs {
    /// What a pipeline goes by: the worst of no denial over all accounts, of total lockout, and of the change where there is one.
    pub fn verdict(&self) -> Verdict {
        let accounts = match &self.accounts {
            Ok(accounts) => accounts.iter().map(AccountProofs::no_denial).max().unwrap_or(Verdict::Undecided),
            Err(_) => Verdict::Undecided,
        };
        let change = self.change_safety.as_ref().map_or(Verdict::Proved, |change| change.verdict);
        accounts.max(self.total_lockout.verdict).max(change)
    }
}
