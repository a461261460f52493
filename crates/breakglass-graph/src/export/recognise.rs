//! What an object is: by its `@odata.context`, its `@odata.type`, its folder, its shape, in this order.

use breakglass_model::{Collection, ObjectId};
use serde_json::Value;

use crate::wire::node::{Node, type_name};

/// What an object was recognised as: its collection, and whose it is where lists belong to an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    pub(super) collection: Collection,
    pub(super) of: Option<ObjectId>,
}

impl Kind {
    fn whole(collection: Collection) -> Self {
        Self { collection, of: None }
    }
}

/// What the objects of a file are by the file's `@odata.context`; the error is the true reason why they are not taken.
///
/// `None` where there is no context that says anything.
pub(super) fn by_context(context: &str, path: &str) -> Option<Result<Kind, String>> {
    let (_, fragment) = context.split_once("$metadata#")?;
    let plain = without_selection(&fragment.to_ascii_lowercase());
    let (head, owner) = split_owner(&plain, fragment);
    let is_entity = head.ends_with("/$entity");
    let head = head.trim_end_matches("/$entity").trim_end_matches('/');
    let of = |collection, owner: Option<ObjectId>| match owner.or_else(|| id_in_path(path)) {
        Some(owner) => Ok(Kind { collection, of: Some(owner) }),
        None => Err("a list whose owner cannot be told".to_owned()),
    };
    let whole = |collection| Ok(Kind::whole(collection));
    Some(match head {
        "directoryobjects" => {
            return by_folder_of_lists(path).map(Ok).or(Some(Err("directory objects whose owner cannot be told".to_owned())));
        }
        "users" if is_entity && owner.is_none() => of_entity(Collection::Users, path),
        "users" => whole(Collection::Users),
        "groups" if is_entity && owner.is_none() => of_entity(Collection::Groups, path),
        "groups" => whole(Collection::Groups),
        "groups/members" => of(Collection::GroupMembers, owner),
        "groups/owners" => of(Collection::GroupOwners, owner),
        "groups/memberof" => of(Collection::GroupMemberships, owner),
        "users/transitivememberof" => of(Collection::UserGroupMemberships, owner),
        "users/authentication/methods" => of(Collection::AuthenticationMethods, owner),
        "users/authentication/requirements" => of(Collection::UserMfaRequirements, owner),
        "organization" => whole(Collection::Organization),
        "domains" => whole(Collection::Domains),
        "subscribedskus" => whole(Collection::SubscribedSkus),
        "rolemanagement/directory/roleassignments" | "roleassignments" => whole(Collection::RoleAssignments),
        "rolemanagement/directory/roleassignmentscheduleinstances" => whole(Collection::RoleAssignmentSchedules),
        "rolemanagement/directory/roleeligibilityscheduleinstances" => whole(Collection::RoleEligibilitySchedules),
        _ => match policy_context(head) {
            Some(collection) => whole(collection),
            None => Err(format!("a response of kind {}, which is not judged", breakglass_model::Untrusted::new(head).quoted())),
        },
    })
}

/// Contexts of policies, which documents and versions spell in several ways.
fn policy_context(head: &str) -> Option<Collection> {
    let last = head.rsplit('/').next().unwrap_or(head);
    match last {
        "policies" if head.contains("conditionalaccess") => Some(Collection::ConditionalAccessPolicies),
        "policies" if head.contains("authenticationstrength") => Some(Collection::AuthenticationStrengths),
        "namedlocations" => Some(Collection::NamedLocations),
        "authenticationstrengthpolicies" => Some(Collection::AuthenticationStrengths),
        "authenticationmethodspolicy" | "authenticationmethodspolicies" | "authenticationmethodconfigurations" => {
            Some(Collection::AuthenticationMethodsPolicy)
        }
        "authorizationpolicy" => Some(Collection::AuthorizationPolicy),
        "identitysecuritydefaultsenforcementpolicy" => Some(Collection::SecurityDefaults),
        _ => None,
    }
}

