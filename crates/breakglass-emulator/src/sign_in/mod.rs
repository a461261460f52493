//! A simulated sign-in: whether somebody gets in, why not, and the record that the log keeps of it.
//!
//! The account comes first, then what is shown, then Conditional Access with what stands beside it (rule C8). Policies are seen as they
//! have reached readers; the account as it is.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-policies> (read 2026-11-25):
//! a block ends a sign-in, other demands are met one after another.
//! Assumption: which number stands for what is not met (`emulator:sign-in-codes`), and that a wrong credential is told before a disabled
//! account (`emulator:sign-in-order`).

mod body;
mod codes;
mod credentials;
mod gates;
mod record;

use std::convert::Infallible;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::app::App;
use crate::conditional_access::{
    Action, Context, Control, Credential, Hand, Subject, Target, analyse, controls, is_multifactor, named_roles, unmet,
};
use crate::exchange::{Reply, Request};
use crate::graph::USED_PASS;
use crate::state::{Gap, Object, Tenant, text};
use body::{Shown, Told};
use codes::Code;
use credentials::{CERTIFICATES, Held, PASSES};
use gates::Requirement;

/// How a sign-in went.
#[derive(Debug, Clone)]
struct Outcome {
    code: Code,
    user: Option<Object>,
    steps: Vec<Step>,
    /// Every policy; none where the sign-in ended before policies were asked.
    policies: Option<Vec<Verdict>>,
    requirements: Vec<Requirement>,
}

/// One credential that was shown.
#[derive(Debug, Clone)]
struct Step {
    mode: String,
    /// Such as the name of a security key.
    detail: Option<String>,
    id: Option<String>,
    succeeded: bool,
}

/// What one policy made of the sign-in.
#[derive(Debug, Clone)]
struct Verdict {
    policy: Object,
    applies: bool,
    /// A member of `appliedConditionalAccessPolicyResult`.
    result: &'static str,
    unmet: Vec<Control>,
}

/// Answers `POST /_emulator/sign-in`.
pub(crate) fn answer(app: &App, request: &Request) -> Reply {
    simulate(app, &serde_json::from_slice(&request.body).unwrap_or_default())
}

/// Carries out a sign-in and keeps its record.
pub(crate) fn simulate(app: &App, body: &Value) -> Reply {
    let told = match Told::read(app, body) {
        Ok(told) => told,
        Err(wrong) => return Reply::json(400, json!({ "error": wrong })),
    };
    let now = app.now();
    let (seen, own) = (app.store.reached(now), app.tenant());
    let outcome = decide(&seen, &own, &told, now);
    if let Some(collection) = gap(&seen, &told.user, outcome.user.as_ref()) {
        return Reply::json(501, json!({ "error": format!("the snapshot that is served holds no complete {collection}") }));
    }
    let record = record::of(&own, &told, &outcome, now);
    let reply = reply(&outcome, &record);
    let kept: Result<(), Infallible> = app.store.change(now, |tenant| {
        use_up_pass(tenant, &outcome);
        tenant.sign_ins.push(record);
        Ok(())
    });
    match kept {
        Ok(()) => Reply::json(200, reply),
    }
}

fn reply(outcome: &Outcome, record: &Object) -> Value {
    let names = |unmet: &[Control]| unmet.iter().map(|control| control.name()).collect::<Vec<_>>();
    let policy = |verdict: &Verdict| {
        json!({"id": verdict.policy.get("id"), "displayName": verdict.policy.get("displayName"), "state": verdict.policy.get("state"),
               "applies": verdict.applies, "result": verdict.result, "unsatisfied": names(&verdict.unmet)})
    };
    let requirement = |it: &Requirement| json!({"id": it.id, "unsatisfied": names(&it.unmet)});
    json!({
        "allowed": outcome.code == codes::SUCCESS, "errorCode": outcome.code.number,
        "failureReason": if outcome.code == codes::SUCCESS { Value::Null } else { json!(outcome.code.reason) },
        "signInId": record.get("id"), "correlationId": record.get("correlationId"),
        "policies": outcome.policies.as_ref().map(|all| all.iter().map(policy).collect::<Vec<_>>()),
        "requirements": outcome.requirements.iter().map(requirement).collect::<Vec<_>>(),
    })
}

