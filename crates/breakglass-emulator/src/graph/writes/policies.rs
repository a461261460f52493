//! Conditional Access policies: created, changed, deleted, brought back.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/conditionalaccessroot-post-policies>,
//! <https://learn.microsoft.com/en-us/graph/api/conditionalaccesspolicy-update> and
//! <https://learn.microsoft.com/en-us/graph/api/resources/conditionalaccessgrantcontrols> (read 2026-11-22).
//! Assumption: objects inside a policy merge property by property (`emulator:policy-patch-merge`), and what the errors say
//! (`emulator:conditional-access-errors`).

use serde_json::{Value, json};

use super::super::call::{Answer, Call};
use super::super::caller::Act;
use super::super::conditional_access::complete;
use super::super::refusal::Refusal;
use super::{done, is_retained, merged, references, with_id};
use crate::state::{Activity, Change, Object, Tenant, modified, object, text};

/// How many policies a tenant holds, in whatever state (`emulator:most-policies`).
const MOST_POLICIES: usize = 195;
const CONTEXT: &str = "identity/conditionalAccess/policies";
const TYPE: &str = "conditionalAccessPolicy";
/// Properties that only the service sets.
const READ_ONLY: [&str; 5] = ["id", "createdDateTime", "modifiedDateTime", "deletedDateTime", "templateId"];

pub(super) fn answer(call: &Call<'_>, method: &str, path: &[&str]) -> Option<Answer> {
    Some(match (method, path) {
        ("POST", ["policies"]) => create(call),
        ("PATCH", ["policies", id]) => update(call, id),
        ("DELETE", ["policies", id]) => delete(call, id),
        ("POST", ["deleteditems", "policies", id, "restore"]) => restore(call, id),
        ("DELETE", ["deleteditems", "policies", id]) => purge(call, id),
        _ => return None,
    })
}

fn create(call: &Call<'_>) -> Answer {
    let sent = read(call)?;
    let row = call.change(|change| {
        may(call, change.tenant())?;
        if change.tenant().policies.len() >= MOST_POLICIES {
            return Err(Refusal::policy("TooManyPolicies"));
        }
        let blank = object(json!({
            "templateId": null, "description": null, "createdDateTime": change.instant(), "modifiedDateTime": null, "deletedDateTime": null,
            "partialEnablementStrategy": null, "grantControls": null, "sessionControls": null,
        }));
        let (_, row) = with_id(blank, sent.clone());
        let row = whole(call, row);
        check(change.tenant(), &row)?;
        references::check(change.tenant(), &sent)?;
        record(change, "Add", None, Some(&row));
        Ok(complete(change.tenant(), row))
    })?;
    call.created(CONTEXT, row, None)
}

fn update(call: &Call<'_>, id: &str) -> Answer {
    let sent = read(call)?;
    call.change(|change| {
        may(call, change.tenant())?;
        let before = change.tenant().policies.get(id).cloned().ok_or_else(|| Refusal::not_found(id))?;
        let after = whole(call, merged(&before, &sent));
        check(change.tenant(), &after)?;
        // What stood there before may be gone by now; only what is named anew is looked for.
        references::check(change.tenant(), &sent)?;
        record(change, "Update", Some(&before), Some(&after));
        Ok(())
    })?;
    done()
}

fn delete(call: &Call<'_>, id: &str) -> Answer {
    call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::ConditionalAccess)?;
        let before = change.tenant().policies.get(id).cloned().ok_or_else(|| Refusal::not_found(id))?;
        record(change, "Delete", Some(&before), None);
        Ok(())
    })?;
    done()
}

/// Brings a policy back in the state that it had.
fn restore(call: &Call<'_>, id: &str) -> Answer {
    let row = call.change(|change| {
        may(call, change.tenant())?;
        let mut row = binned(call, change.tenant(), id)?;
        row.insert("deletedDateTime".to_owned(), Value::Null);
        check(change.tenant(), &row)?;
        // Assumption: no document names the activity of a restored policy (`emulator:restore-policy-audit`).
        let activity =
            Activity::new("Conditional Access", "Policy", "Restore", "Restore conditional access policy").on("Policy", &row, &[]);
        change.edit(activity, |tenant| {
            tenant.deleted_policies.remove(id);
            tenant.policies.put(row.clone());
        });
        Ok(complete(change.tenant(), row))
    })?;
    call.entity(CONTEXT, std::borrow::Cow::Owned(row), None)
}

