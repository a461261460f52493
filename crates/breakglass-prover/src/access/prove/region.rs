//! A region of sign-ins: a product of one set per dimension, with the device rules that must or must not match.

use std::sync::Arc;

use super::countries::COUNTRIES;
use super::devices::{Found, KINDS, RuleDemand, find};
use super::sets::{AddressSet, Mask, WordSet};
use crate::access::applications::{AZURE_MANAGEMENT, DIRECTORY, EXCHANGE, GRAPH, PORTAL};
use crate::access::context::{Client, Context, Country, Device, Flow, InsiderRisk, Platform, Registration, Resource, Risk};
use crate::access::questions::Settled;

/// The user actions, in the order of their bits.
pub const ACTIONS: [Resource; 2] = [Resource::RegisterSecurityInfo, Resource::RegisterDevice];

/// What can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resources {
    /// Application ids in lower case, and names of groups of applications.
    pub applications: WordSet<String>,
    /// Whether an application of the organisation's own is in it that no policy names.
    pub own: bool,
    /// User actions.
    pub actions: Mask,
    /// Authentication contexts.
    pub contexts: WordSet<String>,
}

/// Where the Authenticator app says that the phone is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Positions {
    /// Whether it says nothing.
    pub none: bool,
    /// The countries that it may say.
    pub countries: WordSet<Country>,
}

/// The sides of a region, as witnesses and doubts name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What is opened.
    Resource,
    /// The platform.
    Platform,
    /// The kind of client.
    Client,
    /// Address, country, position, network.
    Place,
    /// The device.
    Device,
    /// Sign-in risk.
    SignInRisk,
    /// User risk.
    UserRisk,
    /// Insider risk.
    InsiderRisk,
    /// The authentication flow.
    Flow,
}

/// A region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// What is opened.
    pub resources: Arc<Resources>,
    /// Platforms, by their place in [`Platform::ALL`].
    pub platforms: Mask,
    /// Kinds of clients.
    pub clients: Mask,
    /// Addresses.
    pub addresses: Arc<AddressSet>,
    /// Countries of the address.
    pub countries: Arc<WordSet<Country>>,
    /// Reported positions.
    pub positions: Arc<Positions>,
    /// Whether the compliant network is used: no, yes.
    pub networks: Mask,
    /// Kinds of devices as they are seen, by their place in [`KINDS`].
    pub kinds: Mask,
    /// Device rules.
    pub rules: Vec<RuleDemand>,
    /// Sign-in risk.
    pub sign_in_risk: Mask,
    /// User risk.
    pub user_risk: Mask,
    /// Insider risk.
    pub insider_risk: Mask,
    /// Authentication flows.
    pub flows: Mask,
}

/// How a region is looked at.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Whether open parts count as certain only.
    pub is_certain: bool,
    /// Whether the credentials can report a position.
    pub reports_position: bool,
    /// What the operator settled.
    pub settled: &'a Settled,
}

/// What a look for a sign-in in a region found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inhabitant {
    /// One sign-in of it.
    Context(Box<Context>),
    /// It is empty.
    Nobody,
    /// Its device rules are too entangled to say.
    GaveUp,
}

impl Resources {
    /// Everything.
    pub fn all() -> Self {
        Self { applications: WordSet::all(), own: true, actions: Mask::first(ACTIONS.len()), contexts: WordSet::all() }
    }

    /// Nothing.
    pub fn none() -> Self {
        Self { applications: WordSet::none(), own: false, actions: Mask(0), contexts: WordSet::none() }
    }

    /// These applications.
    pub fn applications<'i>(ids: impl IntoIterator<Item = &'i str>) -> Self {
        Self { applications: WordSet::of(ids.into_iter().map(str::to_owned)), ..Self::none() }
    }

    /// What is in both.
    pub fn intersect(&self, other: &Self) -> Self {
        Self {
            applications: self.applications.intersect(&other.applications),
            own: self.own && other.own,
            actions: self.actions.and(other.actions),
            contexts: self.contexts.intersect(&other.contexts),
        }
    }

    /// What is in either.
    pub fn unite(&self, other: &Self) -> Self {
        Self {
            applications: self.applications.unite(&other.applications),
            own: self.own || other.own,
            actions: Mask(self.actions.0 | other.actions.0),
            contexts: self.contexts.unite(&other.contexts),
        }
    }

    /// What is not in it.
    pub fn complement(&self) -> Self {
        Self {
            applications: self.applications.complement(),
            own: !self.own,
            actions: Mask::first(ACTIONS.len()).without(self.actions),
            contexts: self.contexts.complement(),
        }
    }

    /// Whether a resource is in it.
    pub fn contains(&self, resource: &Resource) -> bool {
        match resource {
            Resource::Application(id) => self.applications.contains(id),
            Resource::OwnApplication => self.own,
            Resource::AuthenticationContext(id) => self.contexts.contains(id),
            action => ACTIONS.iter().position(|it| it == action).is_some_and(|index| self.actions.has(index)),
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.applications.is_empty() && !self.own && self.actions.is_empty() && self.contexts.is_empty()
    }

    /// One resource of it: what an administrator opens first.
    pub fn pick(&self) -> Option<Resource> {
        let usual = [PORTAL, AZURE_MANAGEMENT, GRAPH, DIRECTORY, EXCHANGE].map(|id| Resource::Application(id.to_owned()));
        let listed = self.applications.listed().into_iter().flatten().map(|id| Resource::Application(id.clone()));
        let contexts = self.contexts.listed().into_iter().flatten().map(|id| Resource::AuthenticationContext(id.clone()));
        let own = self.own.then_some(Resource::OwnApplication);
        let any = (!self.applications.is_empty()).then(|| Resource::Application("any-other-application".to_owned()));
        let context = (!self.contexts.is_empty()).then(|| Resource::AuthenticationContext("any-other-context".to_owned()));
        let mut candidates = usual.into_iter().chain(listed).chain(own).chain(ACTIONS).chain(contexts).chain(any).chain(context);
        candidates.find(|resource| self.contains(resource))
    }
}

