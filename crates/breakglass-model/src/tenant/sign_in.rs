//! Sign-ins, as far as judging needs them, and how much of the log was read.

use jiff::Timestamp;

use crate::{ObjectId, Untrusted};

/// One sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Its id.
    pub id: Untrusted,
    /// When it happened.
    pub at: Timestamp,
    /// Who signed in.
    pub user: ObjectId,
    /// The user's principal name.
    pub user_name: Untrusted,
    /// The client application's id.
    pub app: Option<ObjectId>,
    /// Its name.
    pub app_name: Option<Untrusted>,
    /// The resource's id.
    pub resource: Option<ObjectId>,
    /// Whether a person was there; none where the body does not say.
    pub is_interactive: Option<bool>,
    /// `singleFactorAuthentication` or `multiFactorAuthentication` (beta only).
    pub requirement: Option<Untrusted>,
    /// `ropc`, `oAuth2`, `deviceCode`, … (beta only).
    pub protocol: Option<Untrusted>,
    /// Zero for a success.
    pub error: Option<i64>,
    /// The address it came from.
    pub ip: Option<Untrusted>,
    /// What the client said it is.
    pub user_agent: Option<Untrusted>,
    /// The methods that were used, in order (beta only): `Password`, `Passkey (device-bound)`, …
    pub methods: Vec<Untrusted>,
}

/// A part of the sign-in log that was read: always bounded, so how much it is belongs to every answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInSample {
    /// What was read, newest first.
    pub sign_ins: Vec<SignIn>,
    /// From when on the log was asked for, where known.
    pub since: Option<Timestamp>,
    /// Whether everything since then was read.
    pub is_whole: bool,
}

/// What the registration report says of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Who.
    pub user: ObjectId,
    /// The user principal name.
    pub user_name: Untrusted,
    /// Whether the user holds an administrator role.
    pub is_administrator: Option<bool>,
    /// Whether the user can pass multifactor authentication.
    pub is_mfa_capable: Option<bool>,
    /// Whether methods for self-service password reset are registered.
    pub is_sspr_registered: Option<bool>,
    /// Whether self-service password reset is open to the user, and the user is registered.
    pub is_sspr_capable: Option<bool>,
    /// Registered methods by the report's words: `passKeyDeviceBound`, `mobilePhone`, …
    pub methods: Vec<Untrusted>,
}
