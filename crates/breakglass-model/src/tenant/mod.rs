//! A tenant as a value: every fact is there, or the reason why nobody knows it.

mod application;
mod device_rule;
mod governance;
mod group;
mod location;
mod methods;
mod objects;
mod organization;
mod policy;
mod role;
mod sign_in;
mod strength;
mod user;

use jiff::Timestamp;

pub use application::{AppRole, AppRoleAssignment};
pub use device_rule::{DeviceOperator, DeviceRule, DeviceRuleError, DeviceTest};
pub use governance::{AccessReview, DeletedObject, LifecycleWorkflow, ProtectedAction, UserRisk};
pub use group::{Group, GroupMember};
pub use location::{CountryLookup, IpRange, LocationKind, NamedLocation};
pub use methods::{
    KeyRestrictions, MethodConfiguration, MethodTarget, MethodsPolicy, PasskeyProfile, PasskeyType, RegisteredMethod, RegistrationCampaign,
    SecurityKey, TemporaryAccessPass,
};
pub use objects::{Objects, Scoped};
pub use organization::{AuthorizationPolicy, Domain, Organization, Sku};
pub use policy::{
    Applications, Conditions, FilterMode, GrantControl, GrantControls, IncludeExclude, Operator, Policy, PolicyAudience, PolicyState,
    RuleFilter, SessionControls, SignInFrequency, UserConditions,
};
pub use role::{ActivationRule, AdministrativeUnit, Approver, GroupEligibility, RoleAssignment, RoleSchedule, ScopedRoleMember};
pub use sign_in::{Registration, SignIn, SignInSample};
pub use strength::{CombinationConfiguration, Strength};
pub use user::{AssignedLicence, PersonalDetail, User, UserType};

use crate::{Cloud, Collection, Fact, Missing, ObjectId, Skipped, Untrusted};

