//! What-if: which policies would apply to a sign-in.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/conditionalaccessroot-evaluate> and
//! <https://learn.microsoft.com/en-us/graph/api/resources/whatifanalysisresult> (read 2026-11-25): identity, context and conditions are
//! required; each answer is the policy with `policyApplies` and `analysisReasons`. It says nothing of whether demands can be met.
//! Assumption: how a body is refused (`emulator:what-if-errors`); an address without a country is in an unknown country
//! (`emulator:country-of-address`); the platform `unknownFutureValue` is one that policies cannot name (`emulator:other-platform`).

use std::net::IpAddr;

use serde_json::{Value, json};

use super::call::{Answer, Call, Listing};
use super::conditional_access::complete;
use super::refusal::Refusal;
use super::types::Types;
use super::writes::refused;
use crate::app::App;
use crate::conditional_access::{Action, Conditions, Context, Device, Identity, Person, Place, Subject, Target, analyse, named_roles};
use crate::state::{Object, Tenant, guid, text};

const CONTEXT: &str = "Collection(microsoft.graph.whatIfAnalysisResult)";

pub(super) fn answer(call: &Call<'_>) -> Answer {
    call.covered("conditional-access-policies", &[])?;
    let body = call.raw_body()?;
    let context = read(&call.app.types, call.tenant, &body)?;
    covered(call, &context)?;
    let only_applied = match member(&body, "appliedPoliciesOnly") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(only)) => *only,
        Some(_) => return Err(Refusal::bad("The value of the property 'appliedPoliciesOnly' cannot be read as 'Edm.Boolean'.")),
    };
    let rows = results(call.app, call.tenant, &context, only_applied);
    call.list(&Listing::of(CONTEXT, rows.len().max(1)), &rows)
}

/// What-if without a request: a body, answered by rows.
///
/// # Errors
/// What is wrong with the body.
pub(crate) fn evaluate(app: &App, body: &Value) -> Result<Vec<Object>, Refusal> {
    let tenant = app.store.reached(app.now());
    let context = read(&app.types, &tenant, body.as_object().ok_or_else(Refusal::payload)?)?;
    Ok(results(app, &tenant, &context, false))
}

/// Every policy with whether it applies, or those alone that do.
fn results(app: &App, tenant: &Tenant, context: &Context, only_applied: bool) -> Vec<Object> {
    let subject = Subject::of(tenant, &context.identity, app.now());
    let result = |policy: &Object| {
        let analysis = analyse(tenant, policy, &subject, context);
        let mut row = complete(tenant, policy.clone());
        row.insert("policyApplies".to_owned(), json!(analysis.is_ok()));
        row.insert("analysisReasons".to_owned(), json!(analysis.map_or_else(|reason| reason.name(), |()| "notSet")));
        (analysis.is_ok() || !only_applied).then_some(row)
    };
    tenant.policies.iter().filter_map(result).collect()
}

/// Refuses where a snapshot does not hold what the answer depends on.
fn covered(call: &Call<'_>, context: &Context) -> Result<(), Refusal> {
    let named = |list: &str| {
        let lists = call.tenant.policies.iter().filter_map(|policy| policy.get("conditions")?.get("locations")?.get(list)?.as_array());
        lists.flatten().filter_map(Value::as_str).any(|id| id != "All")
    };
    if named("includeLocations") || named("excludeLocations") {
        call.covered("named-locations", &[])?;
    }
    match &context.identity {
        Identity::Person(Person { id: Some(id), .. }) => {
            call.covered("user-group-memberships", &[id])?;
            named_roles(call.tenant).into_iter().try_for_each(|role| call.covered("role-assignments", &[role, id]))
        }
        _ => Ok(()),
    }
}

/// The sign-in that a body tells of.
///
/// # Errors
/// A part is missing, is not of its type, or names somebody who does not exist.
pub(super) fn read(types: &Types, tenant: &Tenant, body: &Object) -> Result<Context, Refusal> {
    const PARTS: [&str; 4] = ["signInIdentity", "signInContext", "signInConditions", "appliedPoliciesOnly"];
    if let Some(unknown) = body.keys().find(|key| !key.contains('@') && !PARTS.iter().any(|part| part.eq_ignore_ascii_case(key))) {
        return Err(Refusal::bad(format!(
            "The parameter '{unknown}' in the request payload is not a valid parameter for the operation 'evaluate'."
        )));
    }
    let identity = identity(tenant, &derived(types, required(body, "signInIdentity")?, "signInIdentity")?)?;
    let target = read_target(types, required(body, "signInContext")?)?;
    Ok(Context { identity, target, conditions: read_conditions(types, required(body, "signInConditions")?)? })
}

/// To what somebody signs in, as a `signInContext`.
///
/// # Errors
/// It is of no derived type, or names nothing.
pub(crate) fn read_target(types: &Types, told: &Object) -> Result<Target, Refusal> {
    target(&derived(types, told, "signInContext")?)
}

/// Under which conditions somebody signs in, as `signInConditions`.
///
/// # Errors
/// A property does not exist or is not of its type.
pub(crate) fn read_conditions(types: &Types, told: &Object) -> Result<Conditions, Refusal> {
    conditions(types.read("signInConditions", told).map_err(|fault| refused(&fault))?)
}

