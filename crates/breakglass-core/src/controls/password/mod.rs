//! The password that every account has, wanted or not.

mod pwd_never_expires;

use super::Control;

pub(super) const ALL: &[&Control] = &[&pwd_never_expires::CONTROL];