/// One entity answers for itself alone: of whom is known once the object is looked at.
fn of_entity(collection: Collection, _path: &str) -> Result<Kind, String> {
    Ok(Kind { collection, of: Some(ObjectId::from(ENTITY)) })
}

/// Stands for "the id of the object itself" until that is read.
pub(super) const ENTITY: &str = "@entity";

/// `groups('ID')/members` → `groups/members` and the id.
fn split_owner(plain: &str, original: &str) -> (String, Option<ObjectId>) {
    let Some((before, rest)) = plain.split_once("('") else { return (plain.to_owned(), None) };
    let Some((_, after)) = rest.split_once("')") else { return (plain.to_owned(), None) };
    let owner = original.split_once("('").and_then(|(_, rest)| rest.split_once("')")).map(|(id, _)| ObjectId::from(id));
    (format!("{before}{after}"), owner)
}

/// Takes `(id,displayName,members(id))` selections away, which are no quoted ids.
fn without_selection(fragment: &str) -> String {
    let (mut out, mut depth) = (String::new(), 0_usize);
    for (at, character) in fragment.char_indices() {
        let opens_id = fragment.get(at..).is_some_and(|tail| tail.starts_with("('"));
        match character {
            '(' if depth > 0 || !opens_id => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ if depth == 0 => out.push(character),
            _ => {}
        }
    }
    out
}

/// What an object is by its `@odata.type`.
pub(super) fn by_type(node: Node<'_>, path: &str) -> Option<Result<Kind, String>> {
    let name = type_name(node)?;
    if name.ends_with("AuthenticationMethodConfiguration") {
        return Some(Ok(Kind::whole(Collection::AuthenticationMethodsPolicy)));
    }
    if name.ends_with("AuthenticationMethod") {
        let owner = id_in_path(path).ok_or_else(|| "an authentication method whose user cannot be told".to_owned());
        return Some(owner.map(|of| Kind { collection: Collection::AuthenticationMethods, of: Some(of) }));
    }
    if name.ends_with("NamedLocation") {
        return Some(Ok(Kind::whole(Collection::NamedLocations)));
    }
    if let Some(list) = by_folder_of_lists(path) {
        return Some(Ok(list));
    }
    let collection = match name {
        "conditionalAccessPolicy" => Collection::ConditionalAccessPolicies,
        "authenticationStrengthPolicy" => Collection::AuthenticationStrengths,
        "authenticationMethodsPolicy" => Collection::AuthenticationMethodsPolicy,
        "authorizationPolicy" => Collection::AuthorizationPolicy,
        "identitySecurityDefaultsEnforcementPolicy" => Collection::SecurityDefaults,
        "user" => Collection::Users,
        "group" => Collection::Groups,
        "organization" => Collection::Organization,
        "domain" => Collection::Domains,
        "subscribedSku" => Collection::SubscribedSkus,
        "unifiedRoleAssignment" => Collection::RoleAssignments,
        "unifiedRoleAssignmentScheduleInstance" => Collection::RoleAssignmentSchedules,
        "unifiedRoleEligibilityScheduleInstance" => Collection::RoleEligibilitySchedules,
        other => return Some(Err(format!("an object of type {}, which is not judged", breakglass_model::Untrusted::from(other).quoted()))),
    };
    Some(Ok(Kind::whole(collection)))
}

