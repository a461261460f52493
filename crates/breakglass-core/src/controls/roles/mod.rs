//! What the accounts may do.

mod role_ga_active;
mod role_ga_count;
mod role_ga_permanent;
mod role_no_extra;
mod role_not_eligible;
mod role_path_to_ea;
mod role_pim_approver_deadlock;
mod role_two_paths;
mod role_via_group;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &role_ga_active::CONTROL,
    &role_ga_count::CONTROL,
    &role_ga_permanent::CONTROL,
    &role_no_extra::CONTROL,
    &role_not_eligible::CONTROL,
    &role_path_to_ea::CONTROL,
    &role_pim_approver_deadlock::CONTROL,
    &role_two_paths::CONTROL,
    &role_via_group::CONTROL,
];
