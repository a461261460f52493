//! One sign-in as Microsoft's what-if takes it, and what of it has no place there.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/conditionalaccessroot-evaluate>,
//! <https://learn.microsoft.com/en-us/graph/api/resources/signinconditions> and
//! <https://learn.microsoft.com/en-us/graph/api/resources/deviceinfo> (read 2026-11-25).

use breakglass_model::{ObjectId, visible};
use breakglass_prover::access::context::{Context, Country, Device, Flow, Platform, Resource};
use serde_json::{Map, Value, json};

/// Attributes of a device by the name that filters use, in lower case, and the property that carries them.
const ATTRIBUTES: [(&str, &str); 10] = [
    ("deviceid", "deviceId"),
    ("deviceownership", "ownership"),
    ("displayname", "displayName"),
    ("enrollmentprofilename", "enrollmentProfileName"),
    ("manufacturer", "manufacturer"),
    ("mdmappid", "mdmAppId"),
    ("model", "model"),
    ("operatingsystem", "operatingSystem"),
    ("operatingsystemversion", "operatingSystemVersion"),
    ("profiletype", "profileType"),
];

/// A part of the sign-in that Microsoft is not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotSent {
    /// The part, by its name in the JSON of the sign-in.
    pub(super) part: String,
    /// Why not, and what was sent in its place.
    pub(super) why: &'static str,
}

/// The body of the question, and what it leaves out.
pub(super) fn question(user: &ObjectId, context: &Context) -> (Value, Vec<NotSent>) {
    let mut left_out = Vec::new();
    let conditions = conditions(context, &mut left_out);
    let body = json!({
        "signInIdentity": { "@odata.type": "#microsoft.graph.userSignIn", "userId": user.raw() },
        "signInContext": target(&context.resource),
        "signInConditions": conditions,
        "appliedPoliciesOnly": false,
    });
    let mut not = |part: &str, why| left_out.push(NotSent { part: part.to_owned(), why });
    not("credentialSet", "Microsoft says which policies apply, not whether what is held meets them");
    if context.is_private {
        not("privateWindow", "the question has no field for it: no device was sent, which is what policies see");
    } else if context.device.is_registered() && !context.seen_device().is_registered() {
        not("device", "this client or flow does not show it: no device was sent, which is what policies see");
    }
    if context.position.is_some() {
        not("position", "the question has one country, that of the address");
    }
    if context.is_trusted.is_some() {
        not("trustedLocation", "the question takes an address: say --ip");
    }
    if context.is_compliant_network {
        not("compliantNetwork", "the question has no field for it");
    }
    (body, left_out)
}

fn target(resource: &Resource) -> Value {
    let action = |name: &str| json!({ "@odata.type": "#microsoft.graph.userActionContext", "userAction": name });
    match resource {
        Resource::Application(_) | Resource::OwnApplication => {
            json!({ "@odata.type": "#microsoft.graph.applicationContext", "includeApplications": [resource.word()] })
        }
        Resource::RegisterSecurityInfo => action("registerSecurityInformation"),
        Resource::RegisterDevice => action("registerOrJoinDevices"),
        Resource::AuthenticationContext(id) => json!({ "@odata.type": "#microsoft.graph.authContext", "authenticationContextValue": id }),
    }
}

fn conditions(context: &Context, left_out: &mut Vec<NotSent>) -> Value {
    let mut found = Map::new();
    let mut set = |name: &str, value: Value| drop(found.insert(name.to_owned(), value));
    let mut not = |part: &str, why| left_out.push(NotSent { part: part.to_owned(), why });
    set("clientAppType", json!(context.client.word()));
    set("signInRiskLevel", json!(context.sign_in_risk.word()));
    set("userRiskLevel", json!(context.user_risk.word()));
    set("insiderRiskLevel", json!(context.insider_risk.word()));
    match context.platform {
        Platform::Other => not("platform", "the question knows only platforms that policies can name"),
        known => set("devicePlatform", json!(known.word())),
    }
    if let Some(ip) = context.ip {
        set("ipAddress", json!(ip.to_string()));
    }
    match &context.country {
        Some(Country::Code(code)) => set("country", json!(code)),
        Some(Country::Unknown) => not("country", "the question takes two letters, and has no word for an address of no country"),
        None => {}
    }
    if context.flow != Flow::None {
        set("authenticationFlow", json!({ "transferMethod": context.flow.word() }));
    }
    let seen = context.seen_device();
    if seen.is_registered() {
        set("deviceInfo", device(&seen, left_out));
    }
    Value::Object(found)
}

