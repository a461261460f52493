//! What a policy demands, as the ways in which it is not met: each a constant answer and the sign-ins to which it is confined.

use std::ops::Not;

use breakglass_model::Untrusted;
use breakglass_model::tenant::{GrantControl, GrantControls, Operator, Policy, SessionControls};

use super::devices::KINDS;
use super::region::{Region, Resources};
use super::sets::Mask;
use crate::access::applications::TOKEN_PROTECTED;
use crate::access::context::{Client, Platform, Registration};
use crate::access::holdings::Holdings;
use crate::access::questions::{Question, Settled};
use crate::access::truth::{Answer, Doubt};

/// One way in which a policy is not met.
#[derive(Debug, Clone)]
pub struct Unmet {
    /// The controls that are not met, as Graph spells them.
    pub controls: Vec<String>,
    /// Whether they are not met, as far as credentials decide.
    pub answer: Answer,
    /// The devices on which they are not met.
    pub kinds: Mask,
    /// The clients.
    pub clients: Mask,
    /// The platforms.
    pub platforms: Mask,
    /// The resources, where only some are meant.
    pub resources: Option<Resources>,
}

impl Unmet {
    fn everywhere(control: &str, answer: Answer) -> Self {
        let all = Region::all();
        Self {
            controls: vec![control.to_owned()],
            answer,
            kinds: all.kinds,
            clients: all.clients,
            platforms: all.platforms,
            resources: None,
        }
    }

    /// The region that this way leaves of another.
    pub fn narrow(&self, region: &Region) -> Region {
        let mut narrowed = region.clone();
        narrowed.kinds = region.kinds.and(self.kinds);
        narrowed.clients = region.clients.and(self.clients);
        narrowed.platforms = region.platforms.and(self.platforms);
        if let Some(resources) = &self.resources {
            narrowed.resources = std::sync::Arc::new(region.resources.intersect(resources));
        }
        narrowed
    }
}

/// Every way in which the policy's demands are not met; those that credentials certainly meet are left out.
pub fn unmet(settled: &Settled, holdings: &Holdings<'_>, policy: &Policy) -> Vec<Unmet> {
    let mut found = ways(settled, holdings, policy);
    found.retain(|unmet| !unmet.answer.is_no());
    found
}

/// Every way in which the policy's demands could not be met, whatever is held.
pub fn ways(settled: &Settled, holdings: &Holdings<'_>, policy: &Policy) -> Vec<Unmet> {
    let mut found = Vec::new();
    if let Some(grant) = &policy.grant {
        grant_controls(settled, holdings, grant, &mut found);
    }
    let unread = policy.unread.iter().filter(|field| !field.raw().starts_with("conditions"));
    found.extend(unread.map(|field| Unmet::everywhere(&field.shown(), settled.answer(Question::UnknownControl).not())));
    if let Some(session) = &policy.session {
        session_controls(settled, session, &mut found);
    }
    found
}

fn grant_controls(settled: &Settled, holdings: &Holdings<'_>, grant: &GrantControls, found: &mut Vec<Unmet>) {
    if grant.controls.contains(&GrantControl::Block) {
        return found.push(Unmet::everywhere("block", Answer::yes()));
    }
    let controls = controls(settled, holdings, grant);
    if controls.is_empty() {
        return;
    }
    let either = || controls.iter().cloned().reduce(both_unmet);
    match &grant.operator {
        Operator::And => found.extend(controls.iter().cloned()),
        Operator::Or => found.extend(either()),
        Operator::Other(_) if controls.len() == 1 => found.extend(either()),
        Operator::Other(word) => {
            let open = || Answer::open(Doubt::NotUnderstood(format!("operator {}", word.quoted())));
            found.extend(either());
            found.extend(controls.iter().cloned().map(|unmet| Unmet { answer: unmet.answer.and(open()), ..unmet }));
        }
    }
    // Legacy clients meet no control at all (C26).
    let names = controls.into_iter().flat_map(|unmet| unmet.controls).collect();
    let legacy = Mask::of(Client::ALL, |client| client.is_legacy());
    found.push(Unmet { controls: names, clients: legacy, ..Unmet::everywhere("", Answer::yes()) });
}

