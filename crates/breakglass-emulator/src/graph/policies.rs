//! Policies of the tenant: authentication strengths and methods, authorization, security defaults.

use std::borrow::Cow;

use serde_json::Value;

use super::call::{Answer, Call};
use super::conditional_access::rows;
use super::refusal::Refusal;

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
        ["authenticationmethodspolicy", "authenticationmethodconfigurations", id] => {
            call.covered("authentication-methods-policy", &[])?;
            let row = tenant.method_configurations.get(id).ok_or_else(|| Refusal::not_found(id))?;
            call.entity("authenticationMethodConfigurations", Cow::Borrowed(row), None)
        }
        ["rolemanagementpolicyassignments", rest @ ..] => super::activation::answer(call, rest),
        ["authorizationpolicy"] => {
            call.covered("authorization-policy", &[])?;
            call.singleton("policies/authorizationPolicy", &tenant.authorization_policy)
        }
        ["identitysecuritydefaultsenforcementpolicy"] => {
            call.covered("security-defaults", &[])?;
            call.singleton("policies/identitySecurityDefaultsEnforcementPolicy", &tenant.security_defaults)
        }
        [.., last] => Err(Refusal::segment(last)),
        [] => Err(Refusal::segment("policies")),
    }
}

/// Authentication strengths, under either of their two paths.
pub(super) fn strengths(call: &Call<'_>, rest: &[&str]) -> Answer {
    let tenant = call.tenant;
    rows(call, "authentication-strengths", "policies/authenticationStrengthPolicies", &tenant.strengths, rest)
}
