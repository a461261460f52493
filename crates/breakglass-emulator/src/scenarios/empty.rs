//! A tenant on its first day: one Global Administrator, no groups and no policies, security defaults on, no premium licence.

use super::parts::{
    directory::{EXCHANGE_SKU, Names, security_defaults},
    keys,
    methods::{self, Methods},
    people::Person,
    roles, strengths,
};
use crate::state::{GLOBAL_ADMINISTRATOR, Ordinary, Tenant};

const NAMES: Names = Names {
    key: "empty",
    display: "Northwind Traders",
    initial_domain: "northwindtraders.onmicrosoft.com",
    custom_domain: None,
    premium: false,
};

/// The tenant.
pub(super) fn build(users: usize) -> Tenant {
    let mut tenant = NAMES.tenant();
    tenant.security_defaults = security_defaults(true);
    tenant.role_definitions = roles::definitions();
    tenant.strengths = strengths::built_in();
    tenant.methods_policy = methods::policy("default");
    tenant.method_configurations = Methods { allowed_keys: None, pass_group: None }.configurations();
    let (id, row) = Person::account(&NAMES, "Dana Whitlock", NAMES.initial_domain).build();
    tenant.users.stored.put(row);
    tenant.methods.insert(&id, vec![keys::password(), keys::authenticator(&id, "Telephone")]);
    tenant.assign_role(GLOBAL_ADMINISTRATOR, &id);
    tenant.users.ordinary = Ordinary {
        count: users,
        domain: NAMES.initial_domain.to_owned(),
        initial_domain: NAMES.initial_domain.to_owned(),
        licence: Some(EXCHANGE_SKU.to_owned()),
    };
    tenant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_designated_anything() {
        let tenant = build(0);
        assert!(tenant.emergency_accounts.is_empty() && tenant.emergency_group.is_none());
        assert_eq!((tenant.users.len(), tenant.groups.len(), tenant.policies.len()), (1, 0, 0));
    }
}
