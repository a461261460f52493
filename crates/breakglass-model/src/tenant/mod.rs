//! A tenant as a value: every fact is there, or the reason why nobody knows it.

mod directory;
mod methods;
mod objects;
mod policy;
mod strength;

use jiff::Timestamp;

pub use directory::{Domain, Group, GroupMember, Organization, RoleAssignment, RoleSchedule, Sku, User, UserType};
pub use methods::{
    KeyRestrictions, MethodConfiguration, MethodTarget, MethodsPolicy, PasskeyProfile, PasskeyType, RegisteredMethod, SecurityKey,
};
pub use objects::{Objects, Scoped};
pub use policy::{
    Applications, Conditions, DeviceFilter, FilterMode, GrantControl, GrantControls, IncludeExclude, Operator, Policy, PolicyAudience,
    PolicyState, SessionControls, SignInFrequency, UserConditions,
};
pub use strength::{CombinationConfiguration, Strength};

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
    /// Named locations, raw until the proof needs them: id and name.
    pub named_locations: Fact<Vec<(ObjectId, Untrusted)>>,
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
    /// `complete`, `partial`, `denied`, `unlicensed`, `failed`, `absent`, `not-asked`; the worst of its reads.
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
