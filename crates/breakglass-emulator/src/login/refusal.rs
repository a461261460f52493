//! Refusals as the sign-in service words them.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes> (read 2026-11-22).

use serde_json::json;

use crate::app::{App, random_guid};
use crate::exchange::Reply;

/// One kind of refusal: status, protocol error, AADSTS number, text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusal(pub(crate) u16, pub(crate) &'static str, pub(crate) u32, pub(crate) &'static str);

pub(crate) const TENANT: Refusal = Refusal(
    400,
    "invalid_request",
    90_002,
    "Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
);
pub(crate) const APPLICATION: Refusal = Refusal(400, "unauthorized_client", 700_016, "Application was not found in the directory.");
pub(crate) const SECRET: Refusal = Refusal(
    401,
    "invalid_client",
    7_000_215,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.",
);
pub(crate) const CREDENTIAL: Refusal = Refusal(
    401,
    "invalid_client",
    7_000_216,
    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
);
pub(crate) const PARAMETER: Refusal = Refusal(400, "invalid_request", 900_144, "The request body must contain all required parameters.");
pub(crate) const GRANT: Refusal = Refusal(400, "unsupported_grant_type", 70_003, "The app requested an unsupported grant type.");
pub(crate) const COMMON: Refusal = Refusal(
    400,
    "invalid_request",
    9_001_023,
    "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.",
);
pub(crate) const SCOPE: Refusal =
    Refusal(400, "invalid_scope", 70_011, "The provided request must include a 'scope' input parameter that is valid for this app.");
pub(crate) const RESOURCE: Refusal = Refusal(
    400,
    "invalid_resource",
    500_011,
    "The resource principal was not found in the tenant. It may not be installed there, or the request was sent to the wrong tenant or cloud.",
);
pub(crate) const SIGNATURE: Refusal = Refusal(401, "invalid_client", 700_027, "Client assertion failed signature validation.");
/// The number is assumed, see `emulator:federated-mismatch`.
pub(crate) const FEDERATED: Refusal =
    Refusal(401, "invalid_client", 700_213, "No matching federated identity record found for presented assertion subject or audience.");
pub(crate) const TIME: Refusal = Refusal(401, "invalid_client", 500_133, "Assertion is not within its valid time range.");
pub(crate) const ASSERTION: Refusal = Refusal(401, "invalid_client", 50_012, "Authentication failed: the client assertion is not valid.");
pub(crate) const METHOD: Refusal = Refusal(405, "invalid_request", 900_561, "The endpoint only accepts POST requests.");

/// The refusal as an answer.
pub(crate) fn refuse(app: &App, Refusal(status, error, number, text): Refusal) -> Reply {
    let (trace, correlation) = (random_guid(), random_guid());
    let time = app.now().strftime("%Y-%m-%d %H:%M:%SZ").to_string();
    Reply::json(
        status,
        json!({
            "error": error,
            "error_description": format!("AADSTS{number}: {text}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {time}"),
            "error_codes": [number], "timestamp": time, "trace_id": trace, "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={number}"),
        }),
    )
}
