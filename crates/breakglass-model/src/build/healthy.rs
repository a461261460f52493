//! The healthy tenant: nothing is wrong in it under the default profile. And how a collection is taken away from it.

use super::{
    AAGUID, ADMINISTRATOR, APP_ROLE, CONTINGENCY, DOMAIN, FIRST, GROUP, ORDINARY, OTHER_AAGUID, SECOND, STRENGTH, assignment,
    dedicated_policy, group, key, member, policy, registration, schedule, tenant, user,
};
use crate::tenant::{
    ActivationRule, AppRole, AuthorizationPolicy, Domain, MethodConfiguration, MethodTarget, MethodsPolicy, Organization, PolicyState,
    RegisteredMethod, RegistrationCampaign, SignInSample, Sku, Strength, UserConditions,
};
use crate::{
    Collection, GLOBAL_ADMINISTRATOR, Missing, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR, Reason, Tenant,
};

/// A tenant in which nothing is wrong under the default profile.
pub fn healthy() -> Tenant {
    let mut tenant = tenant();
    // 2026-11-01: after what the documents give dates for.
    tenant.taken_at = jiff::Timestamp::constant(1_793_491_200, 0);
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
    tenant.skus = Ok(vec![Sku {
        id: Some("premium".into()),
        part_number: "AAD_PREMIUM_P2".into(),
        plans: vec!["AAD_PREMIUM".into(), "AAD_PREMIUM_P2".into()],
        is_active: true,
    }]);
    tenant.security_defaults = Ok(false);
    let ordinary = UserConditions { include_users: vec!["All".into()], exclude_groups: vec![GROUP.into()], ..UserConditions::default() };
    let mut contingency = policy(CONTINGENCY, ordinary.clone());
    contingency.name = "EM001 - ENABLE IN EMERGENCY: MFA disruption".into();
    contingency.state = PolicyState::ReportOnly;
    tenant.policies = Ok(vec![dedicated_policy(), policy(ORDINARY, ordinary), contingency]);
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
            is_self_service_allowed: Some(true),
            ..MethodConfiguration::default()
        }],
        migration_state: Some("migrationComplete".into()),
        registration_campaign: Some(RegistrationCampaign { state: "disabled".into(), include: Vec::new(), exclude: Vec::new() }),
    });
    people(&mut tenant);
    surroundings(&mut tenant);
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
        tenant.managers.insert(id.into(), Ok(None));
        tenant.owned_objects.add(id.into(), [], Ok(()));
        tenant.registered_devices.add(id.into(), [], Ok(()));
        tenant.consents.add(id.into(), [], Ok(()));
        tenant.deleted_objects.insert(id.into(), Ok(None));
        tenant.risks.insert(id.into(), Ok(None));
        tenant.registrations.insert(id.into(), Ok(Some(registration(id, true))));
        tenant.account_sign_ins.add(id.into(), [], Ok(()));
        tenant.role_eligibilities.add(id.into(), [], Ok(()));
        tenant.role_assignments.add(id.into(), [], Ok(()));
    }
}

/// What surrounds the emergency accounts: one ordinary administrator, no application with rights, empty logs.
fn surroundings(tenant: &mut Tenant) {
    tenant.groups.insert(GROUP.into(), Ok(Some(group(GROUP))));
    tenant.role_assignments.add(GROUP.into(), [assignment(GLOBAL_ADMINISTRATOR, GROUP)], Ok(()));
    tenant.role_eligibilities.add(GROUP.into(), [], Ok(()));
    tenant.role_schedules.add(GROUP.into(), [schedule(GLOBAL_ADMINISTRATOR, GROUP)], Ok(()));
    for role in [PRIVILEGED_ROLE_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR] {
        tenant.role_assignments.add(role.into(), [], Ok(()));
        tenant.role_eligibilities.add(role.into(), [], Ok(()));
    }
    tenant.role_eligibilities.add(GLOBAL_ADMINISTRATOR.into(), [schedule(GLOBAL_ADMINISTRATOR, ADMINISTRATOR)], Ok(()));
    tenant.administrators.insert(ADMINISTRATOR.into(), Ok(Some(user(ADMINISTRATOR))));
    tenant.methods.add(
        ADMINISTRATOR.into(),
        [RegisteredMethod::Password, RegisteredMethod::Other("microsoftAuthenticator".into())],
        Ok(()),
    );
    tenant.administrator_registrations =
        Ok([FIRST, SECOND, ADMINISTRATOR].into_iter().map(|id| registration(id, id != ADMINISTRATOR)).collect());
    for role in [GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR] {
        let rule = ActivationRule { needs_approval: Some(false), approvers: Vec::new() };
        tenant.activation_rules.insert(role.into(), Ok(Some(rule)));
    }
    tenant.authorization_policy = Ok(AuthorizationPolicy { allows_administrators_sspr: Some(false) });
    tenant.similar_groups.add(GROUP.into(), [member(GROUP, "group")], Ok(()));
    tenant.group_eligibilities.add(GROUP.into(), [], Ok(()));
    tenant.deleted_objects.insert(GROUP.into(), Ok(None));
    tenant.deleted_policies = Ok(Vec::new());
    tenant.lifecycle_workflows = Ok(Vec::new());
    tenant.access_reviews = Ok(Vec::new());
    tenant.protected_actions = Ok(Vec::new());
    tenant.app_roles = Ok(vec![AppRole { id: APP_ROLE.into(), value: "RoleManagement.ReadWrite.Directory".into() }]);
    tenant.app_role_assignments = Ok(Vec::new());
    let nothing = || SignInSample { sign_ins: Vec::new(), since: Some(jiff::Timestamp::UNIX_EPOCH), is_whole: true };
    tenant.management_sign_ins = Ok(nothing());
    tenant.ropc_sign_ins = Ok(nothing());
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
            }
        };
    }
    facts! {
        Organization => organization, Domains => domains, SubscribedSkus => skus, ConditionalAccessPolicies => policies,
        NamedLocations => named_locations, AuthenticationStrengths => strengths, AuthenticationMethodsPolicy => methods_policy,
        SecurityDefaults => security_defaults, AuthorizationPolicy => authorization_policy, DeletedPolicies => deleted_policies,
        LifecycleWorkflows => lifecycle_workflows, AccessReviews => access_reviews, ProtectedActions => protected_actions,
        GraphAppRoles => app_roles, GraphAppRoleAssignments => app_role_assignments,
        AdministratorRegistrations => administrator_registrations, ManagementSignIns => management_sign_ins, RopcSignIns => ropc_sign_ins ;
        Users => users, Groups => groups, UserMfaRequirements => per_user_mfa, ReferencedUsers => referenced_users,
        ReferencedGroups => referenced_groups, Administrators => administrators, UserManagers => managers, DeletedObjects => deleted_objects,
        RiskyUsers => risks, RoleManagementPolicies => activation_rules, RegistrationDetails => registrations ;
        UserGroupMemberships => user_groups, GroupMembers => group_members, GroupOwners => group_owners, GroupMemberships => group_parents,
        RoleAssignments => role_assignments, RoleAssignmentSchedules => role_schedules, RoleEligibilitySchedules => role_eligibilities,
        AuthenticationMethods => methods, UserOwnedObjects => owned_objects, UserRegisteredDevices => registered_devices,
        UserConsents => consents, AdministrativeUnitMemberships => administrative_units, ScopedRoleMembers => scoped_role_members,
        SimilarGroups => similar_groups, GroupEligibilities => group_eligibilities, AccountSignIns => account_sign_ins
    }
}
