//! How roles are activated: the policies of Privileged Identity Management for directory roles.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/policyroot-list-rolemanagementpolicyassignments> (read 2026-11-25).

use serde_json::{Value, json};

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use crate::state::{Object, guid, object, text};

/// The assignments of policies to roles, narrowed by the filter, with the policy and its rules where asked for.
pub(super) fn answer(call: &Call<'_>, rest: &[&str]) -> Answer {
    if !call.tenant.premium {
        return Err(Refusal::licence());
    }
    if let [.., last] = rest {
        return Err(Refusal::segment(last));
    }
    let filter = call.query.filter.as_ref();
    let named = filter.and_then(|filter| filter.values_of("roleDefinitionId")).unwrap_or_default();
    if filter.is_none() {
        return Err(Refusal::bad("The request must filter by scopeId and scopeType."));
    }
    call.covered("role-management-policies", &named)?;
    let with_policy = call.query.expand.iter().any(|expansion| expansion.name.eq_ignore_ascii_case("policy"));
    let rows: Vec<Object> = match call.tenant.coverage {
        Some(_) => named.iter().flat_map(|role| call.tenant.kept.of("role-management-policies", role)).cloned().collect(),
        None => assignments(call),
    };
    let rows: Vec<Object> = rows
        .into_iter()
        .map(|mut row| {
            if !with_policy {
                row.remove("policy");
            }
            row
        })
        .collect();
    call.list(&Listing::of("policies/roleManagementPolicyAssignments", call.app.page_size), &rows)
}

/// The policies by themselves, their rules where asked for or below the policy.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/policyroot-list-rolemanagementpolicies> (read 2026-11-25).
pub(super) fn policies(call: &Call<'_>, rest: &[&str]) -> Answer {
    const CONTEXT: &str = "policies/roleManagementPolicies";
    if !call.tenant.premium {
        return Err(Refusal::licence());
    }
    call.covered("role-management-policies", &[])?;
    let whole: Vec<Object> = match call.tenant.coverage {
        Some(_) => call.tenant.kept.all("role-management-policies").filter_map(|row| row.get("policy")?.as_object().cloned()).collect(),
        None => assignments(call).iter().filter_map(|row| row.get("policy")?.as_object().cloned()).collect(),
    };
    let with_rules = call.query.expand.iter().any(|expansion| expansion.name.eq_ignore_ascii_case("rules"));
    let shown = |row: &Object| {
        let mut row = row.clone();
        if !with_rules {
            row.remove("rules");
        }
        row
    };
    let by = |id: &str| {
        let is_it = |row: &&Object| text(row, "id").is_some_and(|own| own.eq_ignore_ascii_case(id));
        whole.iter().find(is_it).ok_or_else(|| Refusal::not_found(id))
    };
    match rest {
        [] if call.query.filter.is_none() => Err(Refusal::bad("The request must filter by scopeId and scopeType.")),
        [] => call.list(&Listing::of(CONTEXT, call.app.page_size), &whole.iter().map(shown).collect::<Vec<_>>()),
        [id] => call.entity(CONTEXT, std::borrow::Cow::Owned(shown(by(id)?)), None),
        [id, list @ ("rules" | "effectiverules")] => {
            let rules: Vec<Object> =
                by(id)?.get("rules").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).cloned().collect();
            let name = if *list == "rules" { "rules" } else { "effectiveRules" };
            call.list(&Listing::of(&format!("{CONTEXT}('{id}')/{name}"), call.app.page_size), &rules)
        }
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// One assignment for each role that there is.
fn assignments(call: &Call<'_>) -> Vec<Object> {
    call.tenant.role_definitions.iter().filter_map(|role| text(role, "id")).map(|role| assignment(call, role)).collect()
}

/// A role's policy: activation for eight hours with a justification, without approval unless the scenario says so.
fn assignment(call: &Call<'_>, role: &str) -> Object {
    let policy = format!("DirectoryRole_{}_{}", call.tenant.id, guid::derived(&format!("{}/policy/{role}", call.tenant.id)));
    let kept = call.tenant.kept.of("activation-approvers", role);
    let approvers: Vec<Value> = kept.iter().cloned().map(Value::Object).collect();
    let stage = json!({
        "approvalStageTimeOutInDays": 1, "escalationApprovers": [], "escalationTimeInMinutes": 0, "isApproverJustificationRequired": true,
        "isEscalationEnabled": false, "primaryApprovers": approvers,
    });
    let rule = json!({
        "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyApprovalRule", "id": "Approval_EndUser_Assignment",
        "target": {"caller": "EndUser", "operations": ["all"], "level": "Assignment", "inheritableSettings": [], "enforcedSettings": []},
        "setting": {
            "isApprovalRequired": !kept.is_empty(), "isApprovalRequiredForExtension": false, "isRequestorJustificationRequired": true,
            "approvalMode": "SingleStage", "approvalStages": [stage],
        },
    });
    object(json!({
        "id": format!("{policy}_{role}"), "policyId": policy, "scopeId": "/", "scopeType": "DirectoryRole", "roleDefinitionId": role,
        "policy": {
            "id": policy, "displayName": "DirectoryRole", "description": "DirectoryRole", "isOrganizationDefault": false, "scopeId": "/",
            "scopeType": "DirectoryRole", "lastModifiedDateTime": null, "lastModifiedBy": {"displayName": null, "id": null}, "rules": [rule],
        },
    }))
}
