//! Channels: the ways on which alerts go out. One table says what each kind takes; what it takes besides is refused.
//!
//! Source: the services' own documentation of how a message is handed over, as each sender will need it: SMTP submission, Standard Webhooks,
//! webhooks of Teams workflows and Slack, PagerDuty Events v2, Twilio's and Azure Communication Services' messages, ntfy, Alertmanager v2,
//! RFC 5424 over TLS.

use std::collections::BTreeMap;

use breakglass_model::Channel;
use toml::{Spanned, Value};

use super::faults::Fault;
use super::forms::Form;
use crate::spelling;

/// A channel as it is written: keys and values with their places.
pub type ChannelSection = Spanned<BTreeMap<Spanned<String>, Spanned<Value>>>;

/// A kind of channel.
#[derive(Debug)]
pub struct Kind {
    /// The word for it.
    pub name: &'static str,
    /// What it takes besides `id`, `kind` and `depends-on-tenant`.
    pub keys: &'static [Key],
    /// What a route's `to` holds; none where the channel knows its own recipients.
    pub to: Option<Form>,
    /// Whether it fails together with the tenant; none where only the operator can say.
    pub depends_on_tenant: Option<bool>,
    /// Whether the other side says that it took a message.
    pub is_confirmed: bool,
}

/// A key of a channel.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What its value looks like.
    pub form: Form,
    /// Whether it has to be there.
    pub is_required: bool,
}

const fn must(name: &'static str, form: Form) -> Key {
    Key { name, form, is_required: true }
}

const fn may(name: &'static str, form: Form) -> Key {
    Key { name, form, is_required: false }
}

const fn kind(name: &'static str, keys: &'static [Key], to: Option<Form>, depends_on_tenant: Option<bool>) -> Kind {
    Kind { name, keys, to, depends_on_tenant, is_confirmed: true }
}

/// Every kind, by name.
pub const KINDS: &[Kind] = &[
    kind(
        "acs-sms",
        &[must("endpoint", Form::Address), must("key", Form::Secret), must("from", Form::Phone)],
        Some(Form::Phone),
        Some(false),
    ),
    kind("alertmanager", &[must("url", Form::Address), may("token", Form::Secret)], None, None),
    kind("ntfy", &[must("url", Form::Address), must("topic", Form::Secret), may("token", Form::Secret)], None, Some(false)),
    kind("pagerduty", &[must("routing-key", Form::Secret), may("region", Form::Word(&["us", "eu"]))], None, Some(false)),
    kind("slack", &[must("url", Form::Secret)], None, None),
    kind(
        "smtp",
        &[
            must("host", Form::Host),
            may("port", Form::Port),
            must("from", Form::Mail),
            may("user", Form::Text),
            may("password", Form::Secret),
            may("authority", Form::File),
        ],
        Some(Form::Mail),
        None,
    ),
    // UDP and TCP acknowledge nothing: whoever reads the log is not known to have got it.
    Kind {
        is_confirmed: false,
        ..kind("syslog", &[must("host", Form::Host), may("port", Form::Port), may("authority", Form::File)], None, None)
    },
    kind("teams", &[must("url", Form::Secret)], None, Some(true)),
    kind("twilio-sms", TWILIO, Some(Form::Phone), Some(false)),
    kind("twilio-voice", TWILIO, Some(Form::Phone), Some(false)),
    kind("webhook", &[must("url", Form::Address), must("secret", Form::Secret)], None, None),
];

const TWILIO: &[Key] = &[must("account", Form::Text), must("token", Form::Secret), must("from", Form::Phone)];

/// What every channel takes besides what its kind does.
pub const SHARED: [&str; 3] = ["id", "kind", "depends-on-tenant"];