fn purge(call: &Call<'_>, id: &str) -> Answer {
    call.change(|change| {
        call.caller.person_needs(change.tenant(), Act::ConditionalAccess)?;
        let row = binned(call, change.tenant(), id)?;
        let activity =
            Activity::new("Conditional Access", "Policy", "Delete", "Hard delete conditional access policy").on("Policy", &row, &[]);
        change.edit(activity, |tenant| tenant.deleted_policies.remove(id));
        Ok(())
    })?;
    done()
}

fn binned(call: &Call<'_>, tenant: &Tenant, id: &str) -> Result<Object, Refusal> {
    let row = tenant.deleted_policies.get(id).filter(|row| is_retained(tenant, row, call.app.now()));
    row.cloned().ok_or_else(|| Refusal::not_found(id))
}

fn may(call: &Call<'_>, tenant: &Tenant) -> Result<(), Refusal> {
    call.caller.person_needs(tenant, Act::ConditionalAccess)?;
    if tenant.premium { Ok(()) } else { Err(Refusal::unlicensed_policy()) }
}

/// The body, without what it cannot set.
fn read(call: &Call<'_>) -> Result<Object, Refusal> {
    let body = call.raw_body().map_err(|_| Refusal::policy_schema())?;
    let mut sent = call.app.types.read(TYPE, &body).map_err(|_| Refusal::policy_schema())?;
    sent.retain(|key, _| !READ_ONLY.contains(&key.as_str()));
    Ok(sent)
}

/// The policy with every list and every null that it is shown with; of a strength only the id is kept.
fn whole(call: &Call<'_>, mut row: Object) -> Object {
    if let Some(Value::Object(conditions)) = row.get_mut("conditions") {
        let types = conditions.entry("clientAppTypes").or_insert_with(|| json!([]));
        if types.as_array().is_none_or(Vec::is_empty) {
            *types = json!(["all"]);
        }
    }
    call.app.types.complete(TYPE, &mut row);
    if let Some(Value::Object(grant)) = row.get_mut("grantControls") {
        let strength = grant.entry("authenticationStrength").or_insert(Value::Null);
        if let Some(id) = strength.get("id").cloned() {
            *strength = json!({"id": id});
        }
    }
    row
}

/// Writes the change and records it twice: for Conditional Access, and for the directory that holds it
/// (`emulator:policy-audit-twin`).
fn record(change: &mut Change<'_>, verb: &'static str, before: Option<&Object>, after: Option<&Object>) {
    let whole = |row: Option<&Object>| row.map(|row| Value::Object(row.clone()));
    let values = (whole(before), whole(after));
    let Some(shown) = after.or(before) else { return };
    let (name, property) = (format!("{verb} conditional access policy"), "ConditionalAccessPolicy");
    let activity = Activity::new("Conditional Access", "Policy", verb, name);
    let activity = activity.on("Policy", shown, &[modified(property, values.0.as_ref(), values.1.as_ref())]);
    match after {
        Some(row) if before.is_some() => change.replace(|tenant| &mut tenant.policies, row.clone(), activity),
        Some(row) => change.edit(activity, |tenant| tenant.policies.put(row.clone())),
        None => {
            let (id, now) = (text(shown, "id").unwrap_or_default().to_owned(), change.instant());
            change.edit(activity, |tenant| {
                if let Some(mut row) = tenant.policies.remove(&id) {
                    row.insert("deletedDateTime".to_owned(), now);
                    tenant.deleted_policies.put(row);
                }
            });
        }
    }
    let twin = Activity::new("Core Directory", "Policy", verb, format!("{verb} policy"));
    change.also(twin.on("Policy", shown, &[modified("PolicyDetail", values.0.as_ref(), values.1.as_ref())]));
}

