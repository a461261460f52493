//! Nothing that the emergency access needs lies in the recycle bin.

use breakglass_model::{Collection, Finding, Judgement, Missing, ObjectId, ObjectKind, ObjectRef, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::{Evidence, dedicated};

pub(super) const CONTROL: Control = Control {
    id: "acct-soft-delete-watch",
    title: "No emergency object lies in the recycle bin",
    severity: Severity::High,
    why: "A deleted account, group or policy can be restored for 30 days; after that it is gone.",
    fix: "Restore the object, and find out who deleted it.",
    sources: &[sources::ROLE_ASSIGNABLE_GROUPS, sources::PROTECTED_ACTIONS],
    needs: &[Collection::DeletedObjects, Collection::DeletedPolicies],
    compliance: &[],
    since: "0.2",
    judge,
};

const WANTED: &str = "the object in the directory, not in the recycle bin";

fn judge(evidence: &Evidence<'_>) -> Judgement {
    if evidence.designation.is_empty() {
        return Judgement::unknown(evidence.accounts().err().into_iter().collect());
    }
    Judgement::once(|| {
        let mut outcome = Outcome::default();
        let named = evidence.designation.accounts.iter().map(|text| (ObjectKind::User, text));
        let named = named.chain(evidence.designation.group.iter().map(|text| (ObjectKind::Group, text)));
        // Only an object id can be looked up in the recycle bin; what is designated otherwise and was not found may lie there.
        let accounts = evidence.accounts().unwrap_or_default().iter();
        let by_name = evidence.designation.accounts.iter().zip(accounts).filter(|(text, _)| !ObjectId::new(text.raw()).is_guid());
        outcome.missing.extend(by_name.filter_map(|(_, account)| account.user().err()));
        if evidence.designation.group.as_ref().is_some_and(|text| !ObjectId::new(text.raw()).is_guid()) {
            outcome.missing.extend(evidence.group().err());
        }
        for (kind, id) in named.map(|(kind, text)| (kind, ObjectId::new(text.raw()))).filter(|(_, id)| id.is_guid()) {
            match evidence.tenant.deleted_objects.get(&id) {
                Ok(None) => {}
                Ok(Some(deleted)) => {
                    let object = ObjectRef::new(kind, deleted.id.clone(), Some(deleted.name.clone()));
                    outcome.bad.push(Finding::new(object, format!("deleted{}", when(deleted.deleted)), WANTED));
                }
                Err(missing) => outcome.missing.push(missing),
            }
        }
        match &evidence.tenant.deleted_policies {
            Ok(policies) => {
                for policy in policies.iter().filter(|policy| dedicated::is_dedicated(evidence, policy)) {
                    let saw = format!("deleted; it comes back as {} when it is restored", policy.state.word());
                    outcome.bad.push(Finding::new(Evidence::policy_ref(policy), saw, WANTED));
                }
            }
            Err(Missing { reason: Reason::NotAvailable(_), .. }) => {}
            Err(missing) => outcome.missing.push(missing.clone()),
        }
        Ok(outcome)
    })
}

fn when(deleted: Option<jiff::Timestamp>) -> String {
    deleted.map_or_else(String::new, |at| format!(" on {at}: it can be restored for 30 days"))
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{check, check_designated};
    use super::*;

    #[test]
    fn an_empty_recycle_bin_passes_and_a_deleted_account_or_policy_fails() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        let deleted = breakglass_model::tenant::DeletedObject {
            id: build::FIRST.into(),
            name: build::hostile_name(),
            deleted: Some(jiff::Timestamp::UNIX_EPOCH),
        };
        check(&CONTROL, |tenant| tenant.deleted_objects.insert(build::FIRST.into(), Ok(Some(deleted))), Verdict::Fail);
        check(&CONTROL, |tenant| tenant.deleted_policies = Ok(vec![build::dedicated_policy()]), Verdict::Fail);
    }

    #[test]
    fn an_account_that_is_named_and_not_found_may_lie_in_the_bin() {
        let misspelt = |it: &mut breakglass_model::Designation| it.accounts = vec!["nobody@contoso.onmicrosoft.com".into()];
        check_designated(&CONTROL, misspelt, |_| {}, Verdict::Unknown);
    }

    #[test]
    fn where_the_cloud_has_no_such_list_it_does_not_count_and_a_refused_one_is_unknown() {
        let absent = |tenant: &mut breakglass_model::Tenant| {
            tenant.deleted_policies = Err(Missing::of(Collection::DeletedPolicies, Reason::NotAvailable("us-gov".into())));
        };
        check(&CONTROL, absent, Verdict::Pass);
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::DeletedPolicies), Verdict::Unknown);
    }
}