impl Side {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Resource => "app",
            Self::Platform => "platform",
            Self::Client => "client",
            Self::Place => "location",
            Self::Device => "device",
            Self::SignInRisk => "signInRisk",
            Self::UserRisk => "userRisk",
            Self::InsiderRisk => "insiderRisk",
            Self::Flow => "flow",
        }
    }
}

impl Positions {
    /// Anything.
    pub fn all() -> Self {
        Self { none: true, countries: WordSet::all() }
    }

    /// What is in both.
    pub fn intersect(&self, other: &Self) -> Self {
        Self { none: self.none && other.none, countries: self.countries.intersect(&other.countries) }
    }

    /// What is not in it.
    pub fn complement(&self) -> Self {
        Self { none: !self.none, countries: self.countries.complement() }
    }
}

/// One country of a set, rather one of the world than another word, rather any than the unknown one; `None` where there is none.
pub fn pick_country(countries: &WordSet<Country>) -> Option<Country> {
    let is_known = |country: &&Country| matches!(country, Country::Code(code) if COUNTRIES.contains(&code.as_str()));
    match countries.listed() {
        Some(listed) => listed.iter().find(is_known).or_else(|| listed.first()).cloned(),
        None => {
            let known = COUNTRIES.iter().map(|code| Country::Code((*code).to_owned()));
            known.chain([Country::Unknown]).find(|country| countries.contains(country))
        }
    }
}

/// Whether a set holds a country of the world, or the unknown one.
fn has_country(countries: &WordSet<Country>) -> bool {
    countries.listed().map_or_else(|| pick_country(countries).is_some(), |listed| !listed.is_empty())
}

impl Region {
    /// Every sign-in.
    pub fn all() -> Self {
        Self {
            resources: Arc::new(Resources::all()),
            platforms: Mask::first(Platform::ALL.len()),
            clients: Mask::first(Client::ALL.len()),
            addresses: Arc::new(AddressSet::all()),
            countries: Arc::new(WordSet::all()),
            positions: Arc::new(Positions::all()),
            networks: Mask::first(2),
            kinds: Mask::first(KINDS.len()),
            rules: Vec::new(),
            sign_in_risk: Mask::first(Risk::ALL.len()),
            user_risk: Mask::first(Risk::ALL.len()),
            insider_risk: Mask::first(InsiderRisk::ALL.len()),
            flows: Mask::first(Flow::ALL.len()),
        }
    }

    /// Sign-ins that an emergency account needs: with modern clients, without device code or transfer. What else is refused is refused
    /// by design.
    pub fn relevant() -> Self {
        Self {
            clients: Mask::of(Client::ALL, |client| !client.is_legacy()),
            flows: Mask::of(Flow::ALL, |flow| *flow == Flow::None),
            ..Self::all()
        }
    }

    /// What is in both.
    pub fn intersect(&self, other: &Self) -> Self {
        let mut rules = self.rules.clone();
        rules.extend(other.rules.iter().filter(|rule| !self.rules.contains(rule)).cloned());
        Self {
            resources: shared(&self.resources, &other.resources, Resources::intersect),
            platforms: self.platforms.and(other.platforms),
            clients: self.clients.and(other.clients),
            addresses: shared(&self.addresses, &other.addresses, AddressSet::intersect),
            countries: shared(&self.countries, &other.countries, WordSet::intersect),
            positions: shared(&self.positions, &other.positions, Positions::intersect),
            networks: self.networks.and(other.networks),
            kinds: self.kinds.and(other.kinds),
            rules,
            sign_in_risk: self.sign_in_risk.and(other.sign_in_risk),
            user_risk: self.user_risk.and(other.user_risk),
            insider_risk: self.insider_risk.and(other.insider_risk),
            flows: self.flows.and(other.flows),
        }
    }

