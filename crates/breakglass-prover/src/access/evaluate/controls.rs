//! Whether what a policy demands is met in one concrete sign-in (C3, C4, C33–C45).

use breakglass_model::Untrusted;
use breakglass_model::tenant::{GrantControl, GrantControls, Operator, Policy, SessionControls};

use crate::access::applications::TOKEN_PROTECTED;
use crate::access::context::{Client, Context, Platform, Registration, Resource};
use crate::access::holdings::Holdings;
use crate::access::questions::{Question, Settled};
use crate::access::truth::Answer;

/// What came of a policy's demands.
pub(super) struct Demands {
    pub(super) satisfied: Answer,
    /// Controls that are not certainly met.
    pub(super) unmet: Vec<String>,
}

/// Checks grant and session controls.
pub(super) fn demands(settled: &Settled, holdings: &Holdings<'_>, policy: &Policy, context: &Context) -> Demands {
    let mut unmet = Vec::new();
    let mut note = |name: String, met: Answer| {
        if !met.is_yes() {
            unmet.push(name);
        }
        met
    };
    let mut satisfied = Answer::yes();
    let unread = policy.unread.iter().filter(|field| !field.raw().starts_with("conditions"));
    for field in unread {
        satisfied = satisfied.and(note(field.shown(), settled.answer(Question::UnknownControl)));
    }
    if let Some(grant) = &policy.grant {
        let controls: Vec<(String, Answer)> = controls(settled, holdings, grant, context);
        let met = combined(grant, &controls, context);
        // A legacy client cannot show what the account could (C26).
        let is_unmet = |met: &Answer| context.client.is_legacy() || !met.is_yes();
        let names = controls.iter().filter(|(_, met)| is_unmet(met)).map(|(name, _)| name.clone());
        if !met.is_yes() {
            names.for_each(|name| drop(note(name, Answer::no())));
        }
        satisfied = satisfied.and(met);
    }
    for (name, met) in policy.session.iter().flat_map(|session| session_controls(settled, session, context)) {
        satisfied = satisfied.and(note(name, met));
    }
    Demands { satisfied, unmet }
}

/// C4: `block` refuses whatever stands beside it; else all or one. Legacy clients meet no control at all (C26).
fn combined(grant: &GrantControls, controls: &[(String, Answer)], context: &Context) -> Answer {
    if grant.controls.contains(&GrantControl::Block) {
        return Answer::no();
    }
    if controls.is_empty() {
        return Answer::yes();
    }
    if context.client.is_legacy() {
        return Answer::no();
    }
    let answers = || controls.iter().map(|(_, met)| met.clone());
    match grant.operator {
        Operator::And => Answer::all(answers()),
        Operator::Or => Answer::any(answers()),
        // All must be met to be sure, one unmet is not yet a refusal.
        Operator::Other(_) => {
            let (all, any) = (Answer::all(answers()), Answer::any(answers()));
            if all.is_yes() || any.is_no() {
                all
            } else {
                Answer::open(crate::access::truth::Doubt::NotUnderstood("the operator of the grant".to_owned()))
            }
        }
    }
}

fn controls(settled: &Settled, holdings: &Holdings<'_>, grant: &GrantControls, context: &Context) -> Vec<(String, Answer)> {
    let device = context.seen_device();
    let built_in = grant.controls.iter().map(|control| match control {
        GrantControl::Block => ("block".to_owned(), Answer::no()),
        GrantControl::Mfa => ("mfa".to_owned(), holdings.mfa.clone()),
        GrantControl::CompliantDevice => ("compliantDevice".to_owned(), Answer::certain(device.is_compliant)),
        GrantControl::DomainJoinedDevice => ("domainJoinedDevice".to_owned(), Answer::certain(device.registration == Registration::Hybrid)),
        GrantControl::ApprovedApplication => ("approvedApplication".to_owned(), Answer::no()),
        GrantControl::CompliantApplication => ("compliantApplication".to_owned(), Answer::no()),
        GrantControl::PasswordChange => ("passwordChange".to_owned(), holdings.mfa.clone().and(Answer::certain(holdings.has_password()))),
        GrantControl::RiskRemediation => ("riskRemediation".to_owned(), holdings.mfa.clone()),
        GrantControl::Other(word) => (word.shown(), settled.answer(Question::UnknownControl)),
    });
    let strength = grant.strength.iter().map(|id| ("authenticationStrength".to_owned(), holdings.satisfies_id(id)));
    let terms = (!grant.terms_of_use.is_empty()).then(|| ("termsOfUse".to_owned(), settled.answer(Question::TermsOfUse)));
    let custom = (!grant.custom.is_empty()).then(|| ("customAuthenticationFactors".to_owned(), Answer::no()));
    built_in.chain(strength).chain(terms).chain(custom).collect()
}

/// C42–C46: only token protection, Defender for Cloud Apps and what nobody knows can refuse.
fn session_controls(settled: &Settled, session: &SessionControls, context: &Context) -> Vec<(String, Answer)> {
    let mut found = Vec::new();
    if session.is_token_protected {
        let is_guarded = matches!(&context.resource, Resource::Application(id) if TOKEN_PROTECTED.contains(&id.as_str()));
        let is_bound = context.seen_device().is_registered() && context.client == Client::Mobile && context.platform == Platform::Windows;
        found.push(("secureSignInSession".to_owned(), Answer::certain(!is_guarded || is_bound)));
    }
    if session.cloud_app_security.is_some() {
        found.push(("cloudAppSecurity".to_owned(), settled.answer(Question::SessionPasses)));
    }
    let unknown = |name: &Untrusted| match name.raw() {
        "globalSecureAccessFilteringProfile" => (name.shown(), settled.answer(Question::SessionPasses)),
        _ => (name.shown(), settled.answer(Question::UnknownControl)),
    };
    found.extend(session.others.iter().map(unknown));
    found
}
