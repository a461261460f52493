//! Who belongs to what: members and owners by id, directly and through nesting.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/group-list-transitivemembers> (read 2026-11-22).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Object, Tenant, guid, object, text};

/// What kind of directory object something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    User,
    Group,
    Role,
    Other,
}

/// Links from an object to others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Relations {
    links: Arc<BTreeMap<String, BTreeSet<String>>>,
}

impl Relations {
    /// Adds a link.
    pub(crate) fn add(&mut self, from: &str, to: &str) {
        Arc::make_mut(&mut self.links).entry(from.to_ascii_lowercase()).or_default().insert(to.to_ascii_lowercase());
    }

    /// Takes a link away; false where there was none.
    pub(crate) fn remove(&mut self, from: &str, to: &str) -> bool {
        let links = Arc::make_mut(&mut self.links);
        links.get_mut(&from.to_ascii_lowercase()).is_some_and(|links| links.remove(&to.to_ascii_lowercase()))
    }

    /// Takes away every link from and to an object.
    pub(crate) fn forget(&mut self, id: &str) {
        let id = id.to_ascii_lowercase();
        let links = Arc::make_mut(&mut self.links);
        links.remove(&id);
        links.values_mut().for_each(|links| {
            links.remove(&id);
        });
    }

    /// Whether a link is there.
    pub(crate) fn has(&self, from: &str, to: &str) -> bool {
        self.links.get(&from.to_ascii_lowercase()).is_some_and(|links| links.contains(&to.to_ascii_lowercase()))
    }

    /// Where the links of an object lead, by id.
    pub(crate) fn of(&self, from: &str) -> impl Iterator<Item = &str> {
        self.links.get(&from.to_ascii_lowercase()).into_iter().flatten().map(String::as_str)
    }

    /// Whose links lead to an object, by id.
    pub(crate) fn to(&self, to: &str) -> Vec<&str> {
        let to = to.to_ascii_lowercase();
        self.links.iter().filter(|(_, links)| links.contains(&to)).map(|(from, _)| from.as_str()).collect()
    }

    /// Everything that can be reached from an object, itself not, each once, by id.
    pub(crate) fn reachable(&self, start: &str) -> BTreeSet<String> {
        self.walk(start, |id| self.of(id).map(str::to_owned).collect())
    }

    /// Everything from which an object can be reached, itself not, each once, by id.
    pub(crate) fn leading_to(&self, end: &str) -> BTreeSet<String> {
        self.walk(end, |id| self.to(id).into_iter().map(str::to_owned).collect())
    }

    fn walk(&self, start: &str, next: impl Fn(&str) -> Vec<String>) -> BTreeSet<String> {
        let start = start.to_ascii_lowercase();
        let mut found = BTreeSet::new();
        let mut queue = VecDeque::from([start.clone()]);
        // INVARIANT: an id is queued once, when it is first found, so groups that contain each other end the walk.
        while let Some(id) = queue.pop_front() {
            for other in next(&id) {
                if other != start && found.insert(other.clone()) {
                    queue.push_back(other);
                }
            }
        }
        found
    }
}

impl Kind {
    /// The `@odata.type`, none where the object carries its own.
    pub(crate) const fn odata_type(self) -> Option<&'static str> {
        match self {
            Self::User => Some("#microsoft.graph.user"),
            Self::Group => Some("#microsoft.graph.group"),
            Self::Role => Some("#microsoft.graph.directoryRole"),
            Self::Other => None,
        }
    }
}

impl Tenant {
    /// Every group that somebody belongs to, directly or through nesting, as it follows from members and as it was read.
    pub(crate) fn groups_of(&self, id: &str) -> BTreeSet<String> {
        let mut groups = self.members.leading_to(id);
        let recorded = self.recorded_memberships.get(&id.to_ascii_lowercase()).into_iter().flatten();
        groups.extend(recorded.filter_map(|row| row.get("id").and_then(Value::as_str)).map(str::to_ascii_lowercase));
        groups
    }

    /// The directory roles that principals hold actively for the whole tenant, as members of a role.
    ///
    /// Source: <https://learn.microsoft.com/en-us/graph/api/user-list-memberof> (read 2026-11-22): the list holds
    /// directory roles besides groups.
    pub(crate) fn directory_roles(&self, principals: &BTreeSet<String>) -> Vec<Object> {
        let held: BTreeSet<&str> = self
            .role_assignments
            .iter()
            .filter(|assignment| text(assignment, "directoryScopeId") == Some("/"))
            .filter(|assignment| text(assignment, "principalId").is_some_and(|id| principals.contains(&id.to_ascii_lowercase())))
            .filter_map(|assignment| text(assignment, "roleDefinitionId"))
            .collect();
        held.into_iter()
            .filter_map(|role| self.role_definitions.get(role))
            .map(|role| {
                let template = text(role, "templateId").unwrap_or_default();
                object(json!({
                    "id": guid::derived(&format!("directoryRole/{}/{template}", self.id)), "deletedDateTime": null,
                    "description": role.get("description").cloned().unwrap_or(Value::Null),
                    "displayName": role.get("displayName").cloned().unwrap_or(Value::Null), "roleTemplateId": template,
                }))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_followed_both_ways_and_circles_end() {
        let mut members = Relations::default();
        for (group, member) in [("A", "b"), ("b", "c"), ("c", "a"), ("c", "user")] {
            members.add(group, member);
        }
        assert_eq!(members.reachable("a").into_iter().collect::<Vec<_>>(), ["b", "c", "user"]);
        assert_eq!(members.leading_to("USER").into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(members.to("user"), ["c"]);
        assert_eq!(members.of("nobody").count(), 0);
    }
}
