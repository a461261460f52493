//! Random sign-ins, in the words of our evaluator and in those of Graph.

use breakglass_model::ObjectId;
use breakglass_prover::access::context::{Client, Context, Country, Device, Flow, InsiderRisk, Platform, Registration, Resource, Risk};
use breakglass_prover::access::credentials::Held;
use serde_json::{Value, json};

use super::dice::Dice;
use super::tenants::{AAGUIDS, APPS, USER};

/// What is held, by both.
#[derive(Debug, Clone)]
pub struct Hand {
    pub held: Held,
    pub shown: Vec<Value>,
}

/// A random sign-in. Address and country are told nearly always, because nothing can be decided without.
pub fn context(dice: &mut Dice) -> Context {
    let resource = match dice.below(8) {
        0 => dice.pick(&[Resource::RegisterSecurityInfo, Resource::RegisterDevice]),
        1 => Resource::AuthenticationContext(dice.pick(&["c1", "c2", "c3"]).to_owned()),
        _ => Resource::Application(dice.pick(&APPS).to_owned()),
    };
    let addresses = ["192.0.2.7", "192.0.2.127", "192.0.2.128", "198.51.100.7", "203.0.113.9", "2001:db8:1::9", "2001:db8:2::9"];
    let countries = [Country::Code("NL".to_owned()), Country::Code("US".to_owned()), Country::Unknown];
    let is_told = !dice.one_in(12);
    Context {
        platform: dice.pick(Platform::ALL),
        client: if dice.one_in(6) {
            dice.pick(&[Client::ActiveSync, Client::Legacy])
        } else {
            dice.pick(&[Client::Browser, Client::Mobile])
        },
        ip: is_told.then(|| dice.pick(&addresses).parse().unwrap()),
        country: is_told.then(|| dice.pick(&countries)),
        position: dice.one_in(3).then(|| dice.pick(&countries[..2])),
        is_compliant_network: dice.one_in(6),
        device: device(dice),
        is_private: dice.one_in(8),
        sign_in_risk: dice.pick(Risk::ALL),
        user_risk: dice.pick(Risk::ALL),
        insider_risk: dice.pick(InsiderRisk::ALL),
        flow: dice.pick(&[Flow::None, Flow::None, Flow::None, Flow::DeviceCode, Flow::Transfer]),
        ..Context::plain(resource)
    }
}

fn device(dice: &mut Dice) -> Device {
    let registration = dice.pick(Registration::ALL);
    if registration == Registration::Unregistered {
        return Device::unregistered();
    }
    let mut device = Device::of(registration, dice.one_in(2), dice.one_in(2));
    let mut set = |name: &str, value: &str| drop(device.attributes.insert(name.to_owned(), value.to_owned()));
    // Whether something manages a device is what mdmAppId says.
    if device.is_managed {
        set("mdmappid", "0000000a-0000-0000-c000-000000000000");
    }
    for (name, values) in [
        ("model", ["Surface", "Surface Go", "Latitude"]),
        ("extensionattribute1", ["SAW", "saw", "PAW"]),
        ("deviceownership", ["Company", "Personal", "company"]),
        ("operatingsystem", ["Windows", "MacMDM", "win"]),
        ("operatingsystemversion", ["10.0.22631", "6.1", "14.5"]),
        ("displayname", ["LAP-01", "LAP-02", "lap-01"]),
    ] {
        if dice.one_in(2) {
            set(name, dice.pick(&values));
        }
    }
    for (name, values) in [("systemlabels", ["MultiUser", "Multi"]), ("physicalids", ["[ZTDId]:1", "[HWID]:2"])] {
        if dice.one_in(3) {
            device.collections.insert(name.to_owned(), vec![dice.pick(&values).to_owned()]);
        }
    }
    device
}

