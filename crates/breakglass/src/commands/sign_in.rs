//! One sign-in, or a part of all, as options: one per field, values as Graph spells them.

use std::net::IpAddr;

use breakglass_prover::access::context::{Client, Context, Country, Device, Flow, InsiderRisk, Platform, Registration, Resource, Risk};
use breakglass_prover::access::prove::{Frame, Region};

use crate::source::Usage;

/// The fields of a sign-in.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "The sign-in")]
pub struct SignInArgs {
    /// What is opened: an application id, urn:user:registersecurityinfo or urn:user:registerdevice
    #[arg(long, value_name = "ID")]
    app: Option<String>,
    /// windows, macOS, linux, iOS, android, windowsPhone, other
    #[arg(long, value_parser = platform)]
    platform: Option<Platform>,
    /// browser, mobileAppsAndDesktopClients, exchangeActiveSync, other
    #[arg(long, value_parser = client)]
    client: Option<Client>,
    /// The public address
    #[arg(long)]
    ip: Option<IpAddr>,
    /// The country of the address, two letters; `unknown` for none
    #[arg(long)]
    country: Option<String>,
    /// Whether the address is in a trusted location, instead of the address
    #[arg(long, value_name = "true|false", conflicts_with = "ip")]
    trusted_location: Option<bool>,
    /// The country that the Authenticator app reports
    #[arg(long, value_name = "COUNTRY")]
    position: Option<String>,
    /// unregistered, registered, joined, hybrid
    #[arg(long, value_parser = registration)]
    device: Option<Registration>,
    /// The device is marked compliant
    #[arg(long)]
    device_compliant: bool,
    /// The device is hybrid joined
    #[arg(long)]
    device_hybrid: bool,
    /// An attribute of the device as device filters name it: model=Surface (repeatable)
    #[arg(long, value_name = "K=V", value_parser = attribute)]
    device_attribute: Vec<(String, String)>,
    /// none, low, medium, high
    #[arg(long, value_parser = risk)]
    sign_in_risk: Option<Risk>,
    /// none, low, medium, high
    #[arg(long, value_parser = risk)]
    user_risk: Option<Risk>,
    /// none, minor, moderate, elevated
    #[arg(long, value_parser = insider_risk)]
    insider_risk: Option<InsiderRisk>,
    /// none, deviceCodeFlow, authenticationTransfer
    #[arg(long, value_parser = flow)]
    flow: Option<Flow>,
    /// In a private window, which hides the device
    #[arg(long)]
    private_window: bool,
    /// A protected action or role activation that asks for this authentication context: c1 to c99
    #[arg(long, value_name = "ID", conflicts_with = "app")]
    authentication_context: Option<String>,
}

impl SignInArgs {
    /// The sign-in: a browser on an unregistered Windows device that opens the portal, at no risk, where nothing else is said.
    pub fn context(&self) -> Context {
        let plain =
            Context::plain(self.resource().unwrap_or_else(|| Resource::of_application(breakglass_prover::access::applications::PORTAL)));
        Context {
            platform: self.platform.unwrap_or(plain.platform),
            client: self.client.unwrap_or(plain.client),
            ip: self.ip,
            country: self.country.as_deref().map(Country::named),
            is_trusted: self.trusted_location,
            position: self.position.as_deref().map(Country::named),
            device: self.device(),
            is_private: self.private_window,
            sign_in_risk: self.sign_in_risk.unwrap_or(plain.sign_in_risk),
            user_risk: self.user_risk.unwrap_or(plain.user_risk),
            insider_risk: self.insider_risk.unwrap_or(plain.insider_risk),
            flow: self.flow.unwrap_or(plain.flow),
            ..plain
        }
    }

    /// All sign-ins that are as said; what is not said may be anything that matters.
    ///
    /// # Errors
    /// Something was said that a proof cannot be narrowed to.
    pub fn frame(&self) -> Result<Region, Usage> {
        if self.trusted_location.is_some() || self.position.is_some() || !self.device_attribute.is_empty() {
            let help = "Leave out --trusted-location, --position and --device-attribute, or try one sign-in with `breakglass what-if`.";
            return Err(Usage::new("a proof cannot be narrowed to that", help));
        }
        let says_device = self.device.is_some() || self.device_compliant || self.device_hybrid || self.private_window;
        let seen =
            Context { is_private: self.private_window, device: self.device(), ..Context::plain(Resource::OwnApplication) }.seen_device();
        Ok(Frame {
            resource: self.resource(),
            platform: self.platform,
            client: self.client,
            ip: self.ip,
            country: self.country.as_deref().map(Country::named),
            device: says_device.then_some(seen),
            sign_in_risk: self.sign_in_risk,
            user_risk: self.user_risk,
            insider_risk: self.insider_risk,
            flow: self.flow,
        }
        .region())
    }

    fn resource(&self) -> Option<Resource> {
        let context = self.authentication_context.as_ref().map(|id| Resource::AuthenticationContext(id.to_ascii_lowercase()));
        context.or_else(|| self.app.as_deref().map(Resource::of_application))
    }

    fn device(&self) -> Device {
        let said = self.device.unwrap_or(if self.device_compliant { Registration::Joined } else { Registration::Unregistered });
        let registration = if self.device_hybrid { Registration::Hybrid } else { said };
        let is_known = registration != Registration::Unregistered;
        let mut device = Device::of(registration, self.device_compliant && is_known, self.device_compliant && is_known);
        for (name, value) in &self.device_attribute {
            let lower = name.to_ascii_lowercase();
            match lower.as_str() {
                "physicalids" | "systemlabels" => device.collections.entry(lower).or_default().push(value.clone()),
                _ => drop(device.attributes.insert(lower, value.clone())),
            }
        }
        device
    }
}

macro_rules! words {
    ($($name:ident: $type:ty = $what:literal),+ $(,)?) => {
        $(fn $name(word: &str) -> Result<$type, Usage> {
            <$type>::named(word).ok_or_else(|| {
                let known: Vec<&str> = <$type>::ALL.iter().map(|value| value.word()).collect();
                Usage::new(format!("no such {}; there are {}", $what, known.join(", ")), "")
            })
        })+
    };
}

words! {
    platform: Platform = "platform",
    client: Client = "client",
    registration: Registration = "kind of device",
    risk: Risk = "risk level",
    insider_risk: InsiderRisk = "risk level",
    flow: Flow = "authentication flow",
}

fn attribute(text: &str) -> Result<(String, String), Usage> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    pair.map(|(name, value)| (name.to_owned(), value.to_owned())).ok_or_else(|| Usage::new("write NAME=VALUE", ""))
}
