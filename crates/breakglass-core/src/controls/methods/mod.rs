//! How the accounts prove who they are.

mod auth_attested;
mod auth_cba_valid;
mod auth_device_bound;
mod auth_fido2_enabled;
mod auth_hardware_model;
mod auth_key_not_shared;
mod auth_key_restrictions;
mod auth_methods_differ;
mod auth_no_biometric_key;
mod auth_no_live_tap;
mod auth_only_allowed;
mod auth_phish_resistant;
mod auth_reg_campaign;
mod auth_self_service_reg;
mod auth_tap_policy_scope;
mod auth_two_keys;
mod auth_vendor_diversity;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &auth_attested::CONTROL,
    &auth_cba_valid::CONTROL,
    &auth_device_bound::CONTROL,
    &auth_fido2_enabled::CONTROL,
    &auth_hardware_model::CONTROL,
    &auth_key_not_shared::CONTROL,
    &auth_key_restrictions::CONTROL,
    &auth_methods_differ::CONTROL,
    &auth_no_biometric_key::CONTROL,
    &auth_no_live_tap::CONTROL,
    &auth_only_allowed::CONTROL,
    &auth_phish_resistant::CONTROL,
    &auth_reg_campaign::CONTROL,
    &auth_self_service_reg::CONTROL,
    &auth_tap_policy_scope::CONTROL,
    &auth_two_keys::CONTROL,
    &auth_vendor_diversity::CONTROL,
];
