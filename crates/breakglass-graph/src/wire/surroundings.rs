//! What surrounds the emergency accounts, out of its bodies: deletion, risk, workflows, reviews, rights of others, sign-ins.

use breakglass_model::tenant::{
    AccessReview, ActivationRule, AdministrativeUnit, AppRole, AppRoleAssignment, Approver, DeletedObject, GroupEligibility,
    LifecycleWorkflow, ProtectedAction, Registration, ScopedRoleMember, SignIn, UserRisk,
};
use breakglass_model::{ObjectId, Untrusted};
use serde_json::Value;

use super::node::{Node, type_name};

pub(super) fn deleted(node: Node<'_>) -> Option<DeletedObject> {
    let name = node.untrusted("userPrincipalName").or_else(|| node.untrusted("displayName")).unwrap_or_default();
    Some(DeletedObject { id: node.id("id")?, name, deleted: node.instant("deletedDateTime") })
}

pub(super) fn risk(node: Node<'_>) -> Option<UserRisk> {
    Some(UserRisk { state: node.untrusted("riskState")?, level: node.untrusted("riskLevel") })
}

pub(super) fn workflow(node: Node<'_>) -> Option<LifecycleWorkflow> {
    let scope = node.node("executionConditions").and_then(|it| it.node("scope"));
    Some(LifecycleWorkflow {
        id: node.id("id")?,
        name: node.untrusted("displayName").unwrap_or_default(),
        category: node.untrusted("category"),
        is_enabled: node.flag("isEnabled"),
        is_scheduled: node.flag("isSchedulingEnabled"),
        scope: scope.and_then(|it| it.untrusted("rule")),
    })
}

pub(super) fn review(node: Node<'_>) -> Option<AccessReview> {
    let settings = node.node("settings");
    let mut queries = Vec::new();
    for part in ["scope", "instanceEnumerationScope"] {
        node.node(part).into_iter().for_each(|scope| collect_queries(scope, &mut queries, 0));
    }
    Some(AccessReview {
        id: node.id("id")?,
        name: node.untrusted("displayName").unwrap_or_default(),
        status: node.untrusted("status"),
        queries,
        is_applied_automatically: settings.and_then(|it| it.flag("autoApplyDecisionsEnabled")),
        default_decision: settings.and_then(|it| it.untrusted("defaultDecision")),
    })
}

/// Scopes nest: a query by itself, or principals and resources with queries of their own.
fn collect_queries(scope: Node<'_>, found: &mut Vec<Untrusted>, depth: usize) {
    const DEEPEST: usize = 4;
    found.extend(scope.untrusted("query"));
    if depth < DEEPEST {
        for part in ["principalScopes", "resourceScopes"] {
            scope.list(part).iter().filter_map(Node::of).for_each(|it| collect_queries(it, found, depth + 1));
        }
    }
}

pub(super) fn protected_action(node: Node<'_>) -> Option<ProtectedAction> {
    let context = node.untrusted("authenticationContextId").filter(|it| !it.is_blank());
    Some(ProtectedAction { name: node.untrusted("name")?, context })
}

pub(super) fn administrative_unit(node: Node<'_>) -> Option<AdministrativeUnit> {
    Some(AdministrativeUnit {
        id: node.id("id")?,
        name: node.untrusted("displayName").unwrap_or_default(),
        is_restricted: node.flag("isMemberManagementRestricted"),
    })
}

pub(super) fn scoped_role_member(node: Node<'_>) -> Option<ScopedRoleMember> {
    let member = node.node("roleMemberInfo");
    Some(ScopedRoleMember {
        role: node.id("roleId")?,
        member: member.and_then(|it| it.id("id"))?,
        name: member.and_then(|it| it.untrusted("displayName")),
    })
}

pub(super) fn group_eligibility(node: Node<'_>) -> Option<GroupEligibility> {
    Some(GroupEligibility { principal: node.id("principalId")?, access: node.untrusted("accessId") })
}

/// The rules of a role's activation, out of the assignment of its policy with the policy's rules.
pub(super) fn activation_rule(node: Node<'_>) -> Option<(ObjectId, ActivationRule)> {
    let role = node.id("roleDefinitionId")?;
    let rules = node.node("policy")?.list("rules").iter().filter_map(Node::of);
    // The rule on what an end user does when activating: the approval of assignments by administrators is another one.
    let approval = rules
        .filter(|it| type_name(*it).is_some_and(|name| name.eq_ignore_ascii_case("unifiedRoleManagementPolicyApprovalRule")))
        .find(|it| it.text("id").is_none_or(|id| id.eq_ignore_ascii_case("Approval_EndUser_Assignment")));
    let setting = approval.and_then(|it| it.node("setting"));
    let stages = setting.map(|it| it.list("approvalStages")).unwrap_or_default();
    let approvers = stages.iter().filter_map(Node::of).flat_map(|stage| stage.list("primaryApprovers")).filter_map(approver).collect();
    Some((role, ActivationRule { needs_approval: setting.and_then(|it| it.flag("isApprovalRequired")), approvers }))
}

