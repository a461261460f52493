//! Switches older than Conditional Access that still bite.

mod legacy_migration_state;
mod legacy_per_user_mfa;
mod legacy_secdefaults_conflict;
mod legacy_secdefaults_ready;
mod lic_capability;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &legacy_migration_state::CONTROL,
    &legacy_per_user_mfa::CONTROL,
    &legacy_secdefaults_conflict::CONTROL,
    &legacy_secdefaults_ready::CONTROL,
    &lic_capability::CONTROL,
];
