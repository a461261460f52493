//! The cases of the documents, T1 to T18: pairs that differ in one thing and must come out differently.

use breakglass_model::build::{self, AAGUID, FIRST, GROUP, ORDINARY, OTHER_AAGUID};
use breakglass_model::tenant::{
    CountryLookup, FilterMode, GrantControl, GrantControls, IncludeExclude, IpRange, KeyRestrictions, LocationKind, NamedLocation,
    Operator, Policy, PolicyState, RuleFilter, Strength, UserConditions,
};
use breakglass_model::{ObjectKind, ObjectRef, Tenant, Untrusted};

use super::refusals::{Proof, Prover, Verdict};
use super::{Change, Side, switches_itself_on};
use crate::access::Subject;
use crate::access::applications::{AZURE_CLI, DIRECTORY, EXCHANGE, PORTAL};
use crate::access::context::{Client, Context, Country, Device, Flow, Platform, Registration, Resource, Risk};
use crate::access::credentials::{CredentialSet, Held};
use crate::access::evaluate::{Decision, Evaluation, Evaluator};
use crate::access::questions::{Question, Settled};
use crate::access::truth::Truth;

/// The healthy tenant with one more policy that reaches everybody.
fn with(change: impl FnOnce(&mut Policy)) -> Tenant {
    let mut tenant = build::healthy();
    let mut policy = build::policy("p", UserConditions { include_users: vec!["All".into()], ..UserConditions::default() });
    change(&mut policy);
    tenant.policies.as_mut().unwrap().push(policy);
    tenant
}

fn grant(operator: Operator, controls: &[GrantControl]) -> Option<GrantControls> {
    Some(GrantControls { operator, controls: controls.to_vec(), strength: None, terms_of_use: Vec::new(), custom: Vec::new() })
}

fn block(policy: &mut Policy) {
    policy.grant = grant(Operator::Or, &[GrantControl::Block]);
}

fn lists(include: &[&str], exclude: &[&str]) -> Option<IncludeExclude> {
    let words = |list: &[&str]| list.iter().map(|word| Untrusted::from(*word)).collect();
    Some(IncludeExclude { include: words(include), exclude: words(exclude) })
}

fn filter(mode: FilterMode, rule: &str) -> Option<RuleFilter> {
    Some(RuleFilter { mode, rule: rule.into() })
}

fn subject(tenant: &Tenant) -> Subject<'_> {
    Subject::read(ObjectRef::new(ObjectKind::User, FIRST, None), tenant.users.find(&FIRST.into()).unwrap())
}

fn sets(tenant: &Tenant, held: &Held) -> Vec<CredentialSet> {
    held.sets(tenant, &subject(tenant))
}

fn key() -> Held {
    Held { keys: vec![AAGUID.into()], ..Held::default() }
}

fn password() -> Held {
    Held { has_password: true, ..Held::default() }
}

fn prove_with(tenant: &Tenant, held: &Held, settled: &Settled) -> Proof {
    let sets = sets(tenant, held);
    Prover::new(tenant, settled).no_denial(&subject(tenant), &sets[0])
}

fn prove(tenant: &Tenant, held: &Held) -> Proof {
    prove_with(tenant, held, &Settled::default())
}

/// That the proof of the key comes to this, and where it is refuted, that the policy `p` and these controls are why.
#[track_caller]
fn check(tenant: &Tenant, verdict: Verdict, unmet: &[&str]) -> Proof {
    let proof = prove(tenant, &key());
    assert_eq!(proof.verdict, verdict, "{proof:#?}");
    if verdict == Verdict::Refuted {
        assert_eq!(proof.witnesses[0].policy.id, "p".into());
        assert_eq!(proof.witnesses[0].unmet, unmet);
        assert!(proof.witnesses[0].is_replayed);
    }
    proof
}

fn evaluate(tenant: &Tenant, held: &Held, context: &Context) -> Evaluation {
    let (settled, sets) = (Settled::default(), sets(tenant, held));
    Evaluator::new(tenant, &settled, &subject(tenant), &sets[0]).evaluate(context)
}

fn decision(tenant: &Tenant, held: &Held, context: &Context) -> Decision {
    evaluate(tenant, held, context).decision
}

fn application(id: &str) -> Context {
    Context::plain(Resource::Application(id.to_owned()))
}

