//! Sign-ins and demands in words that somebody understands at three in the morning.

use breakglass_prover::access::applications;
use breakglass_prover::access::context::{Context, Country, Flow, Registration, Resource};
use breakglass_prover::access::prove::Side;

/// The situation in which a sign-in is refused: what of it matters, in one sentence without a full stop.
pub fn situation(context: &Context, matters: &[Side]) -> String {
    let parts: Vec<String> = matters.iter().flat_map(|side| part(context, *side)).collect();
    if parts.is_empty() { "in every sign-in, whatever the device, place and risk".to_owned() } else { parts.join(", ") }
}

fn part(context: &Context, side: Side) -> Vec<String> {
    match side {
        Side::Resource => vec![format!("opening {}", resource(&context.resource))],
        Side::Platform => vec![format!("on {}", context.platform.word())],
        Side::Client => vec![format!("with the client {}", context.client.word())],
        Side::Place => place(context),
        Side::Device => device(context),
        Side::SignInRisk => vec![format!("at sign-in risk {}", context.sign_in_risk.word())],
        Side::UserRisk => vec![format!("at user risk {}", context.user_risk.word())],
        Side::InsiderRisk => vec![format!("at insider risk {}", context.insider_risk.word())],
        Side::Flow if context.flow == Flow::None => vec!["without device code or transfer".to_owned()],
        Side::Flow => vec![format!("through {}", context.flow.word())],
    }
}

fn place(context: &Context) -> Vec<String> {
    let ip = context.ip.map(|ip| format!("from an address like {ip}"));
    let country = context.country.as_ref().map(|country| match country {
        Country::Unknown => "of no known country".to_owned(),
        Country::Code(code) => format!("in a country like {}", breakglass_model::visible(code)),
    });
    let position = context.position.as_ref().map(|country| format!("with the phone in {}", breakglass_model::visible(country.word())));
    let network = context.is_compliant_network.then(|| "through the compliant network".to_owned());
    ip.into_iter().chain(country).chain(position).chain(network).collect()
}

fn device(context: &Context) -> Vec<String> {
    let device = &context.device;
    let kind = match device.registration {
        Registration::Unregistered => "on a device that Entra does not know, or cannot see in a private window",
        Registration::Registered => "on a registered device",
        Registration::Joined => "on a joined device",
        Registration::Hybrid => "on a hybrid joined device",
    };
    let state = match (device.registration, device.is_compliant) {
        (Registration::Unregistered, _) => "",
        (_, true) => " marked compliant",
        (_, false) => " not marked compliant",
    };
    let attributes = device.attributes.iter().map(|(name, value)| format!("with {name} `{}`", breakglass_model::visible(value)));
    let collections = device.collections.iter().filter(|(_, values)| !values.is_empty());
    let collections = collections.map(|(name, values)| format!("with {name} `{}`", breakglass_model::visible(&values.join(", "))));
    std::iter::once(format!("{kind}{state}")).chain(attributes).chain(collections).collect()
}

/// A resource as sentences name it.
pub fn resource(resource: &Resource) -> String {
    match resource {
        Resource::Application(id) => match applications::name(id) {
            Some(name) => name.to_owned(),
            None => format!("the application {}", breakglass_model::visible(id)),
        },
        Resource::OwnApplication => "any application of your own".to_owned(),
        Resource::RegisterSecurityInfo => "the registration of security info".to_owned(),
        Resource::RegisterDevice => "the registration of a device".to_owned(),
        Resource::AuthenticationContext(id) => format!("what asks for the authentication context {}", breakglass_model::visible(id)),
    }
}

/// What is demanded and cannot be met.
pub fn demanded(controls: &[String]) -> String {
    let texts: Vec<String> = controls.iter().map(|control| one(control)).collect();
    texts.join(", or ")
}

fn one(control: &str) -> String {
    let known = match control {
        "block" => "it blocks",
        "mfa" => "it demands multifactor authentication, which what is held does not give",
        "compliantDevice" => "it demands a device marked compliant",
        "domainJoinedDevice" => "it demands a hybrid joined device",
        "approvedApplication" => "it demands an approved app",
        "compliantApplication" => "it demands an app with a protection policy",
        "passwordChange" => "it demands a change of password, for which the present one must be known",
        "riskRemediation" => "it demands that risk is remedied with multifactor authentication, which what is held does not give",
        "authenticationStrength" => "it demands an authentication strength that what is held does not satisfy",
        "termsOfUse" => "it demands that terms of use are accepted",
        "customAuthenticationFactors" => "it demands a control of a third party",
        "secureSignInSession" => "it demands a session bound to a registered Windows device and a modern app",
        "cloudAppSecurity" => "it sends the session through Defender for Cloud Apps, whose own policies may refuse it",
        _ => return format!("it demands {}", breakglass_model::visible(control)),
    };
    known.to_owned()
}