/// That neither of two controls is met.
fn both_unmet(one: Unmet, other: Unmet) -> Unmet {
    Unmet {
        controls: one.controls.into_iter().chain(other.controls).collect(),
        answer: one.answer.and(other.answer),
        kinds: one.kinds.and(other.kinds),
        clients: one.clients.and(other.clients),
        platforms: one.platforms.and(other.platforms),
        resources: None,
    }
}

/// Each control as the sign-ins in which it is not met (C33–C41).
fn controls(settled: &Settled, holdings: &Holdings<'_>, grant: &GrantControls) -> Vec<Unmet> {
    let everywhere = |name: &str, met: Answer| Unmet::everywhere(name, met.not());
    let on = |name: &str, is_unmet: fn(&(Registration, bool, bool)) -> bool| Unmet {
        kinds: Mask::of(&KINDS, is_unmet),
        ..Unmet::everywhere(name, Answer::yes())
    };
    let built_in = grant.controls.iter().map(|control| match control {
        GrantControl::Block => Unmet::everywhere("block", Answer::yes()),
        GrantControl::Mfa => everywhere("mfa", holdings.mfa.clone()),
        GrantControl::CompliantDevice => on("compliantDevice", |kind| !kind.1),
        GrantControl::DomainJoinedDevice => on("domainJoinedDevice", |kind| kind.0 != Registration::Hybrid),
        GrantControl::ApprovedApplication => everywhere("approvedApplication", Answer::no()),
        GrantControl::CompliantApplication => everywhere("compliantApplication", Answer::no()),
        GrantControl::PasswordChange => everywhere("passwordChange", holdings.mfa.clone().and(Answer::certain(holdings.has_password()))),
        GrantControl::RiskRemediation => everywhere("riskRemediation", holdings.mfa.clone()),
        GrantControl::Other(word) => everywhere(&word.shown(), settled.answer(Question::UnknownControl)),
    });
    let strength = grant.strength.iter().map(|id| everywhere("authenticationStrength", holdings.satisfies_id(id)));
    let terms = (!grant.terms_of_use.is_empty()).then(|| everywhere("termsOfUse", settled.answer(Question::TermsOfUse)));
    let custom = (!grant.custom.is_empty()).then(|| everywhere("customAuthenticationFactors", Answer::no()));
    built_in.chain(strength).chain(terms).chain(custom).collect()
}

/// C42–C46.
fn session_controls(settled: &Settled, session: &SessionControls, found: &mut Vec<Unmet>) {
    if session.is_token_protected {
        let resources = Some(Resources::applications(TOKEN_PROTECTED.iter().copied()));
        let protection = || Unmet { resources: resources.clone(), ..Unmet::everywhere("secureSignInSession", Answer::yes()) };
        found.push(Unmet { kinds: Mask::of(&KINDS, |kind| kind.0 == Registration::Unregistered), ..protection() });
        found.push(Unmet { clients: Mask::of(Client::ALL, |client| *client != Client::Mobile), ..protection() });
        found.push(Unmet { platforms: Mask::of(Platform::ALL, |platform| *platform != Platform::Windows), ..protection() });
    }
    if session.cloud_app_security.is_some() {
        found.push(Unmet::everywhere("cloudAppSecurity", settled.answer(Question::SessionPasses).not()));
    }
    let unknown = |name: &Untrusted| {
        let question = match name.raw() {
            "globalSecureAccessFilteringProfile" => Question::SessionPasses,
            _ => Question::UnknownControl,
        };
        Unmet::everywhere(&name.shown(), settled.answer(question).not())
    };
    found.extend(session.others.iter().map(unknown));
}

#[cfg(test)]
mod tests {
    use breakglass_model::build;
    use breakglass_model::tenant::{FilterMode, IncludeExclude, RuleFilter, UserConditions};
    use breakglass_model::{ObjectKind, ObjectRef};

    use super::*;
    use crate::access::Subject;
    use crate::access::applications::PORTAL;
    use crate::access::credentials::Held;
    use crate::access::prove::{Prover, Verdict};

