//! What Conditional Access does to the accounts.

mod ca_dedicated_lockout_order;
mod ca_dedicated_policy;
mod ca_excluded_all;
mod ca_exclusion_watched;
mod ca_not_blocked;

use super::Control;

pub(super) const ALL: &[&Control] = &[
    &ca_dedicated_lockout_order::CONTROL,
    &ca_dedicated_policy::CONTROL,
    &ca_excluded_all::CONTROL,
    &ca_exclusion_watched::CONTROL,
    &ca_not_blocked::CONTROL,
];
