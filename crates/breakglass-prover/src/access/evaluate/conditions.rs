//! Whether a policy's conditions are met by one concrete sign-in, condition by condition (C16–C31).

use std::ops::Not;

use std::net::IpAddr;

use breakglass_model::tenant::{
    Applications, CountryLookup, DeviceRule, FilterMode, IncludeExclude, LocationKind, NamedLocation, Policy, RuleFilter,
};
use breakglass_model::{Collection, Missing, ObjectId, Reason, Tenant, Untrusted};

use super::device;
use crate::access::applications::{AZURE_MANAGEMENT, BEHIND_AZURE_MANAGEMENT, is_in_group};
use crate::access::context::{Client, Context, Country, Flow, InsiderRisk, Platform, Resource, Risk};
use crate::access::questions::{Question, Settled};
use crate::access::truth::{Answer, Doubt};

/// Id under which policies name the trusted addresses of the legacy multifactor settings (C27).
pub(crate) const LEGACY_TRUSTED: &str = "00000000-0000-0000-0000-000000000000";
/// Id of "all compliant network locations" (C27).
pub(crate) const COMPLIANT_NETWORK: &str = "3d46dbda-8382-466a-856d-eb00cbc6b910";

/// Each condition other than the users, by the word that What If gives as its reason, with whether it is met.
pub(super) fn conditions(
    tenant: &Tenant,
    settled: &Settled,
    policy: &Policy,
    context: &Context,
    reports_position: bool,
) -> Vec<(&'static str, Answer)> {
    let conditions = &policy.conditions;
    vec![
        ("application", resource(settled, &conditions.applications, &context.resource)),
        ("devicePlatform", platforms(settled, conditions.platforms.as_ref(), context.platform)),
        ("clientApps", clients(&conditions.client_app_types, context.client)),
        ("location", places(tenant, settled, conditions.locations.as_ref(), context, reports_position)),
        ("devices", devices(settled, conditions.devices.as_ref(), context)),
        (
            "signInRisk",
            levels(&conditions.sign_in_risk, context.sign_in_risk.word(), |word| Risk::named(word).is_some() || word == "hidden"),
        ),
        ("userRisk", levels(&conditions.user_risk, context.user_risk.word(), |word| Risk::named(word).is_some() || word == "hidden")),
        ("insiderRisk", levels(&conditions.insider_risk, context.insider_risk.word(), |word| InsiderRisk::named(word).is_some())),
        ("authenticationFlow", flows(&conditions.authentication_flows, context.flow)),
        ("invalidCondition", unread(settled, policy)),
    ]
}

/// A non-null field of conditions that this version does not read may narrow the policy (Q22).
fn unread(settled: &Settled, policy: &Policy) -> Answer {
    let is_condition = |field: &&Untrusted| field.raw().starts_with("conditions");
    match policy.unread.iter().find(is_condition) {
        Some(_) => settled.answer(Question::UnreadCondition),
        None => Answer::yes(),
    }
}

