//! The password that every account has, wanted or not.

mod pwd_after_use;
mod pwd_age;
mod pwd_length;
mod pwd_mode;
mod pwd_never_expires;
mod pwd_no_forced_change;
mod pwd_unexplained_change;
mod sspr_admin_off;
mod sspr_no_methods;
mod sspr_notify_admins;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &pwd_after_use::CONTROL,
    &pwd_age::CONTROL,
    &pwd_length::CONTROL,
    &pwd_mode::CONTROL,
    &pwd_never_expires::CONTROL,
    &pwd_no_forced_change::CONTROL,
    &pwd_unexplained_change::CONTROL,
    &sspr_admin_off::CONTROL,
    &sspr_no_methods::CONTROL,
    &sspr_notify_admins::CONTROL,
];
