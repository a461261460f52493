//! Tenants in a few words, for tests and examples: parts with sensible values, and one healthy tenant made of them.
//!
//! Every value here is ours; nothing stands for a real organisation.

use crate::tenant::{
    Applications, Conditions, Domain, GrantControl, GrantControls, Group, GroupMember, MethodConfiguration, MethodTarget, MethodsPolicy,
    Operator, Organization, PasskeyType, Policy, PolicyState, RegisteredMethod, RoleAssignment, RoleSchedule, SecurityKey, SessionControls,
    SignInFrequency, Strength, User, UserConditions, UserType,
};
use crate::{Cloud, Collection, Designation, GLOBAL_ADMINISTRATOR, Missing, Reason, Tenant, Untrusted};

/// Object id of the healthy tenant's first emergency account.
pub const FIRST: &str = "a0000000-0000-4000-8000-000000000001";
/// Object id of its second emergency account.
pub const SECOND: &str = "a0000000-0000-4000-8000-000000000002";
/// Object id of its emergency group.
pub const GROUP: &str = "b0000000-0000-4000-8000-000000000001";
/// Id of its dedicated policy.
pub const DEDICATED: &str = "c0000000-0000-4000-8000-000000000001";
/// Id of its ordinary policy, which excludes the group.
pub const ORDINARY: &str = "c0000000-0000-4000-8000-000000000002";
/// Id of its custom authentication strength.
pub const STRENGTH: &str = "d0000000-0000-4000-8000-000000000001";
/// A model of security keys.
pub const AAGUID: &str = "e0000000-0000-4000-8000-000000000001";
/// Another model.
pub const OTHER_AAGUID: &str = "e0000000-0000-4000-8000-000000000002";
/// Its initial domain.
pub const DOMAIN: &str = "contoso.onmicrosoft.com";

/// A tenant of which nothing was read.
pub fn tenant() -> Tenant {
    Tenant::unread(jiff::Timestamp::UNIX_EPOCH, Cloud::Global, "export")
}

/// An enabled, cloud-only member on the initial domain whose password does not expire.
pub fn user(id: &str) -> User {
    User {
        id: id.into(),
        name: format!("User {id}").into(),
        principal_name: Some(format!("{id}@{DOMAIN}").into()),
        is_enabled: Some(true),
        user_type: Some(UserType::Member),
        is_external: false,
        is_synchronised: Some(None),
        immutable_id: Some(None),
        distinguished_name: Some(None),
        password_policies: Some(vec!["DisablePasswordExpiration".into()]),
        created: None,
    }
}

/// A role-assignable security group.
pub fn group(id: &str) -> Group {
    Group {
        id: id.into(),
        name: format!("Group {id}").into(),
        is_role_assignable: Some(Some(true)),
        is_management_restricted: Some(None),
        is_security: Some(true),
        types: Some(Vec::new()),
    }
}

/// A member of a group: `user`, `group` or `servicePrincipal`.
pub fn member(id: &str, kind: &str) -> GroupMember {
    GroupMember { id: id.into(), name: None, kind: Some(kind.into()) }
}

/// An active assignment of a role over the whole tenant.
pub fn assignment(role: &str, principal: &str) -> RoleAssignment {
    RoleAssignment {
        id: format!("{role}-{principal}").into(),
        role: role.into(),
        principal: principal.into(),
        scope: Some("/".into()),
        app_scope: None,
    }
}

/// A permanent, active schedule instance over the whole tenant.
pub fn schedule(role: &str, principal: &str) -> RoleSchedule {
    RoleSchedule {
        role: role.into(),
        principal: principal.into(),
        scope: Some("/".into()),
        app_scope: None,
        assignment_type: Some("Assigned".into()),
        member_type: Some("Direct".into()),
        end: None,
    }
}

/// A device-bound security key.
pub fn key(name: &str, aaguid: &str) -> SecurityKey {
    SecurityKey {
        id: name.into(),
        name: name.into(),
        aaguid: Some(aaguid.into()),
        model: Some("Test key".into()),
        passkey_type: Some(PasskeyType::DeviceBound),
    }
}

/// An enabled policy for all applications that demands multifactor authentication.
pub fn policy(id: &str, users: UserConditions) -> Policy {
    Policy {
        id: id.into(),
        name: format!("Policy {id}").into(),
        state: PolicyState::Enabled,
        template: None,
        created: None,
        modified: None,
        conditions: Conditions {
            users: Some(users),
            applications: Applications { include: vec!["All".into()], ..Applications::default() },
            client_app_types: vec!["all".into()],
            ..Conditions::default()
        },
        grant: Some(GrantControls {
            operator: Operator::Or,
            controls: vec![GrantControl::Mfa],
            strength: None,
            terms_of_use: Vec::new(),
            custom: Vec::new(),
        }),
        session: None,
        unread: Vec::new(),
        origin: None,
    }
}

/// The policy that a dedicated posture wants: the group only, all resources, the strength, every time, never persistent.
pub fn dedicated_policy() -> Policy {
    let users = UserConditions { include_groups: vec![GROUP.into()], ..UserConditions::default() };
    let mut policy = policy(DEDICATED, users);
    policy.grant = Some(GrantControls {
        operator: Operator::Or,
        controls: Vec::new(),
        strength: Some(STRENGTH.into()),
        terms_of_use: Vec::new(),
        custom: Vec::new(),
    });
    policy.session = Some(SessionControls {
        sign_in_frequency: Some(SignInFrequency { interval: Some("everyTime".into()), value: None, unit: None }),
        persistent_browser: Some("never".into()),
        others: Vec::new(),
    });
    policy
}

