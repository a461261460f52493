//! Way in (O2) and total lockout (O3): what the operator can choose, against everything that nature may throw.
//!
//! The operator chooses platform, client, address and one of a few devices; risk, the country that an address is told to be in and the
//! position of a phone are nature's. The goal is to change Conditional Access: the portal with the interfaces and the directory that it
//! depends on (C21), and the authentication contexts that protected actions ask for (C24).

use std::net::IpAddr;

use breakglass_model::Tenant;
use breakglass_model::tenant::Policy;

use super::refusals::{Conditions, Proof, Prover, Refusal, Verdict, blamed, gate_region, refusals};
use super::region::{Inhabitant, Region, Resources, View};
use super::sets::{AddressSet, Mask, WordSet};
use crate::access::Subject;
use crate::access::applications::GOAL;
use crate::access::context::{Client, Context, Country, Device, Platform, Registration, Resource, Risk};
use crate::access::credentials::CredentialSet;
use crate::access::gates::gates;
use crate::access::holdings::Holdings;
use crate::access::truth::{Doubt, merged};

/// Addresses tried at most; beyond, nothing is refuted.
const MOST_ADDRESSES: usize = 20_000;

/// What the operator can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The platform.
    pub platform: Platform,
    /// The client.
    pub client: Client,
    /// The address; none where it does not matter.
    pub ip: Option<IpAddr>,
    /// The device.
    pub device: Device,
}

/// Whether the operator gets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayIn {
    /// What came of it.
    pub verdict: Verdict,
    /// What to choose, where there is a way.
    pub choice: Option<Choice>,
    /// What would settle an undecided verdict.
    pub doubts: Vec<Doubt>,
}

/// The devices that an operator can bring, the plainest first: one that the directory does not know, a registered one, and managed ones
/// without further attributes.
fn devices() -> [Device; 4] {
    [
        Device::unregistered(),
        Device::of(Registration::Registered, false, false),
        Device::of(Registration::Joined, true, true),
        Device::of(Registration::Hybrid, true, true),
    ]
}

/// What somebody has to open to change Conditional Access in this tenant.
pub fn goal(tenant: &Tenant) -> Resources {
    let is_recovery = |name: &str| name.to_ascii_lowercase().contains("conditionalaccesspolicies");
    let actions = tenant.protected_actions.iter().flatten().filter(|action| is_recovery(action.name.raw()));
    let contexts = actions.filter_map(|action| action.context.as_ref()).map(|context| context.raw().to_ascii_lowercase());
    Resources { contexts: WordSet::of(contexts), ..Resources::applications(GOAL.iter().copied()) }
}

