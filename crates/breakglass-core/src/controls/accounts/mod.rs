//! The emergency accounts themselves.

mod acct_cloud_only;
mod acct_designated;
mod acct_enabled;
mod acct_generic;
mod acct_initial_domain;
mod acct_member_type;
mod acct_min_two;
mod acct_name_neutral;
mod acct_no_licence;
mod acct_no_mailbox_or_apps;
mod acct_no_user_risk;
mod acct_not_dormancy_target;
mod acct_not_too_many;
mod acct_soft_delete_watch;
mod acct_stray_generic_ga;
mod acct_token_state;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &acct_cloud_only::CONTROL,
    &acct_designated::CONTROL,
    &acct_enabled::CONTROL,
    &acct_generic::CONTROL,
    &acct_initial_domain::CONTROL,
    &acct_member_type::CONTROL,
    &acct_min_two::CONTROL,
    &acct_name_neutral::CONTROL,
    &acct_no_licence::CONTROL,
    &acct_no_mailbox_or_apps::CONTROL,
    &acct_no_user_risk::CONTROL,
    &acct_not_dormancy_target::CONTROL,
    &acct_not_too_many::CONTROL,
    &acct_soft_delete_watch::CONTROL,
    &acct_stray_generic_ga::CONTROL,
    &acct_token_state::CONTROL,
];
