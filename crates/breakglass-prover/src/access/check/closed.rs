//! Which conditions let no sign-in that matters through, one list at a time.

use breakglass_model::tenant::{CountryLookup, DeviceRule, FilterMode, LocationKind, Policy};
use breakglass_model::{ObjectId, Untrusted};

use super::Checker;
use super::devices::{no_device, wants};
use crate::access::applications::{AZURE_MANAGEMENT, BEHIND_AZURE_MANAGEMENT, TOKEN_PROTECTED, is_in_group};
use crate::access::prove::Side;
use crate::access::questions::{Question, Settled};

/// Whether a condition lets no sign-in that matters through.
pub(super) fn is_closed(checker: &Checker<'_>, policy: &Policy, side: Side) -> bool {
    let settled = checker.settled;
    let conditions = &policy.conditions;
    let empty_is_nothing = settled.said(Question::EmptyInclude) == Some(false);
    let all = |words: &[Untrusted], known: &[&str]| {
        !words.is_empty() && words.iter().all(|word| known.iter().any(|it| word.raw().eq_ignore_ascii_case(it)))
    };
    let applications = &conditions.applications;
    match side {
        Side::Client => all(&conditions.client_app_types, &["exchangeActiveSync", "easSupported", "other"]),
        Side::Flow => {
            all(&conditions.authentication_flows, &["deviceCodeFlow", "authenticationTransfer", "none"])
                && conditions.authentication_flows.iter().any(|word| !word.raw().eq_ignore_ascii_case("none"))
        }
        Side::Platform => conditions.platforms.as_ref().is_some_and(|it| {
            let has = |list: &[Untrusted], wanted: &str| list.iter().any(|word| word.raw().eq_ignore_ascii_case(wanted));
            has(&it.exclude, "all")
                || empty_is_nothing && it.include.is_empty() && !it.exclude.is_empty()
                || all(&it.include, &["android", "iOS", "windows", "windowsPhone", "macOS", "linux"])
                    && it.include.iter().all(|word| has(&it.exclude, word.raw()))
        }),
        Side::SignInRisk => all(&conditions.sign_in_risk, &["hidden"]),
        Side::UserRisk => all(&conditions.user_risk, &["hidden"]),
        Side::InsiderRisk => all(&conditions.insider_risk, &["hidden"]),
        Side::Place => conditions.locations.as_ref().is_some_and(|it| {
            empty_is_nothing && it.include.is_empty() && !it.exclude.is_empty() || is_nowhere(checker, &it.include, &it.exclude)
        }),
        Side::Resource => {
            let is_out = |word: &Untrusted| {
                word.raw().eq_ignore_ascii_case("none") || applications.exclude.iter().any(|out| is_within(settled, word.raw(), out.raw()))
            };
            let covers_all = applications.include.iter().any(|word| word.raw().eq_ignore_ascii_case("all"));
            let has_others = !applications.user_actions.is_empty() || !applications.authentication_contexts.is_empty();
            let matches = settled.said(Question::ApplicationFilter);
            let by_filter = match applications.filter.as_ref().map(|filter| &filter.mode) {
                None => !applications.include.is_empty() || empty_is_nothing,
                Some(FilterMode::Include) => matches == Some(false),
                Some(FilterMode::Exclude) => !applications.include.is_empty() || matches == Some(true),
                Some(FilterMode::Other(_)) => false,
            };
            let excludes_everything =
                matches!(applications.filter.as_ref().map(|it| &it.mode), Some(FilterMode::Exclude)) && matches == Some(true);
            !has_others && !covers_all && by_filter && applications.include.iter().all(is_out)
                || !has_others && !covers_all && excludes_everything
        }
        Side::Device => conditions.devices.as_ref().is_some_and(|filter| {
            let is_unparsable = DeviceRule::parse(filter.rule.raw()).is_err();
            let misses = settled.said(Question::DeviceRule).zip(wants(&filter.mode)).is_some_and(|(matches, wanted)| matches != wanted);
            is_unparsable && misses || no_device(settled, policy, &[])
        }),
    }
}

