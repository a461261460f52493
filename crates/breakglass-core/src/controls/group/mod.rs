//! The emergency group.

mod group_exists;
mod group_members_exact;
mod group_no_owners;
mod group_role_assignable;

use super::Control;

pub(super) const ALL: &[&Control] =
    &[&group_exists::CONTROL, &group_members_exact::CONTROL, &group_no_owners::CONTROL, &group_role_assignable::CONTROL];
