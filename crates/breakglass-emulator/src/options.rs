//! What the emulator can be told when it starts: where to listen, which tenant, what to refuse.

use std::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    str::FromStr,
};

use serde_json::Value;

/// The largest number of ordinary users that can be asked for.
pub(crate) const MOST_USERS: usize = 1_000_000;
/// The largest page that Graph gives out for users and groups.
pub(crate) const LARGEST_PAGE: usize = 999;

/// How the emulator is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen for HTTP; a loopback address.
    pub listen: SocketAddr,
    /// Where to listen for HTTPS, if at all; a loopback address.
    pub tls_listen: Option<SocketAddr>,
    /// The tenant to serve.
    pub tenant: TenantSource,
    /// Ordinary users besides the scenario's own; at most a million. Not added to a snapshot.
    pub users: usize,
    /// Objects per page where the client asks for no number; 1 to 999.
    pub page_size: usize,
    /// Requests per second and tenant on Conditional Access before 429, none for no limit.
    pub conditional_access_per_second: Option<f64>,
    /// Application permissions taken from the default read-only set.
    pub without_permissions: Vec<String>,
    /// Path prefixes without version, such as `/identity/conditionalAccess/policies`, that answer 403.
    pub forbid: Vec<String>,
    /// Path prefixes without version that this cloud does not have, as national clouds lack some.
    pub without_paths: Vec<String>,
    /// Whether the tenant has no Entra ID P1 or P2.
    pub unlicensed: bool,
    /// Whether every permission that any served path takes is granted.
    pub grant_all: bool,
    /// Application permissions granted besides the default read-only set.
    pub extra_permissions: Vec<String>,
    /// Milliseconds until a change shows in what is read; 0 for at once.
    pub replication_delay_ms: u32,
    /// The X.509 certificate registered for the application, for client assertions.
    pub client_certificate_pem: Option<String>,
    /// Whether the app registration lets people sign in without a secret (*Allow public client flows*).
    pub public_client: bool,
    /// Scopes that people consented to earlier: they come along in every person's token, asked for or not.
    pub consented_scopes: Vec<String>,
    /// Seconds between two polls with a device code.
    pub device_code_interval_secs: u32,
}

/// Where the tenant comes from.
#[derive(Debug, Clone)]
pub enum TenantSource {
    /// A built-in tenant.
    Scenario(Scenario),
    /// A snapshot file, `breakglass.snapshot/1`.
    Snapshot(Value),
}

/// The built-in tenants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scenario {
    /// A tenant whose emergency access has many flaws.
    Contoso,
    /// A tenant whose emergency access holds.
    Healthy,
    /// A tenant on its first day.
    Empty,
}

/// A name that is no scenario's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no scenario is called `{0}`; there are contoso, healthy and empty")]
pub struct UnknownScenario(pub String);

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            tls_listen: None,
            tenant: TenantSource::Scenario(Scenario::Contoso),
            users: 10,
            page_size: 100,
            conditional_access_per_second: Some(1.0),
            without_permissions: Vec::new(),
            forbid: Vec::new(),
            without_paths: Vec::new(),
            unlicensed: false,
            grant_all: false,
            extra_permissions: Vec::new(),
            replication_delay_ms: 0,
            client_certificate_pem: None,
            public_client: true,
            consented_scopes: Vec::new(),
            device_code_interval_secs: 5,
        }
    }
}

impl Scenario {
    /// Every scenario, in the order in which help lists them.
    pub const ALL: [Self; 3] = [Self::Contoso, Self::Healthy, Self::Empty];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contoso => "contoso",
            Self::Healthy => "healthy",
            Self::Empty => "empty",
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name).ok_or_else(|| UnknownScenario(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_is_found_by_its_name() {
        for scenario in Scenario::ALL {
            assert_eq!(scenario.name().parse(), Ok(scenario));
        }
        assert_eq!("acme".parse::<Scenario>(), Err(UnknownScenario("acme".to_owned())));
    }

    #[test]
    fn the_conditional_access_limit_is_the_documented_one_by_default() {
        assert_eq!(Options::default().conditional_access_per_second, Some(1.0));
    }
}