/// C16: ids, `All`, groups of applications, filters; user actions and authentication contexts by their own lists.
fn resource(settled: &Settled, applications: &Applications, resource: &Resource) -> Answer {
    let names = |list: &[Untrusted], word: &str| list.iter().any(|it| it.raw().eq_ignore_ascii_case(word));
    let says_nothing = applications.include.is_empty()
        && applications.user_actions.is_empty()
        && applications.authentication_contexts.is_empty()
        && applications.filter.is_none();
    let includes_all = names(&applications.include, "All");
    if let Some(word) = unknown_action(applications) {
        // An action that nobody knows may be any.
        return Answer::open(Doubt::NotUnderstood(format!("user action {}", word.quoted())));
    }
    match resource {
        Resource::AuthenticationContext(id) => Answer::certain(names(&applications.authentication_contexts, id)),
        action @ (Resource::RegisterSecurityInfo | Resource::RegisterDevice) => {
            let by_all = if includes_all { settled.answer(Question::AllCoversUserActions) } else { Answer::no() };
            Answer::certain(names(&applications.user_actions, action.word())).or(by_all)
        }
        Resource::Application(_) | Resource::OwnApplication if says_nothing => settled.answer(Question::EmptyInclude),
        Resource::Application(_) | Resource::OwnApplication => {
            let id = match resource {
                Resource::Application(id) => Some(id.as_str()),
                _ => None,
            };
            let any = |list: &[Untrusted]| Answer::any(list.iter().map(|word| application(settled, word.raw(), id)));
            // What is excluded by the very word that includes it is out, whatever the word stands for.
            let standing =
                applications.include.iter().filter(|word| !names(&applications.exclude, word.raw())).cloned().collect::<Vec<_>>();
            let (filter_in, filter_out) = match &applications.filter {
                None => (Answer::no(), Answer::no()),
                Some(filter) => match &filter.mode {
                    FilterMode::Include => (settled.answer(Question::ApplicationFilter), Answer::no()),
                    FilterMode::Exclude => (Answer::no(), settled.answer(Question::ApplicationFilter)),
                    FilterMode::Other(word) => {
                        let open = || Answer::open(Doubt::NotUnderstood(format!("filter mode {}", word.quoted())));
                        (open(), open())
                    }
                },
            };
            // A filter that excludes stands beside an include list; alone it speaks of all resources.
            let excludes_alone =
                matches!(&applications.filter, Some(filter) if filter.mode != FilterMode::Include) && applications.include.is_empty();
            let included = any(&standing).or(filter_in).or(Answer::certain(excludes_alone));
            included.and(any(&applications.exclude).or(filter_out).not())
        }
    }
}

/// A user action that this version does not know.
pub(crate) fn unknown_action(applications: &Applications) -> Option<&Untrusted> {
    let is_known = |word: &Untrusted| !matches!(Resource::of_application(word.raw()), Resource::Application(_));
    applications.user_actions.iter().find(|word| !is_known(word))
}

/// Whether a word of an application list means the application; `None` is one of the organisation's own that nobody names.
fn application(settled: &Settled, word: &str, id: Option<&str>) -> Answer {
    match word.to_ascii_lowercase().as_str() {
        "all" => Answer::yes(),
        "none" => Answer::no(),
        group @ ("office365" | "microsoftadminportals") => match id {
            None => Answer::no(),
            Some(id) if id.eq_ignore_ascii_case(group) => Answer::yes(),
            Some(id) => is_in_group(group, id).map_or_else(|| settled.answer(Question::ApplicationGroup), Answer::certain),
        },
        AZURE_MANAGEMENT => Answer::certain(id.is_some_and(|id| id == AZURE_MANAGEMENT || BEHIND_AZURE_MANAGEMENT.contains(&id))),
        word => Answer::certain(id == Some(word)),
    }
}

/// C25: a platform that is none of the known ones is matched by `all` alone.
fn platforms(settled: &Settled, condition: Option<&IncludeExclude>, platform: Platform) -> Answer {
    let Some(condition) = condition else {
        return Answer::yes();
    };
    let means = |word: &Untrusted| match word.raw() {
        word if word.eq_ignore_ascii_case("all") => Answer::yes(),
        word => match Platform::named(word).filter(|known| *known != Platform::Other) {
            Some(known) => Answer::certain(known == platform),
            None => Answer::open(Doubt::NotUnderstood(format!("platform {}", Untrusted::from(word).quoted()))),
        },
    };
    let included = if_empty(settled, condition).unwrap_or_else(|| Answer::any(condition.include.iter().map(means)));
    included.and(Answer::any(condition.exclude.iter().map(means)).not())
}

