//! Which application permissions a request needs: the published permission data, reduced.
//!
//! Source: `data/permissions.json`, see `data/NOTICE.md`. Paths that the data does not name are in [`UNPUBLISHED`].

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

const PUBLISHED: &str = include_str!("../../data/permissions.json");

/// Paths that are served and not in the published data, with the path whose permissions they take
/// (`emulator:permission-of-unpublished-path`).
const UNPUBLISHED: [(&str, &str); 10] = [
    ("/policies/authenticationmethodspolicy/authenticationmethodconfigurations", "/policies/authenticationmethodspolicy"),
    ("/policies/conditionalaccesspolicies", "/identity/conditionalaccess/policies"),
    ("/policies/conditionalaccesspolicies/{id}", "/identity/conditionalaccess/policies/{id}"),
    ("/identity/conditionalaccess/authenticationstrength", "/identity/conditionalaccess/authenticationstrength/combinations"),
    (
        "/policies/authenticationstrengthpolicies/{id}/combinationconfigurations",
        "/identity/conditionalaccess/authenticationstrength/policies/{id}/combinationconfigurations",
    ),
    (
        "/policies/authenticationstrengthpolicies/{id}/combinationconfigurations/{id}",
        "/identity/conditionalaccess/authenticationstrength/policies/{id}/combinationconfigurations/{id}",
    ),
    (
        "/identity/conditionalaccess/authenticationstrength/policies/{id}/updateallowedcombinations",
        "/policies/authenticationstrengthpolicies/{id}/updateallowedcombinations",
    ),
    ("/identity/conditionalaccess/authenticationstrength/policies", "/policies/authenticationstrengthpolicies"),
    ("/identity/conditionalaccess/authenticationstrength/policies/{id}", "/policies/authenticationstrengthpolicies/{id}"),
    ("/identity/conditionalaccess/authenticationstrength/policies/{id}/usage", "/policies/authenticationstrengthpolicies/{id}/usage"),
];

/// What the documents say where the published data says nothing, or lists what is needed together as if any one were enough.
/// Where they are silent as well, `emulator:permission-of-unpublished-path` holds.
///
/// Source: <https://learn.microsoft.com/en-us/graph/api/conditionalaccessroot-post-policies>,
/// <https://learn.microsoft.com/en-us/graph/api/group-post-members> and
/// <https://learn.microsoft.com/en-us/graph/api/directory-deleteditems-restore> (read 2026-11-22).
const DOCUMENTED: [(&str, &str, &[&str]); 18] = [
    ("GET", "/directory/onpremisessynchronization", &["OnPremDirectorySynchronization.Read.All"]),
    ("POST", "/identity/conditionalaccess/policies", &[WRITE_POLICIES]),
    ("PATCH", "/identity/conditionalaccess/policies/{id}", &[WRITE_POLICIES]),
    ("DELETE", "/identity/conditionalaccess/policies/{id}", &[DELETE_POLICIES]),
    ("GET", "/identity/conditionalaccess/deleteditems/policies", &["Policy.Read.All"]),
    ("GET", "/identity/conditionalaccess/deleteditems/policies/{id}", &["Policy.Read.All"]),
    ("DELETE", "/identity/conditionalaccess/deleteditems/policies/{id}", &[DELETE_POLICIES]),
    ("POST", "/identity/conditionalaccess/deleteditems/policies/{id}/restore", &[WRITE_POLICIES]),
    (
        "PATCH",
        "/policies/identitysecuritydefaultsenforcementpolicy",
        &["Policy.ReadWrite.SecurityDefaults+Policy.Read.All", "Policy.ReadWrite.ConditionalAccess+Policy.Read.All"],
    ),
    ("POST", "/groups/{id}/members", &["GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"]),
    ("GET", "/directoryroles(roletemplateid={value})", &READ_ROLES),
    ("GET", "/directoryroles(roletemplateid={value})/members", &READ_ROLES),
    ("GET", "/policies/featurerolloutpolicies", &["Directory.ReadWrite.All"]),
    ("GET", "/policies/externalidentitiespolicy", &["Policy.Read.All"]),
    ("GET", "/directory/deleteditems", &READ_DELETED),
    ("GET", "/directory/deleteditems/{id}", &READ_DELETED),
    ("DELETE", "/directory/deleteditems/{id}", &WRITE_DELETED),
    ("POST", "/directory/deleteditems/{id}/restore", &WRITE_DELETED),
];
/// By the template what is needed by the id.
const READ_ROLES: [&str; 4] =
    ["Directory.Read.All", "Directory.ReadWrite.All", "RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory"];
