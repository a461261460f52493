//! Conditional Access as a sign-in meets it: which policies apply, what they demand, whether it is there.
//!
//! Written from Microsoft's documents alone and sharing nothing with the product's own evaluator or its proof, so that each
//! finds the other's mistakes. Rules carry the numbers of the papers of the project (C…), with the document that each rests on.
//! What no document settles is in `ASSUMPTIONS`.

mod applications;
mod context;
mod devices;
mod grants;
mod locations;
mod people;
mod policy;
mod rule;
mod scope;
mod signals;
mod strengths;
#[cfg(test)]
mod tests;

pub(crate) use context::{Action, Conditions, Context, Device, Identity, Person, Place, Target};
pub(crate) use grants::{Control, Hand, controls, unmet};
pub(crate) use people::{Subject, named_roles};
pub(crate) use scope::{Reason, analyse};
pub(crate) use strengths::{Credential, is_multifactor, strength};

/// What a filter compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Attribute {
    /// Not there.
    Null,
    Text(String),
    Many(Vec<String>),
}
