//! The emergency group exists: every exclusion hangs on it.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "group-exists",
    title: "The emergency group exists",
    severity: Severity::High,
    why: "Policies exclude the accounts through this group. If it was deleted, every exclusion dangles and every policy bites.",
    fix: "Restore the group from the recycle bin within 30 days, or create a new one and put it into every exclusion.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Groups],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::once(|| match evidence.absent_group() {
        Some(object) => Ok(Outcome::bad(Finding::new(object, "no group has this id", "an existing security group"))),
        None => evidence.group().map(|_| Outcome::good()),
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_designated};
    use super::*;

    #[test]
    fn an_existing_group_passes_and_an_absent_one_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let gone = "b0000000-0000-4000-8000-00000000dead";
        check_designated(&CONTROL, |it| it.group = Some(gone.into()), |tenant| tenant.groups.insert(gone.into(), Ok(None)), Verdict::Fail);
    }

    #[test]
    fn no_group_named_or_none_read_is_unknown() {
        check_designated(&CONTROL, |it| it.group = None, |_| {}, Verdict::Unknown);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::Groups), Verdict::Unknown);
    }
}
