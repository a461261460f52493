//! Which combinations of methods the accounts' own policy accepts.

mod strength_aaguid_complete;
mod strength_exists;
mod strength_fido2_only;
mod strength_not_shared;
mod strength_satisfiable;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &strength_aaguid_complete::CONTROL,
    &strength_exists::CONTROL,
    &strength_fido2_only::CONTROL,
    &strength_not_shared::CONTROL,
    &strength_satisfiable::CONTROL,
];
