//! The tenant in memory: raw JSON objects in tables, the relations between them, and how much of it is known.
//!
//! Tables hold what Graph would show with every property selected; what follows from other facts (nested membership,
//! schedule instances, directory roles) is derived when it is read, so that a later change shows everywhere.

mod activity;
pub(crate) mod blank;
mod change;
mod conditional_access;
mod coverage;
pub(crate) mod guid;
mod kept;
mod log;
mod methods;
mod ordinary;
mod relations;
mod roles;
mod snapshot;
mod store;
mod table;
mod users;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use activity::{Activity, Actor, Touch, differences, modified};
pub(crate) use change::{Change, instant};
pub(crate) use coverage::{Coverage, Gap};
pub(crate) use kept::{HOURS_AGO, Kept};
pub(crate) use log::Log;
pub(crate) use methods::Methods;
pub(crate) use ordinary::Ordinary;
pub(crate) use relations::{Kind, Relations};
pub(crate) use roles::{GLOBAL_ADMINISTRATOR, Window};
pub(crate) use snapshot::load;
pub(crate) use store::Store;
pub(crate) use table::{Object, Table, object, text};
pub(crate) use users::Users;

/// One tenant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tenant {
    pub(crate) id: String,
    pub(crate) initial_domain: String,
    pub(crate) premium: bool,
    pub(crate) organization: Object,
    pub(crate) domains: Table,
    pub(crate) subscribed_skus: Table,
    pub(crate) users: Users,
    pub(crate) groups: Table,
    /// Directory objects that are neither users nor groups, with their `@odata.type`.
    pub(crate) others: Table,
    pub(crate) members: Relations,
    pub(crate) owners: Relations,
    pub(crate) policies: Table,
    pub(crate) named_locations: Table,
    pub(crate) authentication_contexts: Table,
    pub(crate) strengths: Table,
    /// The policy without its configurations.
    pub(crate) methods_policy: Object,
    pub(crate) method_configurations: Table,
    pub(crate) authorization_policy: Object,
    pub(crate) security_defaults: Object,
    pub(crate) role_definitions: Table,
    pub(crate) role_assignments: Table,
    /// When an assignment starts and ends, where it is bound in time.
    pub(crate) windows: BTreeMap<String, Window>,
    /// Active schedule instances as they were read; none where they follow from the assignments.
    pub(crate) recorded_instances: Option<Table>,
    pub(crate) eligibility_instances: Table,
    /// Authentication methods by user.
    pub(crate) methods: Methods,
    /// Per-user multifactor state by user; `disabled` where there is none.
    pub(crate) mfa_requirements: BTreeMap<String, Object>,
    /// Transitive memberships as they were read, by user; derived where there are none.
    pub(crate) recorded_memberships: BTreeMap<String, Vec<Value>>,
    /// What surrounds accounts and groups.
    pub(crate) kept: Kept,
    /// How much is known; none where everything is.
    pub(crate) coverage: Option<Coverage>,
    /// Users and groups in the recycle bin, with their `@odata.type`.
    pub(crate) deleted: Table,
    /// Role assignments of what lies there.
    pub(crate) withdrawn_assignments: Table,
    /// Conditional Access policies in their own recycle bin.
    pub(crate) deleted_policies: Table,
    /// What happened, oldest first: directory audits.
    pub(crate) audits: Log<Object>,
    /// Sign-ins that were simulated, oldest first.
    pub(crate) sign_ins: Log<Object>,
    /// What delta queries tell of, oldest first.
    pub(crate) touches: Log<Touch>,
    pub(crate) emergency_accounts: Vec<String>,
    pub(crate) emergency_group: Option<String>,
}

impl Tenant {
    /// A user, group or other directory object with its type, as it stands in a list of mixed objects.
    pub(crate) fn directory_object(&self, id: &str) -> Option<(Kind, Object)> {
        if let Some(user) = self.users.find(id) {
            return Some((Kind::User, user.into_owned()));
        }
        if let Some(group) = self.groups.get(id) {
            return Some((Kind::Group, group.clone()));
        }
        self.others.get(id).map(|other| (Kind::Other, other.clone()))
    }

    /// The names under which the token endpoint and links know the tenant.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        let verified = |domain: &Object| domain.get("isVerified") != Some(&Value::Bool(false));
        self.id.eq_ignore_ascii_case(name) || self.initial_domain.eq_ignore_ascii_case(name) || self.domains.get(name).is_some_and(verified)
    }
}