#[test]
fn the_healthy_tenant_is_proved_with_each_key() {
    let tenant = build::healthy();
    for set in sets(&tenant, &Held::default()) {
        let settled = Settled::default();
        let proof = Prover::new(&tenant, &settled).no_denial(&subject(&tenant), &set);
        assert_eq!(proof.verdict, Verdict::Proved, "{proof:#?}");
    }
}

#[test]
fn lockout_t01_a_policy_applies_only_where_every_condition_is_met() {
    let locations = |tenant: &mut Tenant| {
        tenant.named_locations = Ok(vec![NamedLocation {
            id: "us".into(),
            name: "United States".into(),
            kind: LocationKind::Countries { countries: vec!["US".into()], includes_unknown: false, lookup: CountryLookup::Address },
        }]);
    };
    let mut tenant = with(|policy| {
        policy.conditions.applications.include = vec!["Office365".into()];
        policy.conditions.locations = lists(&["us"], &[]);
        policy.conditions.sign_in_risk = vec!["high".into()];
    });
    locations(&mut tenant);
    let full = Context { country: Some(Country::Code("US".into())), sign_in_risk: Risk::High, ..application(EXCHANGE) };
    let applies = |context: &Context| {
        let evaluation = evaluate(&tenant, &key(), context);
        evaluation.policies.into_iter().find(|outcome| outcome.policy.id == "p".into()).unwrap()
    };
    assert_eq!(applies(&full).applies.truth, Truth::Yes);
    for (context, reason) in [
        (Context { sign_in_risk: Risk::Low, ..full.clone() }, "signInRisk"),
        (Context { country: Some(Country::Code("SE".into())), ..full.clone() }, "location"),
        (Context { resource: Resource::Application(PORTAL.into()), ..full.clone() }, "application"),
    ] {
        assert_eq!((applies(&context).applies.truth, applies(&context).reasons), (Truth::No, vec![reason]));
    }
    assert_eq!(applies(&Context { country: None, ..full }).applies.truth, Truth::Open);
}

#[test]
fn lockout_t03_the_two_secure_workstation_filters_mean_opposite_things_for_unregistered_devices() {
    let saw = |rule: &str| {
        with(|policy| {
            block(policy);
            policy.conditions.devices = filter(FilterMode::Exclude, rule);
        })
    };
    let tenant = saw("device.extensionAttribute1 -eq \"SAW\"");
    check(&tenant, Verdict::Refuted, &["block"]);
    assert_eq!(decision(&tenant, &key(), &application(PORTAL)), Decision::Denied);
    let tenant = saw("device.extensionAttribute1 -ne \"SAW\"");
    assert_eq!(decision(&tenant, &key(), &application(PORTAL)), Decision::Granted);
    let proof = check(&tenant, Verdict::Refuted, &["block"]);
    assert_eq!(proof.witnesses[0].context.device.attributes["extensionattribute1"], "SAW", "only the workstation itself is refused");
}

#[test]
fn lockout_t04_an_unsupported_system_is_every_device_that_is_not_known_to_be_supported() {
    let tenant = with(|policy| {
        block(policy);
        let rule = "device.operatingSystem -eq \"Windows\" -and device.operatingSystemVersion -startsWith \"10.0\"";
        policy.conditions.devices = filter(FilterMode::Exclude, rule);
    });
    check(&tenant, Verdict::Refuted, &["block"]);
    let mut device = Device::of(Registration::Joined, false, true);
    device
        .attributes
        .extend([("operatingsystem".to_owned(), "Windows".to_owned()), ("operatingsystemversion".to_owned(), "10.0.22000".to_owned())]);
    assert_eq!(decision(&tenant, &key(), &Context { device: device.clone(), ..application(PORTAL) }), Decision::Granted);
    device.attributes.insert("operatingsystemversion".to_owned(), "6.1".to_owned());
    assert_eq!(decision(&tenant, &key(), &Context { device, ..application(PORTAL) }), Decision::Denied);
}

#[test]
fn lockout_t05_a_platform_that_is_none_of_the_known_is_matched_by_all_alone() {
    let known = ["android", "iOS", "windows", "macOS", "linux"];
    let tenant = with(|policy| {
        block(policy);
        policy.conditions.platforms = lists(&["all"], &known);
    });
    let proof = check(&tenant, Verdict::Refuted, &["block"]);
    assert_eq!(proof.witnesses[0].matters, [Side::Platform]);
    assert_eq!(decision(&tenant, &key(), &Context { platform: Platform::Other, ..application(PORTAL) }), Decision::Denied);
    assert_eq!(decision(&tenant, &key(), &application(PORTAL)), Decision::Granted);
}