const WRITE_POLICIES: &str = "Policy.Read.All+Policy.ReadWrite.ConditionalAccess+Application.Read.All";
const DELETE_POLICIES: &str = "Policy.Read.All+Policy.ReadWrite.ConditionalAccess";
/// Which of them is needed depends on what lies under the id.
const READ_DELETED: [&str; 7] = [
    "User.Read.All",
    "User.ReadWrite.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
    "GroupMember.Read.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];
const WRITE_DELETED: [&str; 3] = ["User.DeleteRestore.All", "User.ReadWrite.All", "Group.ReadWrite.All"];

/// Permissions by method, any one of which is enough.
type Methods = BTreeMap<String, Vec<String>>;

/// Path templates by their segments, and by method the permissions of which any one is enough.
#[derive(Debug, Default)]
pub(crate) struct Requirements {
    paths: Vec<(Vec<String>, Methods)>,
}

impl Requirements {
    /// The published requirements.
    ///
    /// INVARIANT: the data is part of the program and a test reads all of it, so what cannot be read cannot occur.
    pub(crate) fn published() -> Self {
        let data: Value = serde_json::from_str(PUBLISHED).unwrap_or_default();
        let paths = data.get("paths").and_then(Value::as_object).into_iter().flatten();
        let paths = paths.map(|(path, methods)| (segments(path), methods_of(methods))).collect();
        let mut requirements = Self { paths };
        for (path, like) in UNPUBLISHED {
            let like = segments(like);
            let methods = requirements.paths.iter().find(|(template, _)| *template == like).map(|(_, methods)| methods.clone());
            requirements.paths.extend(methods.map(|methods| (segments(path), methods)));
        }
        for (method, path, names) in DOCUMENTED {
            requirements.put(method, segments(path), names);
        }
        requirements
    }

    fn put(&mut self, method: &str, path: Vec<String>, names: &[&str]) {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        match self.paths.iter_mut().find(|(template, _)| *template == path) {
            Some((_, methods)) => {
                methods.insert(method.to_owned(), names);
            }
            None => self.paths.push((path, Methods::from([(method.to_owned(), names)]))),
        }
    }

    /// The permissions of which any one lets a request through; none where nothing is known of the path and method.
    ///
    /// A cast, `$ref` and `$count` need what their list needs.
    pub(crate) fn of(&self, method: &str, path: &[String]) -> Option<&[String]> {
        let path: Vec<&str> =
            path.iter().map(String::as_str).filter(|it| !it.starts_with("microsoft.graph.") && !it.starts_with('$')).collect();
        let fitting = self.paths.iter().filter(|(template, _)| fits(template, &path));
        let exact = |template: &[String]| template.iter().filter(|part| !part.starts_with('{')).count();
        fitting.max_by_key(|(template, _)| exact(template)).and_then(|(_, methods)| methods.get(method)).map(Vec::as_slice)
    }

    /// Every permission that the data names.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        let lists = self.paths.iter().flat_map(|(_, methods)| methods.values()).flatten();
        lists.flat_map(|names| names.split('+')).map(str::to_owned).collect()
    }

    /// Whether what was granted lets a request through.
    pub(crate) fn allow(&self, method: &str, path: &[String], granted: &BTreeSet<String>) -> bool {
        let all = |needed: &String| needed.split('+').all(|name| granted.contains(name));
        self.of(method, path).is_some_and(|needed| needed.iter().any(all))
    }
}

fn segments(path: &str) -> Vec<String> {
    crate::address::segments(path).unwrap_or_default()
}

fn methods_of(methods: &Value) -> Methods {
    let names = |list: &Value| list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    methods.as_object().into_iter().flatten().map(|(method, list)| (method.clone(), names(list))).collect()
}

fn fits(template: &[String], path: &[&str]) -> bool {
    template.len() == path.len() && template.iter().zip(path).all(|(part, segment)| fits_segment(part, segment))
}

/// A placeholder takes any segment; one inside parentheses any key, as in `servicePrincipals(appId={value})`.
fn fits_segment(part: &str, segment: &str) -> bool {
    match part.split_once('{') {
        Some(("", _)) => true,
        Some((head, _)) => segment.get(..head.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(head)),
        None => part.eq_ignore_ascii_case(segment),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Vec<String> {
        segments(text)
    }

    #[test]
    fn the_published_data_is_read_whole() {
        let data: Value = serde_json::from_str(PUBLISHED).unwrap();
        let published = Requirements::published();
        let added: std::collections::BTreeSet<_> = DOCUMENTED.iter().map(|(_, path, _)| *path).collect();
        let added = added.iter().filter(|path| data["paths"].get(**path).is_none()).count();
        assert_eq!(published.paths.len(), data["paths"].as_object().unwrap().len() + UNPUBLISHED.len() + added);
        assert!(published.paths.iter().all(|(_, methods)| methods.values().all(|names| !names.is_empty())));
    }

    #[test]
    fn any_one_permission_is_enough_and_a_cast_changes_nothing() {
        let published = Requirements::published();
        let granted = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert!(published.allow("GET", &path("/identity/conditionalAccess/policies"), &granted(&["Policy.Read.All"])));
        assert!(!published.allow("GET", &path("/identity/conditionalAccess/policies"), &granted(&["User.Read.All"])));
        assert!(published.allow("GET", &path("/users/x/transitiveMemberOf/microsoft.graph.group"), &granted(&["User.Read.All"])));
        assert!(!published.allow("GET", &path("/unheard/of"), &granted(&["Directory.Read.All"])));
        assert!(published.allow(
            "GET",
            &path("/roleManagement/directory/roleAssignmentScheduleInstances"),
            &granted(&["RoleManagement.Read.Directory"])
        ));
    }

    #[test]
    fn where_two_are_needed_one_is_not_enough() {
        let published = Requirements::published();
        let grants = |names: &[&str]| {
            let granted = names.iter().map(|name| (*name).to_owned()).collect();
            published.allow("POST", &path("/servicePrincipals/x/appRoleAssignedTo"), &granted)
        };
        assert!(!grants(&["AppRoleAssignment.ReadWrite.All"]));
        assert!(grants(&["AppRoleAssignment.ReadWrite.All", "Application.Read.All"]));
    }
}
