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
pub(crate) const GRANT_INVALID: Refusal =
    Refusal(400, "invalid_grant", 70_000, "The provided value for the input parameter 'refresh_token' or 'code' is not valid.");
pub(crate) const GRANT_INACTIVE: Refusal = Refusal(400, "invalid_grant", 700_082, "The refresh token has expired due to inactivity.");
pub(crate) const CONSENT: Refusal =
    Refusal(400, "invalid_grant", 65_001, "The user or administrator has not consented to use the application with these scopes.");
pub(crate) const DISABLED: Refusal = Refusal(400, "invalid_grant", 50_057, "The user account is disabled.");
pub(crate) const NO_SUCH_USER: Refusal = Refusal(400, "invalid_grant", 50_034, "The user account does not exist in the directory.");
/// The status is assumed, see `emulator:invalid-client-status`.
pub(crate) const PUBLIC_CREDENTIAL: Refusal =
    Refusal(401, "invalid_client", 700_025, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.");
/// Status and number are assumed, see `emulator:not-a-public-client`.
pub(crate) const NOT_PUBLIC: Refusal = Refusal(
    401,
    "invalid_client",
    7_000_218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
);
pub(crate) const REDIRECT: Refusal = Refusal(
    400,
    "invalid_request",
    50_011,
    "The redirect URI specified in the request does not match the redirect URIs configured for the application.",
);
pub(crate) const RESPONSE_TYPE: Refusal =
    Refusal(400, "unsupported_response_type", 70_005, "The app returned an unsupported response type.");
pub(crate) const RESPONSE_MODE: Refusal =
    Refusal(400, "invalid_request", 70_007, "The app returned an unsupported value of 'response_mode'.");
pub(crate) const INTERACTION: Refusal =
    Refusal(400, "interaction_required", 50_058, "Session information is not sufficient for single-sign-on.");
pub(crate) const PROMPT: Refusal = Refusal(400, "invalid_request", 90_023, "The authentication service request is not valid.");
pub(crate) const NO_CHALLENGE: Refusal = Refusal(400, "invalid_request", 50_147, "The size of the code challenge parameter is not valid.");
/// The number for a method is assumed, see `emulator:challenge-method`.
pub(crate) const CHALLENGE: Refusal =
    Refusal(400, "invalid_request", 501_491, "Invalid size of Code_Challenge parameter, or unknown method.");
pub(crate) const ACCESS_DENIED: Refusal = Refusal(400, "access_denied", 65_004, "User declined to consent to access the app.");
pub(crate) const CODE_USED: Refusal = Refusal(
    400,
    "invalid_grant",
    54_005,
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
);
pub(crate) const CODE_ENDED: Refusal =
    Refusal(400, "invalid_grant", 70_008, "The provided authorization code or refresh token has expired.");
pub(crate) const VERIFIER: Refusal =
    Refusal(400, "invalid_grant", 501_481, "The Code_Verifier does not match the code_challenge supplied in the authorization request.");
pub(crate) const PENDING: Refusal =
    Refusal(400, "authorization_pending", 70_016, "OAuth 2.0 device flow error. Authorization is pending. Continue polling.");
/// Assumed, see `emulator:device-code-slow-down`.
pub(crate) const SLOW_DOWN: Refusal = Refusal(400, "slow_down", 70_016, "OAuth 2.0 device flow error. The client polls too fast.");
/// The number is assumed, see `emulator:device-code-declined`.
pub(crate) const DECLINED: Refusal = Refusal(400, "authorization_declined", 65_004, "User declined to consent to access the app.");
pub(crate) const DEVICE_CODE: Refusal = Refusal(400, "bad_verification_code", 70_018, "Invalid verification code.");
pub(crate) const DEVICE_ENDED: Refusal = Refusal(400, "expired_token", 70_019, "Verification code expired.");
pub(crate) const USER_CODE: Refusal = Refusal(400, "invalid_request", 70_018, "That code did not work. Check the code and try again.");
pub(crate) const SERVER: Refusal = Refusal(500, "server_error", 50_000, "There is an issue with the sign-in service.");
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
