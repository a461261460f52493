//! Emergency accounts receive no mail, own nothing and have consented to nothing.

use breakglass_model::tenant::GroupMember;
use breakglass_model::{Collection, Finding, Judgement, Outcome, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "acct-no-mailbox-or-apps",
    title: "Emergency accounts have no mailbox, no devices, no applications and no consents",
    severity: Severity::Medium,
    why: "Mail can be phished, an owned application can act with its own secret, a consent lives on after the password was changed.",
    fix: "Remove the mailbox and its addresses, the owned objects, the registered devices and the consents.",
    sources: &[sources::EMERGENCY_ACCESS],
    needs: &[Collection::Users, Collection::UserOwnedObjects, Collection::UserRegisteredDevices, Collection::UserConsents],
    compliance: &[],
    since: "0.2",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let user = account.user()?;
        let mut outcome = Outcome::default();
        let mut found = |saw: String, wanted: &str| outcome.bad.push(Finding::new(account.object.clone(), saw, wanted));
        for address in user.property(user.addresses.as_ref(), "mail, proxyAddresses")? {
            found(format!("it receives mail at {}", address.quoted()), "no mail address");
        }
        let tenant = evidence.tenant;
        for owned in tenant.owned_objects.known(&user.id) {
            found(format!("it owns {}", described(owned)), "no owned objects");
        }
        for device in tenant.registered_devices.known(&user.id) {
            found(format!("it registered {}", described(device)), "no registered devices");
        }
        for application in tenant.consents.known(&user.id) {
            found(format!("it consented to the application {}", application.shown()), "no consents");
        }
        let unread =
            [tenant.owned_objects.get(&user.id).err(), tenant.registered_devices.get(&user.id).err(), tenant.consents.get(&user.id).err()];
        outcome.missing.extend(unread.into_iter().flatten());
        Ok(outcome)
    })
}

fn described(object: &GroupMember) -> String {
    let kind = object.kind.as_ref().map_or_else(|| "object".to_owned(), |kind| kind.shown());
    let name = object.name.as_ref().map_or_else(|| object.id.shown(), |name| name.quoted());
    format!("{kind} {name}")
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{change_user, check};
    use super::*;

    #[test]
    fn bare_accounts_pass_and_each_thing_is_a_finding() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, change_user(|user| user.addresses = Some(vec!["a@contoso.com".into()])), Verdict::Fail);
        let own = |tenant: &mut breakglass_model::Tenant| {
            tenant.owned_objects.add(build::FIRST.into(), [build::member("x", "application")], Ok(()));
        };
        check(&CONTROL, own, Verdict::Fail);
        check(&CONTROL, |tenant| tenant.consents.add(build::FIRST.into(), ["app".into()], Ok(())), Verdict::Fail);
    }

    #[test]
    fn a_list_that_was_refused_is_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::UserConsents), Verdict::Unknown);
    }
}