/// What of a snapshot a sign-in depends on and the snapshot does not hold.
fn gap(tenant: &Tenant, name: &str, user: Option<&Object>) -> Option<&'static str> {
    const WHOLE: [&str; 6] = [
        "domains",
        "conditional-access-policies",
        "named-locations",
        "authentication-strengths",
        "authentication-methods-policy",
        "security-defaults",
    ];
    const OF_USER: [&str; 3] = ["authentication-methods", "user-group-memberships", "user-mfa-requirements"];
    let coverage = tenant.coverage.as_ref()?;
    let lacks = |name: &str, of: &[&str]| coverage.gap(name, of).is_some_and(|gap| gap != Gap::Absent);
    let Some(id) = user.map(|user| text(user, "id").unwrap_or_default()) else { return lacks("users", &[name]).then_some("users") };
    let lacks_roles = || named_roles(tenant).into_iter().any(|role| lacks("role-assignments", &[role, id]));
    WHOLE
        .into_iter()
        .find(|name| lacks(name, &[]))
        .or_else(|| OF_USER.into_iter().find(|name| lacks(name, &[id])))
        .or_else(|| lacks_roles().then_some("role-assignments"))
}

fn decide(seen: &Tenant, own: &Tenant, told: &Told, now: Timestamp) -> Outcome {
    let ended =
        |code: Code, user: Option<Object>, steps: Vec<Step>| Outcome { code, user, steps, policies: None, requirements: Vec::new() };
    let Some(user) = own.users.find(&told.user).map(std::borrow::Cow::into_owned) else {
        return ended(codes::NOT_FOUND, None, Vec::new());
    };
    let id = text(&user, "id").unwrap_or_default().to_owned();
    let held = credentials::held(own, &user, now);
    let tried: Vec<(Step, Option<Credential>)> = told.shown.iter().map(|shown| attempt(shown, &held)).collect();
    let steps: Vec<Step> = tried.iter().map(|(step, _)| step.clone()).collect();
    // INVARIANT: a body in which nothing can begin a sign-in was refused.
    let Some(first) = steps.iter().find(|step| credentials::is_first(&step.mode)) else {
        return ended(codes::CREDENTIAL, Some(user), steps);
    };
    let is_password = first.mode == "password";
    if is_password && gates::is_locked(own, &id, now) {
        let steps = steps.into_iter().map(|step| Step { succeeded: false, ..step }).collect();
        return ended(codes::LOCKED, Some(user), steps);
    }
    let early = if !first.succeeded {
        Some(wrong(&first.mode, credentials::is_federated(own, &user)))
    } else if user.get("accountEnabled") == Some(&Value::Bool(false)) {
        Some(codes::DISABLED)
    } else {
        (is_password && !told.hand.changes_password && gates::is_expired(own, &user, now)).then_some(codes::EXPIRED)
    };
    if let Some(code) = early {
        return ended(code, Some(user), steps);
    }
    let hand = Hand { credentials: tried.into_iter().filter_map(|(_, credential)| credential).collect(), ..told.hand.clone() };
    let context = told.context(&id);
    let subject = Subject::of(seen, &context.identity, now);
    let verdicts: Vec<Verdict> = seen.policies.iter().map(|policy| verdict(seen, policy, &subject, &context, &hand)).collect();
    let client_app = told.client_app.as_deref().or(told.resource()).unwrap_or_default();
    let requirements = gates::requirements(seen, &subject, &context, client_app, told.is_change, &hand);
    let everything = Hand { credentials: held.into_iter().map(|it| it.credential).collect(), ..hand };
    let has_failed = steps.iter().any(|step| !step.succeeded);
    let is_registration_open = is_registration_open(seen, &subject, &context, &everything);
    let ending = Ending {
        tenant: seen,
        context: &context,
        verdicts: &verdicts,
        requirements: &requirements,
        everything: &everything,
        has_failed,
        is_registration_open,
    };
    let code = ending.code();
    Outcome { code, user: Some(user), steps, policies: Some(verdicts), requirements }
}

