//! Refusals as Microsoft Graph words them.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/errors> (read 2026-11-22).

use serde_json::{Value, json};

use crate::exchange::Reply;

/// One kind of refusal: status, code, message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// What the inner error says besides.
    pub(crate) inner: Option<String>,
    /// Seconds to wait, where the answer says so.
    pub(crate) retry_after: Option<u64>,
    /// Whether this emulator lacks the path, whatever Graph says of it.
    pub(crate) is_gap: bool,
}

impl Refusal {
    /// What the outer message says of a policy whose fault stands in the inner error.
    const MALFORMED: &str = "The server could not process the request because it is malformed or incorrect.";

    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), inner: None, retry_after: None, is_gap: false }
    }

    pub(crate) fn token(message: &str) -> Self {
        Self::new(401, "InvalidAuthenticationToken", message)
    }

    pub(super) fn permission() -> Self {
        Self::new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    }

    /// Reading schedules without Entra ID P2, see `emulator:pim-read-unlicensed`.
    pub(super) fn licence() -> Self {
        let text = "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.";
        Self::new(400, "AadPremiumLicenseRequired", text)
    }

    /// Reports and logs without Entra ID P1.
    pub(super) fn unlicensed_report() -> Self {
        let text = "Neither tenant is B2C or tenant doesn't have premium license";
        Self::new(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", text)
    }

    /// Identity Protection without Entra ID P2, see `emulator:risk-read-unlicensed`.
    pub(super) fn unlicensed_risk() -> Self {
        Self::new(403, "Forbidden", "Your tenant is not licensed for this feature.")
    }

    pub(crate) fn throttled() -> Self {
        Self::new(429, "TooManyRequests", "Too many requests.")
    }

    /// A failure of the service.
    ///
    /// Source: <https://learn.microsoft.com/en-us/graph/errors> (read 2026-11-25) for the statuses; their codes are assumed
    /// (`emulator:server-error-codes`).
    pub(crate) fn server(status: u64) -> Option<Self> {
        match status {
            500 => Some(Self::new(500, "InternalServerError", "An internal server error occurred.")),
            502 => Some(Self::new(502, "BadGateway", "Bad gateway.")),
            503 => Some(Self::new(503, "ServiceUnavailable", "The service is unavailable.")),
            504 => Some(Self::new(504, "GatewayTimeout", "The request timed out.")),
            _ => None,
        }
    }

    /// A directory object that does not exist.
    pub(super) fn no_object(id: &str) -> Self {
        let text = format!("Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
        Self::new(404, "Request_ResourceNotFound", text)
    }

    /// An object outside the directory that does not exist.
    pub(super) fn not_found(what: &str) -> Self {
        Self::new(404, "ResourceNotFound", format!("{what} was not found."))
    }

    /// A path that Graph does not know, or that nobody serves here.
    pub(super) fn segment(name: &str) -> Self {
        Self { is_gap: true, ..Self::no_segment(name) }
    }

    /// A path that Graph does not know in this version or cloud.
    pub(super) fn no_segment(name: &str) -> Self {
        Self::new(400, "BadRequest", format!("Resource not found for the segment '{name}'."))
    }

    pub(super) fn method() -> Self {
        Self::new(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
    }

    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequest", message)
    }

    pub(super) fn bad_directory(message: impl Into<String>) -> Self {
        Self::new(400, "Request_BadRequest", message)
    }

    pub(super) fn unsupported_query(message: impl Into<String>) -> Self {
        Self::new(400, "Request_UnsupportedQuery", message)
    }

    /// What the served snapshot never held: no answer of Graph, so the code says whose it is.
    pub(super) fn not_in_snapshot(collection: &str) -> Self {
        Self::new(501, "EmulatorSnapshotGap", format!("The snapshot that is served holds no complete {collection} for this request."))
    }

    /// A Conditional Access policy that does not fit its type.
    ///
    /// Source: seen by others on live tenants; no document has it (`emulator:conditional-access-errors`).
    pub(super) fn policy_schema() -> Self {
        let text = "1007: Incoming ConditionalAccessPolicy object is null or does not match the schema of ConditionalAccessPolicy type.";
        Self::new(400, "BadRequest", text)
    }

    /// A Conditional Access policy that makes no sense: the number and its text stand in the inner error.
    pub(super) fn policy(reason: &str) -> Self {
        let inner = Some(format!("1032: ConditionalActionPolicy validation failed due to {reason}."));
        Self { inner, ..Self::new(400, "BadRequest", Self::MALFORMED) }
    }

    /// A Conditional Access policy that names what does not exist (`emulator:conditional-access-errors`).
    pub(super) fn policy_reference(of: &str, id: &str) -> Self {
        Self { inner: Some(format!("1054: Invalid {of} value: {id}.")), ..Self::new(400, "BadRequest", Self::MALFORMED) }
    }

    /// Writing Conditional Access without Entra ID P1.
    ///
    /// Source: measured by others (`emulator:conditional-access-errors`).
    pub(super) fn unlicensed_policy() -> Self {
        Self::new(403, "AccessDenied", "Your tenant is not licensed for this feature.")
    }

    /// What the emulator does not do: no answer of Graph, so the code says whose it is.
    pub(super) fn unsupported(what: &str) -> Self {
        Self::new(501, "EmulatorUnsupported", format!("The emulator does not carry out {what}."))
    }

    /// A body that is no JSON object.
    pub(super) fn payload() -> Self {
        let text = "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.";
        Self::bad(text)
    }

    /// A request of a batch whose forerunner failed.
    pub(super) fn dependency() -> Self {
        Self::new(424, "FailedDependency", "A request that this one depends on failed.")
    }

    /// A delta token that is too old, see `emulator:delta-token-life`.
    pub(super) fn gone() -> Self {
        Self::new(410, "syncStateNotFound", "The sync state is not found. Start again without a token.")
    }

    /// The body of the error.
    pub(super) fn reply(&self, date: &str, request_id: &str, client_request_id: &str) -> Reply {
        let mut body = json!({"error": {
            "code": self.code, "message": self.message,
            "innerError": {"date": date, "request-id": request_id, "client-request-id": client_request_id},
        }});
        if let (Some(inner), Some(place)) = (&self.inner, body.pointer_mut("/error/innerError").and_then(Value::as_object_mut)) {
            place.insert("message".to_owned(), json!(inner));
        }
        let mut reply = Reply::json(self.status, body);
        if let Some(seconds) = self.retry_after {
            reply = reply.with("retry-after", seconds.to_string());
        }
        if self.status == 401 {
            return reply.with(
                "www-authenticate",
                "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\"",
            );
        }
        reply
    }
}
