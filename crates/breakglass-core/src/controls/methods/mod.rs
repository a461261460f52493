//! How the accounts prove who they are.

mod auth_cba_valid;
mod auth_device_bound;
mod auth_fido2_enabled;
mod auth_key_not_shared;
mod auth_key_restrictions;
mod auth_phish_resistant;
mod auth_two_keys;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &auth_cba_valid::CONTROL,
    &auth_device_bound::CONTROL,
    &auth_fido2_enabled::CONTROL,
    &auth_key_not_shared::CONTROL,
    &auth_key_restrictions::CONTROL,
    &auth_phish_resistant::CONTROL,
    &auth_two_keys::CONTROL,
];