fn device(device: &Device, left_out: &mut Vec<NotSent>) -> Value {
    let mut found = Map::new();
    let mut set = |name: &str, value: Value| drop(found.insert(name.to_owned(), value));
    set("isCompliant", json!(device.is_compliant));
    set("trustType", json!(device.trust_type()));
    for (name, value) in &device.attributes {
        let known = ATTRIBUTES.iter().find(|(own, _)| own == name).map(|(_, property)| (*property).to_owned());
        let extension = || name.strip_prefix("extensionattribute").map(|number| format!("extensionAttribute{number}"));
        let is_extension = breakglass_prover::access::evaluate::is_extension(name);
        match known.or_else(|| extension().filter(|_| is_extension)) {
            Some(property) => set(&property, json!(value)),
            // Both follow from how the device is registered, whatever was said.
            None if matches!(name.as_str(), "iscompliant" | "trusttype") => {}
            None => left_out.push(NotSent { part: format!("device.{}", visible(name)), why: "the question has no such attribute" }),
        }
    }
    for (name, values) in &device.collections {
        set(if name == "physicalids" { "physicalIds" } else { "systemLabels" }, json!(values));
    }
    let says_how = device.is_compliant || device.attributes.contains_key("mdmappid");
    if device.is_managed && !says_how {
        left_out.push(NotSent { part: "device.managed".to_owned(), why: "the question has no field for it: say the attribute mdmAppId" });
    }
    Value::Object(found)
}

#[cfg(test)]
mod tests {
    use breakglass_prover::access::context::{Client, InsiderRisk, Registration, Risk};

    use super::*;

    fn asked(change: impl FnOnce(&mut Context)) -> (Value, Vec<String>) {
        let mut context = Context::plain(Resource::Application("a".to_owned()));
        change(&mut context);
        let (body, left_out) = question(&"u".into(), &context);
        (body, left_out.into_iter().map(|it| it.part).filter(|part| part != "credentialSet").collect())
    }

    #[test]
    fn everything_that_has_a_field_is_sent() {
        let (body, left_out) = asked(|context| {
            context.platform = Platform::Ios;
            context.client = Client::Mobile;
            context.ip = Some("192.0.2.7".parse().unwrap());
            context.country = Some(Country::named("se"));
            (context.sign_in_risk, context.user_risk, context.insider_risk) = (Risk::Low, Risk::High, InsiderRisk::Minor);
            context.flow = Flow::Transfer;
            context.device = Device::of(Registration::Joined, true, true);
            context.device.attributes.extend([("model", "x"), ("extensionattribute7", "y")].map(|(it, to)| (it.to_owned(), to.to_owned())));
            context.device.collections.insert("systemlabels".to_owned(), vec!["z".to_owned()]);
        });
        assert_eq!(left_out, [""; 0]);
        assert_eq!(
            body["signInConditions"],
            json!({"devicePlatform": "iOS", "clientAppType": "mobileAppsAndDesktopClients", "ipAddress": "192.0.2.7", "country": "SE",
                   "signInRiskLevel": "low", "userRiskLevel": "high", "insiderRiskLevel": "minor",
                   "authenticationFlow": {"transferMethod": "authenticationTransfer"},
                   "deviceInfo": {"isCompliant": true, "trustType": "AzureAD", "model": "x", "extensionAttribute7": "y", "systemLabels": ["z"]}})
        );
        let target = |resource: Resource| asked(|context| context.resource = resource).0["signInContext"].clone();
        assert_eq!(target(Resource::Application("b".to_owned()))["includeApplications"], json!(["b"]));
        assert_eq!(target(Resource::RegisterDevice)["userAction"], "registerOrJoinDevices");
        assert_eq!(target(Resource::RegisterSecurityInfo)["userAction"], "registerSecurityInformation");
        assert_eq!(target(Resource::AuthenticationContext("c7".to_owned()))["authenticationContextValue"], "c7");
    }

    #[test]
    fn what_has_no_field_is_named() {
        let (body, left_out) = asked(|context| {
            context.platform = Platform::Other;
            context.country = Some(Country::Unknown);
            context.position = Some(Country::named("SE"));
            context.is_trusted = Some(true);
            context.is_compliant_network = true;
            context.device = Device::of(Registration::Registered, false, true);
            context.device.attributes.insert("colour".to_owned(), "red".to_owned());
        });
        let expected = ["platform", "country", "device.colour", "device.managed", "position", "trustedLocation", "compliantNetwork"];
        assert_eq!(left_out, expected);
        assert!(body["signInConditions"].get("devicePlatform").is_none() && body["signInConditions"].get("country").is_none());
        let hidden = |change: &dyn Fn(&mut Context)| {
            asked(|context| {
                context.device = Device::of(Registration::Hybrid, true, true);
                change(context);
            })
        };
        let (body, left_out) = hidden(&|context| context.is_private = true);
        assert!(body["signInConditions"].get("deviceInfo").is_none() && left_out == ["privateWindow"], "{left_out:?}");
        let (body, left_out) = hidden(&|context| context.client = Client::Legacy);
        assert!(body["signInConditions"].get("deviceInfo").is_none() && left_out == ["device"], "{left_out:?}");
    }
}
