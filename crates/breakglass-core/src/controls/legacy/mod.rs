//! Switches older than Conditional Access that still bite.

mod legacy_per_user_mfa;
mod legacy_secdefaults_ready;

use super::Control;

pub(super) const ALL: &[&Control] = &[&legacy_per_user_mfa::CONTROL, &legacy_secdefaults_ready::CONTROL];