/// Who is designated in the healthy tenant.
pub fn designation() -> Designation {
    Designation { accounts: vec![FIRST.into(), SECOND.into()], group: Some(GROUP.into()), ..Designation::default() }
}

/// A tenant in which nothing is wrong under the default profile.
pub fn healthy() -> Tenant {
    let mut tenant = tenant();
    tenant.organization = Ok(Organization {
        id: Some("f0000000-0000-4000-8000-000000000001".into()),
        name: "Contoso".into(),
        initial_domain: Some(DOMAIN.into()),
    });
    tenant.domains = Ok(vec![Domain {
        name: DOMAIN.into(),
        is_initial: true,
        authentication_type: Some("Managed".into()),
        password_validity_days: Some(90),
    }]);
    tenant.skus = Ok(Vec::new());
    tenant.security_defaults = Ok(false);
    let ordinary = UserConditions { include_users: vec!["All".into()], exclude_groups: vec![GROUP.into()], ..UserConditions::default() };
    tenant.policies = Ok(vec![dedicated_policy(), policy(ORDINARY, ordinary)]);
    tenant.strengths = Ok(vec![Strength {
        id: STRENGTH.into(),
        name: Some("Keys only".into()),
        is_custom: Some(true),
        combinations: Some(vec![vec!["fido2".into()]]),
        configurations: Vec::new(),
    }]);
    tenant.methods_policy = Ok(MethodsPolicy {
        configurations: vec![MethodConfiguration {
            id: "Fido2".into(),
            is_enabled: Some(true),
            include: vec![MethodTarget { id: GROUP.into(), kind: Some("group".into()), passkey_profiles: Vec::new() }],
            ..MethodConfiguration::default()
        }],
    });
    people(&mut tenant);
    tenant
}

fn people(tenant: &mut Tenant) {
    tenant.groups.insert(GROUP.into(), Ok(Some(group(GROUP))));
    tenant.group_members.add(GROUP.into(), [member(FIRST, "user"), member(SECOND, "user")], Ok(()));
    tenant.group_owners.add(GROUP.into(), [], Ok(()));
    tenant.group_parents.add(GROUP.into(), [], Ok(()));
    tenant.role_assignments.add(GLOBAL_ADMINISTRATOR.into(), [assignment(GLOBAL_ADMINISTRATOR, GROUP)], Ok(()));
    tenant.role_schedules.add(GLOBAL_ADMINISTRATOR.into(), [schedule(GLOBAL_ADMINISTRATOR, GROUP)], Ok(()));
    tenant.role_eligibilities.add(GLOBAL_ADMINISTRATOR.into(), [], Ok(()));
    for id in [FIRST, SECOND] {
        tenant.users.insert(id.into(), Ok(Some(user(id))));
        tenant.user_groups.add(id.into(), [GROUP.into()], Ok(()));
        let keys = [key("front", AAGUID), key("back", OTHER_AAGUID)].map(RegisteredMethod::Fido2);
        tenant.methods.add(id.into(), [RegisteredMethod::Password].into_iter().chain(keys), Ok(()));
        tenant.per_user_mfa.insert(id.into(), Ok(Some("disabled".into())));
        tenant.role_assignments.add(id.into(), [], Ok(()));
    }
}

/// Takes a whole collection away, as a cloud does that refuses to hand it out.
pub fn forbid(tenant: &mut Tenant, collection: Collection) {
    let missing = Missing::of(collection, Reason::Denied("403 Authorization_RequestDenied".to_owned()));
    macro_rules! facts {
        ($($variant:ident => $field:ident),* ; $($objects:ident => $of:ident),* ; $($scoped:ident => $list:ident),*) => {
            match collection {
                $(Collection::$variant => tenant.$field = Err(missing),)*
                $(Collection::$objects => {
                    tenant.$of = crate::tenant::Objects::unread(collection);
                    tenant.$of.set_listing(Err(missing));
                })*
                $(Collection::$scoped => {
                    tenant.$list = crate::tenant::Scoped::unread(collection);
                    tenant.$list.set_whole(Err(missing));
                })*
                Collection::AuthorizationPolicy => {}
            }
        };
    }
    facts! {
        Organization => organization, Domains => domains, SubscribedSkus => skus, ConditionalAccessPolicies => policies,
        NamedLocations => named_locations, AuthenticationStrengths => strengths, AuthenticationMethodsPolicy => methods_policy,
        SecurityDefaults => security_defaults ;
        Users => users, Groups => groups, UserMfaRequirements => per_user_mfa, ReferencedUsers => referenced_users,
        ReferencedGroups => referenced_groups ;
        UserGroupMemberships => user_groups, GroupMembers => group_members, GroupOwners => group_owners, GroupMemberships => group_parents,
        RoleAssignments => role_assignments, RoleAssignmentSchedules => role_schedules, RoleEligibilitySchedules => role_eligibilities,
        AuthenticationMethods => methods
    }
}

/// A name that does everything a hostile tenant could make a name do.
pub fn hostile_name() -> Untrusted {
    Untrusted::new("</td><script>alert(1)</script>\u{1b}]0;owned\u{7}\u{202e}\r\n=cmd|' /C calc'!A0 `x` \u{9b}31m")
}