fn approver(value: &Value) -> Option<Approver> {
    let node = Node::of(value)?;
    let kind = match type_name(node) {
        Some(name) if name.eq_ignore_ascii_case("singleUser") => Some("user".into()),
        Some(name) if name.eq_ignore_ascii_case("groupMembers") => Some("group".into()),
        other => other.map(Untrusted::from),
    };
    let id = node.id("userId").or_else(|| node.id("groupId")).or_else(|| node.id("id"))?;
    Some(Approver { id, kind, name: node.untrusted("description") })
}

pub(super) fn app_roles(node: Node<'_>) -> Option<Vec<AppRole>> {
    node.member("appRoles")?;
    let role = |node: Node<'_>| Some(AppRole { id: node.id("id")?, value: node.untrusted("value")? });
    Some(node.list("appRoles").iter().filter_map(Node::of).filter_map(role).collect())
}

pub(super) fn app_role_assignment(node: Node<'_>) -> Option<AppRoleAssignment> {
    Some(AppRoleAssignment {
        role: node.id("appRoleId")?,
        principal: node.id("principalId")?,
        name: node.untrusted("principalDisplayName"),
        kind: node.untrusted("principalType"),
    })
}

pub(super) fn registration(node: Node<'_>) -> Option<Registration> {
    Some(Registration {
        user: node.id("id")?,
        user_name: node.untrusted("userPrincipalName").unwrap_or_default(),
        is_administrator: node.flag("isAdmin"),
        is_mfa_capable: node.flag("isMfaCapable"),
        is_sspr_registered: node.flag("isSsprRegistered"),
        is_sspr_capable: node.flag("isSsprCapable"),
        methods: node.texts("methodsRegistered"),
    })
}

pub(super) fn sign_in(node: Node<'_>) -> Option<SignIn> {
    let steps = node.list("authenticationDetails").iter().filter_map(Node::of);
    Some(SignIn {
        id: node.untrusted("id").unwrap_or_default(),
        at: node.instant("createdDateTime")?,
        user: node.id("userId")?,
        user_name: node.untrusted("userPrincipalName").unwrap_or_default(),
        app: node.id("appId"),
        app_name: node.untrusted("appDisplayName"),
        resource: node.id("resourceId"),
        is_interactive: node.flag("isInteractive"),
        requirement: node.untrusted("authenticationRequirement"),
        protocol: node.untrusted("authenticationProtocol"),
        error: node.node("status").and_then(|it| it.number("errorCode")),
        ip: node.untrusted("ipAddress"),
        user_agent: node.untrusted("userAgent"),
        methods: steps.filter_map(|it| it.untrusted("authenticationMethod")).collect(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_approval_of_end_users_is_the_one_that_counts() {
        let rule = |id: &str, required: bool| {
            json!({"@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyApprovalRule", "id": id, "setting": {
                "isApprovalRequired": required,
                "approvalStages": [{"primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "a", "description": "Ann"}]}]}})
        };
        let body = json!({"roleDefinitionId": "r", "policy": {"rules": [rule("Approval_Admin_Assignment", false), rule("Approval_EndUser_Assignment", true)]}});
        let (role, rule) = activation_rule(Node::of(&body).unwrap()).unwrap();
        assert_eq!((role, rule.needs_approval), ("r".into(), Some(true)));
        assert_eq!(rule.approvers[0].id, "a".into());
        assert_eq!(rule.approvers[0].kind, Some("user".into()));
    }

    #[test]
    fn nested_scopes_of_reviews_are_found() {
        let body = json!({"id": "1", "scope": {"principalScopes": [{"query": "/users"}], "resourceScopes": [{"query": "/groups/1"}]},
            "settings": {"autoApplyDecisionsEnabled": true, "defaultDecision": "Deny"}});
        let review = review(Node::of(&body).unwrap()).unwrap();
        assert_eq!(review.queries, ["/users".into(), "/groups/1".into()]);
        assert_eq!(review.is_applied_automatically, Some(true));
    }
}