/// Everything that was read of one tenant, typed.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// When it was read.
    pub taken_at: Timestamp,
    /// In which cloud it lives.
    pub cloud: Cloud,
    /// Which endpoint answered, or `export`.
    pub endpoint: String,
    /// Whether that endpoint is outside the clouds' fixed table.
    pub unsafe_endpoint: bool,
    /// Its id, where known.
    pub id: Option<ObjectId>,
    /// The organization object.
    pub organization: Fact<Organization>,
    /// Verified domains.
    pub domains: Fact<Vec<Domain>>,
    /// Licences.
    pub skus: Fact<Vec<Sku>>,
    /// Conditional Access policies, in the order in which they were read.
    pub policies: Fact<Vec<Policy>>,
    /// Where the policies were read in part: what was read stays judged, and nothing passes.
    pub policies_incomplete: Option<Missing>,
    /// Named locations.
    pub named_locations: Fact<Vec<NamedLocation>>,
    /// Authentication strengths.
    pub strengths: Fact<Vec<Strength>>,
    /// The authentication methods policy.
    pub methods_policy: Fact<MethodsPolicy>,
    /// Whether security defaults are on.
    pub security_defaults: Fact<bool>,
    /// Users by id.
    pub users: Objects<User>,
    /// Groups by id.
    pub groups: Objects<Group>,
    /// The groups of a user, transitive.
    pub user_groups: Scoped<ObjectId>,
    /// Direct members of a group.
    pub group_members: Scoped<GroupMember>,
    /// Owners of a group.
    pub group_owners: Scoped<GroupMember>,
    /// Groups that a group is a direct member of.
    pub group_parents: Scoped<ObjectId>,
    /// Active role assignments by role definition or principal.
    pub role_assignments: Scoped<RoleAssignment>,
    /// Role assignment schedule instances by role definition or principal.
    pub role_schedules: Scoped<RoleSchedule>,
    /// Role eligibility schedule instances by role definition or principal.
    pub role_eligibilities: Scoped<RoleSchedule>,
    /// Registered authentication methods by user.
    pub methods: Scoped<RegisteredMethod>,
    /// Per-user MFA state by user: `disabled`, `enabled`, `enforced`.
    pub per_user_mfa: Objects<Untrusted>,
    /// Display names of users that policies name; an id asked for and not found is dangling.
    pub referenced_users: Objects<Untrusted>,
    /// The same for groups.
    pub referenced_groups: Objects<Untrusted>,
    /// Tenant-wide switches of authorization.
    pub authorization_policy: Fact<AuthorizationPolicy>,
    /// Users who hold roles that reach the emergency accounts, by id: not the emergency accounts themselves.
    pub administrators: Objects<User>,
    /// The manager of a user: the name.
    pub managers: Objects<Untrusted>,
    /// Objects that a user owns: applications, groups, …
    pub owned_objects: Scoped<GroupMember>,
    /// Devices that a user registered.
    pub registered_devices: Scoped<GroupMember>,
    /// Applications that a user consented to, by service principal.
    pub consents: Scoped<ObjectId>,
    /// Administrative units that a management-restricted user or group is in.
    pub administrative_units: Scoped<AdministrativeUnit>,
    /// Who holds roles over an administrative unit.
    pub scoped_role_members: Scoped<ScopedRoleMember>,
    /// Groups whose names begin like the emergency group's.
    pub similar_groups: Scoped<GroupMember>,
    /// Who may become a member or owner of a group through Privileged Identity Management for Groups.
    pub group_eligibilities: Scoped<GroupEligibility>,
    /// Emergency objects in the recycle bin, by id.
    pub deleted_objects: Objects<DeletedObject>,
    /// Deleted Conditional Access policies.
    pub deleted_policies: Fact<Vec<Policy>>,
    /// What Identity Protection holds against a user.
    pub risks: Objects<UserRisk>,
    /// Lifecycle workflows.
    pub lifecycle_workflows: Fact<Vec<LifecycleWorkflow>>,
    /// Access reviews.
    pub access_reviews: Fact<Vec<AccessReview>>,
    /// Protected actions.
    pub protected_actions: Fact<Vec<ProtectedAction>>,
    /// How roles are activated, by role definition.
    pub activation_rules: Objects<ActivationRule>,
    /// Application permissions of Microsoft Graph.
    pub app_roles: Fact<Vec<AppRole>>,
    /// Who holds application permissions of Microsoft Graph.
    pub app_role_assignments: Fact<Vec<AppRoleAssignment>>,
    /// Where those were read in part: what was read stays judged, and nothing passes.
    pub app_role_assignments_incomplete: Option<Missing>,
    /// The registration report on the emergency accounts.
    pub registrations: Objects<Registration>,
    /// The registration report on all administrators.
    pub administrator_registrations: Fact<Vec<Registration>>,
    /// Where that was read in part.
    pub administrator_registrations_incomplete: Option<Missing>,
    /// Recent sign-ins of an emergency account.
    pub account_sign_ins: Scoped<SignIn>,
    /// Recent sign-ins of people to the Azure management API.
    pub management_sign_ins: Fact<SignInSample>,
    /// Recent sign-ins with a password handed over by an application (ROPC).
    pub ropc_sign_ins: Fact<SignInSample>,
    /// What was read of each collection, for the report.
    pub evidence: Vec<CollectionEvidence>,
    /// What was offered but not taken.
    pub skipped: Vec<Skipped>,
}

/// How far one collection was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionEvidence {
    /// Which.
    pub collection: Collection,
    /// `complete`, `partial`, `denied`, `unlicensed`, `unavailable`, `failed`, `absent`, `not-asked`; the worst of its reads.
    pub state: &'static str,
    /// Why, where not complete.
    pub reason: Option<String>,
    /// How many objects were taken.
    pub count: usize,
}