/// A parameter by its name in any case.
fn member<'b>(body: &'b Object, name: &str) -> Option<&'b Value> {
    body.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn required<'b>(body: &'b Object, name: &str) -> Result<&'b Object, Refusal> {
    member(body, name).and_then(Value::as_object).ok_or_else(|| Refusal::bad(format!("The parameter '{name}' is required.")))
}

/// A parameter whose type is abstract: it must say which one it is.
fn derived(types: &Types, told: &Object, name: &str) -> Result<Object, Refusal> {
    let read = types.read(name, told).map_err(|fault| refused(&fault))?;
    if read.contains_key("@odata.type") {
        return Ok(read);
    }
    Err(Refusal::bad(format!("The parameter '{name}' is of an abstract type; '@odata.type' must name a derived one.")))
}

fn kind(row: &Object) -> &str {
    text(row, "@odata.type").and_then(|name| name.rsplit('.').next()).unwrap_or_default()
}

fn identity(tenant: &Tenant, row: &Object) -> Result<Identity, Refusal> {
    if kind(row) == "servicePrincipalSignIn" {
        let id = text(row, "servicePrincipalId").ok_or_else(|| Refusal::bad("'servicePrincipalId' is required."))?;
        let found = tenant.others.get(id).filter(|row| kind(row) == "servicePrincipal");
        return found.map(|_| Identity::Principal(id.to_owned())).ok_or_else(|| Refusal::not_found(id));
    }
    let id = text(row, "userId").filter(|id| !id.is_empty()).map(str::to_owned);
    let guest = text(row, "externalUserType").map(str::to_owned);
    match &id {
        Some(id) if !guid::is_guid(id) => return Err(Refusal::bad(format!("'{id}' is not the object ID of a user."))),
        Some(id) if tenant.users.find(id).is_none() => return Err(Refusal::not_found(id)),
        None if guest.as_deref().is_none_or(|kind| kind == "none") => {
            return Err(Refusal::bad("'userId' is required of a user of this tenant."));
        }
        _ => {}
    }
    Ok(Identity::Person(Person { id, guest, home_tenant: text(row, "externalTenantId").map(str::to_owned) }))
}

fn target(row: &Object) -> Result<Target, Refusal> {
    match kind(row) {
        "applicationContext" => {
            let ids = row.get("includeApplications").and_then(Value::as_array).into_iter().flatten();
            let ids: Vec<String> = ids.filter_map(Value::as_str).map(str::to_owned).collect();
            if ids.is_empty() { Err(Refusal::bad("'includeApplications' names no application.")) } else { Ok(Target::Applications(ids)) }
        }
        "userActionContext" => match text(row, "userAction") {
            Some("registerSecurityInformation") => Ok(Target::Action(Action::RegisterSecurityInformation)),
            Some("registerOrJoinDevices") => Ok(Target::Action(Action::RegisterOrJoinDevices)),
            _ => Err(Refusal::bad("'userAction' is required.")),
        },
        _ => {
            let value = text(row, "authenticationContextValue").filter(|value| !value.is_empty());
            value
                .map(|value| Target::AuthenticationContext(value.to_owned()))
                .ok_or_else(|| Refusal::bad("'authenticationContextValue' is required."))
        }
    }
}

/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/signinconditions> (read 2026-11-25) for what holds where nothing is said.
fn conditions(mut row: Object) -> Result<Conditions, Refusal> {
    let told = |name: &str| text(&row, name).map(str::to_owned);
    let address = match text(&row, "ipAddress").filter(|it| !it.is_empty()) {
        Some(address) => Some(address.parse::<IpAddr>().map_err(|_| Refusal::bad(format!("'{address}' is not an IP address.")))?),
        None => None,
    };
    let country = match (told("country").filter(|it| !it.is_empty()), address) {
        (Some(country), _) if country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_alphabetic()) => Place::Country(country),
        (Some(country), _) => return Err(Refusal::bad(format!("'{country}' is not the code of a country."))),
        (None, Some(_)) => Place::Unknown,
        (None, None) => Place::NotTold,
    };
    let flow = row.get("authenticationFlow").and_then(|it| it.get("transferMethod")).and_then(Value::as_str).unwrap_or("none");
    let flows = flow.split(',').map(str::trim).filter(|it| *it != "none").map(str::to_owned).collect();
    let or_none = |name: &str| told(name).unwrap_or_else(|| "none".to_owned());
    let some = |name: &str| told(name).filter(|it| it != "all");
    Ok(Conditions {
        client: some("clientAppType"),
        platform: some("devicePlatform"),
        address,
        coordinates: country.clone(),
        country,
        is_network_compliant: false,
        sign_in_risk: or_none("signInRiskLevel"),
        user_risk: or_none("userRiskLevel"),
        principal_risk: or_none("servicePrincipalRiskLevel"),
        insider_risk: or_none("insiderRiskLevel"),
        flows,
        device: device(row.remove("deviceInfo")),
    })
}

/// A device that something is said of is one that the directory knows; whether it is compliant is false unless told.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/resources/deviceinfo> (read 2026-11-25).
fn device(told: Option<Value>) -> Option<Device> {
    let Some(Value::Object(mut row)) = told else { return None };
    row.retain(|_, value| !value.is_null());
    row.entry("isCompliant").or_insert(Value::Bool(false));
    Some(Device(row))
}