    /// Whether a policy refuses an account that holds a key.
    fn verdict(settled: &Settled, change: impl FnOnce(&mut Policy)) -> Verdict {
        let mut tenant = build::healthy();
        let mut policy = build::policy("p", UserConditions { include_users: vec!["All".into()], ..UserConditions::default() });
        change(&mut policy);
        tenant.policies = Ok(vec![policy]);
        let user = tenant.users.find(&build::FIRST.into()).unwrap();
        let subject = Subject::read(ObjectRef::new(ObjectKind::User, build::FIRST, None), user);
        let set = Held::default().sets(&tenant, &subject).remove(0);
        Prover::new(&tenant, settled).no_denial(&subject, &set).verdict
    }

    fn filtered(policy: &mut Policy, rule: &str) {
        policy.conditions.devices = Some(RuleFilter { mode: FilterMode::Include, rule: rule.into() });
    }

    /// Token protection for applications on joined Windows devices, one of these given up.
    fn protected(given_up: &str) -> Verdict {
        verdict(&Settled::default(), |policy| {
            policy.session = Some(SessionControls { is_token_protected: true, ..SessionControls::default() });
            if given_up != "platform" {
                policy.conditions.platforms = Some(IncludeExclude { include: vec!["windows".into()], exclude: Vec::new() });
            }
            if given_up != "client" {
                policy.conditions.client_app_types = vec!["mobileAppsAndDesktopClients".into()];
            }
            if given_up != "device" {
                filtered(policy, "device.trustType -eq \"AzureAD\"");
            }
        })
    }

    #[test]
    fn token_protection_refuses_where_one_of_its_demands_is_open() {
        assert_eq!(protected("nothing"), Verdict::Proved);
        assert_eq!(["platform", "client", "device"].map(protected), [Verdict::Refuted; 3]);
        let elsewhere = verdict(&Settled::default(), |policy| {
            policy.session = Some(SessionControls { is_token_protected: true, ..SessionControls::default() });
            policy.conditions.applications.include = vec![PORTAL.into()];
        });
        assert_eq!(elsewhere, Verdict::Proved, "it guards some applications only");
    }

    #[test]
    fn a_hybrid_joined_device_is_demanded_and_only_that() {
        let with = |trust: &str| {
            verdict(&Settled::default(), |policy| {
                policy.grant.iter_mut().for_each(|grant| grant.controls = vec![GrantControl::DomainJoinedDevice]);
                filtered(policy, &format!("device.trustType -eq \"{trust}\""));
            })
        };
        assert_eq!(["ServerAD", "AzureAD"].map(with), [Verdict::Proved, Verdict::Refuted]);
    }

    #[test]
    fn an_operator_that_nobody_knows_matters_beside_several_controls_only() {
        let with = |controls: &[GrantControl]| {
            verdict(&Settled::default(), |policy| {
                policy
                    .grant
                    .iter_mut()
                    .for_each(|grant| (grant.operator, grant.controls) = (Operator::Other("x".into()), controls.to_vec()));
            })
        };
        assert_eq!(with(&[GrantControl::Mfa]), Verdict::Proved);
        assert_eq!(with(&[GrantControl::CompliantDevice]), Verdict::Refuted);
        assert_eq!(with(&[GrantControl::Mfa, GrantControl::CompliantDevice]), Verdict::Undecided);
    }

    #[test]
    fn session_controls_that_nobody_can_foresee_are_settled_by_their_own_points() {
        let with = |question: Question, name: &str| {
            let mut settled = Settled::default();
            settled.settle(question, true);
            verdict(&settled, |policy| policy.session = Some(SessionControls { others: vec![name.into()], ..SessionControls::default() }))
        };
        assert_eq!(with(Question::SessionPasses, "globalSecureAccessFilteringProfile"), Verdict::Proved);
        assert_eq!(with(Question::UnknownControl, "globalSecureAccessFilteringProfile"), Verdict::Undecided);
        assert_eq!(with(Question::UnknownControl, "new"), Verdict::Proved);
    }
}
