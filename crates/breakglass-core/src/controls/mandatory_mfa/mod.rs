//! Whether everybody who must can pass the multifactor authentication that Microsoft demands, whatever policies say.

mod mfa_postponement;

use super::Control;

pub(super) const ALL: &[&Control] = &[&mfa_postponement::CONTROL];
