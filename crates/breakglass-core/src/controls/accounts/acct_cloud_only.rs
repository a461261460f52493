//! Emergency accounts exist only in the cloud: a directory outage or takeover must not reach them.

use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity, Untrusted};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "acct-cloud-only",
    title: "Emergency accounts are cloud-only",
    severity: Severity::Critical,
    why: "A synchronised account falls together with the directory it comes from, and whoever takes that directory takes the account. An immutable id on a cloud account lets an on-premises object be matched onto it.",
    fix: "Create cloud-only accounts on the onmicrosoft.com domain, move custody to them, retire the old ones.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let (is_synchronised, immutable_id, distinguished_name) = account.user()?.origin()?;
        let mut saw = Vec::new();
        if is_synchronised == Some(true) {
            saw.push("synchronised from on-premises (onPremisesSyncEnabled is true)".to_owned());
        }
        saw.extend(mark("onPremisesImmutableId", immutable_id));
        saw.extend(mark("onPremisesDistinguishedName", distinguished_name));
        match saw.is_empty() {
            true => Ok(Outcome::good()),
            false => {
                let wanted = "a cloud-only account: not synchronised, no on-premises id or name";
                Ok(Outcome::bad(Finding::new(account.object.clone(), saw.join("; "), wanted)))
            }
        }
    })
}

fn mark(property: &str, value: Option<&Untrusted>) -> Option<String> {
    value.filter(|value| !value.is_blank()).map(|value| format!("{property} is {}", value.quoted()))
}

#[cfg(test)]
mod tests {
    use breakglass_model::Verdict;

    use super::super::super::testing::{change_user, check};
    use super::*;

    #[test]
    fn cloud_accounts_pass_and_formerly_synchronised_ones_too() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, change_user(|user| user.is_synchronised = Some(Some(false))), Verdict::Pass);
    }

    #[test]
    fn each_mark_of_synchronisation_fails() {
        check(&CONTROL, change_user(|user| user.is_synchronised = Some(Some(true))), Verdict::Fail);
        check(&CONTROL, change_user(|user| user.immutable_id = Some(Some("q".into()))), Verdict::Fail);
        check(&CONTROL, change_user(|user| user.distinguished_name = Some(Some("CN=x".into()))), Verdict::Fail);
    }

    #[test]
    fn a_body_without_the_property_is_unknown() {
        check(&CONTROL, change_user(|user| user.immutable_id = None), Verdict::Unknown);
    }
}
