//! One concrete sign-in: what is opened, from where, on what, under which risks.
//!
//! Source of the values: <https://learn.microsoft.com/en-us/graph/api/resources/signinconditions> and the enumerations of the v1.0
//! schema (read 2026-11-22).

use std::collections::BTreeMap;
use std::net::IpAddr;

/// A sign-in. A `None` is something that nobody said; conditions about it are open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// What is opened.
    pub resource: Resource,
    /// What the user agent claims (C25).
    pub platform: Platform,
    /// The kind of client (C26).
    pub client: Client,
    /// The public address.
    pub ip: Option<IpAddr>,
    /// The country that the address is told to be in.
    pub country: Option<Country>,
    /// Whether the address is in a trusted location, where that is said instead of the address.
    pub is_trusted: Option<bool>,
    /// The country that the Authenticator app reports, where it reports any (C28).
    pub position: Option<Country>,
    /// Whether the sign-in comes through the compliant network of Global Secure Access.
    pub is_compliant_network: bool,
    /// The device.
    pub device: Device,
    /// Private browsing, or cookies off: the device cannot be told (C32).
    pub is_private: bool,
    /// Sign-in risk.
    pub sign_in_risk: Risk,
    /// User risk.
    pub user_risk: Risk,
    /// Insider risk.
    pub insider_risk: InsiderRisk,
    /// The authentication flow (C31).
    pub flow: Flow,
}

/// What is opened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// An application, by its id in lower case.
    Application(String),
    /// An application of the organisation's own that no policy names and that is in no group of Microsoft's.
    OwnApplication,
    /// `urn:user:registersecurityinfo`
    RegisterSecurityInfo,
    /// `urn:user:registerdevice`
    RegisterDevice,
    /// A protected action or role activation that asks for an authentication context, `c1` to `c99`.
    AuthenticationContext(String),
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$inner])* $variant),+ }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as Graph spells it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of a word, in any case.
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word().eq_ignore_ascii_case(word))
            }
        }
    };
}

words! {
    /// What the user agent claims to run on.
    Platform {
        /// Windows.
        Windows = "windows",
        /// macOS.
        MacOs = "macOS",
        /// Linux.
        Linux = "linux",
        /// iOS and iPadOS.
        Ios = "iOS",
        /// Android.
        Android = "android",
        /// Windows Phone.
        WindowsPhone = "windowsPhone",
        /// Anything else, ChromeOS for one: only `all` matches it.
        Other = "other",
    }
}

words! {
    /// The kind of client.
    Client {
        /// A browser.
        Browser = "browser",
        /// A modern app.
        Mobile = "mobileAppsAndDesktopClients",
        /// Exchange ActiveSync.
        ActiveSync = "exchangeActiveSync",
        /// Any other legacy client.
        Legacy = "other",
    }
}

words! {
    /// Sign-in or user risk.
    Risk {
        /// None seen.
        None = "none",
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
    }
}

words! {
    /// Insider risk of adaptive protection.
    InsiderRisk {
        /// None seen.
        None = "none",
        /// Minor.
        Minor = "minor",
        /// Moderate.
        Moderate = "moderate",
        /// Elevated.
        Elevated = "elevated",
    }
}

words! {
    /// The authentication flow that began the session.
    Flow {
        /// An ordinary one.
        None = "none",
        /// Device code.
        DeviceCode = "deviceCodeFlow",
        /// Authentication transfer.
        Transfer = "authenticationTransfer",
    }
}

words! {
    /// How a device is known to the directory.
    Registration {
        /// Not at all.
        Unregistered = "unregistered",
        /// Registered: `Workplace`.
        Registered = "registered",
        /// Joined: `AzureAD`.
        Joined = "joined",
        /// Hybrid joined: `ServerAD`.
        Hybrid = "hybrid",
    }
}

/// A country by its two letters, or an address that belongs to none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Country {
    /// ISO 3166, upper case.
    Code(String),
    /// No country is known for the address.
    Unknown,
}