/// What is made of one credential that is shown: it must be right, and one that is held.
fn attempt(shown: &Shown, held: &[Held]) -> (Step, Option<Credential>) {
    let wanted = &shown.credential;
    let equal = |told: Option<&String>, own: Option<&String>| told.is_none_or(|told| own.is_some_and(|own| own.eq_ignore_ascii_case(told)));
    let is_it = |held: &&Held| {
        held.credential.mode == wanted.mode
            && equal(shown.id.as_ref(), held.id.as_ref())
            && equal(wanted.aaguid.as_ref(), held.credential.aaguid.as_ref())
    };
    let found = held.iter().find(is_it).filter(|_| shown.is_right);
    let is_certificate = CERTIFICATES.contains(&wanted.mode.as_str());
    let credential = found.map(|held| if is_certificate { wanted.clone() } else { held.credential.clone() });
    let model = found.and_then(|held| held.credential.aaguid.as_ref());
    let name = found.and_then(|held| held.name.as_ref());
    let detail = match (name, model) {
        (Some(name), Some(model)) => Some(format!("{name} - {model}")),
        (name, _) => name.cloned(),
    };
    let id = found.and_then(|held| held.id.clone());
    (Step { mode: wanted.mode.clone(), detail, id, succeeded: found.is_some() }, credential)
}

/// How a sign-in ends whose first credential does not work.
fn wrong(mode: &str, is_federated: bool) -> Code {
    match mode {
        "password" if is_federated => codes::NO_PASSWORD,
        "password" => codes::WRONG,
        "fido2" | "windowsHelloForBusiness" => codes::KEY_NOT_FOUND,
        mode if PASSES.contains(&mode) => codes::PASS,
        mode if CERTIFICATES.contains(&mode) => codes::CERTIFICATE,
        _ => codes::CREDENTIAL,
    }
}

/// What a policy makes of a sign-in whose first credential works.
fn verdict(tenant: &Tenant, policy: &Object, subject: &Subject, context: &Context, hand: &Hand) -> Verdict {
    let state = text(policy, "state");
    let is_reporting = state == Some("enabledForReportingButNotEnforced");
    // Rule C6: a policy that only reports is not asked about user actions.
    let is_asked = !(is_reporting && matches!(context.target, Target::Action(_)));
    let applies = is_asked && analyse(tenant, policy, subject, context).is_ok();
    let unmet = if applies { unmet(tenant, policy, context, hand) } else { Vec::new() };
    let result = match (is_reporting, applies) {
        _ if state == Some("disabled") => "notEnabled",
        (false, false) => "notApplied",
        (false, true) if unmet.is_empty() => "success",
        (false, true) => "failure",
        (true, false) => "reportOnlyNotApplied",
        (true, true) if unmet.is_empty() => "reportOnlySuccess",
        (true, true) if unmet.iter().all(|control| control.is_interactive()) => "reportOnlyInterrupted",
        (true, true) => "reportOnlyFailure",
    };
    Verdict { policy: policy.clone(), applies, result, unmet }
}

/// Whether every enforced policy that names the registration of security information is satisfied from here. One that is for all
/// resources is not asked: somebody must be able to register what it demands.
fn is_registration_open(tenant: &Tenant, subject: &Subject, context: &Context, hand: &Hand) -> bool {
    let registering = Context { target: Target::Action(Action::RegisterSecurityInformation), ..context.clone() };
    let names_it = |policy: &&Object| {
        let actions = policy.get("conditions").and_then(|it| it.get("applications")?.get("includeUserActions")?.as_array());
        actions.is_some_and(|it| it.iter().any(|action| action == Action::RegisterSecurityInformation.urn()))
    };
    let mut asked = tenant.policies.iter().filter(|policy| text(policy, "state") == Some("enabled")).filter(names_it);
    asked.all(|policy| analyse(tenant, policy, subject, &registering).is_err() || unmet(tenant, policy, &registering, hand).is_empty())
}

/// What decides how a sign-in ends that was not refused before.
struct Ending<'a> {
    tenant: &'a Tenant,
    context: &'a Context,
    verdicts: &'a [Verdict],
    requirements: &'a [Requirement],
    /// What the person could have shown.
    everything: &'a Hand,
    /// Whether something that was shown did not work.
    has_failed: bool,
    /// Whether policies about the registration of security information would let the person register from here.
    is_registration_open: bool,
}