/// A channel that is understood.
#[derive(Debug)]
pub struct Understood {
    /// What is arranged.
    pub channel: Channel,
    /// Its kind.
    pub kind: &'static Kind,
    /// Its secrets: the key, and the place.
    pub secrets: Vec<(&'static str, String)>,
}

/// Understands a channel.
///
/// # Errors
/// The kind is not known, a key is not one of its own or is lacking, a value has not the form that it needs.
pub fn understood(section: &ChannelSection) -> Result<Understood, Fault> {
    let table = section.get_ref();
    let whole = || table.values().next().map_or_else(|| section.span(), Spanned::span);
    let id = text(table, "id").ok_or_else(|| lacking(whole(), "a channel", "id = \"…\""))?;
    if let Some(fault) = Form::Text.fault(&Value::from(id.1.as_str())) {
        return Err(Fault::new(fault, id.0));
    }
    let (span, word) = text(table, "kind").ok_or_else(|| lacking(id.0.clone(), "this channel", "kind = \"…\""))?;
    let Some(kind) = KINDS.iter().find(|kind| kind.name == word) else {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        let meant = spelling::nearest(&word, &names).map(|name| format!("\"{name}\" is probably meant; ")).unwrap_or_default();
        return Err(Fault::new(format!("no channel is of this kind: {meant}there are {}", names.join(", ")), span));
    };
    let known: Vec<&str> = SHARED.into_iter().chain(kind.keys.iter().map(|key| key.name)).collect();
    if let Some(key) = table.keys().find(|key| !known.contains(&key.get_ref().as_str())) {
        let meant = spelling::nearest(key.get_ref(), &known).map(|name| format!("`{name}` is probably meant; ")).unwrap_or_default();
        return Err(Fault::new(format!("{} takes no such key: {meant}it takes {}", kind.name, known.join(", ")), key.span()));
    }
    let mut secrets = Vec::new();
    for key in kind.keys {
        match table.get(key.name) {
            None if key.is_required => return Err(lacking(span, kind.name, &format!("`{}`", key.name))),
            None => {}
            Some(value) => {
                if let Some(fault) = key.form.fault(value.get_ref()) {
                    return Err(Fault::new(fault, value.span()));
                }
                if let (Form::Secret, Some(place)) = (key.form, value.get_ref().as_str()) {
                    secrets.push((key.name, place.to_owned()));
                }
            }
        }
    }
    let depends_on_tenant = depends(table, kind, span)?;
    let channel = Channel { id: id.1, kind: kind.name, depends_on_tenant, is_confirmed: kind.is_confirmed };
    Ok(Understood { channel, kind, secrets })
}

/// Where the id of a channel stands.
pub fn place_of_id(section: &ChannelSection) -> std::ops::Range<usize> {
    section.get_ref().get("id").map_or_else(|| section.span(), Spanned::span)
}

fn depends(table: &BTreeMap<Spanned<String>, Spanned<Value>>, kind: &Kind, at: std::ops::Range<usize>) -> Result<bool, Fault> {
    match (table.get("depends-on-tenant"), kind.depends_on_tenant) {
        (Some(value), _) => match Form::Flag.fault(value.get_ref()) {
            Some(fault) => Err(Fault::new(fault, value.span())),
            None => Ok(value.get_ref().as_bool() == Some(true)),
        },
        (None, Some(usual)) => Ok(usual),
        (None, None) => {
            let message = format!(
                "{} needs `depends-on-tenant`: true where it fails together with the tenant (its mailboxes, its sign-in), else false",
                kind.name
            );
            Err(Fault::new(message, at))
        }
    }
}

fn text(table: &BTreeMap<Spanned<String>, Spanned<Value>>, key: &str) -> Option<(std::ops::Range<usize>, String)> {
    let value = table.get(key)?;
    Some((value.span(), value.get_ref().as_str().unwrap_or_default().to_owned()))
}

fn lacking(at: std::ops::Range<usize>, what: &str, needed: &str) -> Fault {
    Fault::new(format!("{what} needs {needed}"), at)
}
