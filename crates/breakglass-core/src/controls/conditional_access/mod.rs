//! What Conditional Access does to the accounts.

mod ca_auth_context_protected_actions;
mod ca_contingency;
mod ca_dedicated_lockout_order;
mod ca_dedicated_no_conditions;
mod ca_dedicated_policy;
mod ca_deleted_refs;
mod ca_disabled_would_block;
mod ca_excluded_all;
mod ca_exclusion_by_group;
mod ca_exclusion_fallback;
mod ca_exclusion_watched;
mod ca_fully_excluded_protected;
mod ca_managed_pending;
mod ca_not_blocked;
mod ca_report_only_device_prompt;
mod ca_report_only_missing;
mod ca_session_controls;
mod ca_user_actions;
mod ca_whatif_agrees;
mod reach;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &ca_auth_context_protected_actions::CONTROL,
    &ca_contingency::CONTROL,
    &ca_dedicated_lockout_order::CONTROL,
    &ca_dedicated_no_conditions::CONTROL,
    &ca_dedicated_policy::CONTROL,
    &ca_deleted_refs::CONTROL,
    &ca_disabled_would_block::CONTROL,
    &ca_excluded_all::CONTROL,
    &ca_exclusion_by_group::CONTROL,
    &ca_exclusion_fallback::CONTROL,
    &ca_exclusion_watched::CONTROL,
    &ca_fully_excluded_protected::CONTROL,
    &ca_managed_pending::CONTROL,
    &ca_not_blocked::CONTROL,
    &ca_report_only_device_prompt::CONTROL,
    &ca_report_only_missing::CONTROL,
    &ca_session_controls::CONTROL,
    &ca_user_actions::CONTROL,
    &ca_whatif_agrees::CONTROL,
];
