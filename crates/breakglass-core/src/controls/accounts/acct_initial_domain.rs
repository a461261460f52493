//! Emergency accounts live on the initial onmicrosoft.com domain: it cannot lapse, be federated away or lose its DNS.

use breakglass_model::{Collection, Finding, Judgement, Missing, Outcome, Reason, Severity};

use super::super::{Control, sources};
use crate::Evidence;

pub(super) const CONTROL: Control = Control {
    id: "acct-initial-domain",
    title: "Emergency accounts are on the initial onmicrosoft.com domain",
    severity: Severity::High,
    why: "A custom domain can expire, be federated or be taken over; sign-in then leaves Microsoft's hands.",
    fix: "Change the user principal name to the initial domain before keys are enrolled: passkeys suffer from a later change.",
    sources: &[sources::EMERGENCY_ACCESS, sources::PASSKEYS],
    needs: &[Collection::Users, Collection::Domains],
    compliance: &[],
    since: "0.1",
    judge,
};

fn judge(evidence: &Evidence<'_>) -> Judgement {
    Judgement::for_each(evidence.accounts(), |account| {
        let name = account.user()?.upn()?;
        let domains = evidence.tenant.domains.as_ref().map_err(Clone::clone)?;
        let Some(initial) = domains.iter().find(|domain| domain.is_initial) else {
            return Err(Missing::of(Collection::Domains, Reason::NoProperty("isInitial".to_owned())));
        };
        let suffix = name.raw().rsplit_once('@').map_or("", |(_, suffix)| suffix);
        let wanted = format!("a user principal name on {}, the initial domain, with managed authentication", initial.name.quoted());
        let bad = |saw: String| Ok(Outcome::bad(Finding::new(account.object.clone(), saw, wanted.clone())));
        if !suffix.eq_ignore_ascii_case(initial.name.raw()) {
            return bad(format!("user principal name {}", name.quoted()));
        }
        match &initial.authentication_type {
            Some(kind) if kind.raw().eq_ignore_ascii_case("Managed") => Ok(Outcome::good()),
            Some(kind) => bad(format!("authentication of the domain is {}", kind.quoted())),
            None => Err(Missing::of(Collection::Domains, Reason::NoProperty("authenticationType".to_owned()))),
        }
    })
}

#[cfg(test)]
mod tests {
    use breakglass_model::{Verdict, build};

    use super::super::super::testing::{change_user, check};
    use super::*;

    #[test]
    fn the_initial_domain_passes_in_any_case() {
        check(&CONTROL, |_| {}, Verdict::Pass);
        check(&CONTROL, change_user(|user| user.principal_name = Some("x@CONTOSO.onmicrosoft.com".into())), Verdict::Pass);
    }

    #[test]
    fn another_domain_and_a_federated_one_fail() {
        check(&CONTROL, change_user(|user| user.principal_name = Some("x@contoso.com".into())), Verdict::Fail);
        check(&CONTROL, |tenant| tenant.domains.as_mut().unwrap()[0].authentication_type = Some("Federated".into()), Verdict::Fail);
    }

    #[test]
    fn unread_domains_are_unknown() {
        check(&CONTROL, |tenant| build::forbid(tenant, Collection::Domains), Verdict::Unknown);
    }
}
