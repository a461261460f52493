//! The proof against brute force: random small tenants, every sign-in of a small world tried with the evaluator.
//!
//! The world holds one of each class that the vocabulary of the tenants can tell apart, so that what the proof says of all sign-ins
//! must be what trying them one by one says. `BREAKGLASS_TENANTS` sets how many tenants are tried; a failure prints its seed.

use breakglass_model::build::{self, AAGUID, OTHER_AAGUID};
use breakglass_model::tenant::{
    CombinationConfiguration, CountryLookup, FilterMode, GrantControl, GrantControls, IncludeExclude, IpRange, LocationKind,
    MethodConfiguration, MethodTarget, MethodsPolicy, NamedLocation, Operator, Policy, PolicyState, RegisteredMethod, RuleFilter,
    SessionControls, Strength, UserConditions,
};
use breakglass_model::{Cloud, Collection, Missing, ObjectKind, ObjectRef, Reason, Tenant, Untrusted};

use super::devices::KINDS;
use super::refusals::{Prover, Verdict};
use crate::access::Subject;
use crate::access::applications::{AZURE_CLI, AZURE_MANAGEMENT, EXCHANGE, PORTAL, WINDOWS_365};
use crate::access::context::{Client, Context, Country, Device, InsiderRisk, Platform, Registration, Resource, Risk};
use crate::access::credentials::{CredentialSet, Held};
use crate::access::evaluate::{COMPLIANT_NETWORK, Decision, Evaluator, LEGACY_TRUSTED};
use crate::access::questions::{Question, Settled};

/// A small generator of pseudo-random numbers: xorshift, so that a seed is a whole test case.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() % limit as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn some<T: Clone>(&mut self, from: &[T], most: usize) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| self.pick(from)).collect()
    }
}

const RULES: &[&str] = &[
    "device.isCompliant -eq True",
    "device.isCompliant -ne \"True\"",
    "device.trustType -eq \"ServerAD\" -or device.trustType -eq \"AzureAD\"",
    "device.model -eq \"a\"",
    "device.model -ne \"a\"",
    "device.model -startsWith \"a\" -and device.model -notContains \"b\"",
    "device.model -contains \"b\" -or device.isCompliant -eq \"False\"",
    "device.extensionAttribute1 -eq \"SAW\"",
    "device.extensionAttribute1 -ne \"SAW\"",
    "-not (device.model -in [\"a\", \"b\"])",
    "device.model -eq null",
    "device.systemLabels -contains \"x\"",
    "device.isCompliant -eq True -and device.isCompliant -ne True",
    "nonsense",
];

/// A random tenant with one account.
pub(crate) fn tenant(dice: &mut Dice) -> Tenant {
    let mut tenant = build::tenant();
    tenant.taken_at = if dice.one_in(8) { jiff::Timestamp::UNIX_EPOCH } else { "2026-11-01T00:00:00Z".parse().unwrap() };
    let mut user = build::user("u");
    user.is_enabled = if dice.one_in(20) { None } else { Some(!dice.one_in(20)) };
    tenant.users.insert("u".into(), Ok(Some(user)));
    if !dice.one_in(10) {
        tenant.user_groups.add("u".into(), ["ea".into()], Ok(()));
    }
    tenant.role_assignments.set_whole(Ok(()));
    tenant.role_eligibilities.set_whole(Ok(()));
    let holder = if dice.one_in(2) { "u" } else { "ea" };
    tenant.role_assignments.add("ga".into(), [build::assignment("ga", holder)], Ok(()));
    if dice.one_in(4) {
        let eligible = dice.pick(&["u", "ea", "other"]);
        tenant.role_eligibilities.add("hd".into(), [build::schedule("hd", eligible)], Ok(()));
    }
    if !dice.one_in(10) {
        let keys = [build::key("front", AAGUID), build::key("back", OTHER_AAGUID)].map(RegisteredMethod::Fido2);
        let other = dice.pick(&["microsoftAuthenticator", "softwareOath", "phone"]);
        tenant.methods.add("u".into(), keys.into_iter().chain([RegisteredMethod::Password, RegisteredMethod::Other(other.into())]), Ok(()));
    }
    if !dice.one_in(10) {
        tenant.methods_policy = Ok(methods_policy(dice));
    }
    tenant.security_defaults = match dice.below(8) {
        0 => Err(Missing::of(Collection::SecurityDefaults, Reason::NotAsked)),
        1 => Ok(true),
        _ => Ok(false),
    };
    tenant.per_user_mfa.insert("u".into(), Ok(Some(dice.pick(&["disabled", "disabled", "enforced", "new"]).into())));
    if !dice.one_in(10) {
        tenant.named_locations = Ok(locations(dice));
    }
    if !dice.one_in(10) {
        tenant.strengths = Ok(vec![strength(dice)]);
    }
    if dice.one_in(6) {
        tenant.cloud = Cloud::UsGov;
    }
    tenant.policies = Ok((0..1 + dice.below(3)).map(|index| policy(dice, &format!("p{index}"))).collect());
    tenant
}