/// What holds for every policy.
fn check(tenant: &Tenant, policy: &Object) -> Result<(), Refusal> {
    if text(policy, "displayName").is_none_or(str::is_empty) || text(policy, "state").is_none() {
        return Err(Refusal::policy_schema());
    }
    let conditions = policy.get("conditions").and_then(Value::as_object).ok_or_else(Refusal::policy_schema)?;
    let any = |part: &str, lists: &[&str]| {
        let part = conditions.get(part);
        lists.iter().filter_map(|list| part?.get(*list)).any(|value| match value {
            Value::Array(list) => !list.is_empty(),
            other => !other.is_null(),
        })
    };
    let users = ["includeUsers", "includeGroups", "includeRoles", "includeGuestsOrExternalUsers"];
    if !any("users", &users) && !any("clientApplications", &["includeServicePrincipals", "servicePrincipalFilter"]) {
        return Err(Refusal::policy("InvalidConditions: a user rule is missing"));
    }
    let applications = ["includeApplications", "includeUserActions", "includeAuthenticationContextClassReferences", "applicationFilter"];
    if !any("applications", &applications) {
        return Err(Refusal::policy("InvalidConditions: an application rule is missing"));
    }
    check_controls(tenant, policy, conditions)?;
    let is_enabled = text(policy, "state") == Some("enabled");
    if is_enabled && tenant.security_defaults.get("isEnabled") == Some(&Value::Bool(true)) {
        return Err(Refusal::policy("SecurityDefaultsEnabled: security defaults and enabled policies exclude each other"));
    }
    Ok(())
}

/// At least one control, and no two that exclude each other.
fn check_controls(tenant: &Tenant, policy: &Object, conditions: &Object) -> Result<(), Refusal> {
    let grant = policy.get("grantControls");
    let list = |name: &str| grant.and_then(|it| it.get(name)).and_then(Value::as_array).cloned().unwrap_or_default();
    let built_in = list("builtInControls");
    let has = |control: &str| built_in.iter().any(|it| it == control);
    let strength = grant.and_then(|it| it.get("authenticationStrength")).filter(|it| !it.is_null());
    let is_granting = [&built_in, &list("termsOfUse"), &list("customAuthenticationFactors")].iter().any(|it| !it.is_empty());
    let session = policy.get("sessionControls").and_then(Value::as_object);
    let is_session = session.is_some_and(|it| it.values().any(|control| !control.is_null()));
    if !is_granting && strength.is_none() && !is_session {
        return Err(Refusal::policy("InvalidControls: a grant or session control is missing"));
    }
    let operator = grant.and_then(|it| it.get("operator")).and_then(Value::as_str);
    if (is_granting || strength.is_some()) && !matches!(operator, Some("AND" | "OR")) {
        return Err(Refusal::policy("InvalidOperator"));
    }
    if has("mfa") && strength.is_some() {
        return Err(Refusal::policy("InvalidControls: mfa and an authentication strength exclude each other"));
    }
    if has("block") && (built_in.len() > 1 || strength.is_some()) {
        return Err(Refusal::policy("InvalidControls: block stands alone"));
    }
    if let Some(id) = strength.and_then(|it| it.get("id")) {
        id.as_str().and_then(|id| tenant.strengths.get(id)).ok_or_else(|| Refusal::policy("InvalidAuthenticationStrength"))?;
    }
    if has("passwordChange") {
        let risk = conditions.get("userRiskLevels").and_then(Value::as_array).is_some_and(|it| !it.is_empty());
        let applications = conditions.get("applications");
        let is_all = applications.and_then(|it| it.get("includeApplications")) == Some(&json!(["All"]))
            && applications.and_then(|it| it.get("excludeApplications")) == Some(&json!([]));
        if !(has("mfa") && operator == Some("AND") && risk && is_all) {
            return Err(Refusal::policy("InvalidPasswordResetControl"));
        }
    }
    Ok(())
}
