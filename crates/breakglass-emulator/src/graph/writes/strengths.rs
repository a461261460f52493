//! Authentication strengths of the tenant's own: what they allow, and which keys and certificates count.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/authenticationstrengthroot-post-policies>,
//! <https://learn.microsoft.com/en-us/graph/api/authenticationstrengthpolicy-updateallowedcombinations> and
//! <https://learn.microsoft.com/en-us/graph/api/authenticationstrengthpolicy-post-combinationconfigurations> (read 2026-11-22).
//! Assumption: what is refused with which text (`emulator:in-use`).

use serde_json::{Value, json};

use super::super::call::{Answer, Call};
use super::super::caller::Act;
use super::super::refusal::Refusal;
use super::{done, merged, with_id};
use crate::app::random_guid;
use crate::exchange::Reply;
use crate::state::{Activity, Change, Object, Tenant, differences, object, text};

const CONTEXT: &str = "policies/authenticationStrengthPolicies";
/// How many a tenant can have of its own.
const MOST: usize = 15;
/// Methods that are two factors by themselves.
const TWO_FACTORS: [&str; 7] = [
    "windowsHelloForBusiness",
    "fido2",
    "x509CertificateMultiFactor",
    "deviceBasedPush",
    "temporaryAccessPassOneTime",
    "temporaryAccessPassMultiUse",
    "federatedMultiFactor",
];

pub(super) fn answer(call: &Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("POST", []) => create(call),
        ("PATCH", [id]) => update(call, id),
        ("DELETE", [id]) => delete(call, id),
        ("POST", [id, "updateallowedcombinations"]) => update_combinations(call, id),
        ("POST", [id, "combinationconfigurations"]) => add_configuration(call, id),
        ("PATCH", [id, "combinationconfigurations", inner]) => change_configuration(call, id, inner, Some(call.read(CONFIGURATION))),
        ("DELETE", [id, "combinationconfigurations", inner]) => change_configuration(call, id, inner, None),
        _ => return None,
    })
}

const CONFIGURATION: &str = "authenticationCombinationConfiguration";

fn activity(operation: &'static str, name: &'static str) -> Activity {
    Activity::new("Authentication Methods", "ApplicationManagement", operation, name)
}

fn create(call: &Call<'_>) -> Answer {
    let sent = call.read("authenticationStrengthPolicy")?;
    let row = call.change(|change| {
        may(call, change.tenant())?;
        let own = change.tenant().strengths.iter().filter(|row| text(row, "policyType") == Some("custom")).count();
        if own >= MOST {
            return Err(Refusal::bad(format!("A tenant has at most {MOST} custom authentication strengths.")));
        }
        let blank = object(json!({"description": null, "combinationConfigurations": []}));
        let (_, mut row) = with_id(blank, sent.clone());
        for property in ["createdDateTime", "modifiedDateTime"] {
            row.insert(property.to_owned(), change.instant());
        }
        row.insert("policyType".to_owned(), json!("custom"));
        if let Some(Value::Array(list)) = row.get_mut("combinationConfigurations") {
            list.iter_mut().filter_map(Value::as_object_mut).for_each(|it| {
                it.insert("id".to_owned(), json!(random_guid()));
            });
        }
        let row = judged(row)?;
        let activity = activity("Add", "Authentication Strength Policy Create").on("Policy", &row, &differences(&Object::new(), &row));
        change.edit(activity, |tenant| tenant.strengths.put(row.clone()));
        Ok(row)
    })?;
    call.created(CONTEXT, row, None)
}

fn update(call: &Call<'_>, id: &str) -> Answer {
    let sent = call.read("authenticationStrengthPolicy")?;
    call.change(|change| {
        may(call, change.tenant())?;
        let before = own(change.tenant(), id)?;
        if let Some(other) = sent.keys().find(|key| !["displayName", "description"].contains(&key.as_str())) {
            return Err(Refusal::bad(format!("The property '{other}' of an authentication strength is not changed by this request.")));
        }
        let after = judged(merged(&before, &sent))?;
        put(change, &before, after, activity("Update", "Authentication Strength Policy Update"));
        Ok(())
    })?;
    done()
}

fn delete(call: &Call<'_>, id: &str) -> Answer {
    call.change(|change| {
        may(call, change.tenant())?;
        let before = own(change.tenant(), id)?;
        if change.tenant().policies_with_strength(id).next().is_some() {
            return Err(Refusal::bad("The authentication strength is used by a Conditional Access policy."));
        }
        let activity = activity("Delete", "Authentication Strength Policy Delete").on("Policy", &before, &[]);
        change.edit(activity, |tenant| tenant.strengths.remove(id));
        Ok(())
    })?;
    done()
}

