//! Users, groups, roles, domains, licences out of their bodies.

use breakglass_model::tenant::{
    AssignedLicence, AuthorizationPolicy, Domain, Group, GroupMember, Organization, PersonalDetail, RoleAssignment, RoleSchedule, Sku,
    User, UserType,
};
use breakglass_model::{ObjectId, Untrusted};

use super::node::{Node, split, type_name};

pub(super) fn organization(node: Node<'_>) -> Option<Organization> {
    let domains = node.list("verifiedDomains").iter().filter_map(super::node::Node::of);
    Some(Organization {
        id: node.id("id"),
        name: node.untrusted("displayName").or_else(|| node.untrusted("id"))?,
        initial_domain: domains.filter(|it| it.flag("isInitial") == Some(true)).find_map(|it| it.untrusted("name")),
    })
}

pub(super) fn authorization_policy(node: Node<'_>) -> Option<AuthorizationPolicy> {
    Some(AuthorizationPolicy { allows_administrators_sspr: node.flag("allowedToUseSSPR") })
}

pub(super) fn domain(node: Node<'_>) -> Option<Domain> {
    Some(Domain {
        name: node.untrusted("id").or_else(|| node.untrusted("name"))?,
        is_initial: node.flag("isInitial").unwrap_or(false),
        authentication_type: node.untrusted("authenticationType"),
        password_validity_days: node.number("passwordValidityPeriodInDays"),
    })
}

pub(super) fn sku(node: Node<'_>) -> Option<Sku> {
    let plans = node.list("servicePlans").iter().filter_map(Node::of);
    Some(Sku {
        id: node.id("skuId"),
        part_number: node.untrusted("skuPartNumber")?,
        plans: plans
            .filter(|it| it.text("provisioningStatus").is_none_or(|status| status.eq_ignore_ascii_case("Success")))
            .filter_map(|it| it.untrusted("servicePlanName"))
            .collect(),
        is_active: node
            .text("capabilityStatus")
            .is_some_and(|status| ["Enabled", "Warning"].iter().any(|it| it.eq_ignore_ascii_case(status))),
    })
}

pub(super) fn user(node: Node<'_>) -> Option<User> {
    // What is neither text nor null is not known, rather than not set.
    let nullable = |key: &str| {
        node.member(key).map(|value| (value, node.untrusted(key))).and_then(|it| match it {
            (value, None) if !value.is_null() => None,
            (_, text) => Some(text),
        })
    };
    Some(User {
        id: node.id("id")?,
        name: node.untrusted("displayName").unwrap_or_default(),
        principal_name: node.untrusted("userPrincipalName"),
        is_enabled: node.flag("accountEnabled"),
        user_type: node.text("userType").map(|word| match word {
            word if word.eq_ignore_ascii_case("Member") => UserType::Member,
            word if word.eq_ignore_ascii_case("Guest") => UserType::Guest,
            other => UserType::Other(other.into()),
        }),
        is_external: node.text("externalUserState").is_some_and(|state| !state.is_empty()),
        is_synchronised: node.member("onPremisesSyncEnabled").map(|_| node.flag("onPremisesSyncEnabled")),
        immutable_id: nullable("onPremisesImmutableId"),
        distinguished_name: nullable("onPremisesDistinguishedName"),
        password_policies: node
            .member("passwordPolicies")
            .map(|_| node.text("passwordPolicies").map(|text| split(text).collect()).unwrap_or_default()),
        created: node.instant("createdDateTime"),
        mail_nickname: nullable("mailNickname"),
        personal: personal(node),
        addresses: (node.member("mail").is_some() || node.member("proxyAddresses").is_some()).then(|| {
            let mut addresses = node.texts("proxyAddresses");
            addresses.extend(node.untrusted("mail").filter(|mail| !mail.is_blank()));
            addresses
        }),
        licences: licences(node),
        forced_change: node.member("passwordProfile").map(|_| {
            let profile = node.node("passwordProfile");
            let is_set = |key: &str| profile.and_then(|it| it.flag(key)) == Some(true);
            is_set("forceChangePasswordNextSignIn") || is_set("forceChangePasswordNextSignInWithMfa")
        }),
        password_changed: node.instant("lastPasswordChangeDateTime"),
        sessions_valid_from: node.instant("signInSessionsValidFromDateTime"),
        is_management_restricted: node.member("isManagementRestricted").map(|_| node.flag("isManagementRestricted")),
    })
}

/// Properties that tie an account to a person. One that is not in the body makes the answer incomplete, hence none.
const PERSONAL: [&str; 8] = ["jobTitle", "employeeId", "mobilePhone", "businessPhones", "otherMails", "department", "givenName", "surname"];

