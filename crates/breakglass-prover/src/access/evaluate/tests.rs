//! Conditions one by one, each pair differing in one thing: what brute force tries too seldom.

use breakglass_model::build;
use breakglass_model::tenant::{
    CountryLookup, FilterMode, GrantControl, IncludeExclude, IpRange, LocationKind, NamedLocation, Operator, Policy, RuleFilter,
    SessionControls, UserConditions,
};
use breakglass_model::{ObjectKind, ObjectRef, Tenant, Untrusted};

use super::{COMPLIANT_NETWORK, Decision, Evaluator, LEGACY_TRUSTED, PolicyOutcome};
use crate::access::Subject;
use crate::access::applications::{AZURE_MANAGEMENT, EXCHANGE, GRAPH, PORTAL};
use crate::access::context::{Client, Context, Country, Device, Flow, Platform, Registration, Resource};
use crate::access::credentials::Held;
use crate::access::questions::{Question, Settled};
use crate::access::truth::Truth;

const YES: Truth = Truth::Yes;
const NO: Truth = Truth::No;
const OPEN: Truth = Truth::Open;

fn words(list: &[&str]) -> Vec<Untrusted> {
    list.iter().map(|word| Untrusted::new(*word)).collect()
}

fn lists(include: &[&str], exclude: &[&str]) -> Option<IncludeExclude> {
    Some(IncludeExclude { include: words(include), exclude: words(exclude) })
}

fn settled(question: Question, holds: bool) -> Settled {
    let mut settled = Settled::default();
    settled.settle(question, holds);
    settled
}

fn tenant() -> Tenant {
    let mut tenant = build::healthy();
    let networks = |id: &str, range: &str, is_trusted: Option<bool>| NamedLocation {
        id: id.into(),
        name: id.into(),
        kind: LocationKind::Networks { ranges: IpRange::parse(range).into_iter().collect(), unread: Vec::new(), is_trusted },
    };
    let phone =
        LocationKind::Countries { countries: words(&["SE"]), includes_unknown: false, lookup: CountryLookup::AuthenticatorPosition };
    tenant.named_locations = Ok(vec![
        networks("trusted", "192.0.2.0/24", Some(true)),
        networks("untrusted", "198.51.100.0/24", Some(false)),
        NamedLocation { id: "phone".into(), name: "phone".into(), kind: phone },
    ]);
    tenant
}

/// Whether a policy with these conditions applies to a sign-in of somebody who holds the Authenticator app and a password.
fn applies(settled: &Settled, change: impl FnOnce(&mut Policy), context: &Context) -> Truth {
    outcome(settled, change, context).applies.truth
}

/// Whether what a policy demands is met, and what is not.
fn met(settled: &Settled, change: impl FnOnce(&mut Policy), context: &Context) -> (Truth, Vec<String>) {
    let outcome = outcome(settled, change, context);
    (outcome.satisfied.truth, outcome.unmet)
}

fn outcome(settled: &Settled, change: impl FnOnce(&mut Policy), context: &Context) -> PolicyOutcome {
    let mut tenant = tenant();
    let mut policy = build::policy("p", UserConditions { include_users: vec!["All".into()], ..UserConditions::default() });
    change(&mut policy);
    tenant.policies = Ok(vec![policy]);
    let id = build::FIRST.into();
    let user = tenant.users.find(&id).unwrap();
    let subject = Subject::read(ObjectRef::new(ObjectKind::User, build::FIRST, None), user);
    let held = Held {
        has_password: true,
        methods: vec!["microsoftAuthenticatorPush".to_owned()],
        keys: vec![build::AAGUID.into()],
        ..Held::default()
    };
    let set = held.sets(&tenant, &subject).remove(0);
    let evaluation = Evaluator::new(&tenant, settled, &subject, &set).evaluate(context);
    evaluation.policies.iter().find(|it| it.policy.id.raw() == "p").unwrap().clone()
}

