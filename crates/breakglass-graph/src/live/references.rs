//! The users and groups that policies name, out of the raw bodies.

use std::collections::BTreeSet;

use breakglass_model::{ObjectId, Read};

use crate::wire::node::Node;

/// Ids that policies name: users, groups.
pub(super) fn referenced(policies: &[&Read]) -> (BTreeSet<ObjectId>, BTreeSet<ObjectId>) {
    let (mut users, mut groups) = (BTreeSet::new(), BTreeSet::new());
    for body in policies.iter().flat_map(|read| &read.bodies) {
        let Some(page) = Node::of(&body.json) else { continue };
        for policy in page.list("value").iter().filter_map(Node::of) {
            let Some(conditions) = policy.node("conditions").and_then(|it| it.node("users")) else { continue };
            let guids = |key: &str| conditions.ids(key).into_iter().filter(ObjectId::is_guid);
            users.extend(guids("includeUsers").chain(guids("excludeUsers")));
            groups.extend(guids("includeGroups").chain(guids("excludeGroups")));
        }
    }
    (users, groups)
}