    /// The sides on which nothing is left, devices' rules aside.
    pub fn empty_sides(&self, view: View<'_>) -> Vec<Side> {
        let has_position = self.positions.none || view.reports_position && has_country(&self.positions.countries);
        let is_nowhere = self.addresses.is_empty() || self.networks.is_empty() || !has_position || !has_country(&self.countries);
        let sides = [
            (Side::Resource, self.resources.is_empty()),
            (Side::Platform, self.platforms.is_empty()),
            (Side::Client, self.clients.is_empty()),
            (Side::Place, is_nowhere),
            (Side::Device, self.kinds.is_empty()),
            (Side::SignInRisk, self.sign_in_risk.is_empty()),
            (Side::UserRisk, self.user_risk.is_empty()),
            (Side::InsiderRisk, self.insider_risk.is_empty()),
            (Side::Flow, self.flows.is_empty()),
        ];
        sides.into_iter().filter(|(_, is_empty)| *is_empty).map(|(side, _)| side).collect()
    }

    /// The sides on which it is narrower than a frame: what matters of a sign-in in it.
    pub fn narrower_than(&self, frame: &Self) -> Vec<Side> {
        let is_placed =
            !self.addresses.is_all() || !self.countries.is_all() || *self.positions != *frame.positions || self.networks != frame.networks;
        let sides = [
            // Every application is no narrowing, even where actions and contexts are left out.
            (Side::Resource, !(self.resources.applications.is_all() && self.resources.own)),
            (Side::Platform, self.platforms != frame.platforms),
            (Side::Client, self.clients != frame.clients),
            (Side::Place, is_placed),
            (Side::Device, self.kinds != frame.kinds || !self.rules.is_empty()),
            (Side::SignInRisk, self.sign_in_risk != frame.sign_in_risk),
            (Side::UserRisk, self.user_risk != frame.user_risk),
            (Side::InsiderRisk, self.insider_risk != frame.insider_risk),
            (Side::Flow, self.flows != frame.flows),
        ];
        sides.into_iter().filter(|(_, is_narrower)| *is_narrower).map(|(side, _)| side).collect()
    }

    /// One sign-in of the region, as plain as it gets.
    pub fn inhabitant(&self, view: View<'_>) -> Inhabitant {
        if !self.empty_sides(view).is_empty() {
            return Inhabitant::Nobody;
        }
        let position = if self.positions.none { None } else { pick_country(&self.positions.countries) };
        let (Some(resource), Some(country), ip) = (self.resources.pick(), pick_country(&self.countries), self.addresses.pick()) else {
            return Inhabitant::Nobody;
        };
        let mut gave_up = false;
        for kind in self.kinds.members(&KINDS) {
            let Some((platform, client, flow)) = self.frame(kind.0) else { continue };
            match find(kind, &self.rules, view.is_certain, view.settled) {
                Found::Nothing => {}
                Found::GaveUp => gave_up = true,
                Found::Device(device) => {
                    return Inhabitant::Context(Box::new(Context {
                        platform,
                        client,
                        flow,
                        ip,
                        country: Some(country),
                        position,
                        is_compliant_network: !self.networks.has(0),
                        device,
                        sign_in_risk: first(self.sign_in_risk, Risk::ALL, Risk::None),
                        user_risk: first(self.user_risk, Risk::ALL, Risk::None),
                        insider_risk: first(self.insider_risk, InsiderRisk::ALL, InsiderRisk::None),
                        ..Context::plain(resource)
                    }));
                }
            }
        }
        if gave_up { Inhabitant::GaveUp } else { Inhabitant::Nobody }
    }

    /// A platform, client and flow with which a device of that registration can be seen: legacy clients and device code show none
    /// (C26, C31), and hybrid joined devices run Windows.
    fn frame(&self, registration: Registration) -> Option<(Platform, Client, Flow)> {
        let is_seen = registration != Registration::Unregistered;
        let platform = self.platforms.members(Platform::ALL).find(|it| registration != Registration::Hybrid || *it == Platform::Windows)?;
        let client = self.clients.members(Client::ALL).find(|it| !is_seen || !it.is_legacy())?;
        let flow = self.flows.members(Flow::ALL).find(|it| !is_seen || *it != Flow::DeviceCode)?;
        Some((platform, client, flow))
    }

