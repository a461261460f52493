//! Escalation: who is called after whom, where nobody has acknowledged an alert.

use breakglass_model::visible;
use serde::Deserialize;
use toml::Spanned;

use super::faults::Fault;
use super::people::{PersonSection, unknown};

/// Longest time that a step may wait, in minutes: a day.
const LONGEST: u32 = 24 * 60;

/// A step.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StepSection {
    /// Minutes after the alert.
    pub after_minutes: Spanned<u32>,
    /// Ids of people, who are all called at once.
    pub people: Spanned<Vec<Spanned<String>>>,
}

/// What is wrong with the steps.
pub fn fault(steps: &[StepSection], people: &[PersonSection]) -> Option<Fault> {
    let mut before = None;
    for step in steps {
        let after = *step.after_minutes.get_ref();
        let message = match before {
            None if after != 0 => Some("the first step comes at once: write after-minutes = 0".to_owned()),
            Some(before) if after <= before => Some(format!("steps follow one another: write more than {before}")),
            _ if after > LONGEST => Some(format!("a step waits {LONGEST} minutes at most, a day")),
            _ => None,
        };
        if let Some(message) = message {
            return Some(Fault::new(message, step.after_minutes.span()));
        }
        if step.people.get_ref().is_empty() {
            return Some(Fault::new("name whom this step calls, by the ids of [[people]]", step.people.span()));
        }
        if let Some(fault) = step.people.get_ref().iter().find_map(|id| unreachable_person(id, people)) {
            return Some(fault);
        }
        before = Some(after);
    }
    None
}

fn unreachable_person(id: &Spanned<String>, people: &[PersonSection]) -> Option<Fault> {
    let Some(person) = people.iter().find(|person| person.id.get_ref() == id.get_ref()) else {
        let ids: Vec<&str> = people.iter().map(|person| person.id.get_ref().as_str()).collect();
        return Some(Fault::new(unknown("person", id.get_ref(), &ids, "[[people]]"), id.span()));
    };
    let message =
        || format!("`{}` has no routes and cannot be called: add routes = [{{ channel = \"…\", to = \"…\" }}]", visible(id.get_ref()));
    person.routes.is_empty().then(|| Fault::new(message(), id.span()))
}