impl Prover<'_> {
    /// Whether some choice of the operator's opens the goal, whatever nature does.
    pub fn way_in(&self, subject: &Subject<'_>, set: &CredentialSet) -> WayIn {
        let holdings = self.holdings(subject, set);
        let barriers = self.barriers(subject, &holdings);
        let frame = Region { resources: std::sync::Arc::new(goal(self.tenant)), ..Region::relevant() };
        self.search(&holdings, &barriers, &frame)
    }

    /// Whether nature can be so kind that some choice opens the goal: if not, the account is shut out for good. Where there is a
    /// [`Prover::way_in`] whatever nature does, it is one of these.
    pub fn any_way_in(&self, subject: &Subject<'_>, set: &CredentialSet) -> WayIn {
        let holdings = self.holdings(subject, set);
        let barriers = self.barriers(subject, &holdings);
        let goal = std::sync::Arc::new(goal(self.tenant));
        let mut worst = WayIn { verdict: Verdict::Refuted, choice: None, doubts: Vec::new() };
        for nature in natures(&barriers) {
            let way = self.search(&holdings, &barriers, &Region { resources: std::sync::Arc::clone(&goal), ..nature });
            match way.verdict {
                Verdict::Proved => return way,
                Verdict::Undecided => {
                    worst.verdict = Verdict::Undecided;
                    worst.doubts = merged(worst.doubts, way.doubts);
                }
                Verdict::Refuted => {}
            }
        }
        worst
    }

    /// Every way in which anything refuses the account.
    fn barriers(&self, subject: &Subject<'_>, holdings: &Holdings<'_>) -> Vec<Refusal> {
        let of_policy = |(policy, conditions): (&Policy, &Conditions<'_>)| {
            let scope = conditions.speaks_to(policy, subject);
            let clients = Region::relevant().clients;
            if scope.is_no() { Vec::new() } else { refusals(self.settled, holdings, (policy, conditions.compiled()), &scope, clients) }
        };
        let policies = self.policies().filter(|(policy, _)| policy.is_enforced()).flat_map(of_policy);
        let gates = gates(self.tenant, self.settled, subject, holdings).into_iter().map(|gate| {
            let region = gate_region(&gate);
            Refusal { answer: gate.refuses, certain: region.clone(), possible: region, doubts: Vec::new(), controls: Vec::new() }
        });
        policies.chain(gates).filter(|refusal| !refusal.answer.is_no()).collect()
    }

    /// Looks for a choice that no barrier stands against in the frame.
    fn search(&self, holdings: &Holdings<'_>, barriers: &[Refusal], frame: &Region) -> WayIn {
        let view = View { is_certain: false, reports_position: holdings.reports_position(), settled: self.settled };
        let (mut addresses, is_whole) = addresses(barriers);
        addresses.insert(0, None);
        let mut is_refuted = is_whole;
        let mut doubts = Vec::new();
        for device in devices() {
            for (platform, client) in
                Platform::ALL.iter().flat_map(|platform| [Client::Browser, Client::Mobile].map(|client| (*platform, client)))
            {
                if device.registration == Registration::Hybrid && platform != Platform::Windows {
                    continue;
                }
                for ip in &addresses {
                    let choice = Choice { platform, client, ip: *ip, device: device.clone() };
                    let possible: Vec<&Refusal> = barriers.iter().filter(|it| stands(&it.possible, &choice, frame, view)).collect();
                    if possible.is_empty() {
                        return WayIn { verdict: Verdict::Proved, choice: Some(choice), doubts: Vec::new() };
                    }
                    let certain = View { is_certain: true, ..view };
                    let is_refused = possible.iter().any(|it| it.answer.is_yes() && stands(&it.certain, &choice, frame, certain));
                    // No address at all stands for one of which nothing is known: it refutes nothing by itself.
                    if !is_refused && ip.is_some() {
                        is_refuted = false;
                        let open = possible.iter().flat_map(|it| doubted(it, frame, certain));
                        doubts = merged(doubts, open.collect());
                    }
                }
            }
        }
        let verdict = if is_refuted { Verdict::Refuted } else { Verdict::Undecided };
        if verdict == Verdict::Undecided && doubts.is_empty() {
            doubts.push(Doubt::NotUnderstood("which of the many addresses to come from".to_owned()));
        }
        WayIn { verdict, choice: None, doubts: if is_refuted { Vec::new() } else { doubts } }
    }
}

/// Why a barrier is not certain in a frame: the sides that leave nothing certain, or all of them where none alone does.
fn doubted(barrier: &Refusal, frame: &Region, view: View<'_>) -> Vec<Doubt> {
    let found = merged(barrier.answer.doubts.clone(), blamed(barrier, &barrier.certain.intersect(frame), view));
    if found.is_empty() { barrier.doubts.iter().map(|(_, doubt)| doubt.clone()).collect() } else { found }
}

/// One of each class of risks, countries and positions that barriers tell apart.
fn natures(barriers: &[Refusal]) -> Vec<Region> {
    let regions = || barriers.iter().flat_map(|it| [&it.certain, &it.possible]);
    let masks = |side: fn(&Region) -> Mask| {
        let mut seen = std::collections::BTreeSet::new();
        let signature = |index: usize| regions().map(|region| side(region).has(index)).collect::<Vec<_>>();
        let is_new = |index: &usize| seen.insert(signature(*index));
        (0..Risk::ALL.len()).filter(is_new).map(|index| Mask(1 << index)).collect::<Vec<_>>()
    };
    let named = regions().flat_map(|region| region.countries.mentioned().cloned()).collect::<std::collections::BTreeSet<_>>();
    let other = super::region::pick_country(&WordSet::all_but(named.iter().cloned().chain([Country::Unknown])));
    let countries: Vec<Country> = named.into_iter().chain(other).chain([Country::Unknown]).collect();
    let mut found = vec![Region { networks: Mask(1), ..Region::relevant() }];
    let spread = |found: Vec<Region>, with: &dyn Fn(&Region) -> Vec<Region>| found.iter().flat_map(with).collect::<Vec<_>>();
    let (sign_in, user, insider) = (masks(|it| it.sign_in_risk), masks(|it| it.user_risk), masks(|it| it.insider_risk));
    found = spread(found, &|it| sign_in.iter().map(|mask| Region { sign_in_risk: *mask, ..it.clone() }).collect());
    found = spread(found, &|it| user.iter().map(|mask| Region { user_risk: *mask, ..it.clone() }).collect());
    found = spread(found, &|it| insider.iter().map(|mask| Region { insider_risk: *mask, ..it.clone() }).collect());
    let in_country =
        |region: &Region, country: &Country| Region { countries: std::sync::Arc::new(WordSet::of([country.clone()])), ..region.clone() };
    spread(found, &|it| countries.iter().map(|country| in_country(it, country)).collect())
}