    /// Whether a concrete sign-in is in the region; its device is taken as it is seen.
    pub fn contains(&self, context: &Context, view: View<'_>) -> bool {
        let has = |mask: Mask, index: Option<usize>| index.is_some_and(|index| mask.has(index));
        let device = context.seen_device();
        self.resources.contains(&context.resource)
            && has(self.platforms, place(Platform::ALL, context.platform))
            && has(self.clients, place(Client::ALL, context.client))
            && has(self.flows, place(Flow::ALL, context.flow))
            && has(self.sign_in_risk, place(Risk::ALL, context.sign_in_risk))
            && has(self.user_risk, place(Risk::ALL, context.user_risk))
            && has(self.insider_risk, place(InsiderRisk::ALL, context.insider_risk))
            && self.networks.has(usize::from(context.is_compliant_network))
            && has(self.kinds, place(&KINDS, (device.registration, device.is_compliant, device.is_managed)))
            && context.ip.is_none_or(|ip| self.addresses.contains(ip))
            && context.country.as_ref().is_none_or(|country| self.countries.contains(country))
            && self.has_position(context, view)
            && self.admits_device(&device, view)
    }

    fn has_position(&self, context: &Context, view: View<'_>) -> bool {
        match context.position.as_ref().filter(|_| view.reports_position) {
            None => self.positions.none,
            Some(country) => self.positions.countries.contains(country),
        }
    }

    fn admits_device(&self, device: &Device, view: View<'_>) -> bool {
        super::devices::admits(device, &self.rules, view.is_certain, view.settled)
    }
}

/// The place of a value in a list.
pub fn place<T: PartialEq + Copy>(all: &[T], value: T) -> Option<usize> {
    all.iter().position(|it| *it == value)
}

fn first<T: Copy>(mask: Mask, all: &[T], otherwise: T) -> T {
    mask.members(all).next().unwrap_or(otherwise)
}

/// The intersection of two shared sets, without a copy where they are the same.
fn shared<T: PartialEq>(one: &Arc<T>, other: &Arc<T>, intersect: impl Fn(&T, &T) -> T) -> Arc<T> {
    if Arc::ptr_eq(one, other) || one == other { Arc::clone(one) } else { Arc::new(intersect(one, other)) }
}

/// A part of all sign-ins, as people say it: what is not said may be anything that matters.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// What is opened.
    pub resource: Option<Resource>,
    /// The platform.
    pub platform: Option<Platform>,
    /// The client.
    pub client: Option<Client>,
    /// The address.
    pub ip: Option<std::net::IpAddr>,
    /// The country of the address.
    pub country: Option<Country>,
    /// The device as it is seen; its attributes are free.
    pub device: Option<Device>,
    /// Sign-in risk.
    pub sign_in_risk: Option<Risk>,
    /// User risk.
    pub user_risk: Option<Risk>,
    /// Insider risk.
    pub insider_risk: Option<InsiderRisk>,
    /// The authentication flow.
    pub flow: Option<Flow>,
}

impl Frame {
    /// The region of those sign-ins.
    pub fn region(&self) -> Region {
        fn only<T: PartialEq + Copy>(said: Option<T>, all: &[T], otherwise: Mask) -> Mask {
            said.map_or(otherwise, |value| Mask::of(all, |it| *it == value))
        }
        let relevant = Region::relevant();
        let resources = self.resource.as_ref().map(|resource| match resource {
            Resource::Application(id) => Resources::applications([id.as_str()]),
            Resource::OwnApplication => Resources { own: true, ..Resources::none() },
            Resource::AuthenticationContext(id) => Resources { contexts: WordSet::of([id.clone()]), ..Resources::none() },
            action => Resources { actions: Mask::of(&ACTIONS, |it| it == action), ..Resources::none() },
        });
        let addresses = self.ip.map(|ip| {
            let prefix = if ip.is_ipv4() { 32 } else { 128 };
            AddressSet::of([&breakglass_model::tenant::IpRange { network: ip, prefix }])
        });
        let kinds = self.device.as_ref().map(|device| {
            Mask::of(&KINDS, |kind| kind.0 == device.registration && kind.1 == device.is_compliant && (device.is_compliant || !kind.1))
        });
        Region {
            resources: resources.map_or(relevant.resources, Arc::new),
            platforms: only(self.platform, Platform::ALL, relevant.platforms),
            clients: only(self.client, Client::ALL, relevant.clients),
            addresses: addresses.map_or(relevant.addresses, Arc::new),
            countries: self.country.as_ref().map_or(relevant.countries, |country| Arc::new(WordSet::of([country.clone()]))),
            kinds: kinds.unwrap_or(relevant.kinds),
            sign_in_risk: only(self.sign_in_risk, Risk::ALL, relevant.sign_in_risk),
            user_risk: only(self.user_risk, Risk::ALL, relevant.user_risk),
            insider_risk: only(self.insider_risk, InsiderRisk::ALL, relevant.insider_risk),
            flows: only(self.flow, Flow::ALL, relevant.flows),
            ..Region::relevant()
        }
    }
}
