//! What a simulated sign-in is told: who, to what, from where, with what.
//!
//! Context and conditions are those of what-if, so that one can be asked what the other was.

use serde_json::{Value, json};

use super::credentials::{is_first, is_mode};
use crate::app::App;
use crate::conditional_access::{Conditions, Context, Credential, Hand, Identity, Person, Place, Target};
use crate::graph::{Refusal, read_conditions, read_target};
use crate::state::{Object, object, text};

const PROPERTIES: [&str; 16] = [
    "user",
    "clientAppId",
    "signInContext",
    "signInConditions",
    "credentials",
    "privateWindow",
    "gpsCountry",
    "compliantNetwork",
    "approvedApplication",
    "protectedApplication",
    "termsOfUse",
    "changesPassword",
    "isChange",
    "userAgent",
    "browser",
    "city",
];

/// One sign-in as it is told.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) user: String,
    /// The application that asks; none is the one that is asked for.
    pub(super) client_app: Option<String>,
    pub(super) target: Target,
    pub(super) conditions: Conditions,
    /// At least one; the first of those that can begin a sign-in begins it.
    pub(super) shown: Vec<Shown>,
    pub(super) hand: Hand,
    /// Whether it is to change something, where that makes a difference.
    pub(super) is_change: bool,
    pub(super) user_agent: Option<String>,
    pub(super) browser: Option<String>,
    pub(super) city: Option<String>,
}

/// One credential that is shown.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) credential: Credential,
    /// The id of the method, where one certain one is meant.
    pub(super) id: Option<String>,
    /// Whether it is the right one: a password, a code, a PIN.
    pub(super) is_right: bool,
}

impl Told {
    /// Reads a body, or says what is wrong with it.
    pub(super) fn read(app: &App, body: &Value) -> Result<Self, String> {
        let body = body.as_object().ok_or("the body is a JSON object")?;
        if let Some(unknown) = body.keys().find(|key| !PROPERTIES.contains(&key.as_str())) {
            return Err(format!("`{unknown}` is none of {}", PROPERTIES.join(", ")));
        }
        let user = text(body, "user").ok_or("`user` is an object id or a user principal name")?.to_owned();
        let words = |refusal: Refusal| refusal.message;
        let told = object(body.get("signInContext").cloned().unwrap_or_default());
        let target = read_target(&app.types, &told).map_err(words)?;
        if matches!(&target, Target::Applications(ids) if ids.len() != 1) {
            return Err("a sign-in is to one application".to_owned());
        }
        let mut told = object(body.get("signInConditions").cloned().unwrap_or_default());
        told.entry("clientAppType").or_insert_with(|| json!("browser"));
        told.entry("devicePlatform").or_insert_with(|| json!("unknownFutureValue"));
        let mut conditions = read_conditions(&app.types, &told).map_err(words)?;
        if conditions.client.is_none() || conditions.platform.is_none() {
            return Err("a sign-in comes by one client from one platform, not from `all`".to_owned());
        }
        if conditions.address.is_none() {
            return Err("`signInConditions.ipAddress` is where the sign-in comes from".to_owned());
        }
        let shown = shown(body)?;
        conditions.is_network_compliant = flag(body, "compliantNetwork", false)?;
        // Rule C28: coordinates come from an application that is asked after a password.
        let has_password = shown.iter().any(|it| it.credential.mode == "password");
        conditions.coordinates = match text(body, "gpsCountry") {
            Some(country) if has_password => Place::Country(country.to_owned()),
            _ => Place::Nowhere,
        };
        // Rules C26, C32: none of these carries what the device is.
        let is_legacy = matches!(conditions.client.as_deref(), Some("exchangeActiveSync" | "easSupported" | "other"));
        let is_device_code = conditions.flows.iter().any(|flow| flow == "deviceCodeFlow");
        if flag(body, "privateWindow", false)? || is_legacy || is_device_code {
            conditions.device = None;
        }
        let hand = Hand {
            credentials: Vec::new(),
            accepted_terms: texts(body, "termsOfUse")?,
            is_application_approved: flag(body, "approvedApplication", false)?,
            is_application_protected: flag(body, "protectedApplication", false)?,
            changes_password: flag(body, "changesPassword", false)?,
        };
        let own = |name: &str| text(body, name).map(str::to_owned);
        Ok(Self {
            user,
            client_app: own("clientAppId"),
            target,
            conditions,
            shown,
            hand,
            is_change: flag(body, "isChange", true)?,
            user_agent: own("userAgent"),
            browser: own("browser"),
            city: own("city"),
        })
    }

    /// What policies see of it, for somebody who exists.
    pub(super) fn context(&self, user: &str) -> Context {
        Context {
            identity: Identity::Person(Person { id: Some(user.to_owned()), ..Person::default() }),
            target: self.target.clone(),
            conditions: self.conditions.clone(),
        }
    }

    /// The resource that is asked for, where it is one.
    pub(super) fn resource(&self) -> Option<&str> {
        match &self.target {
            Target::Applications(ids) => ids.first().map(String::as_str),
            Target::Action(_) | Target::AuthenticationContext(_) => None,
        }
    }
}

fn flag(body: &Object, name: &str, otherwise: bool) -> Result<bool, String> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(otherwise),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(format!("`{name}` is true or false")),
    }
}

fn texts(body: &Object, name: &str) -> Result<Vec<String>, String> {
    let wrong = || format!("`{name}` is a list of texts");
    match body.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(list)) => list.iter().map(|it| it.as_str().map(str::to_owned).ok_or_else(wrong)).collect(),
        Some(_) => Err(wrong()),
    }
}

fn shown(body: &Object) -> Result<Vec<Shown>, String> {
    const KNOWN: [&str; 6] = ["method", "id", "aaGuid", "issuerSki", "policyOids", "isRight"];
    let list = body.get("credentials").and_then(Value::as_array).ok_or("`credentials` is a list of what is shown")?;
    let one = |row: &Value| {
        let row = row.as_object().ok_or("each of `credentials` is a JSON object")?;
        if let Some(unknown) = row.keys().find(|key| !KNOWN.contains(&key.as_str())) {
            return Err(format!("`{unknown}` is none of {}", KNOWN.join(", ")));
        }
        let mode = text(row, "method").filter(|mode| is_mode(mode)).ok_or("`method` is one of Graph's authenticationMethodModes")?;
        let own = |name: &str| text(row, name).map(str::to_owned);
        let credential =
            Credential { mode: mode.to_owned(), aaguid: own("aaGuid"), issuer: own("issuerSki"), policies: texts(row, "policyOids")? };
        Ok(Shown { credential, id: own("id"), is_right: flag(row, "isRight", true)? })
    };
    let shown = list.iter().map(one).collect::<Result<Vec<Shown>, String>>()?;
    if shown.iter().any(|it| is_first(&it.credential.mode)) {
        Ok(shown)
    } else {
        Err("nothing in `credentials` can begin a sign-in".to_owned())
    }
}