/// Whether an entry that excludes takes everything away that an included one brings.
fn is_within(settled: &Settled, included: &str, excluded: &str) -> bool {
    let (included, excluded) = (included.to_ascii_lowercase(), excluded.to_ascii_lowercase());
    let is_group = |word: &str| ["office365", "microsoftadminportals"].contains(&word);
    let is_member = || match is_in_group(&excluded, &included) {
        Some(is_in) => is_in,
        None => settled.said(Question::ApplicationGroup) == Some(true),
    };
    included == excluded
        || excluded == "all"
        || excluded == AZURE_MANAGEMENT && BEHIND_AZURE_MANAGEMENT.contains(&included.as_str())
        || is_group(&excluded) && !is_group(&included) && included != "all" && is_member()
}

/// Whether the policy reaches none of the applications that token protection guards.
pub(super) fn opens_nothing_protected(settled: &Settled, policy: &Policy) -> bool {
    let applications = &policy.conditions.applications;
    let is_one = |word: &Untrusted| TOKEN_PROTECTED.iter().any(|id| word.raw().eq_ignore_ascii_case(id));
    let is_out = |id: &str| applications.exclude.iter().any(|word| is_within(settled, id, word.raw()));
    let reaches = |word: &Untrusted| match word.raw().to_ascii_lowercase().as_str() {
        "all" | "office365" => !is_out(word.raw()),
        // No admin portal is among them.
        "none" | "microsoftadminportals" => false,
        _ => is_one(word) && !is_out(word.raw()),
    };
    let is_bare =
        applications.include.is_empty() && applications.user_actions.is_empty() && applications.authentication_contexts.is_empty();
    let names_only_known = applications.user_actions.iter().all(|word| {
        ["urn:user:registersecurityinfo", "urn:user:registerdevice"].iter().any(|known| word.raw().eq_ignore_ascii_case(known))
    });
    let mode = applications.filter.as_ref().map(|filter| &filter.mode);
    let matches = settled.said(Question::ApplicationFilter);
    if mode == Some(&FilterMode::Exclude) && matches == Some(true) {
        return names_only_known;
    }
    // A filter that excludes only narrows what is included, and one that includes what never matches adds nothing.
    let is_plain = match mode {
        None => !is_bare,
        Some(FilterMode::Exclude) => !applications.include.is_empty(),
        Some(FilterMode::Include) => matches == Some(false),
        Some(FilterMode::Other(_)) => false,
    };
    names_only_known && is_plain && !applications.include.iter().any(reaches)
}

/// Whether everything included is excluded again: by `All`, by the same location told by address, or as one of the trusted networks. A
/// country told by the phone is nowhere for whom no phone reports, once the operator says so.
fn is_nowhere(checker: &Checker<'_>, include: &[Untrusted], exclude: &[Untrusted]) -> bool {
    let is_silent = !checker.set.reports_position() && checker.settled.said(Question::PositionWithoutAuthenticator) == Some(false);
    let has = |wanted: &str| exclude.iter().any(|word| word.raw().eq_ignore_ascii_case(wanted));
    let is_out = |word: &Untrusted| {
        // All compliant network locations: a fact of the sign-in alone.
        if word.raw().eq_ignore_ascii_case("3d46dbda-8382-466a-856d-eb00cbc6b910") {
            return has(word.raw());
        }
        let location = checker.tenant.named_locations.iter().flatten().find(|it| it.id == ObjectId::new(word.raw()));
        match location.map(|it| &it.kind) {
            Some(LocationKind::Networks { is_trusted, unread, .. }) => {
                unread.is_empty() && (has(word.raw()) || *is_trusted == Some(true) && has("AllTrusted"))
            }
            Some(LocationKind::Countries { lookup: CountryLookup::Address, .. }) => has(word.raw()),
            Some(LocationKind::Countries { lookup: CountryLookup::AuthenticatorPosition, .. }) => is_silent,
            _ => false,
        }
    };
    has("All") || !include.is_empty() && include.iter().all(is_out)
}
