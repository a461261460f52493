//! The requests, one for each read: pure.

use breakglass_model::{Collection, GLOBAL_ADMINISTRATOR, ObjectId};

use jiff::Timestamp;

use crate::client::odata::{any_of, equals, segment};

/// Properties of users that judgement needs.
pub(super) const USER: &str = "id,displayName,userPrincipalName,mailNickname,userType,externalUserState,accountEnabled,createdDateTime,\
    onPremisesSyncEnabled,onPremisesImmutableId,onPremisesDistinguishedName,passwordPolicies,passwordProfile,lastPasswordChangeDateTime,\
    signInSessionsValidFromDateTime,assignedLicenses,licenseAssignmentStates,identities,isManagementRestricted,mail,proxyAddresses,otherMails,\
    mobilePhone,businessPhones,jobTitle,department,employeeId,givenName,surname";
/// Properties of groups that judgement needs.
const GROUP: &str = "id,displayName,description,isAssignableToRole,isManagementRestricted,securityEnabled,mailEnabled,groupTypes,\
    membershipRule,onPremisesSyncEnabled,visibility,createdDateTime,deletedDateTime,assignedLicenses";
/// Properties of groups on the way.
const PARENT: &str = "id,displayName,isAssignableToRole,assignedLicenses";

/// One read to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) collection: Collection,
    pub(super) of: Option<ObjectId>,
    pub(super) path: String,
    /// From when on a log is asked for.
    pub(super) since: Option<Timestamp>,
    /// Pages that are enough, where fewer than usual.
    pub(super) pages: Option<usize>,
}

impl Ask {
    pub(super) fn whole(collection: Collection, path: &str) -> Self {
        Self { collection, of: None, path: format!("/v1.0{path}"), since: None, pages: None }
    }

    pub(super) fn of(collection: Collection, of: &ObjectId, path: String) -> Self {
        Self { collection, of: Some(of.clone()), path, since: None, pages: None }
    }
}

/// What is read of every tenant.
pub(super) fn tenant_wide() -> Vec<Ask> {
    let role = ObjectId::from(GLOBAL_ADMINISTRATOR);
    let mut asks = vec![
        Ask::whole(Collection::Organization, "/organization"),
        Ask::whole(Collection::Domains, "/domains"),
        Ask::whole(Collection::SubscribedSkus, "/subscribedSkus"),
        Ask::whole(Collection::ConditionalAccessPolicies, "/identity/conditionalAccess/policies"),
        Ask::whole(Collection::NamedLocations, "/identity/conditionalAccess/namedLocations"),
        Ask::whole(Collection::AuthenticationStrengths, "/policies/authenticationStrengthPolicies"),
        Ask::whole(Collection::AuthenticationMethodsPolicy, "/policies/authenticationMethodsPolicy"),
        Ask::whole(Collection::AuthorizationPolicy, "/policies/authorizationPolicy"),
        Ask::whole(Collection::SecurityDefaults, "/policies/identitySecurityDefaultsEnforcementPolicy"),
    ];
    asks.extend(holders(&role));
    asks
}

/// Who holds a role: active assignments with their principals, schedules, eligibilities.
pub(super) fn holders(role: &ObjectId) -> [Ask; 3] {
    let [mut assignments, schedules, eligibilities] = roles("roleDefinitionId", role);
    assignments.path.push_str("&$expand=principal");
    [assignments, schedules, eligibilities]
}

/// Role assignments, schedules and eligibilities of a role or of a principal.
pub(super) fn roles(field: &str, of: &ObjectId) -> [Ask; 3] {
    let filter = equals(field, of.raw());
    let ask = |collection, list: &str| Ask::of(collection, of, format!("/v1.0/roleManagement/directory/{list}?$filter={filter}"));
    [
        ask(Collection::RoleAssignments, "roleAssignments"),
        ask(Collection::RoleAssignmentSchedules, "roleAssignmentScheduleInstances"),
        ask(Collection::RoleEligibilitySchedules, "roleEligibilityScheduleInstances"),
    ]
}

/// The designated group itself: by id, or by display name.
pub(super) fn group(named: &ObjectId) -> Ask {
    let path = match named.is_guid() {
        true => format!("/v1.0/groups/{}?$select={GROUP}", segment(named.raw())),
        false => format!("/v1.0/groups?$filter={}&$select={GROUP}", equals("displayName", named.raw())),
    };
    Ask::of(Collection::Groups, named, path)
}

/// What belongs to a group that was found.
pub(super) fn of_group(id: &ObjectId) -> Vec<Ask> {
    let group = format!("/v1.0/groups/{}", segment(id.raw()));
    let mut asks = vec![
        Ask::of(Collection::GroupMembers, id, format!("{group}/members?$select=id,displayName,userPrincipalName&$top=999")),
        Ask::of(Collection::GroupOwners, id, format!("{group}/owners?$select=id,displayName,userPrincipalName")),
        parents(id),
    ];
    asks.extend(roles("principalId", id));
    let eligible = equals("groupId", id.raw());
    let path = format!("/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter={eligible}");
    asks.push(Ask::of(Collection::GroupEligibilities, id, path));
    asks
}

/// The groups that a group is a direct member of.
pub(super) fn parents(id: &ObjectId) -> Ask {
    Ask::of(Collection::GroupMemberships, id, format!("/v1.0/groups/{}/memberOf/microsoft.graph.group?$select={PARENT}", segment(id.raw())))
}

/// A designated account itself: by id, or by user principal name.
pub(super) fn user(named: &ObjectId) -> Ask {
    Ask::of(Collection::Users, named, format!("/v1.0/users/{}?$select={USER}", segment(named.raw())))
}

/// What belongs to an account that was found.
pub(super) fn of_user(id: &ObjectId) -> Vec<Ask> {
    let user = segment(id.raw());
    let memberships = format!("/v1.0/users/{user}/transitiveMemberOf/microsoft.graph.group?$select={PARENT}&$top=999");
    let [assignments, _, eligibilities] = roles("principalId", id);
    vec![
        Ask::of(Collection::UserGroupMemberships, id, memberships),
        Ask::of(Collection::AuthenticationMethods, id, format!("/v1.0/users/{user}/authentication/methods")),
        Ask::of(Collection::UserMfaRequirements, id, format!("/beta/users/{user}/authentication/requirements")),
        assignments,
        eligibilities,
    ]
}

/// Names of users that policies mention.
pub(super) fn referenced_users<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    format!("/v1.0/users?$filter={}&$select=id,displayName,userPrincipalName", any_of("id", ids))
}

/// Names of groups that policies mention.
pub(super) fn referenced_groups<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    format!("/v1.0/groups?$filter={}&$select={PARENT}", any_of("id", ids))
}