#[test]
fn lockout_t06_two_policies_ask_for_both_and_one_of_two_is_enough_for_or() {
    let device = |operator: Operator| with(|policy| policy.grant = grant(operator, &[GrantControl::Mfa, GrantControl::CompliantDevice]));
    check(&device(Operator::Or), Verdict::Proved, &[]);
    check(&device(Operator::And), Verdict::Refuted, &["compliantDevice"]);
    let mut two = with(|policy| policy.grant = grant(Operator::Or, &[GrantControl::CompliantDevice]));
    two.policies
        .as_mut()
        .unwrap()
        .push(build::policy("q", UserConditions { include_users: vec!["All".into()], ..UserConditions::default() }));
    check(&two, Verdict::Refuted, &["compliantDevice"]);
}

#[test]
fn lockout_t07_the_built_in_strengths_take_what_their_tables_say() {
    let ids = ["00000000-0000-0000-0000-000000000002", "00000000-0000-0000-0000-000000000003", "00000000-0000-0000-0000-000000000004"];
    let demand = |id: &str| {
        with(|policy| {
            let mut demanded = grant(Operator::Or, &[]).unwrap();
            demanded.strength = Some(id.into());
            policy.grant = Some(demanded);
        })
    };
    for id in ids {
        check(&demand(id), Verdict::Proved, &[]);
        assert_eq!(prove(&demand(id), &password()).verdict, Verdict::Refuted);
    }
    assert_eq!(Strength::built_in(&ids[0].into()).unwrap().combinations.unwrap().len(), 19);
}

#[test]
fn lockout_t08_a_model_that_is_no_longer_admitted_cannot_sign_in_at_all() {
    let mut tenant = build::healthy();
    let restrict = |tenant: &mut Tenant, models: &[&str]| {
        let restrictions =
            KeyRestrictions { is_enforced: Some(true), is_allow_list: Some(true), aaguids: models.iter().map(|it| (*it).into()).collect() };
        tenant.methods_policy.as_mut().unwrap().configurations[0].key_restrictions = Some(restrictions);
    };
    restrict(&mut tenant, &[AAGUID, OTHER_AAGUID]);
    assert_eq!(prove(&tenant, &key()).verdict, Verdict::Proved);
    restrict(&mut tenant, &[OTHER_AAGUID]);
    let proof = prove(&tenant, &key());
    assert_eq!(proof.verdict, Verdict::Refuted);
    assert!(proof.witnesses.iter().any(|witness| witness.policy.id == "gate:first-factor".into()), "{proof:#?}");
}

#[test]
fn lockout_t09_an_exclusion_through_a_nested_group_holds_until_the_group_is_emptied() {
    let mut tenant = with(|policy| {
        block(policy);
        policy.conditions.users.as_mut().unwrap().exclude_groups = vec!["outer".into()];
    });
    check(&tenant, Verdict::Refuted, &["block"]);
    tenant.user_groups.add(FIRST.into(), ["outer".into()], Ok(()));
    tenant.group_parents.add(GROUP.into(), ["outer".into()], Ok(()));
    check(&tenant, Verdict::Proved, &[]);
    let settled = Settled::default();
    let set = sets(&tenant, &key()).remove(0);
    let away = Prover::new(&tenant, &settled).one_change_away(&subject(&tenant), &set);
    let left: Vec<_> = away.iter().filter(|it| matches!(&it.change, Change::LeavesGroup(group) if group.id == "outer".into())).collect();
    assert_eq!(left.len(), 1, "{away:#?}");
    assert_eq!(left[0].verdict, Verdict::Refuted);
}

#[test]
fn lockout_t10_mandatory_mfa_lets_no_excluded_account_in_with_a_password_alone() {
    let mut tenant = build::healthy();
    tenant.policies = Ok(Vec::new());
    let proof = prove(&tenant, &password());
    assert_eq!(proof.verdict, Verdict::Refuted);
    assert!(proof.witnesses.iter().all(|witness| witness.policy.id.raw().starts_with("gate:mandatory-mfa")), "{proof:#?}");
    assert_eq!(decision(&tenant, &password(), &application(PORTAL)), Decision::Denied);
    assert_eq!(decision(&tenant, &password(), &application(AZURE_CLI)), Decision::Denied);
    assert_eq!(decision(&tenant, &password(), &application(EXCHANGE)), Decision::Granted);
    assert_eq!(prove(&tenant, &key()).verdict, Verdict::Proved);
}