/// What an empty include list means: nothing is set where both lists are empty, and nobody knows where only exclusions stand.
fn if_empty(settled: &Settled, condition: &IncludeExclude) -> Option<Answer> {
    match (condition.include.is_empty(), condition.exclude.is_empty()) {
        (false, _) => None,
        (true, true) => Some(Answer::yes()),
        (true, false) => Some(settled.answer(Question::EmptyInclude)),
    }
}

/// C26. `easSupported` is Exchange ActiveSync on some platforms, and no document says on which.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/conditionalaccessconditionset> (read 2026-11-25): `exchangeActiveSync`
/// holds its supported and unsupported platforms.
fn clients(words: &[Untrusted], client: Client) -> Answer {
    if words.is_empty() {
        return Answer::yes();
    }
    Answer::any(words.iter().map(|word| match word.raw().to_ascii_lowercase().as_str() {
        "all" => Answer::yes(),
        "eassupported" if client == Client::ActiveSync => Answer::open(Doubt::NotUnderstood(format!("client app type {}", word.quoted()))),
        "eassupported" => Answer::no(),
        lower => match Client::named(lower) {
            Some(known) => Answer::certain(known == client),
            None => Answer::open(Doubt::NotUnderstood(format!("client app type {}", word.quoted()))),
        },
    }))
}

/// C29: an empty list is no condition; a word that nobody knows may mean anything.
fn levels(words: &[Untrusted], level: &str, is_known: impl Fn(&str) -> bool) -> Answer {
    if words.is_empty() {
        return Answer::yes();
    }
    Answer::any(words.iter().map(|word| match word.raw() {
        word if word.eq_ignore_ascii_case(level) => Answer::yes(),
        word if is_known(word) || word.eq_ignore_ascii_case("hidden") => Answer::no(),
        other => Answer::open(Doubt::NotUnderstood(format!("level {}", Untrusted::from(other).quoted()))),
    }))
}

/// C31: `none` alone is no condition.
fn flows(words: &[Untrusted], flow: Flow) -> Answer {
    let is_set = words.iter().any(|word| !word.raw().eq_ignore_ascii_case("none"));
    if !is_set {
        return Answer::yes();
    }
    Answer::any(words.iter().map(|word| match Flow::named(word.raw()) {
        Some(Flow::None) => Answer::no(),
        Some(known) => Answer::certain(known == flow),
        None => Answer::open(Doubt::NotUnderstood(format!("transfer method {}", word.quoted()))),
    }))
}

/// C30.
fn devices(settled: &Settled, filter: Option<&RuleFilter>, context: &Context) -> Answer {
    let Some(filter) = filter else {
        return Answer::yes();
    };
    let matches = match DeviceRule::parse(filter.rule.raw()) {
        Ok(rule) => device::matches(&rule, &context.seen_device(), settled),
        Err(_) => settled.answer(Question::DeviceRule),
    };
    match &filter.mode {
        FilterMode::Include => matches,
        FilterMode::Exclude => matches.not(),
        FilterMode::Other(word) => Answer::open(Doubt::NotUnderstood(format!("filter mode {}", word.quoted()))),
    }
}

/// C27, C28.
fn places(tenant: &Tenant, settled: &Settled, condition: Option<&IncludeExclude>, context: &Context, reports_position: bool) -> Answer {
    let Some(condition) = condition else {
        return Answer::yes();
    };
    let place = Place { tenant, settled, context, reports_position };
    let included = if_empty(settled, condition).unwrap_or_else(|| Answer::any(condition.include.iter().map(|it| place.is_in(it, false))));
    included.and(Answer::any(condition.exclude.iter().map(|it| place.is_in(it, true))).not())
}

struct Place<'a> {
    tenant: &'a Tenant,
    settled: &'a Settled,
    context: &'a Context,
    reports_position: bool,
}

