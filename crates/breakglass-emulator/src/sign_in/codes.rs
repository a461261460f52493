//! How a sign-in ends: the number and the words of the log.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes> (read 2026-11-25) for every number but
//! those in `emulator:sign-in-codes`.

/// One way to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) number: u32,
    pub(super) reason: &'static str,
}

const fn code(number: u32, reason: &'static str) -> Code {
    Code { number, reason }
}

/// Success has no reason; the log says so in this word.
pub(super) const SUCCESS: Code = code(0, "Other.");
pub(super) const NOT_FOUND: Code = code(50034, "The user account does not exist in the directory.");
pub(super) const LOCKED: Code =
    code(50053, "The account is locked because the user tried to sign in too many times with an incorrect user ID or password.");
pub(super) const EXPIRED: Code = code(50055, "The password is expired.");
pub(super) const NO_PASSWORD: Code = code(50056, "Invalid or null password: password does not exist in the directory for this user.");
pub(super) const DISABLED: Code = code(50057, "The user account is disabled.");
pub(super) const WRONG: Code = code(50126, "Error validating credentials due to invalid username or password.");
pub(super) const CERTIFICATE: Code = code(50017, "Certificate validation failed.");
pub(super) const KEY_NOT_FOUND: Code = code(135_010, "Key was not found.");
pub(super) const PASS: Code = code(130_503, "The Temporary Access Pass is incorrect or cannot be used.");
pub(super) const CREDENTIAL: Code = code(50064, "Credential validation on username or password has failed.");
pub(super) const SECOND_FACTOR: Code = code(500_121, "Authentication failed during strong authentication request.");
pub(super) const ENROL: Code = code(50072, "The user needs to enroll for second factor authentication (interactive).");
pub(super) const ENROL_SILENT: Code = code(50079, "The user is required to use multi-factor authentication and has to register for it.");
pub(super) const ENROL_BLOCKED: Code =
    code(53004, "The user needs to complete the multi-factor authentication registration process before accessing this content.");
pub(super) const ENROL_ELSEWHERE: Code = code(
    53010,
    "Cannot configure multi-factor authentication methods because the organization requires this information to be set from specific locations or devices.",
);
pub(super) const CHALLENGE: Code = code(50074, "Strong authentication is required and the user did not pass the MFA challenge.");
pub(super) const CHALLENGE_SILENT: Code = code(50076, "The user must use multi-factor authentication to access the resource.");
pub(super) const NOT_COMPLIANT: Code = code(53000, "The device is not in the required device state: it is not compliant.");
pub(super) const NOT_JOINED: Code = code(53001, "The device is not in the required device state: it is not domain joined.");
pub(super) const NOT_APPROVED: Code = code(53002, "The application used is not an approved application for Conditional Access.");
pub(super) const NOT_PROTECTED: Code = code(53009, "The application needs to enforce protection policies.");
pub(super) const BLOCKED: Code =
    code(53003, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.");
pub(super) const BLOCKED_BY_DEFAULTS: Code = code(530_035, "Access has been blocked by security defaults.");
pub(super) const CHANGE_PASSWORD: Code = code(50135, "Password change is required due to account risk.");
pub(super) const EXTERNAL: Code = code(50158, "External security challenge was not satisfied.");
