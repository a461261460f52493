//! Policies of the tenant: authentication strengths and methods, authorization, security defaults.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::conditional_access::{complete, rows};
use super::refusal::Refusal;
use crate::state::{Object, object, text};

pub(super) fn answer(call: &Call<'_>, path: &[&str]) -> Answer {
    let tenant = call.tenant;
    match path {
        ["authenticationstrengthpolicies", rest @ ..] => strengths(call, rest),
        ["authenticationmethodspolicy"] => {
            call.covered("authentication-methods-policy", &[])?;
            let mut policy = tenant.methods_policy.clone();
            let configurations = tenant.method_configurations.iter().cloned().map(Value::Object).collect();
            policy.insert("authenticationMethodConfigurations".to_owned(), Value::Array(configurations));
            call.singleton("authenticationMethodsPolicy", &policy)
        }
        ["authenticationmethodspolicy", "authenticationmethodconfigurations"] => {
            call.covered("authentication-methods-policy", &[])?;
            let rows: Vec<Object> = tenant.method_configurations.iter().cloned().collect();
            let context = "policies/authenticationMethodsPolicy/authenticationMethodConfigurations";
            call.list(&super::call::Listing::of(context, call.app.page_size), &rows)
        }
        ["authenticationmethodspolicy", "authenticationmethodconfigurations", id] => {
            call.covered("authentication-methods-policy", &[])?;
            let row = tenant.method_configurations.get(id).ok_or_else(|| Refusal::not_found(id))?;
            call.entity("authenticationMethodConfigurations", Cow::Borrowed(row), None)
        }
        ["rolemanagementpolicyassignments", rest @ ..] => super::activation::answer(call, rest),
        ["rolemanagementpolicies", rest @ ..] => super::activation::policies(call, rest),
        ["authorizationpolicy"] => {
            call.covered("authorization-policy", &[])?;
            call.singleton("policies/authorizationPolicy", &tenant.authorization_policy)
        }
        ["identitysecuritydefaultsenforcementpolicy"] => {
            call.covered("security-defaults", &[])?;
            call.singleton("policies/identitySecurityDefaultsEnforcementPolicy", &tenant.security_defaults)
        }
        [.., last] => super::tenant_policies::answer(call, path).unwrap_or_else(|| Err(Refusal::segment(last))),
        [] => Err(Refusal::segment("policies")),
    }
}

/// Authentication strengths, under either of their two paths.
pub(super) fn strengths(call: &Call<'_>, rest: &[&str]) -> Answer {
    let tenant = call.tenant;
    let strength = |id: &str| tenant.strengths.get(id).ok_or_else(|| Refusal::not_found(id));
    match rest {
        [id, "usage"] => {
            call.covered("conditional-access-policies", &[])?;
            return usage(call, strength(id)?);
        }
        [id, "combinationconfigurations", rest @ ..] => {
            let list = strength(id)?.get("combinationConfigurations").and_then(Value::as_array);
            let table = list.into_iter().flatten().filter_map(Value::as_object).cloned().collect();
            let context = format!("policies/authenticationStrengthPolicies('{id}')/combinationConfigurations");
            return rows(call, "authentication-strengths", &context, &table, rest);
        }
        _ => {}
    }
    rows(call, "authentication-strengths", "policies/authenticationStrengthPolicies", &tenant.strengths, rest)
}

/// The Conditional Access policies that use a strength, by what it satisfies.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/authenticationstrengthpolicy-usage> (read 2026-11-22).
fn usage(call: &Call<'_>, strength: &Object) -> Answer {
    let id = text(strength, "id").unwrap_or_default();
    let using: Vec<Value> =
        call.tenant.policies_with_strength(id).map(|policy| Value::Object(complete(call.tenant, policy.clone()))).collect();
    let is_multifactor = text(strength, "requirementsSatisfied") == Some("mfa");
    let (mfa, none) = if is_multifactor { (using, Vec::new()) } else { (Vec::new(), using) };
    let row = object(json!({"mfa": mfa, "none": none}));
    call.singleton("microsoft.graph.authenticationStrengthUsage", &row)
}