impl Place<'_> {
    /// Whether the sign-in comes from a location of a list; `lets_off` tells the exclude list from the include list.
    fn is_in(&self, location: &Untrusted, lets_off: bool) -> Answer {
        let word = location.raw().trim();
        if word.eq_ignore_ascii_case("All") {
            return Answer::yes();
        }
        if word.eq_ignore_ascii_case("AllTrusted") {
            return self.is_trusted(lets_off);
        }
        match ObjectId::new(word).raw() {
            LEGACY_TRUSTED if lets_off => Answer::no(),
            LEGACY_TRUSTED => Answer::open(Doubt::Question(Question::LegacyMethodSettings)),
            COMPLIANT_NETWORK => Answer::certain(self.context.is_compliant_network),
            id => self.is_in_named(&ObjectId::new(id), lets_off),
        }
    }

    fn is_in_named(&self, id: &ObjectId, lets_off: bool) -> Answer {
        match &self.tenant.named_locations {
            Err(missing) => Answer::open(Doubt::Missing(missing.clone())),
            Ok(locations) => match locations.iter().find(|location| &location.id == id) {
                Some(location) => self.is_inside(location, lets_off),
                // Q25: an id that points to nothing lets nobody off; whether it still includes anybody, nobody knows.
                None if lets_off => Answer::no(),
                None => {
                    let reason = Reason::NotUnderstood("a named location that does not exist".to_owned());
                    Answer::open(Doubt::Missing(Missing::for_object(Collection::NamedLocations, id, reason)))
                }
            },
        }
    }

    /// The trusted named locations. The trusted addresses of the legacy settings are not to be read: they never let anybody off, and
    /// include nobody knows whom.
    fn is_trusted(&self, lets_off: bool) -> Answer {
        let legacy = if lets_off { Answer::no() } else { Answer::open(Doubt::Question(Question::LegacyMethodSettings)) };
        if let Some(is_trusted) = self.context.is_trusted {
            return Answer::certain(is_trusted);
        }
        let named = match &self.tenant.named_locations {
            Err(missing) => Answer::open(Doubt::Missing(missing.clone())),
            Ok(locations) => Answer::any(locations.iter().filter_map(|location| match &location.kind {
                LocationKind::Networks { is_trusted: Some(false), .. } | LocationKind::Countries { .. } => None,
                LocationKind::Networks { is_trusted: Some(true), .. } => Some(self.is_inside(location, lets_off)),
                _ => Some(self.is_inside(location, lets_off).and(not_understood(location))),
            })),
        };
        named.or(legacy)
    }

    fn is_inside(&self, location: &NamedLocation, lets_off: bool) -> Answer {
        match &location.kind {
            LocationKind::Other(_) => not_understood(location),
            LocationKind::Networks { ranges, unread, .. } => {
                let known = self.context.ip.map_or_else(
                    || Answer::open(Doubt::NotUnderstood("the address of the sign-in is not said".to_owned())),
                    |ip: IpAddr| Answer::certain(ranges.iter().any(|range| range.contains(ip))),
                );
                if unread.is_empty() { known } else { known.or(not_understood(location)) }
            }
            LocationKind::Countries { countries, includes_unknown, lookup } => {
                let holds = |country: &Country| match country {
                    Country::Unknown => *includes_unknown,
                    Country::Code(code) => countries.iter().any(|it| it.raw() == code),
                };
                match lookup {
                    CountryLookup::Address => self.context.country.as_ref().map_or_else(
                        || Answer::open(Doubt::NotUnderstood("the country of the sign-in is not said".to_owned())),
                        |country| Answer::certain(holds(country)),
                    ),
                    CountryLookup::AuthenticatorPosition => match &self.context.position {
                        Some(country) if self.reports_position => Answer::certain(holds(country)),
                        _ if lets_off => Answer::no(),
                        _ => self.settled.answer(Question::PositionWithoutAuthenticator),
                    },
                    CountryLookup::Other(_) => not_understood(location),
                }
            }
        }
    }
}

fn not_understood(location: &NamedLocation) -> Answer {
    Answer::open(Doubt::NotUnderstood(format!("named location {}", location.name.quoted())))
}