/// Lists that a folder names: `groupMembers/<id>.json`, `Groups/<id>/Members/…`, `Users/<id>/Authentication/Methods/…`.
fn by_folder_of_lists(path: &str) -> Option<Kind> {
    let parts: Vec<&str> = path.split('/').collect();
    let (_, folders) = parts.split_last()?;
    let at = |name: &str| folders.iter().rposition(|folder| folder.eq_ignore_ascii_case(name));
    let below = |parent: &str, list: &str| at(list).filter(|list| at(parent).is_some_and(|parent| parent < *list));
    // A folder of lists, each file named for its owner.
    let own = [
        ("groupMembers", Collection::GroupMembers),
        ("groupOwners", Collection::GroupOwners),
        ("transitiveMemberOf", Collection::UserGroupMemberships),
        ("userAuthenticationMethods", Collection::AuthenticationMethods),
    ];
    if let Some((_, collection)) = own.into_iter().find(|(name, _)| at(name).is_some()) {
        return Some(Kind { collection, of: Some(id_in_path(path)?) });
    }
    // A folder of an owner, with its lists below.
    let (list, collection) = below("groups", "members")
        .map(|list| (list, Collection::GroupMembers))
        .or_else(|| below("groups", "owners").map(|list| (list, Collection::GroupOwners)))
        .or_else(|| below("users", "methods").map(|list| (list, Collection::AuthenticationMethods)))?;
    let owners = folders.get(..list)?.iter().rev().map(|folder| ObjectId::from(*folder));
    let owner = owners.clone().find(ObjectId::is_guid).or_else(|| owners.clone().next())?;
    Some(Kind { collection, of: Some(owner) })
}

/// What a file holds by its folder in EntraExporter's layout.
pub(super) fn by_folder(path: &str) -> Option<Kind> {
    if let Some(list) = by_folder_of_lists(path) {
        return Some(list);
    }
    let lower = format!("/{}", path.to_ascii_lowercase());
    FOLDERS.iter().find(|(folder, _)| lower.contains(folder)).map(|(_, collection)| Kind::whole(*collection))
}

/// EntraExporter's folders that hold what is judged.
const FOLDERS: &[(&str, Collection)] = &[
    ("/identity/conditional/accesspolicies/", Collection::ConditionalAccessPolicies),
    ("/identity/conditional/namedlocations/", Collection::NamedLocations),
    ("/policies/identitysecuritydefaultsenforcementpolicy", Collection::SecurityDefaults),
    ("/policies/authorizationpolicy", Collection::AuthorizationPolicy),
    ("/policies/authenticationmethodspolicy/", Collection::AuthenticationMethodsPolicy),
    ("/policies/authenticationstrengthpolicies/", Collection::AuthenticationStrengths),
    ("/rolemanagement/directory/roleassignments/", Collection::RoleAssignments),
    ("/rolemanagement/directory/roleassignmentscheduleinstances/", Collection::RoleAssignmentSchedules),
    ("/rolemanagement/directory/roleeligibilityscheduleinstances/", Collection::RoleEligibilitySchedules),
    ("/organization/organization.json", Collection::Organization),
    ("/domains/", Collection::Domains),
    ("/subscribedskus/", Collection::SubscribedSkus),
];

/// What an object is by its shape; the error names its keys.
pub(super) fn by_shape(node: Node<'_>, path: &str) -> Result<Kind, String> {
    let has = |key: &str| node.member(key).is_some();
    let collection = match () {
        () if has("conditions") && (has("grantControls") || has("sessionControls") || has("state")) => {
            Collection::ConditionalAccessPolicies
        }
        () if has("allowedCombinations") => Collection::AuthenticationStrengths,
        () if has("ipRanges") || has("countriesAndRegions") => Collection::NamedLocations,
        () if has("authenticationMethodConfigurations") => Collection::AuthenticationMethodsPolicy,
        () if has("allowedToUseSSPR") || has("defaultUserRolePermissions") => Collection::AuthorizationPolicy,
        () if has("verifiedDomains") => Collection::Organization,
        () if has("skuPartNumber") => Collection::SubscribedSkus,
        () if has("authenticationType") && has("isInitial") => Collection::Domains,
        () if has("roleDefinitionId") && has("principalId") => role_shape(node),
        () if has("userPrincipalName") && has("id") => Collection::Users,
        () if has("id") && (has("groupTypes") || (has("securityEnabled") && has("mailEnabled"))) => Collection::Groups,
        () if has("TenantId") && has("Objects") => return Err("IntuneManagement's table of ids: nothing in it is judged".to_owned()),
        () if has("aaGuid") => return Err("a passkey whose user cannot be told".to_owned()),
        () if has("perUserMfaState") => {
            let owner = id_in_path(path).ok_or("per-user MFA of a user who cannot be told")?;
            return Ok(Kind { collection: Collection::UserMfaRequirements, of: Some(owner) });
        }
        () => return Err(format!("no kind of object that is judged: {}", keys(node))),
    };
    Ok(Kind::whole(collection))
}