fn methods_policy(dice: &mut Dice) -> MethodsPolicy {
    let target = |id: &str| MethodTarget { id: id.into(), kind: Some("group".into()), passkey_profiles: Vec::new() };
    let configuration = |id: &str, is_enabled: bool, to: &str| MethodConfiguration {
        id: id.into(),
        is_enabled: Some(is_enabled),
        include: vec![target(to)],
        ..MethodConfiguration::default()
    };
    MethodsPolicy {
        configurations: vec![
            configuration("Fido2", !dice.one_in(6), dice.pick(&["all_users", "ea", "other"])),
            configuration("MicrosoftAuthenticator", !dice.one_in(3), "all_users"),
            configuration("SoftwareOath", !dice.one_in(3), "all_users"),
            configuration("Sms", dice.one_in(2), "all_users"),
        ],
        migration_state: Some(dice.pick(&["migrationComplete", "migrationInProgress"]).into()),
        registration_campaign: None,
    }
}

fn locations(dice: &mut Dice) -> Vec<NamedLocation> {
    let networks = |id: &str, range: &str, is_trusted: Option<bool>| NamedLocation {
        id: id.into(),
        name: id.into(),
        kind: LocationKind::Networks { ranges: vec![IpRange::parse(range).unwrap()], unread: Vec::new(), is_trusted },
    };
    let countries = |id: &str, includes_unknown: bool, lookup: CountryLookup| NamedLocation {
        id: id.into(),
        name: id.into(),
        kind: LocationKind::Countries { countries: vec!["SE".into()], includes_unknown, lookup },
    };
    vec![
        networks("l-office", "192.0.2.0/24", dice.pick(&[Some(true), Some(false), None])),
        networks("l-lab", "2001:db8::/32", Some(dice.one_in(2))),
        countries("l-sweden", dice.one_in(2), CountryLookup::Address),
        countries("l-phone", dice.one_in(2), CountryLookup::AuthenticatorPosition),
    ]
}

fn strength(dice: &mut Dice) -> Strength {
    let combinations: Vec<Vec<Untrusted>> = dice
        .some(&["fido2", "password,softwareOath", "password,microsoftAuthenticatorPush", "new"], 3)
        .iter()
        .map(|it| it.split(',').map(Untrusted::from).collect())
        .collect();
    let restricted = CombinationConfiguration::Fido2 {
        applies_to: vec![vec!["fido2".into()]],
        allowed_aaguids: dice.some(&[AAGUID.into(), OTHER_AAGUID.into()], 2),
    };
    let configurations = if dice.one_in(2) { vec![restricted] } else { Vec::new() };
    Strength { id: "s".into(), name: None, is_custom: Some(true), combinations: Some(combinations), configurations }
}

