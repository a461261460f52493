//! Which permissions reading a tenant takes: the least-privileged ones that we ask for.

use std::collections::BTreeSet;

use breakglass_model::Collection;

/// Needed for one collection only, consents that the accounts gave, and so broad that it is left out unless it is wanted.
pub const OPTIONAL: &str = "Directory.Read.All";

/// The permissions that are asked for; applications and people hold them under the same names.
pub fn needed() -> BTreeSet<&'static str> {
    Collection::ALL.iter().map(|it| it.permission()).filter(|it| *it != OPTIONAL).collect()
}
