//! What the accounts may do.

mod role_ga_active;
mod role_ga_permanent;

use super::Control;

pub(super) const ALL: &[&Control] = &[&role_ga_active::CONTROL, &role_ga_permanent::CONTROL];
