//! The people who keep the accounts: they may hold rights over them, and are told when one is used. Everybody else who holds such rights is
//! a finding.

use serde::Deserialize;
use toml::{Spanned, Value};

use super::channels::Understood;
use super::faults::Fault;
use crate::spelling;

/// A person.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PersonSection {
    /// A short name of your own, unique in the declaration.
    pub id: Spanned<String>,
    /// The name in full, by which findings call the person.
    pub name: Option<String>,
    /// The object id in the tenant's directory, where the person has one.
    pub directory_id: Option<String>,
    /// How to reach the person, in the order of trying.
    #[serde(default)]
    pub routes: Vec<RouteSection>,
}

/// A way to a person.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RouteSection {
    /// The id of one of `[[channels]]`.
    pub channel: Spanned<String>,
    /// Mail address or telephone number, as the channel's kind asks.
    pub to: Option<Spanned<String>>,
}

/// What is wrong with the routes of a person.
pub fn fault(person: &PersonSection, channels: &[Understood]) -> Option<Fault> {
    for (index, route) in person.routes.iter().enumerate() {
        let Some(found) = channels.iter().find(|it| it.channel.id == *route.channel.get_ref()) else {
            let ids: Vec<&str> = channels.iter().map(|it| it.channel.id.as_str()).collect();
            return Some(Fault::new(unknown("channel", route.channel.get_ref(), &ids, "[[channels]]"), route.channel.span()));
        };
        let same = |other: &RouteSection| {
            other.channel.get_ref() == route.channel.get_ref()
                && other.to.as_ref().map(Spanned::get_ref) == route.to.as_ref().map(Spanned::get_ref)
        };
        if person.routes.iter().take(index).any(same) {
            return Some(Fault::new("this route is named twice", route.channel.span()));
        }
        let fault = match (found.kind.to, &route.to) {
            (None, None) => None,
            (None, Some(to)) => Some(Fault::new(format!("{} knows its own recipients: leave `to` away", found.kind.name), to.span())),
            (Some(_), None) => Some(Fault::new(format!("{} needs `to`: whom does it reach?", found.kind.name), route.channel.span())),
            (Some(form), Some(to)) => form.fault(&Value::from(to.get_ref().as_str())).map(|fault| Fault::new(fault, to.span())),
        };
        if fault.is_some() {
            return fault;
        }
    }
    None
}

/// A sentence about an id that nothing bears.
pub fn unknown(what: &str, id: &str, known: &[&str], section: &str) -> String {
    let id = breakglass_model::visible(id);
    match (spelling::nearest(&id, known), known) {
        (Some(meant), _) => format!("no {what} has the id `{id}`: `{meant}` is probably meant"),
        (None, []) => format!("no {what} has the id `{id}`: there is no {section} section"),
        (None, _) => format!("no {what} has the id `{id}`: {section} has {}", known.join(", ")),
    }
}