fn personal(node: Node<'_>) -> Option<Vec<PersonalDetail>> {
    let known = PERSONAL.iter().filter(|property| node.member(property).is_some());
    let mut any = false;
    let mut found = Vec::new();
    for &property in known {
        any = true;
        let values = node.texts(property);
        let value = values.iter().map(Untrusted::raw).filter(|value| !value.trim().is_empty()).collect::<Vec<_>>().join(", ");
        if !value.is_empty() {
            found.push(PersonalDetail { property, value: value.into() });
        }
    }
    any.then_some(found)
}

/// Assigned licences, with the group that each comes through where the body says so.
fn licences(node: Node<'_>) -> Option<Vec<AssignedLicence>> {
    node.member("assignedLicenses")?;
    let states: Vec<Node<'_>> = node.list("licenseAssignmentStates").iter().filter_map(Node::of).collect();
    let assigned = node.list("assignedLicenses").iter().filter_map(Node::of).filter_map(|it| it.id("skuId"));
    Some(
        assigned
            .map(|sku| {
                let through_group =
                    states.iter().filter(|it| it.id("skuId").as_ref() == Some(&sku)).find_map(|it| it.id("assignedByGroup"));
                AssignedLicence { sku, through_group }
            })
            .collect(),
    )
}

pub(super) fn group(node: Node<'_>) -> Option<Group> {
    let nullable = |key: &str| {
        node.member(key).map(|value| (value, node.flag(key))).and_then(|it| match it {
            (value, None) if !value.is_null() => None,
            (_, flag) => Some(flag),
        })
    };
    Some(Group {
        id: node.id("id")?,
        name: node.untrusted("displayName").unwrap_or_default(),
        is_role_assignable: nullable("isAssignableToRole"),
        is_management_restricted: nullable("isManagementRestricted"),
        is_security: node.flag("securityEnabled"),
        types: node.member("groupTypes").map(|_| node.texts("groupTypes")),
        is_mail_enabled: node.flag("mailEnabled"),
        is_synchronised: nullable("onPremisesSyncEnabled"),
        licences: node
            .member("assignedLicenses")
            .map(|_| node.list("assignedLicenses").iter().filter_map(Node::of).filter_map(|it| it.id("skuId")).collect()),
        created: node.instant("createdDateTime"),
    })
}

pub(super) fn member(node: Node<'_>) -> Option<GroupMember> {
    let kind = type_name(node).map(Untrusted::from).or_else(|| guess(node));
    Some(GroupMember { id: node.id("id")?, name: node.untrusted("userPrincipalName").or_else(|| node.untrusted("displayName")), kind })
}

/// A member of a casted list carries no type.
fn guess(node: Node<'_>) -> Option<Untrusted> {
    match (node.member("userPrincipalName").is_some(), node.member("securityEnabled").is_some()) {
        (true, _) => Some("user".into()),
        (false, true) => Some("group".into()),
        (false, false) => None,
    }
}

pub(super) fn assignment(node: Node<'_>) -> Option<RoleAssignment> {
    Some(RoleAssignment {
        id: node.untrusted("id").unwrap_or_default(),
        role: node.id("roleDefinitionId")?,
        principal: principal(node)?,
        scope: scope(node),
        app_scope: node.untrusted("appScopeId"),
        principal_kind: node.node("principal").and_then(type_name).map(Untrusted::from),
        principal_name: node.node("principal").and_then(|it| it.untrusted("userPrincipalName").or_else(|| it.untrusted("displayName"))),
    })
}

pub(super) fn schedule(node: Node<'_>) -> Option<RoleSchedule> {
    Some(RoleSchedule {
        role: node.id("roleDefinitionId")?,
        principal: principal(node)?,
        scope: scope(node),
        app_scope: node.untrusted("appScopeId"),
        assignment_type: node.untrusted("assignmentType"),
        member_type: node.untrusted("memberType"),
        // An end that cannot be read is not no end.
        end: node.member("endDateTime").and_then(|end| if end.is_null() { Some(None) } else { node.instant("endDateTime").map(Some) }),
    })
}

fn principal(node: Node<'_>) -> Option<ObjectId> {
    node.id("principalId").or_else(|| node.node("principal")?.id("id"))
}

/// Documents show both names; the older one stands for the same.
fn scope(node: Node<'_>) -> Option<Untrusted> {
    node.untrusted("directoryScopeId").or_else(|| node.untrusted("resourceScope"))
}
