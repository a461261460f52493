//! The emergency accounts themselves.

mod acct_cloud_only;
mod acct_designated;
mod acct_enabled;
mod acct_initial_domain;
mod acct_min_two;

use super::Control;

pub(super) const ALL: &[&Control] =
    &[&acct_cloud_only::CONTROL, &acct_designated::CONTROL, &acct_enabled::CONTROL, &acct_initial_domain::CONTROL, &acct_min_two::CONTROL];