impl Ending<'_> {
    fn failures(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(|verdict| verdict.result == "failure")
    }

    fn code(&self) -> Code {
        let of_policies = self.failures().flat_map(|verdict| &verdict.unmet);
        let Some(first) = of_policies.chain(self.requirements.iter().flat_map(|it| &it.unmet)).min() else { return codes::SUCCESS };
        let is_legacy = matches!(self.context.conditions.client.as_deref(), Some("exchangeActiveSync" | "easSupported" | "other"));
        let is_blocked = self.failures().any(|verdict| verdict.unmet.contains(&Control::Block));
        match first {
            Control::Block if !is_blocked => codes::BLOCKED_BY_DEFAULTS,
            Control::Block => codes::BLOCKED,
            _ if is_legacy => codes::BLOCKED,
            Control::Multifactor | Control::Strength => self.multifactor(),
            Control::CompliantDevice => codes::NOT_COMPLIANT,
            Control::DomainJoinedDevice => codes::NOT_JOINED,
            Control::ApprovedApplication => codes::NOT_APPROVED,
            Control::CompliantApplication => codes::NOT_PROTECTED,
            Control::PasswordChange | Control::RiskRemediation => codes::CHANGE_PASSWORD,
            Control::TermsOfUse | Control::CustomFactor => codes::EXTERNAL,
            Control::TokenProtection | Control::Unknown => codes::BLOCKED,
        }
    }

    /// Multifactor authentication is missing: it failed, is asked for, must be registered, or cannot be had (rule C34).
    fn multifactor(&self) -> Code {
        let is_multifactor_missing = |unmet: &[Control]| unmet.iter().any(|it| matches!(it, Control::Multifactor | Control::Strength));
        let wanting: Vec<&Verdict> = self.failures().filter(|verdict| is_multifactor_missing(&verdict.unmet)).collect();
        let is_registered = is_multifactor(self.tenant, &self.everything.credentials);
        let is_within_reach = is_registered || self.requirements.iter().all(|it| it.unmet.is_empty());
        let could = is_within_reach
            && wanting.iter().all(|verdict| !is_multifactor_missing(&unmet(self.tenant, &verdict.policy, self.context, self.everything)));
        let is_risky = |verdict: &&Verdict| {
            let conditions = verdict.policy.get("conditions");
            let is_set = |list: &str| conditions.and_then(|it| it.get(list)).and_then(Value::as_array).is_some_and(|it| !it.is_empty());
            is_set("signInRiskLevels") || is_set("userRiskLevels")
        };
        let is_browser = self.context.conditions.client.as_deref() == Some("browser");
        match (could, is_registered) {
            _ if self.has_failed => codes::SECOND_FACTOR,
            (true, _) if is_browser => codes::CHALLENGE,
            (true, _) => codes::CHALLENGE_SILENT,
            (false, true) => codes::BLOCKED,
            (false, false) if wanting.iter().any(is_risky) => codes::ENROL_BLOCKED,
            (false, false) if !self.is_registration_open => codes::ENROL_ELSEWHERE,
            (false, false) if is_browser => codes::ENROL,
            (false, false) => codes::ENROL_SILENT,
        }
    }
}

/// A pass that can be used once is used up by a sign-in that it began.
fn use_up_pass(tenant: &mut Tenant, outcome: &Outcome) {
    let is_once = |step: &&Step| PASSES.first() == Some(&step.mode.as_str()) && step.succeeded;
    let used = outcome.steps.iter().find(is_once).filter(|_| outcome.code == codes::SUCCESS).and_then(|step| step.id.clone());
    let user = outcome.user.as_ref().and_then(|user| text(user, "id"));
    if let (Some(used), Some(user)) = (used, user) {
        tenant.methods.change(user, |methods| {
            let is_it = |method: &&mut Value| method.get("id").and_then(Value::as_str) == Some(&used);
            if let Some(Value::Object(pass)) = methods.iter_mut().find(is_it) {
                pass.insert(USED_PASS.to_owned(), Value::Bool(true));
            }
        });
    }
}

impl Verdict {
    /// Whether it wants a second factor, met or not.
    fn wants_multifactor(&self) -> bool {
        let is_enforced = matches!(self.result, "success" | "failure");
        is_enforced && controls(&self.policy).iter().any(|control| matches!(control, Control::Multifactor | Control::Strength))
    }
}
