//! The managed identity of a virtual machine: a token from the instance metadata service, without any credential.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/how-to-use-vm-token>
//! (read 2026-11-22): the address, `Metadata: true`, no proxy, what to try again.

use super::{Target, odata};

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