impl Tenant {
    /// A tenant of which nothing was read.
    pub fn unread(taken_at: Timestamp, cloud: Cloud, endpoint: impl Into<String>) -> Self {
        let not_asked = |collection| Missing::of(collection, crate::Reason::NotAsked);
        Self {
            taken_at,
            cloud,
            endpoint: endpoint.into(),
            unsafe_endpoint: false,
            id: None,
            organization: Err(not_asked(Collection::Organization)),
            domains: Err(not_asked(Collection::Domains)),
            skus: Err(not_asked(Collection::SubscribedSkus)),
            policies: Err(not_asked(Collection::ConditionalAccessPolicies)),
            policies_incomplete: None,
            named_locations: Err(not_asked(Collection::NamedLocations)),
            strengths: Err(not_asked(Collection::AuthenticationStrengths)),
            methods_policy: Err(not_asked(Collection::AuthenticationMethodsPolicy)),
            security_defaults: Err(not_asked(Collection::SecurityDefaults)),
            users: Objects::unread(Collection::Users),
            groups: Objects::unread(Collection::Groups),
            user_groups: Scoped::unread(Collection::UserGroupMemberships),
            group_members: Scoped::unread(Collection::GroupMembers),
            group_owners: Scoped::unread(Collection::GroupOwners),
            group_parents: Scoped::unread(Collection::GroupMemberships),
            role_assignments: Scoped::unread(Collection::RoleAssignments),
            role_schedules: Scoped::unread(Collection::RoleAssignmentSchedules),
            role_eligibilities: Scoped::unread(Collection::RoleEligibilitySchedules),
            methods: Scoped::unread(Collection::AuthenticationMethods),
            per_user_mfa: Objects::unread(Collection::UserMfaRequirements),
            referenced_users: Objects::unread(Collection::ReferencedUsers),
            referenced_groups: Objects::unread(Collection::ReferencedGroups),
            authorization_policy: Err(not_asked(Collection::AuthorizationPolicy)),
            administrators: Objects::unread(Collection::Administrators),
            managers: Objects::unread(Collection::UserManagers),
            owned_objects: Scoped::unread(Collection::UserOwnedObjects),
            registered_devices: Scoped::unread(Collection::UserRegisteredDevices),
            consents: Scoped::unread(Collection::UserConsents),
            administrative_units: Scoped::unread(Collection::AdministrativeUnitMemberships),
            scoped_role_members: Scoped::unread(Collection::ScopedRoleMembers),
            similar_groups: Scoped::unread(Collection::SimilarGroups),
            group_eligibilities: Scoped::unread(Collection::GroupEligibilities),
            deleted_objects: Objects::unread(Collection::DeletedObjects),
            deleted_policies: Err(not_asked(Collection::DeletedPolicies)),
            risks: Objects::unread(Collection::RiskyUsers),
            lifecycle_workflows: Err(not_asked(Collection::LifecycleWorkflows)),
            access_reviews: Err(not_asked(Collection::AccessReviews)),
            protected_actions: Err(not_asked(Collection::ProtectedActions)),
            activation_rules: Objects::unread(Collection::RoleManagementPolicies),
            app_roles: Err(not_asked(Collection::GraphAppRoles)),
            app_role_assignments: Err(not_asked(Collection::GraphAppRoleAssignments)),
            app_role_assignments_incomplete: None,
            registrations: Objects::unread(Collection::RegistrationDetails),
            administrator_registrations: Err(not_asked(Collection::AdministratorRegistrations)),
            administrator_registrations_incomplete: None,
            account_sign_ins: Scoped::unread(Collection::AccountSignIns),
            management_sign_ins: Err(not_asked(Collection::ManagementSignIns)),
            ropc_sign_ins: Err(not_asked(Collection::RopcSignIns)),
            evidence: Vec::new(),
            skipped: Vec::new(),
        }
    }

    /// The display name of a group, from wherever it was read.
    pub fn group_name(&self, id: &ObjectId) -> Option<&Untrusted> {
        let read = self.groups.find(id).map(|group| &group.name);
        read.or_else(|| self.referenced_groups.find(id))
    }

    /// The display name or user principal name of a user, from wherever it was read.
    pub fn user_name(&self, id: &ObjectId) -> Option<&Untrusted> {
        let read = self.users.find(id).map(|user| user.principal_name.as_ref().unwrap_or(&user.name));
        read.or_else(|| self.referenced_users.find(id))
    }

    /// The built-in or custom strength with that id.
    ///
    /// # Errors
    /// What is missing, where the strengths were not read.
    pub fn strength(&self, id: &ObjectId) -> Fact<Option<&Strength>> {
        let strengths = self.strengths.as_ref().map_err(Clone::clone)?;
        Ok(strengths.iter().find(|strength| &strength.id == id))
    }
}