fn role_shape(node: Node<'_>) -> Collection {
    match (node.member("assignmentType"), node.member("memberType")) {
        (Some(_), _) => Collection::RoleAssignmentSchedules,
        (None, Some(_)) => Collection::RoleEligibilitySchedules,
        (None, None) => Collection::RoleAssignments,
    }
}

fn keys(node: Node<'_>) -> String {
    let names: Vec<String> = node.0.keys().take(6).map(|key| breakglass_model::Untrusted::from(key.as_str()).quoted()).collect();
    match names.is_empty() {
        true => "an empty object".to_owned(),
        false => format!("its keys are {}{}", names.join(", "), if node.0.len() > names.len() { ", …" } else { "" }),
    }
}

/// The id nearest to the end of a path: of the file, or of a folder that it lies in.
fn id_in_path(path: &str) -> Option<ObjectId> {
    path.split('/').rev().map(|part| ObjectId::from(part.trim_end_matches(".json"))).find(ObjectId::is_guid).or_else(|| {
        let stem = path.rsplit('/').next()?.trim_end_matches(".json");
        (!stem.is_empty()).then(|| ObjectId::from(stem))
    })
}

/// Whether an object is a recorded exchange: its body, or why there is none.
pub(super) fn recorded(value: &Value) -> Option<Result<&Value, String>> {
    let node = Node::of(value)?;
    let (kind, body) = (node.text("kind")?, node.member("body")?);
    match kind {
        "response" => Some(Ok(body)),
        "request" => Some(Err("a recorded request, not evidence".to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(context: &str, path: &str, collection: Collection, of: Option<&str>) {
        let kind = by_context(&format!("https://graph.microsoft.com/v1.0/$metadata#{context}"), path).unwrap().unwrap();
        assert_eq!(kind, Kind { collection, of: of.map(ObjectId::from) }, "{context}");
    }

    #[test]
    fn contexts_as_graph_writes_them() {
        check("identity/conditionalAccess/policies", "x.json", Collection::ConditionalAccessPolicies, None);
        check("conditionalAccess/policies", "x.json", Collection::ConditionalAccessPolicies, None);
        check("identity/conditionalAccess/policies/$entity", "x.json", Collection::ConditionalAccessPolicies, None);
        check("users(id,displayName)", "x.json", Collection::Users, None);
        check("users/$entity", "x.json", Collection::Users, Some(ENTITY));
        check("groups('G1')/members", "x.json", Collection::GroupMembers, Some("G1"));
        check("users('U1')/authentication/methods", "x.json", Collection::AuthenticationMethods, Some("U1"));
        check("users('U1')/authentication/methods/$entity", "x.json", Collection::AuthenticationMethods, Some("U1"));
        check("directoryObjects", "groupMembers/g-7.json", Collection::GroupMembers, Some("g-7"));
        let of_group = |path: &str| by_folder(path).unwrap().of.unwrap();
        let (group, member) = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222");
        assert_eq!(of_group(&format!("Groups/{group}/Members/{member}/{member}.json")), group.into());
        check("policies/authenticationStrengthPolicies", "x.json", Collection::AuthenticationStrengths, None);
        check("authenticationMethodsPolicy", "x.json", Collection::AuthenticationMethodsPolicy, None);
    }

    #[test]
    fn contexts_that_are_not_judged_say_so() {
        let said = by_context("https://graph.microsoft.com/beta/$metadata#applications", "x.json").unwrap().unwrap_err();
        assert!(said.contains("applications"), "{said}");
    }
}
