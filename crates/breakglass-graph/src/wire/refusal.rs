//! Why Graph refused: the shapes of "no permission", "no licence" and "no such object", told apart by status, code and path.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/errors> (read 2026-11-22); the licence shapes were measured by others.

use breakglass_model::{Collection, ReadState, visible};
use serde_json::Value;

use super::node::Node;

/// Longest error code that is shown, in characters.
const LONGEST_CODE: usize = 80;

/// What an answer that is no success means for a read.
pub fn classify(status: u16, body: &[u8], collection: Collection, of_object: bool) -> ReadState {
    let (code, message) = error_of(body);
    let reason = format!("{status} {code}");
    match (status, code.as_str()) {
        (400, "AadPremiumLicenseRequired") | (403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant") => {
            ReadState::Unlicensed { reason }
        }
        // The same code means a missing scope and a missing licence; only the message tells, and it must say so outright.
        (403, "AccessDenied" | "Forbidden") if message.contains("not licensed for this feature") => ReadState::Unlicensed { reason },
        (401 | 403, _) => ReadState::Denied { reason },
        (404, "Request_ResourceNotFound" | "ResourceNotFound" | "resourceNotFound" | "NotFound")
            if of_object && may_be_absent(collection) =>
        {
            ReadState::Absent
        }
        _ => ReadState::Failed { reason },
    }
}

/// Only objects that are asked for by id can be absent; a list of something that exists cannot.
fn may_be_absent(collection: Collection) -> bool {
    matches!(
        collection,
        Collection::Users
            | Collection::Groups
            | Collection::UserManagers
            | Collection::DeletedObjects
            | Collection::RiskyUsers
            | Collection::RegistrationDetails
    )
}

/// The error code, safe to show, and the message, to compare only.
pub(crate) fn error_of(body: &[u8]) -> (String, String) {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let error = Node::of(&body).and_then(|node| node.get("error")).cloned().unwrap_or_default();
    match (&error, Node::of(&error)) {
        (_, Some(error)) => {
            let code: String = error.text("code").unwrap_or("without a code").chars().take(LONGEST_CODE).collect();
            (visible(&code), error.text("message").unwrap_or_default().to_owned())
        }
        _ => ("without a code".to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, code: &str, message: &str, collection: Collection, of_object: bool, expected: &str) {
        let body = serde_json::json!({ "error": { "code": code, "message": message } }).to_string();
        assert_eq!(classify(status, body.as_bytes(), collection, of_object).word(), expected, "{status} {code}");
    }

    #[test]
    fn three_shapes_of_no_licence() {
        let collection = Collection::RoleAssignmentSchedules;
        check(400, "AadPremiumLicenseRequired", "", collection, true, "unlicensed");
        check(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "", collection, true, "unlicensed");
        let message = "Your tenant is not licensed for this feature";
        check(403, "AccessDenied", message, Collection::ConditionalAccessPolicies, false, "unlicensed");
        check(403, "AccessDenied", "required scopes are missing", Collection::ConditionalAccessPolicies, false, "denied");
    }

    #[test]
    fn permissions_absence_and_failure() {
        check(403, "Authorization_RequestDenied", "", Collection::Users, true, "denied");
        check(404, "Request_ResourceNotFound", "", Collection::Users, true, "absent");
        check(404, "Request_ResourceNotFound", "", Collection::GroupMembers, true, "failed");
        check(404, "Request_ResourceNotFound", "", Collection::Domains, false, "failed");
        check(500, "generalException", "", Collection::Domains, false, "failed");
        assert_eq!(classify(403, b"<html>", Collection::Users, true).word(), "denied");
    }
}
