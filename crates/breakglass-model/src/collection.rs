//! The collections that are read of a tenant: the words that snapshot, tenant, controls and reports share.

use serde::{Deserialize, Serialize};

macro_rules! collections {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $permission:literal;)*) => {
        /// One kind of thing that is read of a tenant.
        ///
        /// The permission is the least-privileged application permission that we ask for (not always the least that
        /// Graph accepts: one that several reads share is preferred to many narrow ones).
        /// Source: <https://github.com/microsoftgraph/microsoft-graph-devx-content> permissions.json at 6cbd6bb (read 2026-11-22).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Collection { $($(#[$doc])* $name,)* }

        impl Collection {
            /// Every collection, in the order in which it is read.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name used in snapshots, reports and JSON.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)* }
            }

            /// The application permission that reads it.
            pub fn permission(self) -> &'static str {
                match self { $(Self::$name => $permission,)* }
            }
        }
    };
}

collections! {
    /// The tenant itself: `GET /organization`.
    Organization = "organization", "Organization.Read.All";
    /// `GET /domains`.
    Domains = "domains", "Domain.Read.All";
    /// Licences: `GET /subscribedSkus`.
    SubscribedSkus = "subscribed-skus", "LicenseAssignment.Read.All";
    /// `GET /identity/conditionalAccess/policies`.
    ConditionalAccessPolicies = "conditional-access-policies", "Policy.Read.All";
    /// `GET /identity/conditionalAccess/namedLocations`.
    NamedLocations = "named-locations", "Policy.Read.All";
    /// `GET /policies/authenticationStrengthPolicies`.
    AuthenticationStrengths = "authentication-strengths", "Policy.Read.All";
    /// `GET /policies/authenticationMethodsPolicy`.
    AuthenticationMethodsPolicy = "authentication-methods-policy", "Policy.Read.All";
    /// `GET /policies/authorizationPolicy`.
    AuthorizationPolicy = "authorization-policy", "Policy.Read.All";
    /// `GET /policies/identitySecurityDefaultsEnforcementPolicy`.
    SecurityDefaults = "security-defaults", "Policy.Read.All";
    /// Users by id: `GET /users/{id}`.
    Users = "users", "User.Read.All";
    /// Groups of one user, transitive: `GET /users/{id}/transitiveMemberOf/microsoft.graph.group`.
    UserGroupMemberships = "user-group-memberships", "GroupMember.Read.All";
    /// Groups by id: `GET /groups/{id}`.
    Groups = "groups", "GroupMember.Read.All";
    /// Direct members of one group: `GET /groups/{id}/members`.
    GroupMembers = "group-members", "GroupMember.Read.All";
    /// Owners of one group: `GET /groups/{id}/owners`.
    GroupOwners = "group-owners", "GroupMember.Read.All";
    /// Groups that one group is a direct member of: `GET /groups/{id}/memberOf/microsoft.graph.group`.
    GroupMemberships = "group-memberships", "GroupMember.Read.All";
    /// `GET /roleManagement/directory/roleAssignments`, by role or by principal.
    RoleAssignments = "role-assignments", "RoleManagement.Read.Directory";
    /// `GET /roleManagement/directory/roleAssignmentScheduleInstances`, by role or by principal.
    RoleAssignmentSchedules = "role-assignment-schedules", "RoleManagement.Read.Directory";
    /// `GET /roleManagement/directory/roleEligibilityScheduleInstances`, by role or by principal.
    RoleEligibilitySchedules = "role-eligibility-schedules", "RoleManagement.Read.Directory";
    /// Registered methods of one user: `GET /users/{id}/authentication/methods`.
    AuthenticationMethods = "authentication-methods", "UserAuthenticationMethod.Read.All";
    /// Per-user MFA of one user: `GET /beta/users/{id}/authentication/requirements`.
    UserMfaRequirements = "user-mfa-requirements", "Policy.Read.All";
    /// Users that policies name, with their display names: `GET /users?$filter=id in (…)`.
    ReferencedUsers = "referenced-users", "User.Read.All";
    /// Groups that policies name, with their display names: `GET /groups?$filter=id in (…)`.
    ReferencedGroups = "referenced-groups", "GroupMember.Read.All";
    /// Users who hold roles that reach the emergency accounts: `GET /users?$filter=id in (…)`.
    Administrators = "administrators", "User.Read.All";
    /// Manager of one user: `GET /users/{id}/manager`.
    UserManagers = "user-managers", "User.Read.All";
    /// Objects that one user owns: `GET /users/{id}/ownedObjects`.
    UserOwnedObjects = "user-owned-objects", "User.Read.All";
    /// Devices that one user registered: `GET /users/{id}/registeredDevices`.
    UserRegisteredDevices = "user-registered-devices", "User.Read.All";
    /// Consents of one user: `GET /users/{id}/oauth2PermissionGrants`.
    UserConsents = "user-consents", "Directory.Read.All";
    /// Administrative units that a management-restricted user or group is in: `GET /users/{id}/memberOf/microsoft.graph.administrativeUnit`.
    AdministrativeUnitMemberships = "administrative-unit-memberships", "AdministrativeUnit.Read.All";
    /// Who holds roles over one administrative unit: `GET /directory/administrativeUnits/{id}/scopedRoleMembers`.
    ScopedRoleMembers = "scoped-role-members", "RoleManagement.Read.Directory";
    /// Groups whose names begin like one group's: `GET /groups?$filter=startsWith(displayName,'…')`.
    SimilarGroups = "similar-groups", "GroupMember.Read.All";
    /// Eligible members and owners of one group: `GET /identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=groupId eq '…'`.
    GroupEligibilities = "group-eligibilities", "PrivilegedEligibilitySchedule.Read.AzureADGroup";
    /// One object in the recycle bin: `GET /directory/deletedItems/{id}`.
    DeletedObjects = "deleted-objects", "User.Read.All";
    /// `GET /identity/conditionalAccess/deletedItems/policies`.
    DeletedPolicies = "deleted-policies", "Policy.Read.All";
    /// One user's risk: `GET /identityProtection/riskyUsers/{id}`.
    RiskyUsers = "risky-users", "IdentityRiskyUser.Read.All";
    /// `GET /identityGovernance/lifecycleWorkflows/workflows`.
    LifecycleWorkflows = "lifecycle-workflows", "LifecycleWorkflows-Workflow.ReadBasic.All";
    /// `GET /identityGovernance/accessReviews/definitions`.
    AccessReviews = "access-reviews", "AccessReview.Read.All";
    /// `GET /beta/roleManagement/directory/resourceNamespaces/microsoft.directory/resourceActions`, those that can be protected.
    ProtectedActions = "protected-actions", "RoleManagement.Read.Directory";
    /// How one role is activated: `GET /policies/roleManagementPolicyAssignments`, by role definition.
    RoleManagementPolicies = "role-management-policies", "RoleManagement.Read.Directory";
    /// Application permissions of Microsoft Graph: `GET /servicePrincipals(appId='00000003-0000-0000-c000-000000000000')`.
    GraphAppRoles = "graph-app-roles", "Application.Read.All";
    /// Who holds them: the same with `/appRoleAssignedTo`.
    GraphAppRoleAssignments = "graph-app-role-assignments", "Application.Read.All";
    /// The registration report on one user: `GET /reports/authenticationMethods/userRegistrationDetails/{id}`.
    RegistrationDetails = "registration-details", "AuditLog.Read.All";
    /// The same on all administrators: `?$filter=isAdmin eq true`.
    AdministratorRegistrations = "administrator-registrations", "AuditLog.Read.All";
    /// Recent sign-ins of one emergency account: `GET /beta/auditLogs/signIns?$filter=userId eq '…'`.
    AccountSignIns = "account-sign-ins", "AuditLog.Read.All";
    /// Recent sign-ins of people to the Azure management API: `GET /beta/auditLogs/signIns`, by resource; bounded.
    ManagementSignIns = "management-sign-ins", "AuditLog.Read.All";
    /// Recent sign-ins by resource owner password credentials: `GET /beta/auditLogs/signIns`, by protocol; bounded.
    RopcSignIns = "ropc-sign-ins", "AuditLog.Read.All";
}

impl Collection {
    /// The collection with that name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|collection| collection.slug() == slug)
    }

    /// The name in words.
    pub fn title(self) -> String {
        self.slug().replace('-', " ")
    }
}