fn update_combinations(call: &Call<'_>, id: &str) -> Answer {
    let sent = call.read("authenticationStrengthPolicy")?;
    let allowed = sent.get("allowedCombinations").cloned().ok_or_else(|| Refusal::bad("The body needs allowedCombinations."))?;
    let body = call.change(|change| {
        may(call, change.tenant())?;
        let before = own(change.tenant(), id)?;
        let mut after = before.clone();
        after.insert("allowedCombinations".to_owned(), allowed.clone());
        let after = judged(after)?;
        let references: Vec<Value> = change.tenant().policies_with_strength(id).filter_map(|policy| policy.get("id").cloned()).collect();
        let body = json!({
            "@odata.context": format!("{}/{}/$metadata#microsoft.graph.updateAllowedCombinationsResult", call.address.base, call.version.segment()),
            "additionalInformation": null, "conditionalAccessReferences": references,
            "currentCombinations": after.get("allowedCombinations"), "previousCombinations": before.get("allowedCombinations"),
        });
        put(change, &before, after, activity("Update", "Authentication Strength Policy Update"));
        Ok(body)
    })?;
    Ok(Reply::json(200, body))
}

fn add_configuration(call: &Call<'_>, id: &str) -> Answer {
    let sent = call.read(CONFIGURATION)?;
    let row = call.change(|change| {
        may(call, change.tenant())?;
        let before = own(change.tenant(), id)?;
        let (_, mut row) = with_id(Object::new(), sent.clone());
        call.app.types.complete(CONFIGURATION, &mut row);
        let mut after = before.clone();
        if let Some(Value::Array(list)) = after.get_mut("combinationConfigurations") {
            list.push(Value::Object(row.clone()));
        }
        let after = judged(after)?;
        put(change, &before, after, activity("Add", "Authentication Strength Combination Configuration Create"));
        Ok(row)
    })?;
    call.created(&format!("{CONTEXT}('{id}')/combinationConfigurations"), row, None)
}

/// Changes a configuration as was sent, or takes it away where nothing was.
fn change_configuration(call: &Call<'_>, id: &str, inner: &str, sent: Option<Result<Object, Refusal>>) -> Answer {
    let sent = sent.transpose()?;
    call.change(|change| {
        may(call, change.tenant())?;
        let before = own(change.tenant(), id)?;
        let mut after = before.clone();
        let list = after.get_mut("combinationConfigurations").and_then(Value::as_array_mut).ok_or_else(|| Refusal::not_found(inner))?;
        let is_it = |it: &Value| it.get("id").and_then(Value::as_str).is_some_and(|own| own.eq_ignore_ascii_case(inner));
        let place = list.iter().position(is_it).ok_or_else(|| Refusal::not_found(inner))?;
        let activity = match &sent {
            Some(sent) => {
                if let Some(Value::Object(row)) = list.get_mut(place) {
                    *row = merged(row, sent);
                }
                activity("Update", "Authentication Strength Combination Configuration Update")
            }
            None => {
                list.remove(place);
                activity("Delete", "Authentication Strength Combination Configuration Delete")
            }
        };
        let after = judged(after)?;
        put(change, &before, after, activity);
        Ok(())
    })?;
    done()
}

fn put(change: &mut Change<'_>, before: &Object, after: Object, activity: Activity) {
    let activity = activity.on("Policy", &after, &differences(before, &after));
    change.replace(|tenant| &mut tenant.strengths, after, activity);
}

fn may(call: &Call<'_>, tenant: &Tenant) -> Result<(), Refusal> {
    call.caller.person_needs(tenant, Act::ConditionalAccess)?;
    if tenant.premium { Ok(()) } else { Err(Refusal::unlicensed_policy()) }
}

/// A strength that is the tenant's own.
fn own(tenant: &Tenant, id: &str) -> Result<Object, Refusal> {
    let row = tenant.strengths.get(id).cloned().ok_or_else(|| Refusal::not_found(id))?;
    if text(&row, "policyType") == Some("custom") {
        Ok(row)
    } else {
        Err(Refusal::bad("A built-in authentication strength cannot be changed."))
    }
}

/// The strength with its combinations written alike and what they satisfy; what makes no sense is refused.
fn judged(mut row: Object) -> Result<Object, Refusal> {
    let list = row.get("allowedCombinations").and_then(Value::as_array).cloned().unwrap_or_default();
    let allowed: Vec<String> = list.iter().filter_map(Value::as_str).map(|it| it.replace(' ', "")).collect();
    if text(&row, "displayName").is_none_or(str::is_empty) || allowed.is_empty() {
        return Err(Refusal::bad("An authentication strength needs a displayName and allowedCombinations."));
    }
    let configurations = row.get("combinationConfigurations").and_then(Value::as_array).cloned().unwrap_or_default();
    for configuration in &configurations {
        let applies = configuration.get("appliesToCombinations").and_then(Value::as_array).cloned().unwrap_or_default();
        let is_allowed = |it: &Value| it.as_str().is_some_and(|it| allowed.iter().any(|own| *own == it.replace(' ', "")));
        if configuration.get("@odata.type").is_none() || applies.is_empty() || !applies.iter().all(is_allowed) {
            return Err(Refusal::bad("A combination configuration has a type and applies to combinations that are allowed."));
        }
    }
    let is_multifactor = |combination: &String| combination.contains(',') || TWO_FACTORS.contains(&combination.as_str());
    let satisfied = if allowed.iter().all(is_multifactor) { "mfa" } else { "none" };
    row.insert("requirementsSatisfied".to_owned(), json!(satisfied));
    row.insert("allowedCombinations".to_owned(), json!(allowed));
    Ok(row)
}
