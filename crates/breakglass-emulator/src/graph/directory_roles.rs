//! Directory roles as the older paths show them: those that somebody holds, their members, and the templates of all.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/directoryrole-list>,
//! <https://learn.microsoft.com/en-us/graph/api/directoryrole-list-members> and
//! <https://learn.microsoft.com/en-us/graph/api/directoryroletemplate-list> (read 2026-11-25).

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::json;

use super::call::{Answer, Call, Listing};
use super::refusal::Refusal;
use super::users::mixed;
use crate::state::{Kind, Object, object, text};

/// Answers `/directoryRoles`; a role is named by its id, or by its template as the key `roleTemplateId`.
pub(super) fn answer(call: &Call<'_>, key: Option<&str>, rest: &[&str]) -> Answer {
    call.covered("role-assignments", &[])?;
    let roles = activated(call);
    let Some(key) = key else {
        return call.list(&Listing::directory("directoryRoles", call.app.page_size, None), &roles);
    };
    let is_it =
        |row: &&Object| ["id", "roleTemplateId"].iter().any(|name| text(row, name).is_some_and(|own| own.eq_ignore_ascii_case(key)));
    let role = roles.iter().find(is_it).ok_or_else(|| Refusal::no_object(key))?;
    match rest {
        [] => call.entity("directoryRoles", Cow::Borrowed(role), None),
        ["members", rest @ ..] => mixed(call, members(call, text(role, "roleTemplateId").unwrap_or_default()), rest),
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// Answers `/directoryRoleTemplates`: every built-in role, held or not.
pub(super) fn templates(call: &Call<'_>, rest: &[&str]) -> Answer {
    call.covered("role-definitions", &[])?;
    let templates: Vec<Object> = call
        .tenant
        .role_definitions
        .iter()
        .filter(|role| role.get("isBuiltIn") == Some(&json!(true)))
        .map(|role| object(json!({"id": role.get("templateId"), "deletedDateTime": null, "description": role.get("description"), "displayName": role.get("displayName")})))
        .collect();
    match rest {
        [] => call.list(&Listing::directory("directoryRoleTemplates", call.app.page_size, None), &templates),
        [id] => {
            let row = templates.iter().find(|row| text(row, "id").is_some_and(|own| own.eq_ignore_ascii_case(id)));
            call.entity("directoryRoleTemplates", Cow::Borrowed(row.ok_or_else(|| Refusal::no_object(id))?), None)
        }
        [.., last] => Err(Refusal::segment(last)),
    }
}

/// Roles of which somebody is a member, whoever that is.
fn activated(call: &Call<'_>) -> Vec<Object> {
    let principals: BTreeSet<String> =
        call.tenant.role_assignments.iter().filter_map(|row| text(row, "principalId")).map(str::to_ascii_lowercase).collect();
    call.tenant.directory_roles(&principals)
}

/// Who holds a role for the whole tenant; groups stand for themselves.
fn members(call: &Call<'_>, role: &str) -> Vec<(Kind, Object)> {
    let is_held = |row: &&Object| text(row, "roleDefinitionId") == Some(role) && text(row, "directoryScopeId") == Some("/");
    let holders: BTreeSet<&str> = call.tenant.role_assignments.iter().filter(is_held).filter_map(|row| text(row, "principalId")).collect();
    holders.into_iter().filter_map(|id| call.tenant.directory_object(id)).collect()
}
