//! The password that every account has, wanted or not.

mod pwd_length;
mod pwd_mode;
mod pwd_never_expires;
mod pwd_unexplained_change;
mod sspr_notify_admins;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &pwd_length::CONTROL,
    &pwd_mode::CONTROL,
    &pwd_never_expires::CONTROL,
    &pwd_unexplained_change::CONTROL,
    &sspr_notify_admins::CONTROL,
];
