//! Active role assignments as Privileged Identity Management shows them: schedule instances that mirror assignments.
//!
//! A direct assignment gives one instance; an assignment to a group gives one for the group and one per member.
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/unifiedroleassignmentscheduleinstance> (read 2026-11-22).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Kind, Object, Tenant, guid, object, text};

/// The role definition and template of Global Administrator.
///
/// Source: <https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference> (read 2026-11-22).
pub(crate) const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

/// The time in which an assignment holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) start: String,
    pub(crate) end: String,
}

impl Tenant {
    /// Assigns a role for the whole tenant and gives back the assignment's id.
    pub(crate) fn assign_role(&mut self, role: &str, principal: &str) -> String {
        let id = guid::assignment_id(&[role, principal]);
        self.role_assignments.put(object(json!({
            "id": id, "principalId": principal, "roleDefinitionId": role, "directoryScopeId": "/", "appScopeId": null, "condition": null,
            "principalOrganizationId": self.id,
        })));
        id
    }

    /// Whether nobody but this user is Global Administrator, directly or through a group.
    pub(crate) fn is_last_global_administrator(&self, user: &str) -> bool {
        let is_global =
            |row: &&Object| text(row, "roleDefinitionId") == Some(GLOBAL_ADMINISTRATOR) && text(row, "directoryScopeId") == Some("/");
        let principals = self.role_assignments.iter().filter(is_global).filter_map(|row| text(row, "principalId"));
        let holders: BTreeSet<String> = principals
            .flat_map(|principal| std::iter::once(principal.to_ascii_lowercase()).chain(self.members.of(principal).map(str::to_owned)))
            .filter(|id| self.users.find(id).is_some())
            .collect();
        holders.len() == 1 && holders.contains(&user.to_ascii_lowercase())
    }

    /// Makes a principal eligible for a role, without end.
    pub(crate) fn make_eligible(&mut self, role: &str, principal: &str, since: &str) {
        let name = format!("{}/eligible/{role}/{principal}", self.id);
        self.eligibility_instances.put(object(json!({
            "id": guid::assignment_id(&[role, principal, &name]), "principalId": principal, "roleDefinitionId": role,
            "directoryScopeId": "/", "appScopeId": null, "startDateTime": since, "endDateTime": null, "memberType": "Direct",
            "roleEligibilityScheduleId": guid::derived(&name),
        })));
    }

    /// The active schedule instances, by id.
    pub(crate) fn schedule_instances(&self) -> Vec<Object> {
        if let Some(recorded) = &self.recorded_instances {
            return recorded.iter().cloned().collect();
        }
        let mut instances: Vec<Object> = self.role_assignments.iter().flat_map(|assignment| self.instances_of(assignment)).collect();
        instances.sort_by(|one, other| text(one, "id").cmp(&text(other, "id")));
        instances
    }

    /// Keeps the instances of a new assignment where instances are kept as they were read.
    pub(crate) fn note_instance(&mut self, assignment: &Object) {
        let instances = self.instances_of(assignment);
        if let Some(recorded) = &mut self.recorded_instances {
            instances.into_iter().for_each(|row| recorded.put(row));
        }
    }

    fn instances_of(&self, assignment: &Object) -> Vec<Object> {
        let id = text(assignment, "id").unwrap_or_default();
        let role = text(assignment, "roleDefinitionId").unwrap_or_default();
        let principal = text(assignment, "principalId").unwrap_or_default();
        let window = self.windows.get(id);
        let instance = |id: &str, principal: &str, member_type: &str, origin: &str| {
            object(json!({
                "id": id, "principalId": principal, "roleDefinitionId": role,
                "directoryScopeId": assignment.get("directoryScopeId").cloned().unwrap_or(Value::Null), "appScopeId": null,
                "startDateTime": window.map(|window| window.start.clone()), "endDateTime": window.map(|window| window.end.clone()),
                "assignmentType": "Assigned", "memberType": member_type, "roleAssignmentOriginId": origin,
                "roleAssignmentScheduleId": origin,
            }))
        };
        let mut found = vec![instance(id, principal, "Direct", id)];
        for member in self.members.of(principal) {
            if let Some((Kind::User, user)) = self.directory_object(member) {
                let member = text(&user, "id").unwrap_or(member);
                found.push(instance(&guid::assignment_id(&[role, member, principal]), member, "Group", id));
            }
        }
        found
    }
}
