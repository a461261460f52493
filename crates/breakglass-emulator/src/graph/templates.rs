//! Templates of Conditional Access policies, and what an authentication strength can be made of.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/conditionalaccesstemplate-get> (read 2026-11-25) for the template, of
//! which Microsoft has more; <https://learn.microsoft.com/en-us/graph/api/resources/authenticationstrengthroot> (read 2026-11-25).

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use crate::scenarios::administrators;
use crate::state::{Object, object, text};

const TEMPLATES: &str = "identity/conditionalAccess/templates";

pub(super) fn answer(call: &Call<'_>, rest: &[&str]) -> Answer {
    let template = template(call);
    match rest {
        [] => call.list(&Listing::of(TEMPLATES, call.app.page_size), std::slice::from_ref(&template)),
        [id] if text(&template, "id") == Some(*id) => call.entity(TEMPLATES, Cow::Borrowed(&template), None),
        [id] => Err(Refusal::not_found(id)),
        [.., last] => Err(Refusal::segment(last)),
    }
}

fn template(call: &Call<'_>) -> Object {
    let mut details = object(json!({
        "conditions": {"clientAppTypes": ["all"], "applications": {"includeApplications": ["All"]},
                       "users": {"includeRoles": administrators(), "excludeUsers": ["Current administrator will be excluded"]}},
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
    }));
    call.app.types.complete("conditionalAccessPolicyDetail", &mut details);
    object(json!({
        "id": "c7503427-338e-4c5e-902d-abe252abfb43", "name": "Require multifactor authentication for admins",
        "description": "Asks privileged accounts for a second factor, in the roles that security defaults cover.",
        "scenarios": "secureFoundation,zeroTrust,protectAdmins", "details": details,
    }))
}

/// `/identity/conditionalAccess/authenticationStrength` and its lists of combinations.
pub(super) fn strengths(call: &Call<'_>, rest: &[&str]) -> Answer {
    call.covered("authentication-strengths", &[])?;
    let lists = call.tenant.strengths.iter().filter_map(|row| row.get("allowedCombinations").and_then(Value::as_array));
    let combinations: BTreeSet<&str> = lists.flatten().filter_map(Value::as_str).collect();
    match rest {
        [] => call.singleton(
            "identity/conditionalAccess/authenticationStrength",
            &object(json!({"id": "authenticationStrength", "combinations": combinations})),
        ),
        ["combinations"] => Ok(call.value("Collection(microsoft.graph.authenticationMethodModes)", &json!(combinations))),
        [.., last] => Err(Refusal::segment(last)),
    }
}