#[test]
fn lockout_t11_at_high_user_risk_a_forgotten_password_shuts_out() {
    let tenant = with(|policy| {
        policy.grant = grant(Operator::And, &[GrantControl::Mfa, GrantControl::PasswordChange]);
        policy.conditions.user_risk = vec!["high".into()];
    });
    let proof = check(&tenant, Verdict::Refuted, &["passwordChange"]);
    assert_eq!(proof.witnesses[0].matters, [Side::UserRisk]);
    let both = Held { has_password: true, ..key() };
    assert_eq!(prove(&tenant, &both).verdict, Verdict::Proved);
    let remediation = with(|policy| {
        policy.grant = grant(Operator::And, &[GrantControl::Mfa, GrantControl::RiskRemediation]);
        policy.conditions.user_risk = vec!["high".into()];
    });
    check(&remediation, Verdict::Proved, &[]);
}

#[test]
fn lockout_t12_a_key_never_proves_where_the_phone_is() {
    let country = |lookup: CountryLookup| {
        let mut tenant = with(|policy| {
            block(policy);
            policy.conditions.locations = lists(&["All"], &["home"]);
        });
        let kind = LocationKind::Countries { countries: vec!["SE".into()], includes_unknown: true, lookup };
        tenant.named_locations = Ok(vec![NamedLocation { id: "home".into(), name: "Home".into(), kind }]);
        tenant
    };
    let at_home = Context { country: Some(Country::Code("SE".into())), position: Some(Country::Code("SE".into())), ..application(PORTAL) };
    assert_eq!(decision(&country(CountryLookup::AuthenticatorPosition), &key(), &at_home), Decision::Denied);
    assert_eq!(decision(&country(CountryLookup::Address), &key(), &at_home), Decision::Granted);
    check(&country(CountryLookup::AuthenticatorPosition), Verdict::Refuted, &["block"]);
}

#[test]
fn lockout_t13_requests_for_little_more_than_a_sign_in_go_to_the_directory() {
    let tenant = with(|policy| {
        policy.grant = grant(Operator::Or, &[GrantControl::CompliantDevice]);
        policy.conditions.applications.exclude = vec![PORTAL.into(), EXCHANGE.into()];
    });
    check(&tenant, Verdict::Refuted, &["compliantDevice"]);
    assert_eq!(decision(&tenant, &key(), &application(DIRECTORY)), Decision::Denied);
    assert_eq!(decision(&tenant, &key(), &application(PORTAL)), Decision::Granted);
}

#[test]
fn lockout_t14_a_managed_policy_is_a_warning_with_a_date() {
    let created = "2026-11-01T00:00:00Z".parse().unwrap();
    let tenant = with(|policy| {
        block(policy);
        policy.name = "Microsoft-managed: Block something".into();
        policy.state = PolicyState::ReportOnly;
        policy.created = Some(created);
    });
    check(&tenant, Verdict::Proved, &[]);
    let settled = Settled::default();
    let set = sets(&tenant, &key()).remove(0);
    let away = Prover::new(&tenant, &settled).one_change_away(&subject(&tenant), &set);
    let on = away.iter().find(|it| matches!(&it.change, Change::SwitchedOn { policy, .. } if policy.id == "p".into())).unwrap();
    assert_eq!(on.verdict, Verdict::Refuted);
    let policy = tenant.policies.as_ref().unwrap().last().unwrap();
    assert_eq!(switches_itself_on(policy), Some("2026-12-01".parse().unwrap()));
}

