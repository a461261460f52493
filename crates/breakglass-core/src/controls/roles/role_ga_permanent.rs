//! The assignment of Global Administrator never ends: an emergency does not wait for a renewal.

use breakglass_model::tenant::RoleSchedule;
use breakglass_model::{Collection, Fact, Finding, GLOBAL_ADMINISTRATOR, Judgement, Missing, Outcome, Reason, Severity};
use breakglass_prover::access::{Subject, active_role, is_member};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "role-ga-permanent",
    title: "The assignment of Global Administrator is permanent",
    severity: Severity::Critical,
    why: "A time-bound assignment or an activation ends by itself, unnoticed, and the account is powerless from then on.",
    fix: "Make the assignment permanent and active (Privileged Identity Management: Assigned, no end).",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::RoleAssignmentSchedules],
    compliance: &[],
    since: "0.1",
    judge,
};

const WANTED: &str = "one assignment of type Assigned without an end, over the whole tenant";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let instances = match evidence.tenant.role_schedules.get(&GLOBAL_ADMINISTRATOR.into()) {
            Ok(instances) => instances,
            // Without the licence for Privileged Identity Management an assignment cannot have an end.
            Err(Missing { reason: Reason::Unlicensed(_), .. }) => return without_schedules(evidence, account),
            Err(missing) => return Err(missing),
        };
        let mut temporary = Vec::new();
        let mut missing = None;
        for instance in instances.iter().filter(|instance| instance.is_tenant_wide()) {
            let reaches = instance.principal == user.id
                || match is_member(evidence.tenant, account, &instance.principal) {
                    Ok(path) => path.is_some(),
                    Err(_) if evidence.tenant.user_name(&instance.principal).is_some() => false,
                    Err(gap) => {
                        missing = Some(gap);
                        false
                    }
                };
            match limits(instance) {
                _ if !reaches => {}
                Ok(None) => return Ok(Outcome::good()),
                Ok(Some(limit)) => temporary.push(limit),
                Err(gap) => missing = Some(gap),
            }
        }
        if let Some(gap) = missing {
            return Err(gap);
        }
        temporary.sort();
        temporary.dedup();
        let saw = if temporary.is_empty() { "no active assignment of Global Administrator".to_owned() } else { temporary.join("; ") };
        Ok(Outcome::bad(Finding::new(account.object.clone(), saw, WANTED)))
    })
}

/// Why an instance is not permanent; missing where the body does not say of what type it is, or whether it ends.
fn limits(instance: &RoleSchedule) -> Fact<Option<String>> {
    let gap =
        |name: &str| Missing::for_object(Collection::RoleAssignmentSchedules, &instance.principal, Reason::NoProperty(name.to_owned()));
    match (instance.is_activation(), instance.end) {
        (true, Some(Some(end))) => Ok(Some(format!("an activation that ends {end}"))),
        (true, Some(None) | None) => Ok(Some("an activation of an eligible role".to_owned())),
        (false, Some(Some(end))) => Ok(Some(format!("an assignment that ends {end}"))),
        (false, None) => Err(gap("endDateTime")),
        (false, Some(None)) if instance.assignment_type.is_none() => Err(gap("assignmentType")),
        (false, Some(None)) => Ok(None),
    }
}

fn without_schedules(evidence: &Evidence<'_>, account: &Subject<'_>) -> Result<Outcome, Missing> {
    Ok(match active_role(evidence.tenant, account, &GLOBAL_ADMINISTRATOR.into())? {
        Some(_) => Outcome::good(),
        None => Outcome::bad(Finding::new(account.object.clone(), "no active assignment of Global Administrator", WANTED)),
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::tenant::Scoped;
    use breakglass_model::{Tenant, Verdict, build};

    use super::super::super::testing::check;
    use super::*;

    fn set(change: impl Fn(&mut RoleSchedule)) -> impl FnOnce(&mut Tenant) {
        move |tenant| {
            let mut instance = build::schedule(GLOBAL_ADMINISTRATOR, build::GROUP);
            change(&mut instance);
            tenant.role_schedules = Scoped::unread(Collection::RoleAssignmentSchedules);
            tenant.role_schedules.add(GLOBAL_ADMINISTRATOR.into(), [instance], Ok(()));
        }
    }

    #[test]
    fn a_permanent_assignment_passes() {
        check(&CONTROL, |_| {}, Verdict::Pass);
    }

    #[test]
    fn an_end_or_an_activation_fails() {
        check(&CONTROL, set(|it| it.end = Some(Some(jiff::Timestamp::UNIX_EPOCH))), Verdict::Fail);
        check(&CONTROL, set(|it| it.assignment_type = Some("Activated".into())), Verdict::Fail);
        check(&CONTROL, set(|it| it.principal = "stranger".into()), Verdict::Fail);
    }

    #[test]
    fn an_end_or_a_type_that_was_not_read_is_unknown() {
        check(&CONTROL, set(|it| it.end = None), Verdict::Unknown);
        check(&CONTROL, set(|it| it.assignment_type = None), Verdict::Unknown);
    }

    #[test]
    fn without_the_licence_every_assignment_is_permanent_and_without_the_right_nobody_knows() {
        let unlicensed = |tenant: &mut Tenant| {
            let missing = Missing::of(Collection::RoleAssignmentSchedules, Reason::Unlicensed("400 AadPremiumLicenseRequired".into()));
            tenant.role_schedules = Scoped::unread(Collection::RoleAssignmentSchedules);
            tenant.role_schedules.add(GLOBAL_ADMINISTRATOR.into(), [], Err(missing));
        };
        check(&CONTROL, unlicensed, Verdict::Pass);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::RoleAssignmentSchedules), Verdict::Unknown);
    }
}
