//! Which combinations of methods the accounts' own policy accepts.

mod strength_fido2_only;
mod strength_satisfiable;

use super::Control;

pub(super) const ALL: &[&Control] = &[&strength_fido2_only::CONTROL, &strength_satisfiable::CONTROL];