fn policy(dice: &mut Dice, id: &str) -> Policy {
    let users = UserConditions {
        include_users: vec![dice.pick(&["All", "u", "None", "other"]).into()],
        include_groups: dice.some(&["ea".into(), "other".into()], 1),
        include_roles: dice.some(&["ga".into(), "hd".into()], 1),
        exclude_users: if dice.one_in(8) { vec!["u".into()] } else { Vec::new() },
        exclude_groups: if dice.one_in(4) { vec![dice.pick(&["ea", "other", "gone"]).into()] } else { Vec::new() },
        exclude_roles: if dice.one_in(8) { vec!["ga".into()] } else { Vec::new() },
        ..UserConditions::default()
    };
    let mut policy = build::policy(id, users);
    policy.state = dice.pick(&[
        PolicyState::Enabled,
        PolicyState::Enabled,
        PolicyState::Enabled,
        PolicyState::ReportOnly,
        PolicyState::Other("x".into()),
    ]);
    let conditions = &mut policy.conditions;
    conditions.applications.include = dice.some(
        &["All".into(), "Office365".into(), "MicrosoftAdminPortals".into(), PORTAL.into(), EXCHANGE.into(), "app-x".into(), "None".into()],
        2,
    );
    conditions.applications.exclude = dice.some(
        &["Office365".into(), PORTAL.into(), "app-x".into(), AZURE_CLI.into(), "MicrosoftAdminPortals".into(), AZURE_MANAGEMENT.into()],
        1,
    );
    if dice.one_in(4) {
        conditions.applications.user_actions =
            vec![dice.pick(&["urn:user:registersecurityinfo", "urn:user:registerdevice", "urn:user:new"]).into()];
    }
    if dice.one_in(6) {
        conditions.applications.authentication_contexts = vec!["c1".into()];
    }
    if dice.one_in(10) {
        conditions.applications.filter = Some(filter(dice, "CustomSecurityAttribute.a -eq \"b\""));
    }
    let lists = |dice: &mut Dice, words: &[&str]| {
        let words: Vec<Untrusted> = words.iter().map(|word| Untrusted::from(*word)).collect();
        IncludeExclude { include: dice.some(&words, 2), exclude: dice.some(&words, 1) }
    };
    if dice.one_in(3) {
        conditions.client_app_types = dice.some(
            &["all".into(), "browser".into(), "mobileAppsAndDesktopClients".into(), "other".into(), "easSupported".into(), "new".into()],
            2,
        );
    }
    if dice.one_in(4) {
        conditions.platforms = Some(lists(dice, &["all", "windows", "iOS", "android", "new"]));
    }
    if dice.one_in(3) {
        conditions.locations = Some(lists(
            dice,
            &["All", "AllTrusted", "l-office", "l-lab", "l-sweden", "l-phone", "gone", COMPLIANT_NETWORK, LEGACY_TRUSTED],
        ));
    }
    if dice.one_in(3) {
        let rule = dice.pick(RULES);
        conditions.devices = Some(filter(dice, rule));
    }
    if dice.one_in(5) {
        conditions.sign_in_risk = dice.some(&["high".into(), "low".into(), "hidden".into(), "new".into()], 2);
    }
    if dice.one_in(5) {
        conditions.user_risk = dice.some(&["high".into(), "none".into(), "new".into()], 2);
    }
    if dice.one_in(8) {
        conditions.insider_risk = dice.some(&["elevated".into(), "minor".into()], 2);
    }
    if dice.one_in(6) {
        conditions.authentication_flows = dice.some(&["deviceCodeFlow".into(), "none".into(), "new".into()], 2);
    }
    if dice.one_in(10) {
        policy.unread.push(dice.pick(&["conditions.times", "conditions.users.includeNew", "grantControls.new"]).into());
    }
    if dice.one_in(30) {
        policy.conditions.users = None;
    }
    policy.grant = (!dice.one_in(8)).then(|| grant(dice));
    if dice.one_in(6) {
        policy.session = Some(SessionControls {
            is_token_protected: dice.one_in(2),
            cloud_app_security: dice.one_in(4).then(|| "mcasConfigured".into()),
            others: if dice.one_in(6) { vec!["new".into()] } else { Vec::new() },
            ..SessionControls::default()
        });
    }
    policy
}

fn filter(dice: &mut Dice, rule: &str) -> RuleFilter {
    RuleFilter {
        mode: dice.pick(&[
            FilterMode::Include,
            FilterMode::Exclude,
            FilterMode::Include,
            FilterMode::Exclude,
            FilterMode::Other("x".into()),
        ]),
        rule: rule.into(),
    }
}

fn grant(dice: &mut Dice) -> GrantControls {
    use GrantControl::{ApprovedApplication, Block, CompliantDevice, DomainJoinedDevice, Mfa, Other, PasswordChange, RiskRemediation};
    let controls = [
        Block,
        Mfa,
        Mfa,
        CompliantDevice,
        CompliantDevice,
        DomainJoinedDevice,
        ApprovedApplication,
        PasswordChange,
        RiskRemediation,
        Other("new".into()),
    ];
    GrantControls {
        operator: dice.pick(&[Operator::And, Operator::Or, Operator::Or, Operator::Other("x".into())]),
        controls: dice.some(&controls, 2),
        strength: dice.one_in(4).then(|| dice.pick(&["s", "00000000-0000-0000-0000-000000000004", "gone"]).into()),
        terms_of_use: if dice.one_in(10) { vec!["t".into()] } else { Vec::new() },
        custom: if dice.one_in(12) { vec!["c".into()] } else { Vec::new() },
    }
}