fn opening(id: &str) -> Context {
    Context::plain(Resource::Application(id.to_owned()))
}

fn from(ip: &str) -> Context {
    Context { ip: Some(ip.parse().unwrap()), country: Some(Country::Code("SE".to_owned())), ..opening(PORTAL) }
}

#[test]
fn applications() {
    let with = |include: &[&str], exclude: &[&str], context: &Context| {
        let change = |policy: &mut Policy| {
            policy.conditions.applications.include = words(include);
            policy.conditions.applications.exclude = words(exclude);
        };
        applies(&Settled::default(), change, context)
    };
    assert_eq!(with(&[AZURE_MANAGEMENT], &[], &opening(AZURE_MANAGEMENT)), YES);
    assert_eq!(with(&[AZURE_MANAGEMENT], &[], &opening(PORTAL)), YES, "C19: the portal stands behind it");
    assert_eq!(with(&[AZURE_MANAGEMENT], &[], &opening(GRAPH)), NO);
    assert_eq!(with(&["Office365"], &[], &opening(EXCHANGE)), YES);
    assert_eq!(with(&["All"], &["Office365"], &opening(EXCHANGE)), NO);
    assert_eq!(with(&["All"], &["Office365"], &opening(PORTAL)), YES);
    assert_eq!(with(&["MicrosoftAdminPortals"], &[], &opening(GRAPH)), NO, "C20: interfaces are no portals");
    assert_eq!(with(&["Office365"], &[], &opening("other")), OPEN, "nobody publishes the whole list");
    let nothing = |holds: Option<bool>| {
        let settled = holds.map_or_else(Settled::default, |holds| settled(Question::EmptyInclude, holds));
        applies(&settled, |policy| policy.conditions.applications.include.clear(), &opening(PORTAL))
    };
    assert_eq!([nothing(None), nothing(Some(true)), nothing(Some(false))], [OPEN, YES, NO]);
}

#[test]
fn application_filters() {
    let with = |include: &[&str], mode: FilterMode, matches: bool, context: &Context| {
        let filter = RuleFilter { mode, rule: "CustomSecurityAttribute.a -eq \"b\"".into() };
        let change = |policy: &mut Policy| {
            policy.conditions.applications.include = words(include);
            policy.conditions.applications.filter = Some(filter);
        };
        applies(&settled(Question::ApplicationFilter, matches), change, context)
    };
    assert_eq!(with(&["app-x"], FilterMode::Exclude, false, &opening("app-y")), NO, "it narrows the list, it adds nothing");
    assert_eq!(with(&["app-x"], FilterMode::Exclude, false, &opening("app-x")), YES);
    assert_eq!(with(&["app-x"], FilterMode::Exclude, true, &opening("app-x")), NO);
    assert_eq!(with(&[], FilterMode::Exclude, false, &opening("app-y")), YES, "alone it speaks of all");
    assert_eq!(with(&[], FilterMode::Include, true, &opening("app-y")), YES);
    assert_eq!(with(&[], FilterMode::Include, false, &opening("app-y")), NO);
}

#[test]
fn clients_and_flows() {
    let client = |list: &[&str], client: Client| {
        applies(&Settled::default(), |policy| policy.conditions.client_app_types = words(list), &Context { client, ..opening(PORTAL) })
    };
    assert_eq!(
        [client(&["easSupported"], Client::ActiveSync), client(&["easSupported"], Client::Browser)],
        [Truth::Open, NO],
        "a part of it"
    );
    assert_eq!([client(&["browser"], Client::Browser), client(&["browser"], Client::Mobile)], [YES, NO]);
    assert_eq!([client(&["other"], Client::Legacy), client(&["other"], Client::ActiveSync)], [YES, NO]);
    assert_eq!([client(&[], Client::Legacy), client(&["all"], Client::Legacy)], [YES, YES]);
    let flow = |list: &[&str], flow: Flow| {
        applies(&Settled::default(), |policy| policy.conditions.authentication_flows = words(list), &Context { flow, ..opening(PORTAL) })
    };
    assert_eq!([flow(&["none"], Flow::None), flow(&["none"], Flow::DeviceCode)], [YES, YES], "C31: no condition");
    assert_eq!([flow(&["deviceCodeFlow"], Flow::None), flow(&["deviceCodeFlow"], Flow::DeviceCode)], [NO, YES]);
    assert_eq!([flow(&["deviceCodeFlow"], Flow::Transfer), flow(&["authenticationTransfer"], Flow::Transfer)], [NO, YES]);
    assert_eq!(flow(&["deviceCodeFlow", "none"], Flow::None), NO);
}

