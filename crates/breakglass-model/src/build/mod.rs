//! Tenants in a few words, for tests and examples: parts with sensible values, and one healthy tenant made of them.
//!
//! Every value here is ours; nothing stands for a real organisation.

mod healthy;

use crate::tenant::{
    Applications, Conditions, GrantControl, GrantControls, Group, GroupMember, Operator, PasskeyType, Policy, PolicyState, Registration,
    RoleAssignment, RoleSchedule, SecurityKey, SessionControls, SignIn, SignInFrequency, User, UserConditions, UserType,
};
use crate::{Cloud, Designation, Tenant, Untrusted};

pub use healthy::{forbid, healthy};

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
/// Id of its contingency policy, which is prepared and not enforced.
pub const CONTINGENCY: &str = "c0000000-0000-4000-8000-000000000003";
/// Id of its custom authentication strength.
pub const STRENGTH: &str = "d0000000-0000-4000-8000-000000000001";
/// A model of security keys: YubiKey 5 Series with NFC.
pub const AAGUID: &str = "fa2b99dc-9e39-4257-8f92-4a30d23c4118";
/// Another model: Feitian iePass FIDO Authenticator.
pub const OTHER_AAGUID: &str = "3e22415d-7fdf-4ea4-8a0c-dd60c4249b9d";
/// Object id of its ordinary administrator, who is no emergency account.
pub const ADMINISTRATOR: &str = "a0000000-0000-4000-8000-000000000003";
/// Id of the app role `RoleManagement.ReadWrite.Directory` in it.
pub const APP_ROLE: &str = "f0000000-0000-4000-8000-000000000002";
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
        mail_nickname: Some(Some(Untrusted::new(id))),
        personal: Some(Vec::new()),
        addresses: Some(Vec::new()),
        licences: Some(Vec::new()),
        forced_change: Some(false),
        password_changed: Some(jiff::Timestamp::UNIX_EPOCH),
        sessions_valid_from: Some(jiff::Timestamp::UNIX_EPOCH),
        is_management_restricted: Some(None),
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
        is_mail_enabled: Some(false),
        is_synchronised: Some(None),
        licences: Some(Vec::new()),
        created: None,
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
        principal_kind: None,
        principal_name: None,
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
        end: Some(None),
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
        attestation: Some("attested".into()),
        created: Some(jiff::Timestamp::UNIX_EPOCH),
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
        ..SessionControls::default()
    });
    policy
}

/// What the registration report says of a user with a device-bound passkey.
pub fn registration(id: &str, has_passkey: bool) -> Registration {
    let method = if has_passkey { "passKeyDeviceBound" } else { "microsoftAuthenticatorPush" };
    Registration {
        user: id.into(),
        user_name: format!("{id}@{DOMAIN}").into(),
        is_administrator: Some(true),
        is_mfa_capable: Some(true),
        is_sspr_registered: Some(false),
        is_sspr_capable: Some(false),
        methods: vec![method.into()],
    }
}

/// A successful interactive sign-in with a single factor.
pub fn sign_in(user: &str, app: &str, at: jiff::Timestamp) -> SignIn {
    SignIn {
        id: format!("{user}-{at}").into(),
        at,
        user: user.into(),
        user_name: format!("{user}@{DOMAIN}").into(),
        app: Some(app.into()),
        app_name: None,
        resource: None,
        is_interactive: Some(true),
        requirement: Some("singleFactorAuthentication".into()),
        protocol: Some("none".into()),
        error: Some(0),
        ip: Some("192.0.2.1".into()),
        user_agent: None,
        methods: vec!["Password".into()],
    }
}

/// Who is designated in the healthy tenant.
pub fn designation() -> Designation {
    Designation { accounts: vec![FIRST.into(), SECOND.into()], group: Some(GROUP.into()), ..Designation::default() }
}

/// A name that does everything a hostile tenant could make a name do.
pub fn hostile_name() -> Untrusted {
    Untrusted::new("</td><script>alert(1)</script>\u{1b}]0;owned\u{7}\u{202e}\r\n=cmd|' /C calc'!A0 `x` \u{9b}31m")
}