/// What the operator says they hold.
pub(crate) fn held(dice: &mut Dice) -> Held {
    match dice.below(4) {
        0 => Held { has_password: true, ..Held::default() },
        1 => Held { has_password: true, methods: vec!["microsoftAuthenticatorPush".to_owned()], ..Held::default() },
        2 => Held { keys: vec![AAGUID.into()], has_password: dice.one_in(2), ..Held::default() },
        _ => Held::default(),
    }
}

/// What the operator settles.
pub(crate) fn settled(dice: &mut Dice) -> Settled {
    let mut settled = Settled::default();
    for question in Question::ALL {
        if dice.one_in(6) {
            settled.settle(question, dice.one_in(2));
        }
    }
    settled
}

/// The small world: the values that each part of a sign-in can take, as far as some policy tells them apart.
pub(crate) struct World {
    resources: Vec<Resource>,
    platforms: Vec<Platform>,
    clients: Vec<Client>,
    sign_in_risks: Vec<Risk>,
    user_risks: Vec<Risk>,
    insider_risks: Vec<InsiderRisk>,
    addresses: Vec<&'static str>,
    countries: Vec<Country>,
    positions: Vec<Option<Country>>,
    networks: Vec<bool>,
    devices: Vec<Device>,
}

/// What nobody looks at needs no second value.
fn choices<T: Clone>(is_looked_at: bool, values: &[T]) -> Vec<T> {
    if is_looked_at { values.to_vec() } else { values[..1].to_vec() }
}

fn devices(has_rules: bool) -> Vec<Device> {
    let strings = |values: &[Option<&str>]| values.iter().map(|it| it.map(str::to_owned)).collect::<Vec<_>>();
    let models = choices(has_rules, &strings(&[None, Some("a"), Some("b"), Some("a~b"), Some("z"), Some("ac")]));
    let extensions = choices(has_rules, &strings(&[None, Some("SAW"), Some("z")]));
    let labels = choices(has_rules, &[Vec::new(), vec!["x".to_owned()]]);
    let mut found = vec![Device::unregistered()];
    for (registration, is_compliant, is_managed) in KINDS.into_iter().skip(1) {
        let with = |model| {
            extensions
                .iter()
                .flat_map(|extension| labels.iter().map(move |label| (extension, label)))
                .map(move |(extension, label)| (model, extension, label))
        };
        let each = models.iter().flat_map(with);
        found.extend(each.map(|(model, extension, label)| {
            let mut device = Device::of(registration, is_compliant, is_managed);
            device.attributes.extend(model.iter().map(|it| ("model".to_owned(), it.clone())));
            device.attributes.extend(extension.iter().map(|it| ("extensionattribute1".to_owned(), it.clone())));
            device.collections.insert("systemlabels".to_owned(), label.clone());
            device
        }));
    }
    found
}

impl World {
    pub(crate) fn of(tenant: &Tenant) -> Self {
        let policies = tenant.policies.as_ref().unwrap();
        let looks = |at: &dyn Fn(&Policy) -> bool| policies.iter().any(at);
        let names = |words: &[&str]| {
            looks(&|policy| {
                let lists = policy.conditions.locations.as_ref();
                lists.is_some_and(|it| it.include.iter().chain(&it.exclude).any(|word| words.contains(&word.raw())))
            })
        };
        let has_devices = looks(&|policy| policy.grant.is_some() || policy.session.is_some());
        let has_rules = looks(&|policy| policy.conditions.devices.is_some());
        let application = |id: &str| Resource::Application(id.to_owned());
        let country = |code: &str| Country::Code(code.to_owned());
        Self {
            resources: vec![
                Resource::OwnApplication,
                application(PORTAL),
                application(EXCHANGE),
                application("app-x"),
                application(AZURE_CLI),
                application(AZURE_MANAGEMENT),
                application("app-y"),
                application("office365"),
                application(WINDOWS_365),
                application("microsoftadminportals"),
                Resource::RegisterSecurityInfo,
                Resource::RegisterDevice,
                Resource::AuthenticationContext("c1".to_owned()),
                Resource::AuthenticationContext("c2".to_owned()),
            ],
            platforms: choices(
                looks(&|policy| policy.conditions.platforms.is_some() || policy.session.is_some()),
                &[Platform::Windows, Platform::Ios, Platform::Android, Platform::MacOs, Platform::Other],
            ),
            clients: vec![Client::Browser, Client::Mobile],
            sign_in_risks: choices(looks(&|policy| !policy.conditions.sign_in_risk.is_empty()), Risk::ALL),
            user_risks: Risk::ALL.to_vec(),
            insider_risks: choices(looks(&|policy| !policy.conditions.insider_risk.is_empty()), InsiderRisk::ALL),
            addresses: choices(names(&["l-office", "l-lab", "AllTrusted"]), &["203.0.113.10", "192.0.2.7", "2001:db8::1"]),
            countries: choices(names(&["l-sweden"]), &[country("US"), country("SE"), Country::Unknown]),
            positions: choices(names(&["l-phone"]), &[None, Some(country("SE")), Some(country("US"))]),
            networks: choices(names(&[COMPLIANT_NETWORK]), &[false, true]),
            devices: if has_devices || has_rules { devices(has_rules) } else { vec![Device::unregistered()] },
        }
    }