#[test]
fn locations() {
    let at = |include: &[&str], exclude: &[&str], context: &Context| {
        applies(&Settled::default(), |policy| policy.conditions.locations = lists(include, exclude), context)
    };
    let (trusted, untrusted, elsewhere) = (from("192.0.2.7"), from("198.51.100.7"), from("203.0.113.7"));
    assert_eq!([at(&["All"], &["AllTrusted"], &trusted), at(&["All"], &["AllTrusted"], &untrusted)], [NO, YES]);
    assert_eq!(at(&["AllTrusted"], &[], &trusted), YES);
    assert_eq!(at(&["AllTrusted"], &[], &untrusted), OPEN, "the trusted addresses of the legacy settings are not to be read");
    assert_eq!([at(&["All"], &["trusted"], &trusted), at(&["All"], &["trusted"], &elsewhere)], [NO, YES]);
    assert_eq!([at(&["untrusted"], &[], &untrusted), at(&["untrusted"], &[], &elsewhere)], [YES, NO]);
    assert_eq!(at(&["All"], &[LEGACY_TRUSTED], &elsewhere), YES, "what cannot be read lets nobody off");
    assert_eq!(at(&[LEGACY_TRUSTED], &[], &elsewhere), OPEN);
    assert_eq!([at(&["All"], &["gone"], &elsewhere), at(&["gone"], &[], &elsewhere)], [YES, OPEN], "Q25");
    let compliant = Context { is_compliant_network: true, ..elsewhere.clone() };
    assert_eq!([at(&["All"], &[COMPLIANT_NETWORK], &compliant), at(&["All"], &[COMPLIANT_NETWORK], &elsewhere)], [NO, YES]);
    let said = |is_trusted: bool| Context { is_trusted: Some(is_trusted), ..elsewhere.clone() };
    assert_eq!([at(&["All"], &["AllTrusted"], &said(true)), at(&["All"], &["AllTrusted"], &said(false))], [NO, YES]);
}

#[test]
fn positions() {
    let at = |settled: &Settled, include: &[&str], exclude: &[&str], position: Option<&str>| {
        let context = Context { position: position.map(|code| Country::Code(code.to_owned())), ..from("203.0.113.7") };
        applies(settled, |policy| policy.conditions.locations = lists(include, exclude), &context)
    };
    let open = Settled::default();
    assert_eq!([at(&open, &["phone"], &[], Some("SE")), at(&open, &["phone"], &[], Some("US"))], [YES, NO]);
    assert_eq!([at(&open, &["All"], &["phone"], Some("SE")), at(&open, &["All"], &["phone"], None)], [NO, YES], "C28");
    let without = |holds| at(&settled(Question::PositionWithoutAuthenticator, holds), &["phone"], &[], None);
    assert_eq!([at(&open, &["phone"], &[], None), without(true), without(false)], [OPEN, YES, NO]);
}

fn grant(policy: &mut Policy, operator: Operator, controls: &[GrantControl]) {
    let grant = policy.grant.as_mut().unwrap();
    (grant.operator, grant.controls) = (operator, controls.to_vec());
}

