//! Conditional Access: policies, named locations, authentication contexts.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/conditionalaccesspolicy> (read 2026-11-22): the
//! authentication strength stands in the policy whole.

use std::borrow::Cow;

use serde_json::Value;

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use super::templates;
use super::writes::is_retained;
use crate::state::{Object, Table, Tenant};

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    let tenant = call.tenant;
    match path {
        ["policies", rest @ ..] => policies(call, rest),
        ["deleteditems", "policies", rest @ ..] => {
            let is_there = |row: &&Object| is_retained(tenant, row, call.app.now());
            let deleted = tenant.deleted_policies.iter().filter(is_there).map(|policy| complete(tenant, policy.clone())).collect();
            rows(call, "deleted-policies", "identity/conditionalAccess/deletedItems/policies", &deleted, rest)
        }
        ["namedlocations", rest @ ..] => {
            rows(call, "named-locations", "identity/conditionalAccess/namedLocations", &tenant.named_locations, rest)
        }
        ["authenticationcontextclassreferences", rest @ ..] => {
            let context = "identity/conditionalAccess/authenticationContextClassReferences";
            rows(call, "authentication-contexts", context, &tenant.authentication_contexts, rest)
        }
        ["authenticationstrength", "policies", rest @ ..] => super::policies::strengths(call, rest),
        ["authenticationstrength", rest @ ..] => templates::strengths(call, rest),
        ["templates", rest @ ..] => templates::answer(call, rest),
        [.., last] => Err(Refusal::segment(last)),
        [] => Err(Refusal::segment("conditionalAccess")),
    }
}

/// The policies, under either of their two paths.
pub(super) fn policies(call: &Call<'_>, rest: &[&str]) -> Answer {
    let policies = call.tenant.policies.iter().map(|policy| complete(call.tenant, policy.clone())).collect();
    rows(call, "conditional-access-policies", "identity/conditionalAccess/policies", &policies, rest)
}

/// A table as a list, or one of its rows.
pub(super) fn rows(call: &Call<'_>, collection: &str, context: &str, table: &Table, rest: &[&str]) -> Answer {
    call.covered(collection, &[])?;
    match rest {
        [] => call.list(&Listing::of(context, call.app.page_size), &table.iter().cloned().collect::<Vec<_>>()),
        [id] => call.entity(context, Cow::Borrowed(table.get(id).ok_or_else(|| Refusal::not_found(id))?), None),
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// A policy with the strength that it names put in; one that does not exist stays as it is.
pub(super) fn complete(tenant: &Tenant, mut policy: Object) -> Object {
    let strength = policy.get_mut("grantControls").and_then(|grant| grant.get_mut("authenticationStrength"));
    if let Some(Value::Object(strength)) = strength {
        let whole = strength.get("id").and_then(Value::as_str).and_then(|id| tenant.strengths.get(id));
        if let Some(whole) = whole {
            *strength = whole.clone();
        }
    }
    policy
}
