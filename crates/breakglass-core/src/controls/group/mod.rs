//! The emergency group.

mod group_exists;
mod group_lookalikes;
mod group_members_exact;
mod group_neutral_name;
mod group_no_owners;
mod group_not_nested;
mod group_rmau_scoped_admins;
mod group_rmau_trap;
mod group_role_assignable;
mod group_security_assigned;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &group_exists::CONTROL,
    &group_lookalikes::CONTROL,
    &group_members_exact::CONTROL,
    &group_neutral_name::CONTROL,
    &group_no_owners::CONTROL,
    &group_not_nested::CONTROL,
    &group_rmau_scoped_admins::CONTROL,
    &group_rmau_trap::CONTROL,
    &group_role_assignable::CONTROL,
    &group_security_assigned::CONTROL,
];
