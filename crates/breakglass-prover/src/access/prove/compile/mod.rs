//! A policy's conditions as regions: where it certainly applies, and where it may.

mod places;

use std::sync::Arc;

use breakglass_model::tenant::{Applications, DeviceRule, FilterMode, IncludeExclude, Policy, RuleFilter};
use breakglass_model::{Tenant, Untrusted};

use super::devices::RuleDemand;
use super::region::{ACTIONS, Region, Resources, Side, place};
use super::sets::{Mask, WordSet};
use crate::access::applications::{ADMIN_PORTALS, AZURE_MANAGEMENT, BEHIND_AZURE_MANAGEMENT, IN_NO_GROUP, OFFICE_365};
use crate::access::context::{Client, Flow, InsiderRisk, Platform, Risk};
use crate::access::evaluate::unknown_action;
use crate::access::questions::{Question, Settled};
use crate::access::truth::{Answer, Doubt};

/// A part of a policy's conditions: one way to meet its location, with everything else.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Where it certainly applies.
    pub certain: Region,
    /// Where it may apply.
    pub possible: Region,
    /// What stands between the two, by side.
    pub doubts: Vec<(Side, Doubt)>,
}

/// A policy's conditions.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// Their parts.
    pub pieces: Vec<Piece>,
    /// Whether conditions that this version does not read are met.
    pub unread: Answer,
}

/// Something as it certainly is and as it may be.
#[derive(Debug, Clone)]
pub(super) struct Both<T> {
    pub(super) certain: T,
    pub(super) possible: T,
}

impl<T: Clone> Both<T> {
    pub(super) fn sure(value: T) -> Self {
        Self { certain: value.clone(), possible: value }
    }
}

/// What is needed to read conditions.
pub(super) struct Compiler<'a> {
    pub(super) tenant: &'a Tenant,
    pub(super) settled: &'a Settled,
    pub(super) doubts: Vec<Doubt>,
}

/// The pieces of a policy's conditions; users are another question.
pub fn compile(tenant: &Tenant, settled: &Settled, policy: &Policy) -> Compiled {
    let mut compiler = Compiler { tenant, settled, doubts: Vec::new() };
    let conditions = &policy.conditions;
    let is_unread = policy.unread.iter().any(|field| field.raw().starts_with("conditions"));
    let mut doubts = Vec::new();
    let mut sided = |compiler: &mut Compiler<'_>, side: Side| {
        doubts.extend(std::mem::take(&mut compiler.doubts).into_iter().map(|doubt| (side, doubt)));
    };
    let resources = compiler.resources(&conditions.applications);
    sided(&mut compiler, Side::Resource);
    let platforms = compiler.platforms(conditions.platforms.as_ref());
    sided(&mut compiler, Side::Platform);
    let clients = compiler.clients(&conditions.client_app_types);
    sided(&mut compiler, Side::Client);
    let device = compiler.device(conditions.devices.as_ref());
    sided(&mut compiler, Side::Device);
    let risk = |word: &str| Risk::named(word).and_then(|it| place(Risk::ALL, it));
    let sign_in_risk = compiler.levels(&conditions.sign_in_risk, Risk::ALL.len(), risk);
    sided(&mut compiler, Side::SignInRisk);
    let user_risk = compiler.levels(&conditions.user_risk, Risk::ALL.len(), risk);
    sided(&mut compiler, Side::UserRisk);
    let insider_risk = compiler.levels(&conditions.insider_risk, InsiderRisk::ALL.len(), |word| {
        InsiderRisk::named(word).and_then(|it| place(InsiderRisk::ALL, it))
    });
    sided(&mut compiler, Side::InsiderRisk);
    let flows = compiler.flows(&conditions.authentication_flows);
    sided(&mut compiler, Side::Flow);
    let region = |pick: fn(&Both<Mask>) -> Mask, resources: Resources, rules: Option<&Vec<RuleDemand>>, place: places::Place| Region {
        resources: Arc::new(resources),
        platforms: pick(&platforms),
        clients: pick(&clients),
        addresses: place.addresses,
        countries: place.countries,
        positions: place.positions,
        networks: place.networks,
        kinds: rules.map_or(Mask(0), |_| Region::all().kinds),
        rules: rules.cloned().unwrap_or_default(),
        sign_in_risk: pick(&sign_in_risk),
        user_risk: pick(&user_risk),
        insider_risk: pick(&insider_risk),
        flows: pick(&flows),
    };
    let alternatives = compiler.places(conditions.locations.as_ref());
    let pieces = alternatives
        .into_iter()
        .map(|(place, place_doubts)| Piece {
            certain: region(|both| both.certain, resources.certain.clone(), device.certain.as_ref(), place.certain),
            possible: region(|both| both.possible, resources.possible.clone(), device.possible.as_ref(), place.possible),
            doubts: doubts.iter().cloned().chain(place_doubts.into_iter().map(|doubt| (Side::Place, doubt))).collect(),
        })
        .collect();
    let unread = if is_unread { settled.answer(Question::UnreadCondition) } else { Answer::yes() };
    Compiled { pieces, unread }
}