/// A device as device filters see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// How the directory knows it.
    pub registration: Registration,
    /// Whether it is marked compliant.
    pub is_compliant: bool,
    /// Whether it is managed by Intune.
    pub is_managed: bool,
    /// Attributes by their name in lower case, without those that follow from the above.
    pub attributes: BTreeMap<String, String>,
    /// The collections `physicalids` and `systemlabels`, by their name in lower case.
    pub collections: BTreeMap<String, Vec<String>>,
}

impl Device {
    /// A device that the directory does not know.
    pub fn unregistered() -> Self {
        Self::of(Registration::Unregistered, false, false)
    }

    /// A device without further attributes.
    pub fn of(registration: Registration, is_compliant: bool, is_managed: bool) -> Self {
        Self { registration, is_compliant, is_managed, attributes: BTreeMap::new(), collections: BTreeMap::new() }
    }

    /// Whether the directory knows it.
    pub fn is_registered(&self) -> bool {
        self.registration != Registration::Unregistered
    }

    /// What `device.trustType` says.
    ///
    /// Source: <https://learn.microsoft.com/en-us/entra/identity/conditional-access/concept-condition-filters-for-devices> (read 2026-11-25).
    pub fn trust_type(&self) -> Option<&'static str> {
        match self.registration {
            Registration::Unregistered => None,
            Registration::Registered => Some("Workplace"),
            Registration::Joined => Some("AzureAD"),
            Registration::Hybrid => Some("ServerAD"),
        }
    }
}

impl Client {
    /// Whether it is a legacy client, which can neither do multifactor authentication nor pass the state of a device (C26).
    pub fn is_legacy(self) -> bool {
        matches!(self, Self::ActiveSync | Self::Legacy)
    }
}

impl Context {
    /// A browser on an unregistered Windows device that opens a resource, at no risk, from a place that nobody said.
    pub fn plain(resource: Resource) -> Self {
        Self {
            resource,
            platform: Platform::Windows,
            client: Client::Browser,
            ip: None,
            country: None,
            is_trusted: None,
            position: None,
            is_compliant_network: false,
            device: Device::unregistered(),
            is_private: false,
            sign_in_risk: Risk::None,
            user_risk: Risk::None,
            insider_risk: InsiderRisk::None,
            flow: Flow::None,
        }
    }

    /// The device as Conditional Access sees it: private windows, legacy clients and device code cannot tell it (C26, C31, C32).
    pub fn seen_device(&self) -> Device {
        let is_hidden = self.is_private || self.client.is_legacy() || self.flow == Flow::DeviceCode;
        if is_hidden { Device::unregistered() } else { self.device.clone() }
    }
}

impl Resource {
    /// Reads `--app`: an application id, a user action's urn, or the name of a group of applications.
    pub fn of_application(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "urn:user:registersecurityinfo" => Self::RegisterSecurityInfo,
            "urn:user:registerdevice" => Self::RegisterDevice,
            lower => Self::Application(lower.to_owned()),
        }
    }

    /// The word in JSON and for `--app`.
    pub fn word(&self) -> &str {
        match self {
            Self::Application(id) => id,
            Self::OwnApplication => "any-other-application",
            Self::RegisterSecurityInfo => "urn:user:registersecurityinfo",
            Self::RegisterDevice => "urn:user:registerdevice",
            Self::AuthenticationContext(id) => id,
        }
    }
}

impl Country {
    /// Reads two letters, or `unknown`.
    pub fn named(text: &str) -> Self {
        if text.eq_ignore_ascii_case("unknown") { Self::Unknown } else { Self::Code(text.to_ascii_uppercase()) }
    }

    /// The two letters, or `unknown`.
    pub fn word(&self) -> &str {
        match self {
            Self::Code(code) => code,
            Self::Unknown => "unknown",
        }
    }
}
