//! The built-in tenants. Everything in them is made up, and their ids are the same in every run.

mod contoso;
mod empty;
mod healthy;
mod parts;

pub(crate) use parts::roles::administrators;

use crate::{options::Scenario, state::Tenant};

pub(crate) use parts::roles::administrators as administrator_roles;
pub(crate) use parts::strengths::MULTIFACTOR_COMBINATIONS;

/// The tenant of a scenario, with a number of ordinary users besides its own people.
pub(crate) fn build(scenario: Scenario, users: usize) -> Tenant {
    match scenario {
        Scenario::Contoso => contoso::build(users),
        Scenario::Healthy => healthy::build(users),
        Scenario::Empty => empty::build(users),
    }
}