#[test]
fn lockout_t15_a_protected_action_may_ask_for_a_device_that_nobody_has() {
    let tenant = |context: &str| {
        let mut tenant = with(|policy| {
            policy.conditions.applications.include = Vec::new();
            policy.conditions.applications.authentication_contexts = vec!["c1".into()];
            policy.grant = grant(Operator::Or, &[GrantControl::CompliantDevice]);
        });
        tenant.protected_actions = Ok(vec![breakglass_model::tenant::ProtectedAction {
            name: "microsoft.directory/conditionalAccessPolicies/basic/update".into(),
            context: Some(context.into()),
        }]);
        tenant
    };
    let proof = check(&tenant("c1"), Verdict::Refuted, &["compliantDevice"]);
    assert_eq!(proof.witnesses[0].context.resource, Resource::AuthenticationContext("c1".into()));
    let settled = Settled::default();
    let goal_reached = |tenant: &Tenant| {
        let set = sets(tenant, &key()).remove(0);
        Prover::new(tenant, &settled).way_in(&subject(tenant), &set)
    };
    let way = goal_reached(&tenant("c1"));
    assert_eq!((way.verdict, way.choice.unwrap().device.is_compliant), (Verdict::Proved, true), "only a compliant device opens it");
    assert!(!goal_reached(&tenant("c2")).choice.unwrap().device.is_compliant, "another context does not matter");
}

#[test]
fn lockout_t16_registering_security_info_is_reached_by_its_own_policies_and_perhaps_by_those_for_everything() {
    let own = with(|policy| {
        policy.conditions.applications.include = Vec::new();
        policy.conditions.applications.user_actions = vec!["urn:user:registersecurityinfo".into()];
        policy.grant = grant(Operator::Or, &[GrantControl::CompliantDevice]);
    });
    let proof = check(&own, Verdict::Refuted, &["compliantDevice"]);
    assert_eq!(proof.witnesses[0].context.resource, Resource::RegisterSecurityInfo);
    let all = with(|policy| policy.grant = grant(Operator::Or, &[GrantControl::CompliantDevice]));
    let action = Context::plain(Resource::RegisterSecurityInfo);
    assert_eq!(decision(&all, &key(), &action), Decision::Undecided);
}

#[test]
fn lockout_t17_a_private_window_hides_a_compliant_device() {
    let tenant = with(|policy| policy.grant = grant(Operator::Or, &[GrantControl::CompliantDevice]));
    let device = Device::of(Registration::Joined, true, true);
    let context = |is_private| Context { device: device.clone(), is_private, ..application(PORTAL) };
    assert_eq!(decision(&tenant, &key(), &context(false)), Decision::Granted);
    assert_eq!(decision(&tenant, &key(), &context(true)), Decision::Denied);
    assert_eq!(decision(&tenant, &key(), &Context { flow: Flow::DeviceCode, ..context(false) }), Decision::Denied);
}

#[test]
fn lockout_t18_all_countries_but_one_refuses_an_address_without_a_country() {
    let tenant = |includes_unknown: bool| {
        let mut tenant = with(|policy| {
            block(policy);
            policy.conditions.locations = lists(&["All"], &["sweden"]);
        });
        let kind = LocationKind::Countries { countries: vec!["SE".into()], includes_unknown, lookup: CountryLookup::Address };
        tenant.named_locations = Ok(vec![NamedLocation { id: "sweden".into(), name: "Sweden".into(), kind }]);
        tenant
    };
    let unknown = Context { country: Some(Country::Unknown), ..application(PORTAL) };
    assert_eq!(decision(&tenant(false), &key(), &unknown), Decision::Denied);
    assert_eq!(decision(&tenant(true), &key(), &unknown), Decision::Granted);
    check(&tenant(true), Verdict::Refuted, &["block"]);
}

#[test]
fn trusted_networks_let_off_only_where_they_are() {
    let mut tenant = with(|policy| {
        block(policy);
        policy.conditions.locations = lists(&["All"], &["AllTrusted"]);
    });
    let kind = LocationKind::Networks { ranges: vec![IpRange::parse("192.0.2.0/24").unwrap()], unread: Vec::new(), is_trusted: Some(true) };
    tenant.named_locations = Ok(vec![NamedLocation { id: "office".into(), name: "Office".into(), kind }]);
    let proof = check(&tenant, Verdict::Refuted, &["block"]);
    assert_eq!(proof.witnesses[0].matters, [Side::Place]);
    let settled = Settled::default();
    let way = Prover::new(&tenant, &settled).way_in(&subject(&tenant), &sets(&tenant, &key())[0]);
    assert_eq!((way.verdict, way.choice.unwrap().ip), (Verdict::Proved, Some("192.0.2.0".parse().unwrap())));
    check(
        &with(|policy| {
            block(policy);
            policy.conditions.locations = lists(&["All"], &["All"]);
        }),
        Verdict::Proved,
        &[],
    );
}

