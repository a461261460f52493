//! The conditions that are one word each: platform, client, risks, flows.
//!
//! A condition that is not set is met (rule C1); an empty list counts as not set (`emulator:empty-conditions`).
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-conditional-access-conditions> and
//! <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-authentication-flows> (read 2026-11-25).

use serde_json::Value;

use super::policy::{flags, has, part, texts};

/// Rule C25: `all` is every platform, also one that cannot be named; what is excluded beats what is included (rule C5).
pub(super) fn platform(conditions: Option<&Value>, platform: Option<&str>) -> Option<bool> {
    let Some(platforms) = part(conditions, "platforms") else { return Some(true) };
    let (include, exclude) = (texts(Some(platforms), "includePlatforms"), texts(Some(platforms), "excludePlatforms"));
    let is_any = include.is_empty() || has(&include, "all");
    match platform {
        Some(platform) => Some((is_any || has(&include, platform)) && !has(&exclude, platform) && !has(&exclude, "all")),
        None if has(&exclude, "all") => Some(false),
        None => (is_any && exclude.is_empty()).then_some(true),
    }
}

/// Rule C26: clients of Exchange ActiveSync on supported platforms are a part of all of its clients.
pub(super) fn client(conditions: Option<&Value>, client: Option<&str>) -> Option<bool> {
    let clients = texts(conditions, "clientAppTypes");
    if clients.is_empty() || has(&clients, "all") {
        return Some(true);
    }
    let client = client?;
    Some(has(&clients, client) || client == "easSupported" && has(&clients, "exchangeActiveSync"))
}

/// Rule C29: whether a level is among those that a list names.
pub(super) fn risk(conditions: Option<&Value>, list: &str, level: &str) -> bool {
    let levels = flags(conditions, list);
    levels.is_empty() || has(&levels, level)
}

/// Rule C31: whether a sign-in comes by a flow that the policy names.
pub(super) fn flow(conditions: Option<&Value>, flows: &[String]) -> bool {
    let mut named = flags(part(conditions, "authenticationFlows"), "transferMethods");
    named.retain(|name| *name != "none");
    named.is_empty() || flows.iter().any(|flow| has(&named, flow))
}