/// What somebody holds; something that begins a sign-in is always among it.
pub fn hand(dice: &mut Dice) -> Hand {
    let password = || json!({"method": "password"});
    let method = |mode: &str| json!({ "method": mode });
    let with = |held: Held, shown: Vec<Value>| Hand { held, shown };
    let beside =
        |mode: &str| with(Held { has_password: true, methods: vec![mode.to_owned()], ..Held::default() }, vec![password(), method(mode)]);
    match dice.below(14) {
        0..=5 => {
            let model = dice.pick(&AAGUIDS);
            with(Held { keys: vec![ObjectId::from(model)], ..Held::default() }, vec![json!({"method": "fido2", "aaGuid": model})])
        }
        6 => with(Held { has_password: true, ..Held::default() }, vec![password()]),
        7 => {
            let (issuer, oids) = (dice.pick(&["AA", "BB"]).to_owned(), dice.pick(&[vec![], vec!["1.2".to_owned()]]));
            let shown = |mode: &str| json!({"method": mode, "issuerSki": issuer, "policyOids": oids});
            let shown = vec![shown("x509CertificateMultiFactor"), shown("x509CertificateSingleFactor")];
            with(Held { certificates: vec![(Some(issuer.clone()), oids.clone())], ..Held::default() }, shown)
        }
        8 => with(Held { methods: vec!["windowsHelloForBusiness".to_owned()], ..Held::default() }, vec![method("windowsHelloForBusiness")]),
        _ => beside(dice.pick(&["softwareOath", "microsoftAuthenticatorPush", "microsoftAuthenticatorPush", "sms"])),
    }
}

/// The question as Graph takes it, for what-if.
pub fn question(context: &Context) -> Value {
    json!({"signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": USER}, "signInContext": target(&context.resource),
           "signInConditions": conditions(context, &context.seen_device())})
}

/// The same as a simulated sign-in.
pub fn sign_in(context: &Context, hand: &Hand) -> Value {
    let position = match &context.position {
        Some(Country::Code(code)) => Some(code.clone()),
        _ => None,
    };
    json!({"user": USER, "signInContext": target(&context.resource), "signInConditions": conditions(context, &context.device), "credentials": hand.shown,
           "privateWindow": context.is_private, "gpsCountry": position, "compliantNetwork": context.is_compliant_network, "changesPassword": true})
}

fn target(resource: &Resource) -> Value {
    let action = |action: &str| json!({"@odata.type": "#microsoft.graph.userActionContext", "userAction": action});
    match resource {
        Resource::RegisterSecurityInfo => action("registerSecurityInformation"),
        Resource::RegisterDevice => action("registerOrJoinDevices"),
        Resource::AuthenticationContext(id) => json!({"@odata.type": "#microsoft.graph.authContext", "authenticationContextValue": id}),
        other => json!({"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [other.word()]}),
    }
}

fn conditions(context: &Context, device: &Device) -> Value {
    // The emulator's word for a platform that policies cannot name.
    let platform = if context.platform == Platform::Other { "unknownFutureValue" } else { context.platform.word() };
    let mut found = json!({"devicePlatform": platform, "clientAppType": context.client.word(), "signInRiskLevel": context.sign_in_risk.word(),
                           "userRiskLevel": context.user_risk.word(), "insiderRiskLevel": context.insider_risk.word(),
                           "authenticationFlow": {"transferMethod": context.flow.word()}});
    if let Some(ip) = context.ip {
        found["ipAddress"] = json!(ip.to_string());
    }
    if let Some(Country::Code(code)) = &context.country {
        found["country"] = json!(code);
    }
    if device.is_registered() {
        let mut info = json!({"isCompliant": device.is_compliant, "trustType": device.trust_type()});
        for (name, value) in &device.attributes {
            let property = match name.as_str() {
                "mdmappid" => "mdmAppId",
                "extensionattribute1" => "extensionAttribute1",
                "deviceownership" => "ownership",
                "operatingsystem" => "operatingSystem",
                "operatingsystemversion" => "operatingSystemVersion",
                "displayname" => "displayName",
                other => other,
            };
            info[property] = json!(value);
        }
        for (name, values) in &device.collections {
            info[if name == "physicalids" { "physicalIds" } else { "systemLabels" }] = json!(values);
        }
        found["deviceInfo"] = info;
    }
    found
}