    fn sizes(&self) -> [usize; 11] {
        [
            self.resources.len(),
            self.platforms.len(),
            self.clients.len(),
            self.sign_in_risks.len(),
            self.user_risks.len(),
            self.insider_risks.len(),
            self.addresses.len(),
            self.countries.len(),
            self.positions.len(),
            self.networks.len(),
            self.devices.len(),
        ]
    }

    pub(crate) fn len(&self) -> usize {
        self.sizes().iter().product()
    }

    /// The sign-in with that number; none where a hybrid joined device would not run Windows.
    pub(crate) fn sign_in(&self, number: usize) -> Option<Context> {
        let mut rest = number;
        let places = self.sizes().map(|size| {
            let place = rest % size;
            rest /= size;
            place
        });
        let (platform, device) = (self.platforms[places[1]], self.devices[places[10]].clone());
        (device.registration != Registration::Hybrid || platform == Platform::Windows).then(|| Context {
            platform,
            client: self.clients[places[2]],
            sign_in_risk: self.sign_in_risks[places[3]],
            user_risk: self.user_risks[places[4]],
            insider_risk: self.insider_risks[places[5]],
            ip: Some(self.addresses[places[6]].parse().unwrap()),
            country: Some(self.countries[places[7]].clone()),
            position: self.positions[places[8]].clone(),
            is_compliant_network: self.networks[places[9]],
            device,
            ..Context::plain(self.resources[places[0]].clone())
        })
    }
}

/// What trying every sign-in says. Large worlds are left alone: their tenants say nothing that smaller ones do not.
fn by_force(tenant: &Tenant, settled: &Settled, subject: &Subject<'_>, set: &CredentialSet, most: usize) -> Option<Verdict> {
    let world = World::of(tenant);
    if world.len() > most {
        return None;
    }
    let evaluator = Evaluator::new(tenant, settled, subject, set);
    let mut worst = Verdict::Proved;
    for context in (0..world.len()).filter_map(|number| world.sign_in(number)) {
        match evaluator.evaluate(&context).decision {
            Decision::Denied => return Some(Verdict::Refuted),
            Decision::Undecided => worst = Verdict::Undecided,
            Decision::Granted => {}
        }
    }
    Some(worst)
}

#[test]
fn the_proof_says_what_trying_every_sign_in_says() {
    let count: u64 = std::env::var("BREAKGLASS_TENANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(300);
    let (mut tried, mut verdicts) = (0_u64, [0_u64; 3]);
    let mut seed = 0;
    while tried < count {
        seed += 1;
        assert!(seed < count * 50, "hardly any tenant is small enough");
        let mut dice = Dice::new(seed);
        let tenant = tenant(&mut dice);
        let user = tenant.users.find(&"u".into()).unwrap();
        let subject = Subject::read(ObjectRef::new(ObjectKind::User, "u", None), user);
        let (held, settled) = (held(&mut dice), settled(&mut dice));
        for set in held.sets(&tenant, &subject) {
            let Some(expected) = by_force(&tenant, &settled, &subject, &set, 30_000) else { continue };
            let proof = Prover::new(&tenant, &settled).no_denial(&subject, &set);
            assert_eq!(proof.verdict, expected, "seed {seed}, {set:?}, {settled:?}: {proof:#?} {:#?}", tenant.policies);
            assert!(proof.witnesses.iter().all(|witness| witness.is_replayed), "seed {seed}: {proof:#?}");
            assert_eq!(
                proof.verdict == Verdict::Undecided,
                proof.witnesses.is_empty() && !proof.doubts.is_empty(),
                "seed {seed}: {proof:#?}"
            );
            verdicts[expected as usize] += 1;
        }
        tried += 1;
    }
    assert!(verdicts.iter().all(|count| *count > tried / 20), "one verdict hardly occurs: {verdicts:?}");
}