impl Compiler<'_> {
    /// A point that the operator may have settled; open otherwise, with its doubt.
    pub(super) fn settle(&mut self, question: Question) -> Both<bool> {
        match self.settled.said(question) {
            Some(holds) => Both::sure(holds),
            None => {
                self.doubt(Doubt::Question(question));
                Both { certain: false, possible: true }
            }
        }
    }

    pub(super) fn doubt(&mut self, doubt: Doubt) {
        if !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }

    fn not_understood(&mut self, what: &str, word: &Untrusted) {
        self.doubt(Doubt::NotUnderstood(format!("{what} {}", word.quoted())));
    }

    /// C16–C20.
    fn resources(&mut self, applications: &Applications) -> Both<Resources> {
        let names = |list: &[Untrusted], word: &str| list.iter().any(|it| it.raw().eq_ignore_ascii_case(word));
        if let Some(word) = unknown_action(applications) {
            self.not_understood("user action", word);
            return Both { certain: Resources::none(), possible: Resources::all() };
        }
        let mut found = self.applications(applications);
        let all_actions = names(&applications.include, "All").then(|| self.settle(Question::AllCoversUserActions));
        let bits = Mask::of(&ACTIONS, |action| names(&applications.user_actions, action.word()));
        let with_all = |is_covered: Option<bool>| if is_covered == Some(true) { Mask::first(ACTIONS.len()) } else { bits };
        found.certain.actions = with_all(all_actions.as_ref().map(|it| it.certain));
        found.possible.actions = with_all(all_actions.as_ref().map(|it| it.possible));
        let contexts = WordSet::of(applications.authentication_contexts.iter().map(|word| word.raw().to_ascii_lowercase()));
        found.certain.contexts = contexts.clone();
        found.possible.contexts = contexts;
        found
    }

    /// Applications alone, without actions and contexts.
    fn applications(&mut self, applications: &Applications) -> Both<Resources> {
        let everything = || Resources { actions: Mask(0), contexts: WordSet::none(), ..Resources::all() };
        let filter_mode = applications.filter.as_ref().map(|filter| &filter.mode);
        let is_bare =
            applications.include.is_empty() && applications.user_actions.is_empty() && applications.authentication_contexts.is_empty();
        if is_bare && filter_mode.is_none() {
            let is_met = self.settle(Question::EmptyInclude);
            let when = |holds: bool| if holds { everything() } else { Resources::none() };
            return Both { certain: when(is_met.certain), possible: when(is_met.possible) };
        }
        let filtered = filter_mode.map(|mode| match mode {
            FilterMode::Other(word) => {
                self.not_understood("filter mode", word);
                Both { certain: false, possible: true }
            }
            FilterMode::Include | FilterMode::Exclude => self.settle(Question::ApplicationFilter),
        });
        let when = |holds: bool| if holds { everything() } else { Resources::none() };
        // What is excluded by the very word that includes it is out, whatever the word stands for.
        let is_out = |word: &Untrusted| applications.exclude.iter().any(|out| out.raw().eq_ignore_ascii_case(word.raw()));
        let standing: Vec<Untrusted> = applications.include.iter().filter(|word| !is_out(word)).cloned().collect();
        let mut included = self.union(&standing);
        let mut excluded = self.union(&applications.exclude);
        if let (Some(mode), Some(matches)) = (filter_mode, filtered) {
            if *mode != FilterMode::Exclude {
                included.certain = included.certain.unite(&when(matches.certain));
                included.possible = included.possible.unite(&when(matches.possible));
            }
            if *mode != FilterMode::Include {
                excluded.certain = excluded.certain.unite(&when(matches.certain));
                excluded.possible = excluded.possible.unite(&when(matches.possible));
                if applications.include.is_empty() {
                    included = Both::sure(everything());
                }
            }
        }
        let minus = |one: &Resources, other: &Resources| one.intersect(&other.complement());
        Both { certain: minus(&included.certain, &excluded.possible), possible: minus(&included.possible, &excluded.certain) }
    }

    fn union(&mut self, words: &[Untrusted]) -> Both<Resources> {
        let mut found = Both::sure(Resources::none());
        for word in words {
            let meant = self.application(word.raw());
            found.certain = found.certain.unite(&meant.certain);
            found.possible = found.possible.unite(&meant.possible);
        }
        found
    }

    fn application(&mut self, word: &str) -> Both<Resources> {
        let lower = word.to_ascii_lowercase();
        let everything = Resources { actions: Mask(0), contexts: WordSet::none(), ..Resources::all() };
        match lower.as_str() {
            "all" => Both::sure(everything),
            "none" => Both::sure(Resources::none()),
            "office365" | "microsoftadminportals" => {
                let (own, other) = if lower == "office365" { (OFFICE_365, ADMIN_PORTALS) } else { (ADMIN_PORTALS, OFFICE_365) };
                let certainly_in = || own.iter().map(|id| (*id).to_owned()).chain([lower.clone()]);
                let certain = Resources { applications: WordSet::of(certainly_in()), ..Resources::none() };
                let certainly_out = IN_NO_GROUP.iter().chain(other).map(|id| (*id).to_owned());
                let possible = Resources { applications: WordSet::all_but(certainly_out), ..Resources::none() };
                match self.settled.said(Question::ApplicationGroup) {
                    Some(true) => Both::sure(possible),
                    Some(false) => Both::sure(certain),
                    None => {
                        self.doubt(Doubt::Question(Question::ApplicationGroup));
                        Both { certain, possible }
                    }
                }
            }
            AZURE_MANAGEMENT => Both::sure(Resources::applications(BEHIND_AZURE_MANAGEMENT.iter().copied().chain([AZURE_MANAGEMENT]))),
            other => Both::sure(Resources::applications([other])),
        }
    }

    /// C25.
    fn platforms(&mut self, condition: Option<&IncludeExclude>) -> Both<Mask> {
        let all = Mask::first(Platform::ALL.len());
        let Some(condition) = condition else {
            return Both::sure(all);
        };
        let mut masks = |words: &[Untrusted]| {
            self.masks(words, "platform", all, |word| match Platform::named(word) {
                _ if word.eq_ignore_ascii_case("all") => Some(all),
                Some(platform) if platform != Platform::Other => Some(Mask::of(Platform::ALL, |it| *it == platform)),
                _ => None,
            })
        };
        let excluded = masks(&condition.exclude);
        let included = match condition.include.is_empty() {
            false => masks(&condition.include),
            true if condition.exclude.is_empty() => Both::sure(all),
            true => {
                let is_met = self.settle(Question::EmptyInclude);
                let when = |holds: bool| if holds { all } else { Mask(0) };
                Both { certain: when(is_met.certain), possible: when(is_met.possible) }
            }
        };
        Both { certain: included.certain.without(excluded.possible), possible: included.possible.without(excluded.certain) }
    }

    /// The union of what words mean; a word that nobody knows may mean anything.
    fn masks(&mut self, words: &[Untrusted], what: &str, all: Mask, meaning: impl Fn(&str) -> Option<Mask>) -> Both<Mask> {
        let mut found = Both::sure(Mask(0));
        for word in words {
            match meaning(word.raw()) {
                Some(mask) => {
                    found.certain.0 |= mask.0;
                    found.possible.0 |= mask.0;
                }
                None => {
                    self.not_understood(what, word);
                    found.possible = all;
                }
            }
        }
        found
    }

    /// C26.
    fn clients(&mut self, words: &[Untrusted]) -> Both<Mask> {
        let all = Mask::first(Client::ALL.len());
        if words.is_empty() {
            return Both::sure(all);
        }
        let is_part = |word: &Untrusted| word.raw().eq_ignore_ascii_case("easSupported");
        let whole: Vec<Untrusted> = words.iter().filter(|word| !is_part(word)).cloned().collect();
        let mut found = self.masks(&whole, "client app type", all, |word| match word.to_ascii_lowercase().as_str() {
            "all" => Some(all),
            lower => Client::named(lower).map(|client| Mask::of(Client::ALL, |it| *it == client)),
        });
        let active_sync = Mask::of(Client::ALL, |it| *it == Client::ActiveSync).0;
        if let Some(part) = words.iter().find(|word| is_part(word)).filter(|_| found.certain.0 & active_sync == 0) {
            self.not_understood("client app type", part);
            found.possible.0 |= active_sync;
        }
        found
    }

    /// C29.
    fn levels(&mut self, words: &[Untrusted], count: usize, named: impl Fn(&str) -> Option<usize>) -> Both<Mask> {
        let all = Mask::first(count);
        if words.is_empty() {
            return Both::sure(all);
        }
        self.masks(words, "level", all, |word| match named(word) {
            Some(index) => Some(Mask(1 << index)),
            None if word.eq_ignore_ascii_case("hidden") => Some(Mask(0)),
            None => None,
        })
    }

    /// C31.
    fn flows(&mut self, words: &[Untrusted]) -> Both<Mask> {
        let all = Mask::first(Flow::ALL.len());
        if words.iter().all(|word| word.raw().eq_ignore_ascii_case("none")) {
            return Both::sure(all);
        }
        self.masks(words, "transfer method", all, |word| match Flow::named(word)? {
            Flow::None => Some(Mask(0)),
            flow => Some(Mask::of(Flow::ALL, |it| *it == flow)),
        })
    }

    /// C30: the rules that a device must meet; none where no device can.
    fn device(&mut self, filter: Option<&RuleFilter>) -> Both<Option<Vec<RuleDemand>>> {
        let Some(filter) = filter else {
            return Both::sure(Some(Vec::new()));
        };
        let wants_match = match &filter.mode {
            FilterMode::Include => true,
            FilterMode::Exclude => false,
            FilterMode::Other(word) => {
                self.not_understood("filter mode", word);
                return Both { certain: None, possible: Some(Vec::new()) };
            }
        };
        match DeviceRule::parse(filter.rule.raw()) {
            Ok(rule) => {
                if !rule.tests().is_empty() {
                    self.doubt_rule(&rule);
                }
                Both::sure(Some(vec![RuleDemand { rule: Arc::new(rule), matches: wants_match }]))
            }
            Err(_) => {
                let matches = self.settle(Question::DeviceRule);
                let when = |holds: bool| (holds == wants_match).then(Vec::new);
                match self.settled.said(Question::DeviceRule) {
                    Some(_) => Both { certain: when(matches.certain), possible: when(matches.possible) },
                    None => Both { certain: None, possible: Some(Vec::new()) },
                }
            }
        }
    }

    /// Which points a rule may hang on, for whoever asks why its answer is open.
    fn doubt_rule(&mut self, rule: &DeviceRule) {
        let tests = rule.tests();
        if tests.iter().any(|test| crate::access::evaluate::is_extension(&test.attribute))
            && self.settled.said(Question::ExtensionAttribute).is_none()
        {
            self.doubt(Doubt::Question(Question::ExtensionAttribute));
        }
        if self.settled.said(Question::DeviceRule).is_none() {
            self.doubt(Doubt::Question(Question::DeviceRule));
        }
    }
}
