//! What the operator arranged around the accounts: people and how to reach them, channels, who is called after whom, periods. Words, not deeds:
//! that somebody is named does not say that anybody was reached.

use crate::ObjectId;

/// What was arranged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrangements {
    /// The people who keep the accounts.
    pub people: Vec<Person>,
    /// The ways on which alerts go out.
    pub channels: Vec<Channel>,
    /// Who is called after whom, in this order.
    pub escalation: Vec<Step>,
    /// How often the recurring duties come round.
    pub periods: Periods,
}

/// A person who keeps the accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// A short name, unique in the declaration.
    pub id: String,
    /// The name in full, where it is said.
    pub name: Option<String>,
    /// The object id in the tenant's directory, where the person has one.
    pub directory_id: Option<ObjectId>,
    /// How to reach the person, in the order of trying.
    pub routes: Vec<Route>,
}

/// A way to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The channel's id.
    pub channel: String,
    /// Mail address or telephone number; none where the channel knows its own recipients.
    pub to: Option<String>,
}

/// A way on which alerts go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// A short name, unique in the declaration.
    pub id: String,
    /// `smtp`, `slack`, …
    pub kind: &'static str,
    /// Whether it fails together with the tenant, as far as the operator or its kind says.
    pub depends_on_tenant: bool,
    /// Whether the other side says that it took a message; without, it is never enough.
    pub is_confirmed: bool,
}

/// A step of an escalation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Minutes after the alert; the first step is at none.
    pub after_minutes: u32,
    /// Ids of the people who are called, all at once.
    pub people: Vec<String>,
}

/// How often the recurring duties come round, in days; none where the declaration does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Periods {
    /// The list of people is reviewed.
    pub review: Option<u16>,
    /// Each account is used in a drill.
    pub drill: Option<u16>,
    /// A test alert goes through every channel.
    pub alert_test: Option<u16>,
    /// Combinations of safes change.
    pub combination: Option<u16>,
}