/// Addresses that barriers tell apart; whether these are all.
fn addresses(barriers: &[Refusal]) -> (Vec<Option<IpAddr>>, bool) {
    let sets = barriers.iter().flat_map(|it| [&it.certain.addresses, &it.possible.addresses]).filter(|set| !set.is_all());
    let mut found: Vec<IpAddr> = AddressSet::all().representatives();
    let mut seen: Vec<&AddressSet> = Vec::new();
    for set in sets {
        if !seen.contains(&&**set) {
            seen.push(set);
            found.extend(set.representatives());
        }
    }
    found.sort_unstable();
    found.dedup();
    let is_whole = found.len() <= MOST_ADDRESSES;
    found.truncate(MOST_ADDRESSES);
    (found.into_iter().map(Some).collect(), is_whole)
}

/// Whether a barrier stands against a choice somewhere in the frame, whatever nature does.
fn stands(barrier: &Region, choice: &Choice, frame: &Region, view: View<'_>) -> bool {
    let chosen = |all: &Region| Region {
        platforms: Mask::of(Platform::ALL, |it| *it == choice.platform),
        clients: Mask::of(Client::ALL, |it| *it == choice.client),
        kinds: Mask::of(&super::devices::KINDS, |it| {
            *it == (choice.device.registration, choice.device.is_compliant, choice.device.is_managed)
        }),
        ..all.clone()
    };
    let region = chosen(frame);
    if choice.ip.is_some_and(|ip| !barrier.addresses.contains(ip)) {
        return false;
    }
    let meeting = Region { addresses: std::sync::Arc::new(AddressSet::all()), rules: Vec::new(), ..barrier.clone() };
    let is_met = if choice.ip.is_some() { meeting } else { Region { addresses: barrier.addresses.clone(), ..meeting } };
    super::devices::admits(&choice.device, &barrier.rules, view.is_certain, view.settled)
        && is_met.intersect(&region).inhabitant(view) != Inhabitant::Nobody
}

/// What a choice looks like as a sign-in to the portal.
impl Choice {
    /// The sign-in.
    pub fn context(&self) -> Context {
        Context {
            platform: self.platform,
            client: self.client,
            ip: self.ip,
            device: self.device.clone(),
            ..Context::plain(Resource::Application(crate::access::applications::PORTAL.to_owned()))
        }
    }
}

/// Whether not everybody is shut out (O3): proved by one account with one set that has a way in, refuted where nobody has any.
pub fn total_lockout<'w>(ways: impl IntoIterator<Item = &'w WayIn>) -> (Verdict, Vec<Doubt>) {
    let ways: Vec<&WayIn> = ways.into_iter().collect();
    let verdict = match (ways.iter().any(|way| way.verdict == Verdict::Proved), ways.iter().all(|way| way.verdict == Verdict::Refuted)) {
        (true, _) => Verdict::Proved,
        (false, true) => Verdict::Refuted,
        (false, false) => Verdict::Undecided,
    };
    let doubts = if verdict == Verdict::Undecided { ways.iter().flat_map(|way| way.doubts.clone()).collect() } else { Vec::new() };
    (verdict, merged(doubts, Vec::new()))
}

impl Proof {
    /// Whether it holds.
    pub fn is_proved(&self) -> bool {
        self.verdict == Verdict::Proved
    }
}
