//! Sign-ins, as far as judging needs them, and how much of the log was read.

use jiff::Timestamp;

use crate::{Collection, Missing, ObjectId, Reason, Untrusted};

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

impl SignIn {
    /// The application as sentences name it.
    pub fn application(&self) -> String {
        match (&self.app_name, &self.app) {
            (Some(name), _) if !name.is_blank() => name.quoted(),
            (_, Some(id)) => id.shown(),
            (_, None) => "an application that the log does not name".to_owned(),
        }
    }
}

impl SignInSample {
    /// How much of the log an answer rests on.
    pub fn described(&self) -> String {
        let since = self.since.map_or_else(|| "an unread date".to_owned(), |since| since.to_string());
        let whole = if self.is_whole { "all of them" } else { "not all of them" };
        format!("{} sign-ins read since {since}, {whole}", self.sign_ins.len())
    }

    /// What is missing where not everything was read: from a part, much can be found and nothing be ruled out.
    pub fn gap(&self, collection: Collection) -> Option<Missing> {
        (!self.is_whole).then(|| Missing::of(collection, Reason::Partial(self.described())))
    }
}
