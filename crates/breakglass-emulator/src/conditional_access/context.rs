//! One sign-in as policies see it.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/signinconditions> (read 2026-11-25).

use std::net::IpAddr;

use serde_json::Value;

use super::Attribute;
use crate::state::{Object, text};

/// Who signs in, to what, under which conditions.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) identity: Identity,
    pub(crate) target: Target,
    pub(crate) conditions: Conditions,
}

/// Who signs in.
#[derive(Debug, Clone)]
pub(crate) enum Identity {
    Person(Person),
    /// A service principal, by object id.
    Principal(String),
}

/// A person, who may come from another tenant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    /// The object id; none for somebody who has no object here.
    pub(crate) id: Option<String>,
    /// The kind of guest that was told; where none was, it follows from the object.
    pub(crate) guest: Option<String>,
    pub(crate) home_tenant: Option<String>,
}

/// To what.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// Application ids; a policy that applies to any of them applies.
    Applications(Vec<String>),
    Action(Action),
    AuthenticationContext(String),
}

/// What a person does that is no use of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    RegisterSecurityInformation,
    RegisterOrJoinDevices,
}

/// Under which conditions. What is none was not told, and a policy that depends on it cannot be decided.
#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    pub(crate) client: Option<String>,
    /// A platform that no policy can name is `unknownFutureValue`.
    pub(crate) platform: Option<String>,
    pub(crate) address: Option<IpAddr>,
    /// Where the address is.
    pub(crate) country: Place,
    /// Where the telephone says that it is.
    pub(crate) coordinates: Place,
    pub(crate) is_network_compliant: bool,
    /// None is a device that the directory does not know.
    pub(crate) device: Option<Device>,
    pub(crate) sign_in_risk: String,
    pub(crate) user_risk: String,
    pub(crate) principal_risk: String,
    pub(crate) insider_risk: String,
    /// `deviceCodeFlow`, `authenticationTransfer`, or nothing.
    pub(crate) flows: Vec<String>,
}

/// Where something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    NotTold,
    /// In no country that is known.
    Unknown,
    /// Two letters.
    Country(String),
    /// It was not said, and that is known: in no location, not even an unknown one.
    Nowhere,
}

/// A device that the directory knows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Device(pub(crate) Object);

impl Default for Conditions {
    fn default() -> Self {
        let none = || "none".to_owned();
        Self {
            client: None,
            platform: None,
            address: None,
            country: Place::NotTold,
            coordinates: Place::NotTold,
            is_network_compliant: false,
            device: None,
            sign_in_risk: none(),
            user_risk: none(),
            principal_risk: none(),
            insider_risk: none(),
            flows: Vec::new(),
        }
    }
}

impl Action {
    /// How policies write it.
    ///
    /// Source: <https://learn.microsoft.com/en-us/graph/api/resources/conditionalaccessapplications> (read 2026-11-25).
    pub(crate) const fn urn(self) -> &'static str {
        match self {
            Self::RegisterSecurityInformation => "urn:user:registersecurityinfo",
            Self::RegisterOrJoinDevices => "urn:user:registerdevice",
        }
    }
}

impl Device {
    pub(crate) fn is_compliant(&self) -> bool {
        self.0.get("isCompliant") == Some(&Value::Bool(true))
    }

    /// Whether it is joined to a domain and registered as well: `ServerAD`.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-condition-filters-for-devices> (read 2026-11-25).
    pub(crate) fn is_hybrid(&self) -> bool {
        text(&self.0, "trustType").is_some_and(|kind| kind.eq_ignore_ascii_case("ServerAD"))
    }

    /// Whether something manages it.
    pub(crate) fn is_managed(&self) -> bool {
        text(&self.0, "mdmAppId").is_some_and(|id| !id.is_empty())
    }

    /// What it shows of one of its properties.
    pub(super) fn shows(&self, property: &str) -> Attribute {
        match self.0.get(property) {
            Some(Value::String(text)) => Attribute::Text(text.clone()),
            Some(Value::Bool(is_true)) => Attribute::Text(is_true.to_string()),
            Some(Value::Array(list)) => Attribute::Many(list.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
            _ => Attribute::Null,
        }
    }
}