#[test]
fn legacy_clients_and_device_code_are_refused_by_design() {
    for change in [
        (|policy: &mut Policy| policy.conditions.client_app_types = vec!["exchangeActiveSync".into(), "other".into()]) as fn(&mut Policy),
        |policy: &mut Policy| policy.conditions.authentication_flows = vec!["deviceCodeFlow".into()],
    ] {
        let tenant = with(|policy| {
            block(policy);
            change(policy);
        });
        check(&tenant, Verdict::Proved, &[]);
    }
    let tenant = build::healthy();
    let legacy = Context { client: Client::Legacy, ..application(EXCHANGE) };
    assert_eq!(decision(&tenant, &key(), &legacy), Decision::Denied, "the accounts' own policy refuses legacy clients");
}

#[test]
fn an_unknown_word_counts_as_applying_and_as_unsatisfied_and_a_certain_exclusion_still_proves() {
    let cases: [fn(&mut Policy); 5] = [
        |policy| policy.conditions.client_app_types = vec!["telepathy".into()],
        |policy| policy.conditions.user_risk = vec!["cosmic".into()],
        |policy| policy.conditions.platforms = lists(&["toaster"], &[]),
        |policy| policy.unread = vec!["conditions.times".into()],
        |policy| policy.conditions.applications.user_actions = vec!["urn:user:fly".into()],
    ];
    for change in cases {
        let changed = |is_excluded: bool| {
            with(|policy| {
                block(policy);
                policy.conditions.applications.include =
                    if policy.conditions.applications.user_actions.is_empty() { vec!["All".into()] } else { Vec::new() };
                change(policy);
                if !policy.conditions.applications.user_actions.is_empty() {
                    policy.conditions.applications.include = Vec::new();
                }
                if is_excluded {
                    policy.conditions.users.as_mut().unwrap().exclude_groups = vec![GROUP.into()];
                }
            })
        };
        let proof = check(&changed(false), Verdict::Undecided, &[]);
        assert!(!proof.doubts.is_empty());
        check(&changed(true), Verdict::Proved, &[]);
    }
    let control = |extra: GrantControl| with(|policy| policy.grant = grant(Operator::And, &[GrantControl::Mfa, extra]));
    let proof = check(&control(GrantControl::Other("dance".into())), Verdict::Undecided, &[]);
    assert_eq!(proof.possible[0].unmet, ["dance"]);
}

#[test]
fn settling_a_point_settles_the_verdict_either_way() {
    let tenant = with(|policy| {
        let mut demanded = grant(Operator::And, &[GrantControl::Mfa]).unwrap();
        demanded.terms_of_use = vec!["t".into()];
        policy.grant = Some(demanded);
    });
    check(&tenant, Verdict::Undecided, &[]);
    for (holds, verdict) in [(true, Verdict::Proved), (false, Verdict::Refuted)] {
        let mut settled = Settled::default();
        settled.settle(Question::TermsOfUse, holds);
        assert_eq!(prove_with(&tenant, &key(), &settled).verdict, verdict);
    }
}

#[test]
fn one_change_away_names_what_the_healthy_tenant_hangs_on() {
    let tenant = build::healthy();
    let settled = Settled::default();
    let set = sets(&tenant, &key()).remove(0);
    let away = Prover::new(&tenant, &settled).one_change_away(&subject(&tenant), &set);
    let has = |is_it: fn(&Change) -> bool| away.iter().any(|it| is_it(&it.change));
    assert!(
        has(|change| matches!(change, Change::ModelRemoved(Some(_)))) && has(|change| matches!(change, Change::MethodDisabled("Fido2")))
    );
    assert!(has(|change| matches!(change, Change::SecurityDefaultsOn)));
    assert!(!has(|change| matches!(change, Change::ExclusionDropped { .. })), "the key meets what the ordinary policy demands: {away:#?}");
    let mut blocked = build::healthy();
    let ordinary = blocked.policies.as_mut().unwrap().iter_mut().find(|policy| policy.id == ORDINARY.into()).unwrap();
    block(ordinary);
    let away = Prover::new(&blocked, &settled).one_change_away(&subject(&blocked), &set);
    let dropped = away.iter().find(|it| matches!(&it.change, Change::ExclusionDropped { policy, .. } if policy.id == ORDINARY.into()));
    assert_eq!(dropped.map(|it| it.verdict), Some(Verdict::Refuted));
}
