//! What hangs together in Conditional Access: which policies use a strength or a location.

use serde_json::Value;

use super::{Object, Tenant};

impl Tenant {
    /// The policies that demand an authentication strength.
    pub(crate) fn policies_with_strength(&self, id: &str) -> impl Iterator<Item = &Object> {
        self.policies.iter().filter(move |policy| {
            let strength = policy.get("grantControls").and_then(|it| it.get("authenticationStrength")).and_then(|it| it.get("id"));
            strength.and_then(Value::as_str).is_some_and(|own| own.eq_ignore_ascii_case(id))
        })
    }

    /// Whether any policy names a location.
    pub(crate) fn is_location_used(&self, id: &str) -> bool {
        self.policies.iter().any(|policy| {
            let locations = policy.get("conditions").and_then(|it| it.get("locations")).and_then(Value::as_object);
            let lists = locations.into_iter().flat_map(|it| it.values()).filter_map(Value::as_array).flatten();
            lists.filter_map(Value::as_str).any(|own| own.eq_ignore_ascii_case(id))
        })
    }
}
