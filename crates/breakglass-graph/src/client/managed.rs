//! The managed identity of a virtual machine: a token from the instance metadata service, without any credential.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/how-to-use-vm-token>
//! (read 2026-11-22): the address, `Metadata: true`, no proxy, what to try again.

use serde_json::Value;

use super::{Target, TokenError, odata};
use crate::wire::node::Node;

/// The service's link-local address: plain HTTP that never leaves the host.
const ADDRESS: &str = "http://169.254.169.254";
/// The header without which it refuses, so that no forwarded request can ask.
pub(crate) const HEADER: (&str, &str) = ("Metadata", "true");

/// Where a token is asked for. A stand-in plays the metadata service as well.
pub(crate) fn endpoint(target: &Target) -> String {
    let base = if target.endpoints.is_custom { target.endpoints.login.as_str().trim_end_matches('/') } else { ADDRESS };
    let resource = target.endpoints.resource();
    let mut url = format!("{base}/metadata/identity/oauth2/token?api-version=2018-02-01&resource={}", odata::segment(resource));
    if !target.client_id.is_empty() {
        url.push_str(&format!("&client_id={}", odata::segment(&target.client_id)));
    }
    url
}

/// Whether a status passes by itself: 404 and 410 while the service is updated.
pub(crate) fn is_passing(status: u16) -> bool {
    matches!(status, 404 | 410)
}

/// What a refusal means. The service gives the protocol's word and a sentence, which is compared and not shown.
pub(crate) fn refused(status: u16, body: &[u8]) -> TokenError {
    let parsed: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| Node::of(&parsed).and_then(|node| node.text(name)).unwrap_or_default();
    let (word, sentence) = (text("error"), text("error_description").to_ascii_lowercase());
    let why = match (status, word) {
        (400, _) if sentence.contains("identity not found") => {
            "this machine has no such identity: assign one, or correct `client-id`, which is the identity's and not an app registration's"
                .to_owned()
        }
        (_, "invalid_resource") => "it knows no Microsoft Graph under this name: check `cloud`".to_owned(),
        (404 | 410, _) => "the machine's metadata service is being updated: try again in a minute".to_owned(),
        (429, _) => "the machine's metadata service is asked too often: try again in a minute".to_owned(),
        (500.., _) => format!("the machine's metadata service fails with status {status}: try again in a minute"),
        (_, "") => format!("the machine's metadata service answers {status} without an error that can be read"),
        (_, word) => format!("the machine's metadata service answers {status} {}", breakglass_model::Untrusted::from(word).shown()),
    };
    TokenError::ManagedIdentity(why)
}

/// Where nobody answers at all.
pub(crate) fn unreachable(why: &str) -> TokenError {
    TokenError::ManagedIdentity(format!("no metadata service answers at {ADDRESS} ({why}): only machines in Azure have one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_say_what_to_do_and_repeat_no_sentence() {
        let text = |status, body: &str| refused(status, body.as_bytes()).to_string();
        let none = text(400, r#"{"error":"invalid_request","error_description":"Identity not found"}"#);
        assert!(none.contains("no such identity") && none.contains("client-id"), "{none}");
        assert!(text(400, r#"{"error":"invalid_resource","error_description":"AADSTS50001: hush"}"#).contains("check `cloud`"));
        assert!(text(410, "").contains("being updated"));
        assert!(text(502, "<html>").contains("502"));
        let odd = text(400, r#"{"error":"x\u001b[2J","error_description":"hush"}"#);
        assert!(odd.contains("400") && !odd.contains('\u{1b}') && !odd.contains("hush"), "{odd}");
    }
}