#[test]
fn grants_name_what_is_not_met_and_nothing_else() {
    let with = |operator: Operator, controls: &[GrantControl], device: Device| {
        met(&Settled::default(), |policy| grant(policy, operator, controls), &Context { device, ..opening(PORTAL) })
    };
    let none = Device::unregistered;
    let joined = || Device::of(Registration::Joined, true, true);
    assert_eq!(with(Operator::Or, &[GrantControl::Mfa], none()), (YES, vec![]));
    let both = [GrantControl::Mfa, GrantControl::CompliantDevice];
    assert_eq!(with(Operator::And, &both, none()), (NO, vec!["compliantDevice".to_owned()]));
    assert_eq!([with(Operator::Or, &both, none()).0, with(Operator::And, &both, joined()).0], [YES, YES]);
    assert_eq!(with(Operator::Other("x".into()), &both, none()).0, OPEN);
    let hybrid = |registration| with(Operator::Or, &[GrantControl::DomainJoinedDevice], Device::of(registration, false, false)).0;
    assert_eq!([hybrid(Registration::Hybrid), hybrid(Registration::Joined)], [YES, NO]);
    assert_eq!(with(Operator::Or, &[GrantControl::Mfa, GrantControl::Block], none()).0, NO, "C4: block beats what stands beside it");
    let unread = |policy: &mut Policy| policy.unread = vec!["grantControls.new".into()];
    assert_eq!(met(&Settled::default(), unread, &opening(PORTAL)), (OPEN, vec!["grantControls.new".to_owned()]));
    let in_conditions = |policy: &mut Policy| policy.unread = vec!["conditions.new".into()];
    assert_eq!(met(&Settled::default(), in_conditions, &opening(PORTAL)), (YES, vec![]));
}

#[test]
fn token_protection_asks_for_an_application_on_a_known_windows_device() {
    let with = |app: &str, client: Client, platform: Platform, device: Device| {
        let token = SessionControls { is_token_protected: true, ..SessionControls::default() };
        met(&Settled::default(), |policy| policy.session = Some(token), &Context { client, platform, device, ..opening(app) }).0
    };
    let known = || Device::of(Registration::Joined, false, false);
    assert_eq!(with(EXCHANGE, Client::Mobile, Platform::Windows, known()), YES);
    assert_eq!(with(EXCHANGE, Client::Browser, Platform::Windows, known()), NO);
    assert_eq!(with(EXCHANGE, Client::Mobile, Platform::MacOs, known()), NO);
    assert_eq!(with(EXCHANGE, Client::Mobile, Platform::Windows, Device::unregistered()), NO);
    assert_eq!(with(PORTAL, Client::Browser, Platform::MacOs, Device::unregistered()), YES, "it guards some applications only");
}

#[test]
fn session_controls_that_may_refuse() {
    let with = |settled: &Settled, session: SessionControls| met(settled, |policy| policy.session = Some(session), &opening(PORTAL));
    let open = Settled::default();
    let cloud = || SessionControls { cloud_app_security: Some("mcasConfigured".into()), ..SessionControls::default() };
    let other = |name: &str| SessionControls { others: vec![name.into()], ..SessionControls::default() };
    assert_eq!(with(&open, cloud()), (OPEN, vec!["cloudAppSecurity".to_owned()]));
    let passes = settled(Question::SessionPasses, true);
    assert_eq!(with(&passes, cloud()), (YES, vec![]));
    assert_eq!(with(&passes, other("globalSecureAccessFilteringProfile")).0, YES);
    assert_eq!(with(&passes, other("new")).0, OPEN);
    assert_eq!(with(&settled(Question::UnknownControl, true), other("new")).0, YES);
}

#[test]
fn decisions_have_words() {
    let words = [Decision::Granted, Decision::Denied, Decision::Undecided].map(Decision::word);
    assert_eq!(words, ["granted", "denied", "undecided"]);
}
