//! A proof for an audience: the details of the second reading where it proves the same, else the verdicts alone.

use breakglass_prover::access::Doubt;
use breakglass_prover::access::credentials::Credential;
use breakglass_prover::access::prove::{Proof, WayIn};

use super::{LEFT_OUT, Telling};
use crate::{AccountProofs, ChangeSafety, Obligation, Proofs, SetProofs};

impl Proofs {
    /// These verdicts with the details of a second reading.
    #[must_use]
    pub fn told(self, stripped: Self, telling: &Telling<'_>) -> Self {
        let told = if shape(&self) == shape(&stripped) { stripped } else { telling.proofs(self, stripped) };
        Self { audience: telling.audience, ..told }
    }
}

/// Every verdict with the number of details that bear it.
fn shape(proofs: &Proofs) -> Vec<String> {
    let of_set = |set: &SetProofs| {
        let changes =
            set.one_change_away.as_ref().map(|changes| changes.iter().map(|it| (it.verdict, it.witnesses.len())).collect::<Vec<_>>());
        let no_denial = (set.no_denial.verdict, set.no_denial.witnesses.len(), set.no_denial.possible.len(), set.is_certified);
        format!("{} {no_denial:?} {:?} {:?} {changes:?} {}", set.set.id, set.way_in.verdict, set.any_way_in.verdict, set.by_design.len())
    };
    let change = proofs.change_safety.as_ref().map(|it| {
        let refused: Vec<usize> = it.refused.iter().map(|(_, _, refused)| refused.len()).collect();
        (it.verdict, refused, it.after.iter().map(|(_, _, verdict)| *verdict).collect::<Vec<_>>())
    });
    let accounts = proofs.accounts.iter().flatten().map(|account| account.sets.iter().map(of_set).collect::<Vec<_>>().join("; "));
    [format!("{:?} {change:?} {}", proofs.total_lockout.verdict, proofs.accounts.is_ok())].into_iter().chain(accounts).collect()
}

impl Telling<'_> {
    /// The verdicts alone. Nothing is said of single changes: a list that leaves some out would say that there are no others.
    fn proofs(&self, real: Proofs, stripped: Proofs) -> Proofs {
        let account = |account: AccountProofs| AccountProofs {
            account: self.object(&account.account),
            sets: account.sets.into_iter().map(|set| self.set(set)).collect(),
        };
        Proofs {
            tenant: stripped.tenant,
            accounts: match real.accounts {
                Ok(accounts) => Ok(accounts.into_iter().map(account).collect()),
                Err(missing) => Err(self.missing(&missing)),
            },
            total_lockout: Obligation { verdict: real.total_lockout.verdict, doubts: self.doubts(&real.total_lockout.doubts) },
            change_safety: real.change_safety.map(|change| ChangeSafety {
                verdict: change.verdict,
                refused: Vec::new(),
                doubts: self.doubts(&change.doubts),
                after: change.after.into_iter().map(|(account, set, verdict)| (self.object(&account), set, verdict)).collect(),
            }),
            is_cut: true,
            ..real
        }
    }

    fn set(&self, real: SetProofs) -> SetProofs {
        let mut set = real.set;
        set.items = vec![Credential::Method(LEFT_OUT.to_owned())];
        SetProofs {
            set,
            no_denial: Proof {
                verdict: real.no_denial.verdict,
                witnesses: Vec::new(),
                possible: Vec::new(),
                doubts: self.doubts(&real.no_denial.doubts),
            },
            is_certified: real.is_certified,
            way_in: self.way(&real.way_in),
            any_way_in: self.way(&real.any_way_in),
            one_change_away: None,
            by_design: Vec::new(),
        }
    }

    fn way(&self, real: &WayIn) -> WayIn {
        WayIn { verdict: real.verdict, choice: None, doubts: self.doubts(&real.doubts) }
    }

    /// Points that no document settles are ours to name; of the rest only the kind.
    fn doubts(&self, doubts: &[Doubt]) -> Vec<Doubt> {
        let told = doubts.iter().map(|doubt| match doubt {
            Doubt::Question(question) => Doubt::Question(*question),
            Doubt::Missing(missing) => Doubt::Missing(self.missing(missing)),
            Doubt::NotUnderstood(_) => Doubt::NotUnderstood(LEFT_OUT.to_owned()),
        });
        let mut told: Vec<Doubt> = told.collect();
        told.sort();
        told.dedup();
        told
    }
}
